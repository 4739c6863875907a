"""Another model, another dimension, other settings: told in one line when opened, put right by a build."""

from functools import partial
from pathlib import Path

from assistant.errors import IndexMismatch
from assistant.index import PassageIndex
from assistant.settings import Settings
from evals.robustness.builds import killed_at
from evals.robustness.town import LetterEncoder, Town, answered, build, contents
from evals.robustness.trials import Trials


def models(work: Path, seed: int) -> Trials:
    """Change the model with and without its dimension, and the settings, with a killed build in between.

    Args:
        work: an empty folder.
        seed: of the corpus.
    """
    trials = Trials(
        "another model, dimension or size of passages: one line, the old index answers, then the new one"
    )
    corpus, index, full = Town(work / "town", seed), work / "index", work / "full"
    first = LetterEncoder()
    build(corpus.folder, index, first)
    changes = {
        "another model": (LetterEncoder(32, "letters#2"), Settings()),
        "another dimension": (LetterEncoder(48, "letters#48"), Settings()),
        "another dimension under the same name": (
            LetterEncoder(40, "letters#48"),
            Settings(passage_words=90),
        ),
        "smaller passages": (LetterEncoder(40, "letters#48"), Settings(passage_words=20)),
    }
    before = first
    for name, (encoder, settings) in changes.items():
        old = answered(corpus.folder, index, before)
        line = ""
        if encoder.identity != before.identity:
            try:
                PassageIndex.open(index, encoder.identity)
            except IndexMismatch as error:
                line = str(error)
        killed_at(25, partial(build, corpus.folder, index, encoder, settings), index)
        kept = answered(corpus.folder, index, before) == old
        build(corpus.folder, index, encoder, settings)
        build(corpus.folder, full, encoder, settings)
        trials.held(
            name,
            (
                "one line",
                encoder.identity == before.identity or ("\n" not in line and "run `motamot index`" in line),
            ),
            ("the old index", kept),
            ("the files of an index built anew", contents(index) == contents(full)),
            (
                "its answers",
                answered(corpus.folder, index, encoder) == answered(corpus.folder, full, encoder),
            ),
        )
        before = encoder
    return trials
