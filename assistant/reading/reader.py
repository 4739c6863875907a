"""Question and hits to exact quotes, each with the probability that it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.frame import NO_FRAME, Frame
from assistant.french import NO_GLOSSARY, Glossary, rarity
from assistant.index import PassageIndex
from assistant.reading.evidence import Asked, DocumentEvidence, PassageEvidence, asked
from assistant.reading.features import (
    Features,
    passage_features,
    sentence_features,
    typed_answers,
    with_listwise,
)
from assistant.reading.model import ReadingModel
from assistant.reading.quotes import cite, is_heading, quote_span
from assistant.reading.requirements import (
    Support,
    date_reason,
    date_support,
    explains_acronym,
    is_boilerplate,
    measure_support,
    name_support,
    place_reason,
    place_support,
)
from assistant.reading.short_answer import short_answer
from assistant.reading.values import Value, leading, newest, newness, others, value_of
from assistant.types import Citation, Hit, Reading, Reason, Span, Vectors

MAX_QUOTES = 3
PLACE_PENALTY = {Support.OTHER: 6.0, Support.SILENT: 2.0, Support.NEAR: 0.6}
DATE_PENALTY = {Support.OTHER: 4.0, Support.SILENT: 1.5, Support.NEAR: 0.6}
MEASURE_PENALTY = {Support.SILENT: 2.5, Support.OTHER: 1.0}
KIND_PENALTY = {"number": 1.0, "date": 1.0, "place": 1.0, "agent": 1.0}
HEADING_PENALTY = {True: 0.5, False: 1.5}
"""For a heading: with an answer of the kind asked for in it, and without."""
BOILERPLATE_PENALTY = 2.0
SUPERSEDED_PENALTY = 1.0
"""For a document that another one of the corpus replaces."""
NAME_PENALTY = {Support.OTHER: 2.0, Support.SILENT: 0.5}
"""Log-odds taken from a sentence that does not speak of what the question requires."""
ACRONYM_BONUS = 3.0
"""Log-odds given to the sentence that spells out an acronym asked for."""
MISMATCH = (Support.SILENT, Support.OTHER)
AS_SURE = 0.9
"""Log-odds within which an answer of a newer document goes before a surer one, when no date is asked for."""
AS_LIKELY = 2.5
"""Log-odds within which a newer value of the very measure and place goes before an older one."""
TELLING = 0.3
"""Rarity from which a word is worth naming as missing."""
COVERED = 0.3
"""Share of the question's rarity mass that a passage must hold for its subject to count as covered."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    hit: Hit
    place: int
    """Its number in the passage."""
    log_odds: float
    anywhere: float
    """The same without what its place and time took from it."""


class QuoteReader:
    """Scores every sentence of the hits and quotes the best."""

    def __init__(
        self,
        index: PassageIndex,
        vector_of: Callable[[str], Vectors],
        model: ReadingModel,
        glossary: Glossary = NO_GLOSSARY,
        frame: Frame = NO_FRAME,
    ) -> None:
        """Hold the parts.

        Args:
            index: opened generation.
            vector_of: a question's vector, as the index compares it.
            model: the fitted weights.
            glossary: acronyms of the corpus.
            frame: its places, its newest date, and which documents replace others.
        """
        self._index = index
        self._vector_of = vector_of
        self._model = model
        self._glossary = glossary
        self._frame = frame
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
        values = self._values(taken_apart, candidates)
        candidates = self._newest_value_first(taken_apart, candidates, values)
        best = candidates[0]
        lead = next((value for c, value in values if (c.hit, c.place) == (best.hit, best.place)), None)
        beside = []
        if lead is not None:
            places = others(taken_apart, lead, [value for _, value in values])
            beside = sorted((values[p] for p in places), key=lambda each: newness(each[1]), reverse=True)
        aside = [c for c, _ in beside]
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
            anywhere = float(score) - self._own_penalty(question, hit, place)
            candidates.append(
                Candidate(hit, place, anywhere - self._scope_penalty(question, hit, place), anywhere)
            )
        candidates.sort(key=lambda c: (-c.log_odds, c.hit.rank, c.place))
        return candidates if question.dates else self._newest_first(candidates)

    def _values(self, question: Asked, candidates: Sequence[Candidate]) -> list[tuple[Candidate, Value]]:
        """Return the candidates that would be sure enough for the question without its place and time, and give it
        a value."""
        found = []
        for candidate in candidates:
            if question.kind != "number" or not self._is_sure(candidate.anywhere):
                continue
            passage = self.passage(candidate.hit)
            sentence = passage.sentences[candidate.place]
            value = value_of(question, passage, sentence)
            if value is not None and not is_heading(passage.of.document, sentence.span):
                found.append((candidate, value))
        return found

    def _newest_value_first(
        self, question: Asked, candidates: list[Candidate], values: Sequence[tuple[Candidate, Value]]
    ) -> list[Candidate]:
        """Put the value to cite first before all; it answers as surely as the one that it goes before."""
        best = candidates[0]
        likely = [each for each in values if each[0].log_odds >= best.log_odds - AS_LIKELY]
        if not likely or best is not likely[0][0]:
            return candidates
        first, lead = likely[leading(question, [value for _, value in likely])]
        near = [each for each in values if each[0].log_odds >= first.log_odds - AS_LIKELY]
        newer = newest(question, lead, [value for _, value in near])
        if newer is not None:
            first = near[newer][0]
        if first is best:
            return candidates
        surest = replace(first, log_odds=max(first.log_odds, best.log_odds))
        return [surest, *(c for c in candidates if c is not first)]

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
        return self._scope_penalty(question, hit, place) + self._own_penalty(question, hit, place)

    def _scope_penalty(self, question: Asked, hit: Hit, place: int) -> float:
        """Of that, the part for its place and its time."""
        passage = self.passage(hit)
        sentence = passage.sentences[place]
        return PLACE_PENALTY.get(place_support(question, passage, sentence), 0.0) + DATE_PENALTY.get(
            date_support(question, passage, sentence), 0.0
        )

    def _own_penalty(self, question: Asked, hit: Hit, place: int) -> float:
        """The part for all else."""
        passage = self.passage(hit)
        sentence = passage.sentences[place]
        typed, _ = typed_answers(question, sentence)
        return (
            MEASURE_PENALTY.get(measure_support(question, passage, sentence), 0.0)
            + NAME_PENALTY.get(name_support(question, passage), 0.0)
            + (KIND_PENALTY.get(question.kind, 0.0) if typed == 0 else 0.0)
            + (HEADING_PENALTY[typed > 0] if is_heading(passage.of.document, sentence.span) else 0.0)
            + BOILERPLATE_PENALTY * is_boilerplate(sentence)
            + SUPERSEDED_PENALTY * (hit.passage.document in self._frame.superseded)
            - ACRONYM_BONUS * explains_acronym(question, sentence)
        )

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
        span = quote_span(document, evidence, candidate.place, question.kind)
        sentence = evidence.sentences[candidate.place]
        found = short_answer(question, sentence)
        short = Span(found.start + sentence.span.start, found.end + sentence.span.start) if found else None
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
