"""Ranking passages by words, by vectors and by both, with the parts the assistant itself searches with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.conversation import standalone_question
from assistant.french import NO_GLOSSARY, Glossary, read_equivalents
from assistant.index import PassageIndex
from assistant.index.records import passage_text
from assistant.index.vectors import VectorIndex
from assistant.retrieval import POOL, HybridRetriever, fuse, weighted_terms
from assistant.types import Encoder, Turn, Vectors
from assistant.understanding import understand
from evals.encoders.samples import Mean
from evals.encoders.sets import Collection
from evals.gold import Gold
from evals.measures import document_recall, evidence_recall, reciprocal_rank
from evals.questions import Question
from evals.records import AnswerRecord, RankedPassage

K = 10
"""Passages looked at."""
WEIGHTS = tuple(step / 20 for step in range(21))
"""Shares of BM25 that are tried."""
BM25, DENSE, PASSAGES, FUSED, FITTED = "bm25", "dense", "passages", "fused", "fitted"
"""Ways of ranking: by words; by passages and their best sentence, as the index does; by passages alone; by
words and vectors at the settings' weight, at a weight fitted to the encoder."""

Ranking = Sequence[int]
"""Numbers of passages, best first."""
Measure = Callable[[Gold, AnswerRecord], float]
OF_PARAGRAPHS: Mapping[str, Measure] = {
    "recall@1": partial(document_recall, k=1),
    f"recall@{K}": partial(document_recall, k=K),
    f"MRR@{K}": partial(reciprocal_rank, k=K),
}
OF_EVIDENCE: Mapping[str, Measure] = {
    "evidence recall@1": partial(evidence_recall, k=1),
    f"evidence recall@{K}": partial(evidence_recall, k=K),
    f"MRR@{K}": partial(reciprocal_rank, k=K),
    "document recall@1": partial(document_recall, k=1),
    f"document recall@{K}": partial(document_recall, k=K),
}


@dataclass(frozen=True, slots=True)
class Searching:
    """Questions put to one index with one encoder."""

    index: PassageIndex
    encoder: Encoder
    golds: Sequence[Gold]
    texts: Sequence[str]
    """What is searched for each question."""
    glossary: Glossary

    @classmethod
    def over(cls, collection: Collection, index: PassageIndex, encoder: Encoder) -> "Searching":
        """Put the questions of a collection as they will be searched."""
        documents = index.documents.values()
        golds = collection.golds(documents)
        if not collection.conversation:
            return cls(index, encoder, golds, [each.question.question for each in golds], NO_GLOSSARY)
        texts = [_understood(each.question, index) for each in golds]
        return cls(
            index,
            encoder,
            golds,
            texts,
            Glossary.learned((each.text for each in documents), read_equivalents()),
        )

    def spoiled(self, spoil: Callable[[str], str]) -> "Searching":
        """Search for the same questions, each text changed."""
        return replace(self, texts=[spoil(text) for text in self.texts])

    def by_words(self, k: int = K) -> list[Ranking]:
        """Rank by BM25 alone."""
        return [
            list(self.index.lexical(weighted_terms(text, self.glossary, self.index.vocabulary), k))
            for text in self.texts
        ]

    def by_vectors(self, k: int = K) -> list[Ranking]:
        """Rank as the index scores: a passage and its best sentence."""
        return [list(self.index.dense(vector, k)) for vector in self._vectors()]

    def by_passages(self, k: int = K) -> list[Ranking]:
        """Rank by the vectors of passages alone."""
        documents = self.index.documents
        texts = [passage_text(documents[passage.document], passage) for passage in self.index.passages]
        passages = VectorIndex.of(self.encoder.encode(texts, "passage"))
        deepest = min(k, len(texts))
        return [passages.search(vector, deepest)[1].tolist() for vector in self._vectors()]

    def by_both(self, lexical_weight: float, k: int = K) -> list[Ranking]:
        """Rank as the assistant does.

        Args:
            lexical_weight: share of BM25, in [0, 1].
            k: passages wanted.
        """
        retriever = self._retriever(lexical_weight)
        return [[hit.number for hit in retriever.retrieve(text, k)] for text in self.texts]

    def by_weight(self) -> dict[float, list[Ranking]]:
        """Rank as the assistant does at each of `WEIGHTS`; every question is searched once."""
        retriever = self._retriever(0.5)
        rankings: dict[float, list[Ranking]] = {weight: [] for weight in WEIGHTS}
        for text, vector in zip(self.texts, self._vectors(), strict=True):
            dense = self.index.dense(vector, POOL)
            lexical = self.index.lexical(weighted_terms(text, self.glossary, self.index.vocabulary), POOL)
            hits = retriever.retrieve(text, len(dense.keys() | lexical.keys()))  # all candidates, no more
            for weight, ranked in rankings.items():
                scores = fuse(
                    {hit.number: hit.lexical for hit in hits}, {hit.number: hit.dense for hit in hits}, weight
                )
                ranked.append(sorted(scores, key=lambda number: (-scores[number], number))[:K])
        return rankings

    def measured(self, rankings: Sequence[Ranking], measures: Mapping[str, Measure]) -> dict[str, Mean]:
        """Judge a ranking of each question."""
        records = [self._record(gold, ranking) for gold, ranking in zip(self.golds, rankings, strict=True)]
        return {
            name: Mean([measure(*pair) for pair in zip(self.golds, records, strict=True)])
            for name, measure in measures.items()
        }

    def _vectors(self) -> Vectors:
        return self.encoder.encode(self.texts, "question")

    def _retriever(self, lexical_weight: float) -> HybridRetriever:
        vectors = dict(zip(self.texts, self._vectors(), strict=True))
        return HybridRetriever(self.index, vectors.__getitem__, lexical_weight, self.glossary)

    def _record(self, gold: Gold, ranking: Ranking) -> AnswerRecord:
        passages = (self.index.passages[number] for number in ranking)
        hits = tuple(RankedPassage(each.document, each.start, each.end) for each in passages)
        return AnswerRecord(gold.question.id, answered=False, confidence=0.0, hits=hits)


def _understood(question: Question, index: PassageIndex) -> str:
    turns = tuple(Turn(earlier) for earlier in question.history)
    return understand(standalone_question(question.question, turns).text, index).text
