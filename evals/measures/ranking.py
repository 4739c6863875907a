"""Measures of the ranking (`hits`), before any threshold: a refusal is scored as any other answer.

A hit finds a piece of evidence when their spans share a character. A missing ranking scores 0.
"""

from math import log2

from evals.gold import Gold
from evals.records import AnswerRecord, RankedPassage


def document_recall(gold: Gold, record: AnswerRecord | None, k: int) -> float:
    """Return document recall@k: whether one of the first k hits is of an accepted document.

    Where every document is needed (`docs_required` is "all"): the share of them found.
    """
    ranked = {hit.document for hit in _hits(record)[:k]}
    found = [not ranked.isdisjoint(paths) for paths in gold.documents]
    return _share(found, every=gold.question.all_docs)


def evidence_recall(gold: Gold, record: AnswerRecord | None, k: int) -> float:
    """Return evidence recall@k: whether one of the first k hits finds a piece of evidence.

    Where several items or every document are needed (`answers_all`, `docs_required`): the share of the
    pieces of evidence found; elsewhere they are taken as equivalent.
    """
    hits = _hits(record)[:k]
    found = [any(_finds(gold, piece, hit) for hit in hits) for piece in range(len(gold.evidence))]
    return _share(found, every=gold.question.all_docs or bool(gold.question.answers_all))


def reciprocal_rank(gold: Gold, record: AnswerRecord | None, k: int = 10) -> float:
    """Return 1 / rank of the first hit that finds a piece of evidence; 0 beyond rank k. Its mean is MRR@k.

    Source: Voorhees, 1999, "The TREC-8 Question Answering Track Report".
    """
    for rank, hit in enumerate(_hits(record)[:k], 1):
        if any(_finds(gold, piece, hit) for piece in range(len(gold.evidence))):
            return 1 / rank
    return 0.0


def ndcg(gold: Gold, record: AnswerRecord | None, k: int = 10) -> float:
    """Return nDCG@k with binary gains, in [0, 1].

    A hit gains 1 when it finds a piece of evidence that no better hit found. DCG = sum of
    gain / log2(rank + 1); the ideal has as many gains, one a rank from 1, as there are hits that gain
    within k and pieces they leave unfound. So pieces that share a passage count once, and 1 means
    that all evidence stands at the top.

    Source: Järvelin and Kekäläinen, 2002, "Cumulated Gain-Based Evaluation of IR Techniques".
    """
    unfound = set(range(len(gold.evidence)))
    gains: list[float] = []
    for rank, hit in enumerate(_hits(record)[:k], 1):
        found = {piece for piece in unfound if _finds(gold, piece, hit)}
        if found:
            unfound -= found
            gains.append(1 / log2(rank + 1))
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(gains) + len(unfound)) + 1))
    return sum(gains) / ideal if ideal else 0.0


def _hits(record: AnswerRecord | None) -> tuple[RankedPassage, ...]:
    return () if record is None else record.hits


def _finds(gold: Gold, piece: int, hit: RankedPassage) -> bool:
    return any(place.overlaps((hit.document,), hit.start, hit.end) for place in gold.evidence[piece])


def _share(found: list[bool], every: bool) -> float:
    if every:
        return sum(found) / len(found) if found else 0.0
    return float(any(found))
