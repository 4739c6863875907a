"""How every `python -m evals.NAME` ends: with an exit code and at most one line on stderr, never a traceback."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps

from assistant.errors import AssistantError
from assistant.terminal import shown

Main = Callable[[Sequence[str] | None], int]


def program(main: Main) -> Callable[..., int]:
    """Wrap the `main` of a command; it takes the arguments (None: the command line's) and returns its code.

    What a user can act on becomes one line and 2, an interruption 130. When the reader of a pipe left
    before the end: 2 without a word.
    """

    @wraps(main)
    def run(arguments: Sequence[str] | None = None) -> int:
        try:
            code = main(arguments)
            sys.stdout.flush()
        except AssistantError as error:
            return _fail(str(error))
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)  # or Python would write the rest again when it ends
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
            return 2
        except OSError as error:
            where = error.filename or "output"
            return _fail(f"{where} cannot be written or read ({error.strerror}); check the disk")
        except KeyboardInterrupt:
            return _fail("interrupted", 130)
        return code

    return run


def _fail(message: str, code: int = 2) -> int:
    print(f"motamot: {shown(' '.join(message.split()))}", file=sys.stderr)
    return code
