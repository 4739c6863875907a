import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.records import (
    check_passages,
    documents_from_lines,
    documents_to_lines,
    passage_text,
    passages_from_lines,
    passages_to_lines,
    sentence_texts,
)
from assistant.types import Block, Document, Metadata, Passage, Span

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TEXT = "Aides\nL’été, « on » aide. Le Gers suit."
DOCUMENT = Document(
    path="a/é.txt",
    text=TEXT,
    blocks=(Block("heading", 0, 5, level=1), Block("paragraph", 6, 39, page=2)),
    metadata=Metadata(title="Accès", title_from="text", date="2024-01"),
    sha256="0" * 64,
    size=50,
    also=("b.txt",),
    warnings=("unknown key",),
)
PASSAGE = Passage("a/é.txt", 6, 39, ("Aides",), 2, (Span(6, 25), Span(26, 39)))


@given(path=texts.filter(bool), text=texts, title=texts, other=texts)
def test_documents_come_back_as_they_were(path: str, text: str, title: str, other: str) -> None:
    document = Document(
        path, text, (Block("row", 0, len(text)),), Metadata(title=title), "f", 1, (other,), (other,)
    )
    lines = documents_to_lines([document, DOCUMENT])
    assert lines.count(b"\n") == 2
    assert documents_from_lines(lines) == {path: document, DOCUMENT.path: DOCUMENT}


@given(document=texts, heading=st.lists(texts), page=st.none() | st.integers(1))
def test_passages_come_back_as_they_were(document: str, heading: list[str], page: int | None) -> None:
    passage = Passage(document, 0, 9, tuple(heading), page, (Span(0, 4), Span(5, 9)))
    assert passages_from_lines(passages_to_lines([passage, PASSAGE])) == [passage, PASSAGE]


def test_what_is_embedded_says_where_it_stands() -> None:
    assert passage_text(DOCUMENT, PASSAGE) == "Accès > Aides\nL’été, « on » aide. Le Gers suit."
    assert sentence_texts(DOCUMENT, PASSAGE) == ["L’été, « on » aide.", "Le Gers suit."]
    opening = Passage("a/é.txt", 0, 39, ("Aides",), 2, (Span(0, 5), Span(6, 25), Span(26, 39)))
    assert passage_text(DOCUMENT, opening) == f"Accès\n{TEXT}"  # the heading is in the text already
    bare = Document("b", TEXT, (), Metadata(), "", 1)
    assert passage_text(bare, Passage("b", 26, 39, (), None, (Span(26, 39),))) == "Le Gers suit."


@pytest.mark.parametrize(
    "passage",
    [
        Passage("other", 6, 39, (), None, (Span(6, 39),)),
        Passage("a/é.txt", 6, 40, (), None, (Span(6, 40),)),
        Passage("a/é.txt", -1, 39, (), None, (Span(-1, 39),)),
        Passage("a/é.txt", 6, 39, (), None, ()),
        Passage("a/é.txt", 6, 39, (), None, (Span(5, 39),)),
        Passage("a/é.txt", 6, 39, (), None, (Span(6, 20), Span(19, 39))),
        Passage("a/é.txt", 6, 39, (), None, (Span(6, 5), Span(26, 39))),
        Passage("a/é.txt", 6, 30, (), None, (Span(6, 25), Span(26, 39))),
    ],
)
def test_impossible_offsets_are_named(passage: Passage) -> None:
    check_passages({DOCUMENT.path: DOCUMENT}, [PASSAGE])
    with pytest.raises(ValueError, match=f"{passage.document}: passage {passage.start}-{passage.end} has"):
        check_passages({DOCUMENT.path: DOCUMENT}, [PASSAGE, passage])
