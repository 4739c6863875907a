"""Measures of what was quoted, and of what was refused."""

from collections import Counter
from collections.abc import Mapping

from evals.gold import Gold
from evals.records import AnswerRecord, CitedQuote
from evals.words import answer_tokens, count_words, holds

MAX_QUOTE_WORDS = 80


def answer_at(gold: Gold, record: AnswerRecord | None, k: int) -> float:
    """Return answer@k of an answerable question, in [0, 1].

    1 when one of the first k quotes holds an accepted answer; with `answers_all`, the share of the
    required items that the first k quotes hold together. A comparison counts all its quotes, whatever
    k. Only quotes of an accepted document count, and only those of at most 80 words. A refusal or a
    missing answer gives 0.

    Holding is decided on tokens, see `evals.words.holds`: blind to case, accents, the shape of
    apostrophes and the kind of spaces, while `3` is not found in `3,5` nor in `3 %`.
    """
    citations = _shown(record)
    counted = citations if gold.question.kind == "comparison" else citations[:k]
    quotes = [each.quote for each in counted if _counts(gold, each)]
    groups = gold.question.answers_all or (gold.question.answers,)
    held = [any(holds(quote, form) for quote in quotes for form in group) for group in groups]
    return sum(held) / len(held)


def cited_right(gold: Gold, record: AnswerRecord | None) -> tuple[int, int]:
    """Return (right citations, citations), the parts of citation precision.

    A citation is right when its span shares a character with a gold evidence span of an accepted
    document. Citation precision = sum of right / sum of all, over every question asked: those given
    to unanswerable questions are wrong.

    Source: citation precision of Liu et al., 2023 ("Evaluating Verifiability in Generative Search
    Engines"), with gold spans in place of a judge.
    """
    citations = _shown(record)
    right = sum(
        gold.question.answerable
        and any(place.overlaps(each.documents, each.start, each.end) for place in gold.places)
        for each in citations
    )
    return right, len(citations)


def verbatim_quotes(record: AnswerRecord | None, texts: Mapping[str, str]) -> tuple[int, int]:
    """Return (quotes equal to `texts[document][start:end]`, quotes)."""
    citations = _shown(record)
    same = sum(texts.get(each.document, "")[each.start : each.end] == each.quote for each in citations)
    return same, len(citations)


def quoted_words(record: AnswerRecord) -> int:
    """Return the words of all quotes of an answer; a word is a run of characters that are not spaces."""
    return sum(count_words(each.quote) for each in record.citations)


def exact_match(gold: Gold, record: AnswerRecord | None) -> float:
    """Return 1.0 when the first citation's `short_answer` equals an accepted answer, else 0.0.

    Equal tokens, articles aside, see `evals.words.answer_tokens`. No answer or no `short_answer`: 0.

    Source: Rajpurkar et al., 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text".
    """
    found = _short_tokens(record)
    return float(any(found and found == answer_tokens(form) for form in gold.question.accepted))


def token_f1(gold: Gold, record: AnswerRecord | None) -> float:
    """Return the best token F1 of the first citation's `short_answer` over the accepted answers.

    With c tokens in common, counted with their repetitions: P = c / found, R = c / accepted,
    F1 = 2PR / (P + R) = 2c / (found + accepted). No answer or no `short_answer`: 0.

    Source: Rajpurkar et al., 2016, as for `exact_match`.
    """
    found = _short_tokens(record)
    best = 0.0
    for form in gold.question.accepted:
        wanted = answer_tokens(form)
        common = (Counter(found) & Counter(wanted)).total()
        best = max(best, 2 * common / (len(found) + len(wanted)) if common else 0.0)
    return best


def abstained(record: AnswerRecord | None) -> float:
    """Return 1.0 when an unanswerable question was refused; a missing answer is no refusal: 0.0."""
    return float(record is not None and not record.answered)


def over_refused(record: AnswerRecord | None) -> float:
    """Return 1.0 when an answerable question was refused, or its answer is missing."""
    return float(record is None or not record.answered)


def _shown(record: AnswerRecord | None) -> tuple[CitedQuote, ...]:
    return record.citations if record is not None and record.answered else ()


def _counts(gold: Gold, citation: CitedQuote) -> bool:
    return not gold.accepted.isdisjoint(citation.documents) and count_words(citation.quote) <= MAX_QUOTE_WORDS


def _short_tokens(record: AnswerRecord | None) -> list[str]:
    citations = _shown(record)
    return answer_tokens(citations[0].short_answer or "") if citations else []
