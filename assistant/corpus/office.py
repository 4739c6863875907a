"""Office files: a zip archive of XML parts, opened as something a stranger sent."""

import io
import re
import zipfile
import zlib
from collections.abc import Collection

from lxml import etree

from assistant.corpus.limits import ReadLimits
from assistant.errors import DocumentError

_MOST_ENTRIES = 5_000
_HIGHEST_RATIO = 300
_SMALL = 1_000_000
"""Bytes under which a part may be packed as tightly as it likes."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCODING = re.compile(rb"""^[^<]{0,8}<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})""")
_PLAIN_ENCODINGS = frozenset((b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"iso-8859-1"))
_DAMAGED = "damaged file: open it in a word processor and save it again"


def open_parts(data: bytes, wanted: Collection[str], limits: ReadLimits) -> dict[str, etree._Element]:
    """Return the XML parts of an archive, parsed.

    Args:
        data: the archive.
        wanted: names of parts; those that are missing are left out of the result.
        limits: on what the archive unpacks to, as declared and as found.

    Raises:
        DocumentError: not an archive, damaged, encrypted, a bomb, or with a document type
            declaration, which only serves to attack a parser here.
    """
    if data.startswith(_OLE):
        raise DocumentError(
            "password-protected, or in the old binary format: save it as .docx or .odt without one"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, limits)
            names = set(archive.namelist())
            return {name: _part(archive, name, limits) for name in wanted if name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise DocumentError(_DAMAGED) from error


def _check(archive: zipfile.ZipFile, limits: ReadLimits) -> None:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise DocumentError(
            f"unpacks to more than {limits.unpacked_bytes} bytes or {_MOST_ENTRIES} parts: not opened"
        )
    for entry in entries:
        if entry.flag_bits & 1:
            raise DocumentError("encrypted file: save a copy without password")
        if entry.file_size > max(_SMALL, _HIGHEST_RATIO * entry.compress_size):
            raise DocumentError(
                "packed too tightly for a document (a zip bomb?): save it again or leave it out"
            )


def _part(archive: zipfile.ZipFile, name: str, limits: ReadLimits) -> etree._Element:
    with archive.open(name) as packed:
        data = packed.read(limits.unpacked_bytes + 1)
    if len(data) > limits.unpacked_bytes:
        raise DocumentError(f"unpacks to more than {limits.unpacked_bytes} bytes: not opened")
    encoding = _ENCODING.match(data)
    if encoding and encoding[1].lower() not in _PLAIN_ENCODINGS:
        raise DocumentError("XML in an encoding that office files do not use: not opened")
    if b"<!DOCTYPE" in data.replace(b"\x00", b"").upper()[:100_000]:
        raise DocumentError("XML with a document type declaration (external entities?): not opened")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(_DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError("XML with a document type declaration (external entities?): not opened")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.nesting:
            raise DocumentError(
                f"elements nested more than {limits.nesting} deep: save it again, more simply"
            )
    return root
