"""Random sequences of edits: an updated index equals one built anew."""

import shutil
from pathlib import Path

from evals.robustness.town import Town, answered, build, contents
from evals.robustness.trials import Trials


def edits(work: Path, sequences: int, length: int, seed: int) -> Trials:
    """Edit a corpus, update its index, and compare it with an index built anew, after every edit.

    Args:
        work: an empty folder.
        sequences: of edits, each from a new corpus.
        length: edits of a sequence; every third update follows two or three edits at once.
        seed: of the sequences.
    """
    trials = Trials("updates after random edits, byte for byte an index built anew, and its answers")
    for sequence in range(sequences):
        town, index = work / f"town{sequence}", work / f"index{sequence}"
        corpus = Town(town, seed * 1_000 + sequence)
        build(town, index)
        for number in range(length):
            made = [corpus.edit() for _ in range(1 if number % 3 else 1 + number % 2 + 1)]
            full = work / "full"
            report, anew = build(town, index), build(town, full)
            trials.held(
                f"sequence {sequence}, edit {number} ({', '.join(made)})",
                ("the files of an index built anew", contents(index) == contents(full)),
                ("its answers", answered(town, index) == answered(town, full)),
            )
            trials.note("texts embedded", report.embedded)
            trials.note("by those built anew", anew.embedded)
            shutil.rmtree(full)
        shutil.rmtree(index)
    return trials
