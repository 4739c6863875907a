"""Question and hits to exact quotes, each with the probability that it answers."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assistant.frame import NO_FRAME, Frame
from assistant.french import NO_GLOSSARY, Glossary, rarity
from assistant.index import PassageIndex
from assistant.reading.asked import Asked, asked
from assistant.reading.evidence import DocumentEvidence, PassageEvidence, SentenceEvidence
from assistant.reading.features import (
    Features,
    passage_features,
    sentence_features,
    with_listwise,
)
from assistant.reading.model import ReadingModel
from assistant.reading.ordering import Candidate, newest_value_first, values_beside, with_values
from assistant.reading.penalties import own_penalty, scope_penalty
from assistant.reading.quotes import cite, quote_span
from assistant.reading.requirements import (
    Support,
    date_reason,
    date_support,
    place_reason,
    place_support,
)
from assistant.reading.short_answer import short_answer
from assistant.reading.span import SpanReader
from assistant.types import Citation, Hit, Reading, Reason, Span, Vectors

MAX_QUOTES = 3
MISMATCH = (Support.SILENT, Support.OTHER, Support.DENIED)
AS_SURE = 0.9
"""Log-odds within which an answer of a newer document goes before a surer one, when no date is asked for."""
UNREAD = -6.0
"""Log-odds that stand for those of the learned reader where it has not read: lower than most that it gives."""
UNDECIDED = 0.0
"""The same for a value of another place or time than the one asked for, which the learned reader rightly denies."""
TELLING = 0.3
"""Rarity from which a word is worth naming as missing."""
COVERED = 0.3
"""Share of the question's rarity mass that a passage must hold for its subject to count as covered."""


class QuoteReader:
    """Scores every sentence of the hits and quotes the best."""

    def __init__(
        self,
        index: PassageIndex,
        vector_of: Callable[[str], Vectors],
        model: ReadingModel,
        spans: SpanReader,
        glossary: Glossary = NO_GLOSSARY,
        frame: Frame = NO_FRAME,
    ) -> None:
        """Hold the parts.

        Args:
            index: opened generation.
            vector_of: a question's vector, as the index compares it.
            model: the fitted weights.
            glossary: acronyms of the corpus, and words that mean the same.
            frame: its places, its newest date, and which documents replace others.
        """
        self._index = index
        self._vector_of = vector_of
        self._model = model
        self._glossary = glossary
        self._frame = frame
        self._spans = spans
        self._documents: dict[str, DocumentEvidence] = {}
        self._passages: dict[int, PassageEvidence] = {}

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return up to three quotes, best first, with the confidence of the first.

        Args:
            question: standalone.
            hits: best passages first.
        """
        taken_apart = asked(question, self._glossary, self._frame)
        candidates = self._candidates(taken_apart, hits)
        if not candidates:
            return Reading((), 0.0, _nothing_near(taken_apart))
        sure = [c for c in candidates if self._is_sure(c.anywhere)]
        values = with_values(taken_apart, sure, self.passage)
        candidates = newest_value_first(taken_apart, candidates, values, self._is_sure)
        best = candidates[0]
        beside = values_beside(taken_apart, best, values)
        aside = [candidate for candidate, _ in beside]
        citations = self._citations(taken_apart, [c for c in candidates if c not in aside])
        return Reading(
            citations=citations,
            confidence=citations[0].confidence,
            doubt=self._doubt(taken_apart, best, hits),
            nearest=self._citations(taken_apart, candidates, one_a_passage=True),
            related=self._citations(taken_apart, [c for c, value in beside if value.last]),
        )

    def features(self, question: Asked, hits: Sequence[Hit]) -> tuple[list[tuple[Hit, int]], Features]:
        """Return the candidate sentences (hit, number in its passage) and their features, row by row."""
        vector = self._vector_of(question.text)
        best_lexical = max((hit.lexical for hit in hits), default=0.0)
        keys, rows = [], []
        for hit in hits:
            passage = self.passage(hit)
            cosines = self._index.sentence_scores(vector, hit.number)
            shared = passage_features(question, hit, passage, best_lexical)
            for place, cosine in enumerate(cosines):
                keys.append((hit, place))
                rows.append([*sentence_features(question, passage, place, float(cosine)), *shared])
        return keys, with_listwise(rows) if rows else np.zeros((0, 0), dtype=np.float32)

    def passage(self, hit: Hit) -> PassageEvidence:
        """Return a passage analysed, kept for the questions to come."""
        if hit.number not in self._passages:
            path = hit.passage.document
            if path not in self._documents:
                self._documents[path] = DocumentEvidence(self._index.documents[path], self._frame)
            self._passages[hit.number] = PassageEvidence(self._documents[path], hit.passage)
        return self._passages[hit.number]

    def _candidates(self, question: Asked, hits: Sequence[Hit]) -> list[Candidate]:
        keys, table = self.features(question, hits)
        if not keys:
            return []
        scores = self._model.log_odds(table)
        candidates = []
        for (hit, place), score in zip(keys, scores, strict=True):
            passage = self.passage(hit)
            anywhere = float(score) - own_penalty(question, passage, place)
            log_odds = anywhere - scope_penalty(question, passage, place)
            candidates.append(Candidate(hit, place, log_odds, anywhere))
        candidates = self._read_closely(question, _likeliest_first(candidates), hits)
        return candidates if question.dates else self._newest_first(candidates)

    def _read_closely(
        self, question: Asked, candidates: list[Candidate], hits: Sequence[Hit]
    ) -> list[Candidate]:
        """Let the learned reader read around the likeliest sentences."""
        number = {hit.number: at for at, hit in enumerate(hits)}
        texts = [self.passage(hit).as_read for hit in hits]
        order = [(number[each.hit.number], each.place) for each in candidates]
        found = self._spans.read(question.text, texts, order, [each.log_odds for each in candidates])
        read = []
        for each, key in zip(candidates, order, strict=True):
            start, seen = each.hit.passage.start, found.get(key)
            answer = Span(start + seen.span.start, start + seen.span.end) if seen else None
            value = seen.log_odds if seen else UNREAD
            read.append(
                replace(
                    each,
                    log_odds=self._model.joined.log_odds(each.log_odds, value),
                    anywhere=self._model.joined.log_odds(each.anywhere, UNDECIDED),
                    answer=answer,
                )
            )
        return _likeliest_first(read)

    def _newest_first(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Put, among the best that are about as sure and sure enough, those of newer documents first."""
        least = candidates[0].log_odds - AS_SURE
        head = [c for c in candidates if c.log_odds >= least and self._is_sure(c.log_odds)]
        dates = {
            c.hit.number: self._index.documents[c.hit.passage.document].metadata.date or "" for c in head
        }
        chosen = sorted(head, key=lambda c: dates[c.hit.number][:4], reverse=True)
        return [*chosen, *candidates[len(head) :]]

    def _is_sure(self, log_odds: float) -> bool:
        return self._model.probability(log_odds) >= self._model.threshold

    def penalty(self, question: Asked, hit: Hit, place: int) -> float:
        """Return the log-odds to take from a sentence for what the question requires and it does not carry."""
        passage = self.passage(hit)
        return scope_penalty(question, passage, place) + own_penalty(question, passage, place)

    def _citations(
        self, question: Asked, candidates: Sequence[Candidate], one_a_passage: bool = False
    ) -> tuple[Citation, ...]:
        """Quote the first candidates that do not repeat one quoted already.

        One a passage are the nearest passages, shown as not answering: they hold no short answer.
        """
        citations: list[Citation] = []
        passages: set[int] = set()
        for candidate in candidates:
            if one_a_passage and candidate.hit.number in passages:
                continue
            citation = self._citation(question, candidate)
            if any(_repeats(citation, other) for other in citations):
                continue
            passages.add(candidate.hit.number)
            citations.append(replace(citation, short_answer=None) if one_a_passage else citation)
            if len(citations) == MAX_QUOTES:
                break
        return tuple(citations)

    def _citation(self, question: Asked, candidate: Candidate) -> Citation:
        evidence = self.passage(candidate.hit)
        document = evidence.of.document
        span = quote_span(evidence, candidate.place, question)
        sentence = evidence.sentences[candidate.place]
        short = _few_words(question, sentence, candidate.answer)
        inside = short is not None and span.start <= short.start and short.end <= span.end
        return cite(
            document,
            candidate.hit.passage,
            span,
            self._model.probability(candidate.log_odds),
            short if inside else None,
            self._frame.superseded.get(document.path),
        )

    def _doubt(self, question: Asked, best: Candidate, hits: Sequence[Hit]) -> Reason:
        """What to say if the best candidate is not believed."""
        passage = self.passage(best.hit)
        sentence = passage.sentences[best.place]
        covered = _covered(question, passage)
        if covered >= COVERED:
            if place_support(question, passage, sentence) in MISMATCH:
                return place_reason(
                    question, (p for hit in hits[:3] for p in self.passage(hit).heading_places)
                )
            if date_support(question, passage, sentence) in MISMATCH:
                return date_reason(question, passage.dates)
            return _detail_missing(question, [self.passage(hit) for hit in hits])
        return _nothing_near(question)


