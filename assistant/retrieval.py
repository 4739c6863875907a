"""Question to ranked passages: dense and lexical candidates, fused by a fitted weight."""

from collections.abc import Callable, Collection, Container, Mapping, Sequence

from assistant.frame import NO_FRAME, Frame
from assistant.french import NO_GLOSSARY, DateSpan, Glossary, Place, find_dates, is_in, overlaps, query_terms
from assistant.index import PassageIndex
from assistant.types import Hit, Vectors

POOL = 100
"""Candidates taken from each search before fusion."""

NEAR_WEIGHT = 0.6
"""Weight of a term near in meaning, times its probability; from PIAF dev, recall@1 0.773 to 0.777 by BM25 alone."""
ABSENT_WEIGHT, ABSENT_MOST = 2.0, 0.9
"""The same, and its most, for what may stand for a word that no passage holds: asked in other words than the text's
(120 questions, BM25 alone), recall@10 0.46 to 0.52; PIAF dev the same."""

SCOPE_WEIGHT = 0.08
"""Share of place and time in the score of a passage when the question names some: they move a passage, they hide none."""
SCOPED = 48
"""Passages, best first, whose places and dates are looked at; more than are read."""


class HybridRetriever:
    """Fuses BM25 with the dense scores of passages and of their sentences."""

    def __init__(
        self,
        index: PassageIndex,
        vector_of: Callable[[str], Vectors],
        lexical_weight: float,
        glossary: Glossary = NO_GLOSSARY,
        frame: Frame = NO_FRAME,
    ) -> None:
        """Hold the parts.

        Args:
            index: opened generation.
            vector_of: a question's vector, shape (dimension,), by the encoder that built the index.
            lexical_weight: share of the lexical score in the fusion, in [0, 1].
            glossary: acronyms of the corpus, and words that mean the same.
            frame: its places and its newest date.
        """
        self._index = index
        self._vector_of = vector_of
        self._lexical_weight = lexical_weight
        self._glossary = glossary
        self._frame = frame
        self._scopes: dict[int, tuple[list[Place], list[DateSpan]]] = {}

    def retrieve(self, question: str, k: int, within: Collection[str] | None = None) -> list[Hit]:
        """Return at most k passages, best first.

        Each side proposes its best `POOL` passages; every candidate is scored by both sides, so
        that a passage found by one alone is not punished for the other's cut-off.

        Args:
            question: standalone, in French.
            k: at least 1.
            within: paths of the documents to take passages from; ranks are those among all. None: all of them.

        Returns:
            Hits with fused score in [0, 1] and rank from 1; equal scores keep the index order. The first
            hits do not depend on k; what neither side proposed follows with score 0, nearest first.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        index = self._index
        vector = self._vector_of(question)
        terms = weighted_terms(question, self._glossary, index.vocabulary)
        dense = index.dense(vector, POOL)
        lexical = index.lexical(terms, POOL)
        numbers = sorted(dense.keys() | lexical.keys())
        dense |= index.dense_of(vector, [number for number in numbers if number not in dense])
        lexical |= index.lexical_of(terms, [number for number in numbers if number not in lexical])
        scores = self._scoped(question, fuse(lexical, dense, self._lexical_weight))
        depth = k if within is None else max(k, len(index.passages))
        ranking = sorted(numbers, key=lambda number: (-scores[number], number))[:depth]
        if depth > len(numbers):
            rest = {n: score for n, score in index.dense(vector, depth).items() if n not in scores}
            dense |= rest
            lexical |= index.lexical_of(terms, list(rest))
            scores |= dict.fromkeys(rest, 0.0)
            ranking += list(rest)[: depth - len(ranking)]
        ranked = list(enumerate(ranking, 1))
        if within is not None:
            allowed = {number for path in within for number in index.numbers_of(path)}
            ranked = [(rank, number) for rank, number in ranked if number in allowed]
        return [
            Hit(
                number=number,
                passage=index.passages[number],
                score=scores[number],
                rank=rank,
                lexical=lexical[number],
                dense=dense[number],
            )
            for rank, number in ranked[:k]
        ]

    def _scoped(self, question: str, scores: dict[int, float]) -> dict[int, float]:
        """Give `SCOPE_WEIGHT` of the score to the share of the question's place and time that a passage speaks of."""
        places, dates = self._frame.places_asked(question), self._frame.dates_asked(question)
        if not places and not dates:
            return scores
        scoped = {number: (1 - SCOPE_WEIGHT) * score for number, score in scores.items()}
        for number in sorted(scores, key=lambda number: (-scores[number], number))[:SCOPED]:
            here, then = self._scope(number)
            met = [any(is_in(one, other) for one in places for other in here)] if places else []
            met += [any(overlaps(one, other) for one in dates for other in then)] if dates else []
            scoped[number] += SCOPE_WEIGHT * sum(met) / len(met)
        return scoped

    def _scope(self, number: int) -> tuple[list[Place], list[DateSpan]]:
        """The places and dates of a passage, its headings and its document's own, kept for the questions to come."""
        if number not in self._scopes:
            passage = self._index.passages[number]
            metadata = self._index.documents[passage.document].metadata
            text = "\n".join((*passage.heading, metadata.title or "", self._index.text(passage)))
            self._scopes[number] = (
                self._frame.places(f"{text}\n{metadata.region or ''}"),
                find_dates(f"{text}\n{(metadata.date or '')[:4]}"),
            )
        return self._scopes[number]


def weighted_terms(question: str, glossary: Glossary, vocabulary: Container[str]) -> dict[str, float]:
    """Return the terms to search: the question's own at 1, those near in meaning at a share of it.

    Args:
        question: standalone.
        glossary: acronyms of the corpus, and words that mean the same.
        vocabulary: the terms that the passages hold.
    """
    weights: dict[str, float] = {}
    queried = query_terms(question, glossary)
    for term in queried:
        present = term.term in vocabulary
        for other, probability in term.near.items():
            weight = NEAR_WEIGHT * probability if present else min(ABSENT_MOST, ABSENT_WEIGHT * probability)
            weights[other] = max(weights.get(other, 0.0), weight)
    return weights | dict.fromkeys((term.term for term in queried), 1.0)


def fuse(lexical: Mapping[int, float], dense: Mapping[int, float], lexical_weight: float) -> dict[int, float]:
    """Convex combination of the two scores of each passage, each scaled to [0, 1].

    BM25 has a floor of its own, zero; cosines have none, so they are scaled between the worst
    and the best of the candidates.

    Source: Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval",
    ACM TOIS 42(1), 2023 (theoretical minimum for the lexical side).
    """
    best_lexical = max(lexical.values(), default=0.0)
    low, high = _range(list(dense.values()))
    return {
        number: lexical_weight * (lexical[number] / best_lexical if best_lexical > 0 else 0.0)
        + (1 - lexical_weight) * ((dense[number] - low) / (high - low) if high > low else 0.0)
        for number in dense
    }


def _range(values: Sequence[float]) -> tuple[float, float]:
    return (min(values), max(values)) if values else (0.0, 0.0)
