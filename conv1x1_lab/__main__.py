"""`python -m conv1x1_lab verify | bench | papers`."""

import argparse
import math
import sys
from pathlib import Path

FIGURE_ENDINGS = (".png", ".svg", ".pdf")


def _check_file(parser, name, file):
    if not file or Path(file).is_dir():
        parser.error(f"--{name} is {file!r}, but it must name a file")
    if not Path(file).resolve().parent.is_dir():
        parser.error(f"--{name} is {file!r}, but there is no folder {str(Path(file).parent)!r}")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m conv1x1_lab", description="The layer, checked and measured.")
    commands = parser.add_subparsers(dest="command", required=True)

    verify = commands.add_parser(
        "verify",
        help="NumPy against every form of PyTorch, forward and backward",
        description="NumPy against every form of PyTorch. Exits with 1 where they disagree.",
    )
    verify.add_argument("--seed", type=int, default=0, help="of the random numbers (default 0)")
    verify.add_argument("--cases", type=int, default=20, help="how many random layers (default 20)")
    verify.add_argument(
        "--plant",
        metavar="FAULT",
        help="compute NumPy's side wrongly, to see it reported: "
        "dropped-channel, missing-bias, transposed-weight or float16-weights",
    )

    bench = commands.add_parser(
        "bench",
        help="speed as ratios to PyTorch's, and memory",
        description="Speed as ratios to PyTorch's, and memory. Exits with 1 where a target is missed.",
    )
    bench.add_argument("--json", metavar="FILE", help="write the measurements to a file")
    bench.add_argument("--figure", metavar="FILE", help="draw the ratios into a PNG, SVG or PDF file")
    bench.add_argument("--seconds", type=float, default=0.3, help="to spend on each form of each layer (default 0.3)")

    commands.add_parser(
        "papers",
        help="published numbers of the reference architectures beside the counted ones",
        description="Published numbers beside counted ones. Exits with 1 where one that should agree doesn't.",
    )

    asked = parser.parse_args(arguments)
    if asked.command == "papers":
        from conv1x1_lab import papers

        return 1 if papers.run() else 0
    if asked.command == "verify":
        from conv1x1_lab.verify import FAULTS, run

        if asked.plant is not None and asked.plant not in FAULTS:
            parser.error(f"--plant is {asked.plant!r}, but it must be one of {', '.join(FAULTS)}")
        for name in ("seed", "cases"):
            if getattr(asked, name) < 0:
                parser.error(f"--{name} is {getattr(asked, name)}, but it must be at least 0")
        return 1 if run(asked.seed, asked.cases, asked.plant) else 0

    if not 0 < asked.seconds < math.inf:
        parser.error(f"--seconds is {asked.seconds}, but it must be above 0 and finite")
    for name, file in (("json", asked.json), ("figure", asked.figure)):
        if file is not None:
            _check_file(parser, name, file)
    if asked.figure is not None and Path(asked.figure).suffix not in FIGURE_ENDINGS:
        parser.error(f"--figure is {asked.figure!r}, but it must end in {', '.join(FIGURE_ENDINGS)}")
    from conv1x1_lab import bench

    return bench.run(seconds=asked.seconds, json_file=asked.json, figure_file=asked.figure)


if __name__ == "__main__":
    sys.exit(main())
