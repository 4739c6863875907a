"""The few words of a quote that answer: a number with what it counts, a date, a name.

First version: by rules over the kind of answer asked for. Other kinds have none.
"""

import re

from assistant.french import Token
from assistant.reading.asked import Asked
from assistant.reading.columns import fitting_numbers, holds, of_another_place, of_another_time
from assistant.reading.evidence import SentenceEvidence
from assistant.reading.requirements import counts
from assistant.types import Span

_COUNTED_NOUN = re.compile(
    r"\s+(?:(?:nouveaux|nouvelles|autres)\s+)?[^\W\d_]+(?:\s+(?:de|d['’])\s*(?!la\b|l['’])[^\W\d_]+)?"
)
_UNIT = re.compile(
    r"\s?[€%]|\s+(?:d['’]\s?|de\s+)?euros?\b|\s+pour cent\b"
    r"|\s+(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|années?)\b"
)
_CONNECTIVE = re.compile(r"\s+(?:de|du|des|de la|d['’]|la|le|et)\s+", re.IGNORECASE)
_PARTICLES = frozenset("de du des la le les d l en sur sous et".split())
_ORDINAL_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]*\s$")
"""What a small number follows when it belongs to a name ("Pacte 2")."""
_SITE = re.compile(
    r"(?:\b(?:à|au|aux|en|dans|vers|commune de|ville de)\s+(?:(?:le|la|les)\s+)?|\b(?:d|l)['’])$",
    re.IGNORECASE,
)
"""What stands before the name of a place."""
_LABEL = re.compile(r"\s*:")
_EXPANSION = re.compile(r"\(([^()]{4,120})\)")


def short_answer(question: Asked, sentence: SentenceEvidence) -> Span | None:
    """Return the span, in the sentence's own text, that answers the question; None when no rule finds one."""
    if question.kind == "number":
        return _number(question, sentence)
    if question.kind == "date":
        return _nearest(question, sentence, [Span(d.start, d.end) for d in sentence.new_dates(question)])
    if question.kind in ("place", "agent"):
        names = _names(question, sentence)
        located = [name for name in names if _SITE.search(sentence.text[: name.start])]
        return _nearest(question, sentence, (located or names) if question.kind == "place" else names)
    if question.kind == "definition":
        return _expansion(question, sentence)
    return None


def _number(question: Asked, sentence: SentenceEvidence) -> Span | None:
    """The number that counts the focus of the question, else the one nearest to its words; of its own column in a row."""
    elsewhere = [*of_another_place(question, sentence), *of_another_time(question, sentence)]
    numbers = [
        number
        for number in fitting_numbers(question, sentence)
        if not (number.value < 10 and _ORDINAL_NAME.search(sentence.text[: number.start]))
        and not holds(elsewhere, number.start)
    ]
    if not numbers:
        return None
    counting = [n for n in numbers if counts(question, sentence, n)]
    counting = counting or [
        n for n in numbers if any(t.term in question.focus for t in sentence.counted_by(n))
    ]
    chosen = _nearest(question, sentence, [Span(n.start, n.end) for n in counting or numbers])
    if chosen is None:
        return None
    unit = _UNIT.match(sentence.text, chosen.end)
    if unit:
        return Span(chosen.start, unit.end())
    noun = _COUNTED_NOUN.match(sentence.text, chosen.end)
    if noun and _is_counted(noun, question, sentence):
        return Span(chosen.start, noun.end())
    return chosen


def _is_counted(noun: re.Match[str], question: Asked, sentence: SentenceEvidence) -> bool:
    """Whether the words after the number are those of the question's focus."""
    return any(noun.start() <= t.start < noun.end() and t.term in question.focus for t in sentence.content)


def _names(question: Asked, sentence: SentenceEvidence) -> list[Span]:
    """Runs of capitalised words, their small words included, that the question does not hold already."""
    spans: list[Span] = []
    run: list[Token] = []
    for token in sentence.tokens:
        capital = (
            token.form[:1].isupper() and (token.start > 0 or token.term not in _PARTICLES) and not token.stop
        )
        if capital and run and _joins(sentence.text[run[-1].end : token.start]):
            run.append(token)
        elif capital:
            spans += _run(run)
            run = [token]
    spans += _run(run)
    asked = set(question.terms)
    named = [span for span in spans if not _LABEL.match(sentence.text, span.end)]
    return [span for span in named if not _terms(sentence, span) <= asked]


def _joins(between: str) -> bool:
    return between.strip() in ("", "-", "–", "'", "’") or (
        _CONNECTIVE.fullmatch(between) is not None and " et " not in between
    )


def _run(run: list[Token]) -> list[Span]:
    return [Span(run[0].start, run[-1].end)] if run else []


def _terms(sentence: SentenceEvidence, span: Span) -> set[str]:
    return {t.term for t in sentence.content if span.start <= t.start < span.end}


def _expansion(question: Asked, sentence: SentenceEvidence) -> Span | None:
    """What stands in brackets after an acronym that the question asks to explain."""
    for match in _EXPANSION.finditer(sentence.text):
        before = [token for token in sentence.content if token.end <= match.start()]
        if before and before[-1].term in question.names | set(question.terms) and before[-1].form.isupper():
            return Span(match.start(1), match.end(1))
    return None


def _nearest(question: Asked, sentence: SentenceEvidence, spans: list[Span]) -> Span | None:
    """The span with most of the question's rarity mass around it; the first of equals."""
    if not spans:
        return None
    weight = dict(zip(question.terms, question.weights, strict=True))

    def pull(span: Span) -> float:
        return sum(
            weight.get(token.term, 0.0)
            / (1.0 + max(span.start - token.end, token.start - span.end, 0) / 20.0)
            for token in sentence.content
            if not span.start <= token.start < span.end
        )

    return max(spans, key=lambda span: (pull(span), -span.start))
