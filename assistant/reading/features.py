"""A question and a candidate sentence to numbers that a model can weigh.

Every feature is free of the size of the corpus: shares, ranks, cosines and counts. The
coverage of a question by a text is the share of the question's rarity mass whose terms
stand in that text.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant.reading.asked import Asked
from assistant.reading.evidence import PassageEvidence, SentenceEvidence
from assistant.reading.kind import KINDS
from assistant.types import Hit

Features = npt.NDArray[np.float32]
"""float32, shape (candidates, len(FEATURES))."""

SENTENCE_FEATURES = (
    "cover_sentence",
    "cover_sentence_soft",
    "cover_context",
    "missing_sentence",
    "rarest_in_sentence",
    "pairs",
    "window",
    "cosine_sentence",
    "length",
    "typed",
    "typed_near",
    "focus_counted",
    "focus_in_sentence",
    "names_sentence",
    "figures_sentence",
    "anaphora",
    "new_terms",
)
PASSAGE_FEATURES = (
    "cover_passage",
    "cover_passage_soft",
    "cover_document",
    "cover_above",
    "missing_passage",
    "missing_document",
    "rarest_in_passage",
    "terms",
    "mass",
    "cosine_passage",
    "fused",
    "reciprocal_rank",
    "lexical_share",
    "names_passage",
    "names_missing_document",
    "figures_passage",
    "figures_missing_passage",
    *(f"kind_{kind}" for kind in KINDS),
)
LISTWISE = ("cover_gap", "cover_rank", "cosine_gap", "cosine_rank", "context_gap")
"""How a candidate compares with the others of its question."""
FEATURES = (*SENTENCE_FEATURES, *PASSAGE_FEATURES, *LISTWISE)


def sentence_features(question: Asked, passage: PassageEvidence, place: int, cosine: float) -> list[float]:
    """Return the values of `SENTENCE_FEATURES` for sentence number `place` of the passage."""
    sentence = passage.sentences[place]
    before = passage.sentences[place - 1].terms if place else frozenset()
    typed, near = typed_answers(question, sentence)
    return [
        _cover(question, sentence.terms),
        _soft_cover(question, sentence.terms, sentence.families),
        _cover(question, sentence.terms | before | passage.heading_terms),
        _missing(question, sentence.terms),
        float(question.rarest in sentence.terms),
        _pairs(question.terms, sentence),
        _window(question, sentence),
        cosine,
        math.log1p(len(sentence.content)),
        typed,
        near,
        _focus_counted(question, sentence),
        float(bool(question.focus) and question.focus <= sentence.terms),
        _share(question.names, sentence.terms),
        _share(question.figures, sentence.terms),
        float(sentence.opens_on_anaphora),
        math.log1p(len(sentence.terms.difference(question.terms))),
    ]


def passage_features(question: Asked, hit: Hit, passage: PassageEvidence, best_lexical: float) -> list[float]:
    """Return the values of `PASSAGE_FEATURES`, the same for every sentence of the passage."""
    return [
        _cover(question, passage.terms),
        _soft_cover(question, passage.terms, passage.families),
        _cover(question, passage.of.terms),
        _cover(question, passage.heading_terms),
        _missing(question, passage.terms),
        _missing(question, passage.of.terms),
        float(question.rarest in passage.terms),
        float(len(question.terms)),
        question.mass,
        hit.dense,
        hit.score,
        1.0 / hit.rank,
        hit.lexical / best_lexical if best_lexical > 0 else 0.0,
        _share(question.names, passage.terms),
        float(len(question.names - passage.of.terms)),
        _share(question.figures, passage.terms),
        float(len(question.figures - passage.terms)),
        *(float(question.kind == kind) for kind in KINDS),
    ]


def with_listwise(rows: Sequence[Sequence[float]]) -> Features:
    """Add, to the features of one question's candidates, how each compares with the others.

    Args:
        rows: for each candidate, its `SENTENCE_FEATURES` then its `PASSAGE_FEATURES`.

    Returns:
        All of `FEATURES`.
    """
    table = np.asarray(rows, dtype=np.float32)
    cover = table[:, FEATURES.index("cover_sentence_soft")]
    cosine = table[:, FEATURES.index("cosine_sentence")]
    context = table[:, FEATURES.index("cover_context")]
    extra = [_gap(cover), _rank(cover), _gap(cosine), _rank(cosine), _gap(context)]
    return np.hstack([table, np.stack(extra, axis=1)]).astype(np.float32)


def _gap(values: Features) -> Features:
    """Each value less the best of the others."""
    if len(values) < 2:
        return values.copy()
    ordered = np.sort(values)
    others = np.where(values >= ordered[-1], ordered[-2], ordered[-1])
    return np.asarray(values - others, dtype=np.float32)


def _rank(values: Features) -> Features:
    """1 for the best value, 1/2 for the next, equal values alike."""
    return np.asarray([1.0 / (1 + np.sum(values > value)) for value in values], dtype=np.float32)


def _share(asked: frozenset[str], found: frozenset[str]) -> float:
    """Share of the asked terms found; -1 when nothing is asked."""
    return len(asked & found) / len(asked) if asked else -1.0


def _cover(question: Asked, terms: frozenset[str]) -> float:
    return (
        sum(w for term, w in zip(question.terms, question.weights, strict=True) if term in terms)
        / question.mass
    )


def _missing(question: Asked, terms: frozenset[str]) -> float:
    """Rarity of the rarest term that is not there, 0 when all are."""
    return max(
        (w for t, w in zip(question.terms, question.weights, strict=True) if t not in terms), default=0.0
    )


def _soft_cover(question: Asked, terms: frozenset[str], families: Mapping[str, Sequence[str]]) -> float:
    """Coverage where a term near in meaning, or of the same family ("médecin", "médical"), counts in part."""
    total = 0.0
    for term, weight, near in zip(question.terms, question.weights, question.near, strict=True):
        if term in terms:
            total += weight
            continue
        meaning = max((min(1.0, 2 * p) for other, p in near.items() if other in terms), default=0.0)
        relatives = families.get(term[:4], ()) if len(term) >= 5 and term.isalpha() else ()
        family = max((_kinship(term, other) for other in relatives), default=0.0)
        total += weight * max(meaning, family)
    return total / question.mass


def _kinship(one: str, other: str) -> float:
    """Length of the common prefix over the longer length, where that is at least 0.6."""
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    ratio = shared / max(len(one), len(other))
    return ratio if ratio >= 0.6 else 0.0


def _pairs(terms: Sequence[str], sentence: SentenceEvidence) -> float:
    """Share of neighbouring question terms that stand within two words of each other."""
    pairs = list(pairwise(terms))
    if not pairs:
        return -1.0
    positions = sentence.positions
    close = sum(
        any(0 < b - a <= 2 for a in positions.get(left, ()) for b in positions.get(right, ()))
        for left, right in pairs
    )
    return close / len(pairs)


def _window(question: Asked, sentence: SentenceEvidence) -> float:
    """Matched terms over the length of the run that holds them all; 0 with fewer than two."""
    positions = sorted(p for term in question.terms for p in sentence.positions.get(term, ())[:1])
    if len(positions) < 2:
        return 0.0
    return len(positions) / (positions[-1] - positions[0] + 1)


def typed_answers(question: Asked, sentence: SentenceEvidence) -> tuple[float, float]:
    """Count the answers of the kind asked for that the sentence offers beyond the question's own words.

    Returns:
        The count, at most 5, and how close the nearest stands to a matched term, in (0, 1], or 0;
        (-1, -1) when answers of that kind have no form.
    """
    starts = _typed_starts(question, sentence)
    if starts is None:
        return -1.0, -1.0
    asked_terms = set(question.terms)
    matched = [token.start for token in sentence.content if token.term in asked_terms]
    if not starts or not matched:
        return float(min(len(starts), 5)), 0.0
    distance = min(abs(a - b) for a in starts for b in matched)
    return float(min(len(starts), 5)), 1.0 / (1.0 + distance / 20.0)


def _typed_starts(question: Asked, sentence: SentenceEvidence) -> list[int] | None:
    kind = question.kind
    if kind == "number":
        return [number.start for number in sentence.new_numbers(question)]
    if kind == "date":
        return [date.start for date in sentence.new_dates(question)]
    if kind in ("place", "agent"):
        return [
            t.start for t in sentence.content if t.term in sentence.names and t.term not in question.terms
        ]
    if kind == "reason":
        return [0] if sentence.gives_reason else []
    if kind == "definition":
        return [0] if sentence.defines else []
    return None


def _focus_counted(question: Asked, sentence: SentenceEvidence) -> float:
    """1 when a number stands just before what the question counts ("combien de médecins", "421 médecins")."""
    if question.kind != "number" or not question.focus:
        return -1.0
    counted = (token.term for number in sentence.numbers for token in sentence.counted_by(number))
    return float(any(term in question.focus for term in counted))