def _likeliest_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (-each.log_odds, each.hit.rank, each.place))


def _few_words(question: Asked, sentence: SentenceEvidence, read: Span | None) -> Span | None:
    """The answer that the rules find, if it is where the learned reader sees one, else the reader's."""
    found = short_answer(question, sentence)
    typed = Span(found.start + sentence.span.start, found.end + sentence.span.start) if found else None
    if read is None or (typed and typed.start < read.end and read.start < typed.end):
        return typed
    return read


def _repeats(citation: Citation, other: Citation) -> bool:
    """Whether a quote overlaps another, or gives the same short answer from the same document."""
    if citation.document != other.document:
        return False
    same = citation.short_answer is not None and citation.short_answer == other.short_answer
    return same or (other.start < citation.end and citation.start < other.end)


def _covered(question: Asked, passage: PassageEvidence) -> float:
    found = sum(w for t, w in zip(question.terms, question.weights, strict=True) if t in passage.terms)
    return found / question.mass


def _detail_missing(question: Asked, passages: Sequence[PassageEvidence]) -> Reason:
    """Say what none of the passages read speaks of; places have a reason of their own."""
    said = question.place_terms.union(*(passage.terms for passage in passages))
    missing = question.words(lambda term: term not in said and rarity(term) >= TELLING)
    text = "Les documents abordent le sujet, mais aucun passage ne répond assez nettement"
    return Reason(
        "detail_missing",
        f"{text} (les plus proches ne disent rien de : {missing})." if missing else f"{text}.",
        missing or None,
    )


def _nothing_near(question: Asked) -> Reason:
    text = "Aucun passage de ces documents n'est assez proche de cette question."
    return Reason("off_topic", text, question.words(lambda term: True) or None)
