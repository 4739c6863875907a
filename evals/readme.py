"""The README's figures, written from the files that hold them: `python -m evals.readme`.

A block of the README stands between two marks, and nothing in it is written by hand:

    <!-- figures: set -->
    …
    <!-- end -->

`set`, `second`, `piaf`, `encoders`, `bench` and `robustness` come from `evals/published/NAME.json` (see
`evals/publish.py`), `ablation` from the file of `set`, `questions` from the question sets themselves. What
each says is in `evals/readme_blocks.py`.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from evals import DEFAULT_QUESTIONS, machine
from evals.program import program
from evals.readme_blocks import (
    COMMANDS,
    of_ablation,
    of_bench,
    of_encoders,
    of_piaf,
    of_questions,
    of_robustness,
    of_set,
)
from evals.second.questions import QUESTIONS as SECOND_QUESTIONS
from evals.second.questions import read_rows

README = machine.ROOT / "README.md"
PUBLISHED = Path(__file__).parent / "published"

_BLOCK = re.compile(r"(<!-- figures: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

BLOCKS: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "set": partial(of_set, "set"),
    "second": partial(of_set, "second"),
    "ablation": of_ablation,
    "piaf": of_piaf,
    "encoders": of_encoders,
    "bench": of_bench,
    "robustness": of_robustness,
}
KEPT_WITH = {"ablation": "set"}
"""Blocks whose figures are in the file of another one."""


def blocks_of(folder: Path = PUBLISHED) -> dict[str, list[str]]:
    """Return every block that can be written, by name.

    Raises:
        UsageError: a published file cannot be used.
    """
    blocks = {
        "questions": of_questions(
            {
                "shipped set": [row.keys for row in read_rows(DEFAULT_QUESTIONS)],
                "second set": [row.keys for row in read_rows(SECOND_QUESTIONS)],
            }
        )
    }
    for name, block in BLOCKS.items():
        file = folder / f"{KEPT_WITH.get(name, name)}.json"
        if file.is_file():
            try:
                lines = block(json.loads(file.read_text(encoding="utf-8")))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise UsageError(
                    f"{file}: not what python -m evals.publish writes; publish a run again"
                ) from error
            if lines:
                blocks[name] = lines
    return blocks


def filled(text: str, blocks: Mapping[str, Sequence[str]]) -> str:
    """Return a text with its blocks written anew; those of `BLOCKS` that are not given say so.

    Raises:
        UsageError: a block has no end, or a name that nothing is published under.
    """
    if len(re.findall("<!-- figures:", text)) != len(_BLOCK.findall(text)):
        raise UsageError("README.md: a block of figures is not closed; end each with <!-- end -->")

    def block(found: re.Match[str]) -> str:
        name = found[2]
        if name not in blocks and name not in BLOCKS:
            raise UsageError(f"README.md: no block of figures is called {name!r}; use {', '.join(BLOCKS)}")
        if name in blocks:
            return "\n".join((found[1], *blocks[name], "", found[4]))
        publish = f"python -m evals.publish RUN --as {KEPT_WITH.get(name, name)}"
        return f"{found[1]}\nNot published yet: `{COMMANDS[name]}`, then `{publish}`.\n\n{found[4]}"

    return _BLOCK.sub(block, text)


def rewrite(path: Path = README, folder: Path = PUBLISHED) -> bool:
    """Write the blocks of a file anew; return whether that changed it.

    Raises:
        UsageError: as `blocks_of` and `filled`.
    """
    before = path.read_text(encoding="utf-8")
    after = filled(before, blocks_of(folder))
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


@program
def main(arguments: Sequence[str] | None) -> int:
    """Rewrite the README's blocks."""
    argparse.ArgumentParser(
        prog="python -m evals.readme", description="Write the figures of the README from what was published."
    ).parse_args(arguments)
    print("README.md rewritten" if rewrite() else "README.md is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
