"""`python -m conv1x1_lab`: every exit code means one thing, and what is no fault of the program shows no traceback."""

import os
import signal
import subprocess
import sys

import pytest

from conv1x1_lab import __main__ as command

#: The table of papers as a row that is repeated, so that it comes at once and is as long as a test needs.
FEW_PAPERS = """
import sys
from conv1x1_lab import papers
from conv1x1_lab.__main__ import main
papers.published = lambda progress: [papers.Published("α", "√n", "1.5", 1, 2, "table 1", "×" * 30, "≈")] * {rows}
sys.exit(main(["papers"]))
"""


def few_papers(rows=1, **keywords):
    pytest.importorskip("torch")
    arguments = [sys.executable, "-c", FEW_PAPERS.format(rows=rows)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **keywords)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_terminal_can_print_it(encoding):
    """What an encoding lacks becomes a question mark; columns keep their places."""
    process = few_papers(env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    _, network, row, *_ = out.decode(encoding).splitlines()

    def shown(text):
        return text.encode(encoding, "replace").decode(encoding)

    assert (network, row) == (shown("α"), shown(f"  {'√n':38}{'1.5':>15}{'2.0':>19}  differs"))


@pytest.mark.skipif(os.name != "posix", reason="a pipe of another kind")
def test_a_closed_pipe_is_quiet():
    """As in `python -m conv1x1_lab papers | head -1`."""
    with few_papers(rows=20_000) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 141)


@pytest.mark.skipif(os.name != "posix", reason="signals of another kind")
def test_ctrl_c_is_quiet():
    with few_papers(rows=10_000_000) as process:
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert (err, process.returncode) == (b"", 130)


@pytest.mark.parametrize(
    "arguments, missing, words",
    [
        (["verify"], "torch", "verify needs torch, which is not installed: pip install conv1x1_lab[torch]"),
        (["papers"], "tqdm", "papers needs tqdm, which is not installed: pip install conv1x1_lab[torch]"),
        (
            ["experiments", "nuclei"],
            "scipy",
            "experiments needs scipy, which is not installed: pip install conv1x1_lab[experiments]",
        ),
        (
            ["bench"],
            "threadpoolctl",
            "bench needs threadpoolctl, which is not installed: pip install conv1x1_lab[bench]",
        ),
        (
            ["bench", "--seconds", "1e9", "--figure", "a.png"],
            "matplotlib",
            "bench needs matplotlib, which is not installed: pip install conv1x1_lab[bench]",
        ),
    ],
)
def test_a_missing_extra_is_named(arguments, missing, words):
    pytest.importorskip(missing)
    code = f"import sys; sys.modules[{missing!r}] = None; from conv1x1_lab.__main__ import main; sys.exit(main({arguments}))"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60)
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == f"python -m conv1x1_lab: error: {words}\n"


def test_a_module_of_our_own_that_is_missing_is_a_fault(monkeypatch):
    def broken(parser, options):
        raise ModuleNotFoundError(name="conv1x1_lab.papers")

    monkeypatch.setitem(command.COMMANDS, "papers", broken)
    with pytest.raises(ModuleNotFoundError):
        command.main(["papers"])


def test_a_file_that_cannot_be_written_is_named(monkeypatch, capsys):
    bench = pytest.importorskip("conv1x1_lab.bench")

    def run(**arguments):
        raise PermissionError(13, "Permission denied", arguments["json_file"])

    monkeypatch.setattr(bench, "run", run)
    with pytest.raises(SystemExit) as stop:
        command.main(["bench", "--json", "a.json"])
    assert stop.value.code == 2
    assert capsys.readouterr().err == "python -m conv1x1_lab: error: [Errno 13] Permission denied: 'a.json'\n"


@pytest.mark.parametrize("failures, code", [(0, 0), (1, 1), (7, 1)])
def test_1_means_that_a_check_has_failed(failures, code, monkeypatch):
    papers = pytest.importorskip("conv1x1_lab.papers")
    monkeypatch.setattr(papers, "run", lambda: failures)
    assert command.main(["papers"]) == code


def test_help_tells_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as stop:
        command.main(["--help"])
    assert stop.value.code == 0
    printed = capsys.readouterr().out
    assert all(f"\n  {code:<5}" in printed for code in (0, 1, 2, 130, 141))
    assert max(map(len, printed.splitlines())) <= 100
