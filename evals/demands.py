"""What a question set must hold: the numbers, in one table."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Demands:
    """What a set must hold; every number is a minimum."""

    rows: int = 1
    unanswerable: float = 0.0
    """Share of the rows."""
    near_misses: float = 0.0
    """Share of the unanswerable rows."""
    each_miss: int = 0
    """Near misses of each of `MISSES`."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    turns: tuple[int, int] = (2, 5)
    """Fewest and most turns of a dialogue."""
    splits: bool = False
    """Whether each row is of a split, by document."""
    dev_years: Collection[str] = ()
    """Years of the documents of dev; the others are test. None when any document may be of either."""
    test_documents: Collection[str] = ()
    """Of test whatever their year."""
    shared_documents: Collection[str] = ()
    """In both splits."""
    off_topic_dev: tuple[float, float] = (0.0, 1.0)
    """Least and greatest share of the off-topic questions that is dev."""
    every_document: bool = False
    """Whether each document answers a question at least once."""
    readers: int = 0
    """Who say of an unanswerable question that it is one."""


SHARED_DOCUMENTS = frozenset({"centre-val-de-loire/pacte-territoire-sante-2-tableau.pdf"})
"""A table that gathers the figures of all."""

DEMANDS = {
    "shipped": Demands(
        rows=240,
        unanswerable=1 / 3,
        near_misses=2 / 3,
        each_miss=5,
        kinds={"follow-up": 40, "paraphrase": 35, "temporal": 20, "comparison": 15, "list": 15},
        tags={"typed": 25, "english": 2},
        splits=True,
        dev_years=("2015", "2018"),
        test_documents=("centre-val-de-loire/maisons-de-sante-2015-11.md",),
        shared_documents=SHARED_DOCUMENTS,
        off_topic_dev=(0.25, 0.42),
        every_document=True,
        readers=2,
    ),
    "second": Demands(rows=120, unanswerable=1 / 4, splits=True),
    "none": Demands(),
}
