"""Bytes to text: encoding, line ends, NFC."""

import re
import unicodedata

from assistant.errors import DocumentError

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ENDLESS_WORD = re.compile(r"\S{5001}")
_BINARY = "binary content, not text: check the file, or its extension"
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def normalise(text: str) -> str:
    """Return the text in NFC with `\\n` line ends; lone surrogates, which no file can hold, become U+FFFD."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and what had to be guessed about its encoding.

    UTF-8 when it is UTF-8; else UTF-16 or UTF-32 by their byte order mark (UTF-16 also by its
    zero bytes); else the two encodings older French files use, which differ in few
    characters: Windows-1252 where a byte from 80 to 9F occurs, ISO-8859-15 where that
    gives a euro sign or an `œ` inside a word.

    Returns:
        The text without byte order mark, not normalised yet, and warnings of one line each.

    Raises:
        DocumentError: the bytes are not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return _checked(text), _damaged(text)
    if b"\x00" in data:
        return _checked(_decode_bare_utf16(data)), ("encoding guessed: utf-16",)
    try:
        return _checked(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    beyond_ascii = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") <= beyond_ascii / 10:
        return _checked(text), _damaged(text)
    text, encoding = _decode_single_byte(data)
    return _checked(text), (f"encoding guessed: {encoding}",)


def check_readable(text: str) -> None:
    """Refuse what no reader could use.

    Raises:
        DocumentError: there is no letter or digit, or a word of more than 5000 characters.
    """
    if not any(character.isalnum() for character in text):
        raise DocumentError("no text in this file: remove it, or replace it with a readable version")
    if _ENDLESS_WORD.search(text):
        raise DocumentError("a word of more than 5000 characters: not readable text, clean the file")


def _damaged(text: str) -> tuple[str, ...]:
    count = text.count("\ufffd")
    return (f"{count} unreadable characters in the file, shown as \ufffd",) if count else ()


def _decode_bare_utf16(data: bytes) -> str:
    """Decode UTF-16 without mark: in French text every other byte is zero, or nearly."""
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = data[offset::2]
        if half.count(0) > 0.7 * len(half) and data[1 - offset :: 2].count(0) == 0:
            return data.decode(encoding, errors="replace")
    raise DocumentError(_BINARY)


def _decode_single_byte(data: bytes) -> tuple[str, str]:
    if re.search(rb"[\x80-\x9f]", data):
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError as error:
            raise DocumentError(_BINARY) from error
    latin9 = data.decode("iso-8859-15")
    if "€" in latin9 or re.search(r"\w[œŒ]|[œŒ]\w", latin9):
        return latin9, "iso-8859-15"
    return data.decode("cp1252"), "cp1252"


def _checked(text: str) -> str:
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > max(2, len(text) / 500):
        raise DocumentError(_BINARY)
    return text
