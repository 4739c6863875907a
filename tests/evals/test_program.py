"""What every command of evals does when it ends."""

import subprocess
import sys
from collections.abc import Sequence

import pytest

from assistant.errors import UsageError
from evals.program import program


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            UsageError("q.jsonl: not\nthere;\x1b[2J look again"),
            2,
            "motamot: q.jsonl: not there;�[2J look again\n",
        ),
        (OSError(28, "No space left on device", "/x"), 2, "motamot: /x cannot be written or read (No space"),
        (KeyboardInterrupt(), 130, "motamot: interrupted\n"),
    ],
)
def test_an_error_is_one_line(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @program
    def main(arguments: Sequence[str] | None) -> int:
        raise error

    assert main([]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(said)
    assert printed.err.count("\n") == 1


def test_a_reader_that_left_is_no_error() -> None:
    """More than a pipe holds is printed to one that nobody reads."""
    source = (
        "import sys; from evals.program import program; "
        "sys.exit(program(lambda arguments: print('x' * 1_000_000) or 0)())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 2
