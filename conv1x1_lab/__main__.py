"""`python -m conv1x1_lab verify | bench | papers | experiments`."""

import argparse
import importlib
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path

FIGURE_ENDINGS = (".png", ".svg", ".pdf")

EXIT_CODES = """exit codes:
  0    all is well
  1    a check has failed: numbers disagree, or a target is missed
  2    bad arguments, a file that cannot be written, or a package that is not installed
  130  stopped by Ctrl-C
  141  the reader of the output is gone, as `head` is after its lines
"""

#: The extra that brings what a command needs.
EXTRAS = {"verify": "torch", "bench": "bench", "papers": "torch", "experiments": "experiments"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. What is wrong with a call is one line and a SystemExit of 2."""
    # A sign that the terminal's encoding lacks becomes a question mark, and the columns keep their places.
    sys.stdout.reconfigure(errors="replace")
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        failures = COMMANDS[options.command](parser, options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The interpreter flushes once more when it ends, and must find somewhere to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("", "conv1x1_lab"):
            raise
        parser.exit(
            2,
            f"{parser.prog}: error: {options.command} needs {package}, which is not installed: "
            f"pip install conv1x1_lab[{EXTRAS[options.command]}]\n",
        )
    except OSError as error:
        parser.exit(2, f"{parser.prog}: error: {error}\n")
    return 1 if failures else 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m conv1x1_lab",
        description="The layer, checked and measured.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
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

    experiments = commands.add_parser(
        "experiments",
        help="the long runs whose results the chapters read",
        description="Computes the runs that an experiment lacks; what is stored stays, and a run that is stopped with Ctrl-C "
        "goes on where it was. Without a name, and with --list, it says what there is.",
    )
    experiments.add_argument("name", nargs="?", help="of the experiment")
    experiments.add_argument("--jobs", type=int, default=2, help="how many processes (default 2)")
    experiments.add_argument("--list", action="store_true", help="say what there is, and how long it took")
    experiments.add_argument(
        "--check", action="store_true", help="compute a run of each method anew, or one of each experiment, and compare"
    )
    return parser


def _verify(parser, options):
    for name in ("seed", "cases"):
        if getattr(options, name) < 0:
            parser.error(f"--{name} is {getattr(options, name)}, but it must be at least 0")
    from conv1x1_lab import verify

    if options.plant is not None and options.plant not in verify.FAULTS:
        parser.error(f"--plant is {options.plant!r}, but it must be one of {', '.join(verify.FAULTS)}")
    return verify.run(options.seed, options.cases, options.plant)


def _bench(parser, options):
    if not 0 < options.seconds < math.inf:
        parser.error(f"--seconds is {options.seconds}, but it must be above 0 and finite")
    for name in ("json", "figure"):
        file = getattr(options, name)
        if file is not None and (not file or Path(file).is_dir()):
            parser.error(f"--{name} is {file!r}, but it must name a file")
        if file is not None and not Path(file).resolve().parent.is_dir():
            parser.error(f"--{name} is {file!r}, but there is no folder {str(Path(file).parent)!r}")
    if options.figure is not None:
        if Path(options.figure).suffix not in FIGURE_ENDINGS:
            parser.error(f"--figure is {options.figure!r}, but it must end in {', '.join(FIGURE_ENDINGS)}")
        importlib.import_module("conv1x1_lab.figures")  # so that it is not missed after minutes of measuring
    from conv1x1_lab import bench

    return bench.run(seconds=options.seconds, json_file=options.json, figure_file=options.figure)


def _papers(parser, options):
    from conv1x1_lab import papers

    return papers.run()


def _experiments(parser, options):
    if options.jobs < 1:
        parser.error(f"--jobs is {options.jobs}, but it must be at least 1")
    from conv1x1_lab import experiments
    from conv1x1_lab.experiments import runner

    if options.name is not None and options.name not in experiments.NAMES:
        parser.error(f"name is {options.name!r}, but it must be one of {', '.join(experiments.NAMES)}")
    names = experiments.NAMES if options.name is None else [options.name]
    if options.check:
        return sum(runner.check(name, every_method=options.name is not None) for name in names)
    if options.list or options.name is None:
        for name in names:
            print(runner.summary(name))
        return 0
    try:
        return runner.compute(options.name, jobs=options.jobs)
    except ValueError as error:  # the rows that are there are of other versions
        parser.error(str(error))


COMMANDS = {"verify": _verify, "bench": _bench, "papers": _papers, "experiments": _experiments}


if __name__ == "__main__":
    sys.exit(main())
