import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.text import check_readable, decode, normalise
from assistant.errors import DocumentError

FRENCH = "Le cœur de l’été : « 5 € » à Orléans, où l'on naît."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_french_survives_its_encodings(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding))[0] == FRENCH


def test_bare_utf16_is_recognised() -> None:
    assert decode(FRENCH.encode("utf-16-le")) == (FRENCH, ("encoding guessed: utf-16",))
    assert decode(FRENCH.encode("utf-16-be"))[0] == FRENCH


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("Le cœur coûte 5 €.", ["cp1252", "iso-8859-15"]),
        ("Une sœur, un bœuf, déjà", ["cp1252", "iso-8859-15"]),
        ("à l'été", ["cp1252", "iso-8859-15"]),
        ("½ journée, déjà", ["cp1252"]),
        ("« l’été » – 3 €", ["cp1252"]),
    ],
)
def test_single_byte_encodings_are_told_apart(text: str, encodings: list[str]) -> None:
    for encoding in encodings:
        assert decode(text.encode(encoding))[0] == text


def test_a_few_bad_bytes_do_not_hide_utf8() -> None:
    data = ("é" * 30).encode() + b"\xff" + b" fin"
    assert decode(data) == (
        "é" * 30 + "\ufffd fin",
        ("1 unreadable characters in the file, shown as \ufffd",),
    )


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"abc\x00def", bytes(range(1, 32)) * 9]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary content"):
        decode(data)


def test_only_line_ends_and_composition_change() -> None:
    assert normalise("e\u0301te\u0301\r\nfin\ra\u00ad\u200bb\u00a0c") == "été\nfin\na\u00ad\u200bb\u00a0c"
    assert normalise("seul \ud800") == "seul \ufffd"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_normal_utf8_is_its_own_text(text: str) -> None:
    text = unicodedata.normalize("NFC", text).removeprefix("\ufeff")
    assert normalise(decode(text.encode())[0]) == text


@pytest.mark.parametrize(
    ("text", "reason"), [(" \n- *\n", "no text"), ("a" + "b" * 5001, "a word of more than 5000")]
)
def test_what_cannot_be_read_is_refused(text: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        check_readable(text)
