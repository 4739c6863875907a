"""What differs between two cores and a graphics card, in one place."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from assistant.errors import UsageError


@dataclass(frozen=True, slots=True)
class Tier:
    """Sizes, rates and shares of every stage."""

    sentences: int | None = 150_000
    """Aligned sentences that are used; None for all."""
    passages: int | None = 8_000
    """Aligned passages that are used; None for all."""
    quota: bool = True
    """Whether sources with thousands of near copies are thinned out."""
    headings: int | None = 40_000
    contexts: int | None = 40_000
    """Pairs of these kinds that are used; None for all."""
    window_words: int = 60
    """Words around an answer that a question is taught to find."""
    bf16: bool = False
    """Whether the body is computed in bfloat16; a processor without instructions for it takes ten times as long."""

    distil_epochs: float = 1.0
    distil_tokens: int = 3_072
    """Pieces in a batch, padding included."""
    distil_rate: float = 1.5e-4
    distil_embeddings_rate: float = 1e-3

    steps: int = 660
    batch: int = 32
    """Queries in a step of contrast."""
    rate: float = 7e-5
    embeddings_rate: float = 2e-4
    longest: int = 112
    """Pieces of a text that contrast reads."""
    together: int = 2_048
    """Pieces computed in one piece, padding included."""
    mined: int = 1
    """Negatives of its own that each query brings into the batch."""
    mine_every: int = 330
    """Steps between minings by the student itself; 0 for BM25 alone."""
    mined_kinds: Sequence[str] = ("question", "answer")
    """Pairs whose negatives the student mines."""
    keep_every: int = 110
    """Steps between checkpoints; 0 for the last only."""
    shares: Mapping[str, float] = field(
        default_factory=lambda: {
            "question": 0.3,
            "answer": 0.2,
            "heading": 0.17,
            "context": 0.18,
            "aligned": 0.1,
            "taught": 0.05,
        }
    )
    """Share of the steps of contrast, by kind of texts."""


TIERS = {
    "cpu": Tier(),
    "gpu": Tier(
        sentences=None,
        passages=None,
        quota=False,
        headings=None,
        contexts=None,
        window_words=120,
        bf16=True,
        distil_epochs=16.0,
        distil_tokens=32_768,
        distil_rate=4e-4,
        distil_embeddings_rate=2e-3,
        steps=1_600,
        batch=512,
        rate=1e-4,
        embeddings_rate=2e-4,
        longest=192,
        together=65_536,
        mined=2,
        mine_every=300,
        keep_every=200,
        mined_kinds=("question", "answer", "heading"),
    ),
}


def tier_of(name: str, changes: Sequence[str] = ()) -> Tier:
    """Return the settings of a tier.

    Args:
        name: `cpu` or `gpu`.
        changes: `NAME=VALUE`, the value as JSON.

    Raises:
        UsageError: a change names no setting, or its value is of another type.
    """
    tier = TIERS[name]
    for change in changes:
        key, _, value = change.partition("=")
        if key not in {each.name for each in fields(Tier)}:
            raise UsageError(f"--set {change}: no such setting; see assistant/training/encoder/tiers.py")
        known = getattr(tier, key)
        try:
            given = json.loads(value)
        except ValueError as error:
            raise UsageError(
                f"--set {change}: the value is not JSON; write {key}={json.dumps(known)}"
            ) from error
        if not _alike(known, given):
            raise UsageError(f"--set {change}: of another type; write for example {key}={json.dumps(known)}")
        tier = replace(tier, **{key: given})
    return tier


def _alike(known: object, given: object) -> bool:
    """Whether a value may stand for another: counts may also be null, numbers whole or not."""
    if isinstance(known, bool) or isinstance(given, bool):
        return isinstance(known, bool) and isinstance(given, bool)
    if known is None or isinstance(known, int):
        return given is None or isinstance(given, int)
    if isinstance(known, float):
        return isinstance(given, int | float)
    return isinstance(given, dict if isinstance(known, Mapping) else list)
