from pathlib import Path

import numpy as np
import pytest

from assistant.index import stored
from assistant.index.records import documents_to_lines, passages_to_lines
from assistant.index.stored import Lines, StoredDocuments, StoredPassages, line_starts, sentence_starts
from assistant.types import Document, Metadata, Passage, Span

DOCUMENTS = [Document(path, f"Texte\u2028de {path}\n", (), Metadata(), "0", 9) for path in ("a", "é/b", "c")]
PASSAGES = [
    Passage("a", 0, end, ("é",), None, tuple(Span(i, i + 1) for i in range(end))) for end in (1, 3, 2)
]


def lines(path: Path, data: bytes) -> Lines:
    path.write_bytes(data)
    return Lines(path, line_starts(data))


def test_where_lines_and_sentences_begin() -> None:
    assert line_starts(b"ab\n\nc\n").tolist() == [0, 3, 4, 6]
    assert sentence_starts(PASSAGES).tolist() == [0, 1, 4, 6]
    assert line_starts(b"ab\n").dtype == sentence_starts(PASSAGES).dtype == np.int64


def test_lines_are_found_by_number(tmp_path: Path) -> None:
    found = lines(tmp_path / "f", b"ab\n\nc\n")
    assert list(found) == [b"ab\n", b"\n", b"c\n"]
    assert (len(found), found[-1], found[1:]) == (3, b"c\n", [b"\n", b"c\n"])
    for number in (3, -4):
        with pytest.raises(IndexError):
            found[number]


@pytest.mark.parametrize("starts", [[0], [1, 6], [0, 3, 5], [0, 3, 7]])
def test_lines_of_another_file_are_refused(tmp_path: Path, starts: list[int]) -> None:
    (tmp_path / "f").write_bytes(b"ab\ncd\n")
    with pytest.raises(ValueError, match="f: not where its lines begin"):
        Lines(tmp_path / "f", np.array(starts, dtype=np.int64))


def test_passages_come_back_as_they_were_in_any_order(tmp_path: Path) -> None:
    found = StoredPassages(lines(tmp_path / "p", passages_to_lines(PASSAGES)))
    assert [found[number] for number in (2, 0, 1, -1)] == [PASSAGES[number] for number in (2, 0, 1, 2)]
    assert found[1:] == PASSAGES[1:]
    assert (list(found), len(found)) == (PASSAGES, 3)


def test_documents_come_back_by_path_and_only_the_recent_ones_stay_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "RECENT_DOCUMENTS", 2)
    paths = [document.path for document in DOCUMENTS]
    found = StoredDocuments(paths, lines(tmp_path / "d", documents_to_lines(DOCUMENTS)))
    assert dict(found) == {document.path: document for document in DOCUMENTS}
    assert (list(found), len(found), "é/b" in found, "b" in found) == (paths, 3, True, False)
    assert found["c"] is found["c"]
    first = found["a"]
    assert found["é/b"] == DOCUMENTS[1]
    assert found["c"] == DOCUMENTS[2]
    assert found["a"] is not first
    with pytest.raises(KeyError):
        found["b"]
    with pytest.raises(ValueError, match="3 documents instead of 2"):
        StoredDocuments(paths[:2], lines(tmp_path / "d", documents_to_lines(DOCUMENTS)))
