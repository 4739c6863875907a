"""Suggestions over documents written by hand, answered by a reader that knows where each figure stands."""

from dataclasses import dataclass, replace

import pytest

from assistant.suggestions import next_questions, suggestions, wording
from assistant.suggestions.choosing import MOST, TRIED
from assistant.types import Answer, Citation, Document, Metadata, Passage, Span, Understood

OPENINGS = ("Combien", "Que", "signifie", "Qu'est-ce", "est", "que")


@dataclass
class Library:
    """As much of an index as suggestions need."""

    documents: dict[str, Document]
    passages: list[Passage]

    @property
    def metadata(self) -> dict[str, Metadata]:
        return {path: document.metadata for path, document in self.documents.items()}

    def passages_of(self, path: str) -> list[Passage]:
        return [passage for passage in self.passages if passage.document == path]


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
        words = [
            word
            for word in question.replace("Qu'est-ce", "").replace("'", " ").split()
            if len(word) > 2 and word not in OPENINGS
        ]
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
    real = wording.find_numbers
    monkeypatch.setattr(wording, "find_numbers", lambda text: read.append(text) or real(text))
    lines = [
        "Ici 7 lampes basses.",
        "Un foyer rural neuf (FRN).",
        "Ici 9 tables rondes.",
        "Un port franc libre (PFL).",
    ]
    index = library(
        **{f"d{n}": f"{line}\nRien de plus." for n, line in enumerate([*lines, "Ici 3 lits bas."])}
    )
    assert len(suggestions(index, Answering(index))) == MOST == 4
    assert read == lines


def test_questions_do_not_all_open_with_the_same_word_where_others_can_be_found() -> None:
    index = library(
        a="Ici 7 lampes basses.",
        b="Ici 9 tables rondes.",
        c="Ici 4 chaises pliantes.\nLe jardin partagé est un terrain commun.",
        d="Ici 3 bancs verts.",
    )
    assert suggestions(index, Answering(index)) == (
        "Combien de lampes basses ?",
        "Combien de tables rondes ?",
        "Qu'est-ce que le jardin partagé ?",
        "Combien de chaises pliantes ?",
    )
    figures = library(a="Ici 7 lampes basses.\nIci 9 tables rondes.\nIci 4 chaises pliantes.")
    assert suggestions(figures, Answering(figures)) == ("Combien de lampes basses ?",), "one a document"


def test_one_goes_on_in_the_documents_just_quoted_nearest_first() -> None:
    index = library(
        a="Ici 5 arbres creux.\nIci 7 lampes basses.\nIci 9 tables rondes.\nUn foyer rural neuf (FRN).",
        b="Ici 4 chaises pliantes.",
    )
    answer = Answering(index)
    given = answer("Combien de tables rondes ?")
    assert next_questions(index, answer, given) == (
        "Combien de lampes basses ?",
        "Que signifie FRN ?",
        "Combien d'arbres creux ?",
    )
    assert next_questions(index, answer, given, asked=("Combien de lampes basses ?",)) == (
        "Que signifie FRN ?",
        "Combien d'arbres creux ?",
    )
    for question in next_questions(index, answer, given):
        assert answer(question).answered


def test_after_a_refusal_one_goes_on_with_its_subject_or_not_at_all() -> None:
    index = library(
        a="Ici 5 arbres creux.\nIci 7 lampes basses.\nIci 9 lampes basses et rondes.\nUn foyer rural neuf (FRN).",
        b="Ici 4 lampes rouges.",
    )
    answer = Answering(index)

    def refused(question: str) -> Answer:
        near = cite(index.passages[0], "Ici 5 arbres creux.")
        return replace(
            answer("introuvable"), question=question, standalone_question=question, nearest=(near,)
        )

    assert next_questions(index, answer, refused("Combien coûtent les lampes ?")) == (
        "Combien de lampes basses ?",
    )
    assert next_questions(index, answer, refused("Quelle est la recette ?")) == ()
    assert next_questions(index, answer, answer("introuvable")) == (), "nothing came near"


def test_no_document_no_question() -> None:
    assert suggestions(Library({}, []), Answering(Library({}, []))) == ()
