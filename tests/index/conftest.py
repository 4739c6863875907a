"""Documents are parsed in the tests' own process; tests/corpus and tests/test_cli.py start the real one."""

from collections.abc import Iterator

import pytest

from evals.robustness.builds import parsing_here


@pytest.fixture(autouse=True)
def _parsing_here() -> Iterator[None]:
    with parsing_here():
        yield
