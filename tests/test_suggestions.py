"""Suggestions over documents written by hand, answered by a reader that knows where each figure stands."""

from dataclasses import dataclass, replace

import pytest

from assistant import suggestions as module
from assistant.suggestions import MOST, TRIED, suggestions
from assistant.types import Answer, Citation, Document, Metadata, Passage, Span, Understood


@dataclass
class Library:
    """As much of an index as suggestions need."""

    documents: dict[str, Document]
    passages: list[Passage]


def library(**texts: str) -> Library:
    """One passage and one sentence a line; the first document is the newest."""
    documents, passages = {}, []
    for place, (path, text) in enumerate(texts.items()):
        known = Metadata(date=str(2024 - place), region="Grand Est")
        documents[path] = Document(path, text, (), known, sha256="0" * 64, size=len(text))
        start = 0
        for line in text.split("\n"):
            span = Span(start, start + len(line))
            passages.append(Passage(path, span.start, span.end, (), None, (span,)))
            start = span.end + 1
    return Library(documents, passages)


class Answering:
    """Quotes the first line that holds every long word of the question, in the order of the documents."""

    def __init__(self, index: Library) -> None:
        self.index = index
        self.asked: list[str] = []

    def __call__(self, question: str) -> Answer:
        self.asked.append(question)
        words = [word for word in question.replace("'", " ").split() if len(word) > 2 and word != "Combien"]
        texts = {p: self.index.documents[p.document].text[p.start : p.end] for p in self.index.passages}
        found = [cite(passage, text) for passage, text in texts.items() if all(w in text for w in words)]
        return Answer(
            question=question, standalone_question=question, answered=bool(found), confidence=1.0, reason=None,
            citations=tuple(found[:1]), related=(), nearest=(), choices=(), understood=Understood(), hits=(),
            index="g",
        )  # fmt: skip


def cite(passage: Passage, quote: str) -> Citation:
    return Citation(
        document=passage.document, also=(), title=None, publisher=None, date=None, date_from=None, region=None,
        url=None, heading=(), page=None, side=None, start=passage.start, end=passage.end, quote=quote,
        short_answer=None, confidence=1.0,
    )  # fmt: skip


def test_a_question_is_a_figure_without_its_place_one_a_document_newest_first() -> None:
    index = library(
        a="La ville a 40 pistes cyclables.\nElle a 7 piscines municipales.",
        b="On y compte 12 internats scolaires.",
    )
    answer = Answering(index)
    assert suggestions(index, answer) == ("Combien de pistes cyclables ?", "Combien d'internats scolaires ?")
    assert answer.asked == ["Combien de pistes cyclables ?", "Combien d'internats scolaires ?"]


def test_a_question_is_kept_only_when_the_first_quote_holds_its_sentence() -> None:
    index = library(
        a="Le parc a 40 pistes cyclables.\nLe parc a 9 jardins publics.", b="La ville a 3 pistes cyclables."
    )
    assert suggestions(index, Answering(index)) == ("Combien de pistes cyclables ?",)
    index.passages.insert(0, index.passages.pop())
    # Now the other document's lanes are quoted first: the park's next figure is taken in its turn.
    assert suggestions(index, Answering(index)) == (
        "Combien de pistes cyclables ?",
        "Combien de jardins publics ?",
    )


def test_documents_take_turns_and_the_search_ends() -> None:
    index = library(a="Ici 5 tables rondes.\nIci 6 chaises pliantes.", b="Ici 7 lampes basses.")
    asked: list[str] = []

    def refuse(question: str) -> Answer:
        asked.append(question)
        return replace(Answering(index)("introuvable"), citations=())

    assert suggestions(index, refuse) == ()
    things = ["tables rondes", "lampes basses", "chaises pliantes"]
    assert asked == [f"Combien de {thing} ?" for thing in things]
    endless = library(a="\n".join(["Ici 7 lampes basses."] * 100))
    asked.clear()
    assert suggestions(endless, refuse) == ()
    assert len(asked) == TRIED


def test_no_text_is_read_before_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = module.find_numbers
    monkeypatch.setattr(module, "find_numbers", lambda text: read.append(text) or real(text))
    things = ["lampes basses", "tables rondes", "chaises pliantes", "pistes cyclables", "jardins publics"]
    index = library(**{f"d{n}": f"Ici 7 {thing}.\nRien de plus." for n, thing in enumerate(things)})
    assert len(suggestions(index, Answering(index))) == MOST
    assert read == [f"Ici 7 {thing}." for thing in things[:MOST]]


def test_no_document_no_question() -> None:
    assert suggestions(Library({}, []), Answering(Library({}, []))) == ()
