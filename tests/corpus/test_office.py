import io
import struct
import zipfile
from collections.abc import Callable

import docx
import odfdo
import pytest

from assistant.corpus.docx import read_docx
from assistant.corpus.draft import Extract
from assistant.corpus.limits import DEFAULT_LIMITS, ReadLimits
from assistant.corpus.odt import read_odt
from assistant.errors import DocumentError
from tests.corpus.samples import archive, assert_covers, docx_of, shown

Reader = Callable[[bytes, ReadLimits], Extract]
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
    "<office:automatic-styles>{styles}</office:automatic-styles>"
    "<office:body><office:text>{body}</office:text></office:body></office:document-content>"
)


def odt_of(body: str, styles: str = "", **parts: str) -> bytes:
    return archive({"content.xml": CONTENT.format(body=body, styles=styles), **parts})


def word_paragraph(text: str, properties: str = "", bold: bool = False) -> str:
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def test_a_word_document() -> None:
    document = docx.Document()
    document.core_properties.title = "Rapport"
    document.add_heading("Le pont", 0)
    document.add_heading("Le chantier", 1)
    paragraph = document.add_paragraph("En 2023, ")
    paragraph.add_run("douze").bold = True
    paragraph.add_run(" ouvriers.")
    document.add_paragraph("nord", style="List Bullet")
    document.add_paragraph("un", style="List Number")
    document.add_paragraph("deux", style="List Number")
    document.add_paragraph().add_run("Les coûts").bold = True
    table = document.add_table(2, 3)
    for row, values in enumerate([["Pile", "2022", "2023"], ["nord", "8", "10"]]):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    document.add_paragraph("Fin.")
    buffer = io.BytesIO()
    document.save(buffer)
    extract = read_docx(buffer.getvalue(), DEFAULT_LIMITS)
    assert shown(extract) == [
        ("heading1", "Le pont"),
        ("heading2", "Le chantier"),
        ("paragraph", "En 2023, douze ouvriers."),
        ("item", "• nord"),
        ("item", "1. un"),
        ("item", "2. deux"),
        ("heading3", "Les coûts"),
        ("row", "Pile : nord ; 2022 : 8 ; 2023 : 10"),
        ("paragraph", "Fin."),
    ]
    assert extract.embedded == {"title": "Rapport"}
    assert_covers(extract.text, extract.blocks)


def test_word_text_that_libraries_forget() -> None:
    body = (
        "<w:sdt><w:sdtContent>" + word_paragraph("Dans un contrôle.") + "</w:sdtContent></w:sdt>"
        '<w:p><w:ins><w:r><w:t xml:space="preserve">Ajouté, </w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText>non</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>un lien</w:t><w:br/><w:t>à la ligne</w:t></w:r></w:hyperlink></w:p>"
        "<w:p><w:r><w:t>Ancre</w:t><w:pict><w:txbxContent>" + word_paragraph("Encadré.") + "</w:txbxContent></w:pict></w:r></w:p>"
        + word_paragraph("Table des matières 3", '<w:pStyle w:val="TM1"/>')
        + "<w:tbl><w:tr><w:tc>" + word_paragraph("Boîte.") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    styles = '<w:style w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    notes = (
        '<w:footnote w:type="separator">'
        + word_paragraph("x")
        + "</w:footnote><w:footnote>"
        + word_paragraph("Note.")
    )
    assert shown(
        read_docx(docx_of(body, styles=styles, footnotes=notes + "</w:footnote>"), DEFAULT_LIMITS)
    ) == [
        ("paragraph", "Dans un contrôle."),
        ("paragraph", "Ajouté, un lien\nà la ligne"),
        ("paragraph", "Ancre"),
        ("paragraph", "Encadré."),
        ("paragraph", "Boîte."),
        ("paragraph", "Note."),
    ]


def test_word_headings_by_style_chain_and_by_weight() -> None:
    styles = (
        '<w:style w:styleId="T2"><w:name w:val="Titre 2"/></w:style>'
        '<w:style w:styleId="Perso"><w:name w:val="Perso"/><w:basedOn w:val="T2"/></w:style>'
        '<w:style w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>'
    )
    body = (
        word_paragraph("Section", '<w:pStyle w:val="Perso"/>')
        + word_paragraph("En gras", bold=True)
        + word_paragraph("Phrase en gras.", bold=True)
        + word_paragraph("Boucle", '<w:pStyle w:val="A"/>')
    )
    assert shown(read_docx(docx_of(body, styles=styles), DEFAULT_LIMITS)) == [
        ("heading2", "Section"),
        ("heading3", "En gras"),
        ("paragraph", "Phrase en gras."),
        ("paragraph", "Boucle"),
    ]


def test_word_merged_cells() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word_paragraph(text)}</w:tc>"

    rows = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + cell("Ville") + cell("Gare") + cell("État") + "</w:tr>"
        "<w:tr>" + cell("Meung", '<w:vMerge w:val="restart"/>') + cell("nord") + cell("ouverte") + "</w:tr>"
        "<w:tr>" + cell("", "<w:vMerge/>") + cell("fermées", '<w:gridSpan w:val="2"/>') + "</w:tr>"
    )
    assert shown(read_docx(docx_of(f"<w:tbl>{rows}</w:tbl>"), DEFAULT_LIMITS)) == [
        ("row", "Ville : Meung ; Gare : nord ; État : ouverte"),
        ("row", "Ville : Meung ; Gare : fermées ; État : fermées"),
    ]


def test_an_opendocument_text() -> None:
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, "Le pont"))
    document.body.append(odfdo.Paragraph("En 2023,  douze ouvriers."))
    document.body.append(odfdo.List(["nord", "sud"]))
    table = odfdo.Table("T")
    table.set_values([["Pile", "2022", "2023"], ["nord", 8, 10]])
    document.body.append(table)
    document.body.append(odfdo.Paragraph("Fin."))
    document.meta.title = "Rapport"
    buffer = io.BytesIO()
    document.save(buffer)
    extract = read_odt(buffer.getvalue(), DEFAULT_LIMITS)
    assert shown(extract) == [
        ("heading1", "Le pont"),
        ("paragraph", "En 2023,  douze ouvriers."),
        ("item", "• nord"),
        ("item", "• sud"),
        ("row", "Pile : nord ; 2022 : 8 ; 2023 : 10"),
        ("paragraph", "Fin."),
    ]
    assert extract.embedded["title"] == "Rapport"


def test_opendocument_details() -> None:
    styles = (
        '<style:style style:name="P1" style:parent-style-name="Title"/>'
        '<style:style style:name="G"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1"/></text:list-style>'
    )
    body = (
        '<text:table-of-content><text:index-body><text:p>Sommaire</text:p></text:index-body></text:table-of-content>'
        "<text:tracked-changes><text:changed-region><text:p>supprimé</text:p></text:changed-region></text:tracked-changes>"
        '<text:p text:style-name="P1">Titre</text:p>'
        '<text:section><text:p><text:span text:style-name="G">Intertitre</text:span></text:p></text:section>'
        '<text:p>Un<text:s text:c="2"/>texte<text:note><text:note-body><text:p>La note.</text:p></text:note-body></text:note>'
        "<text:line-break/>suivi<draw:frame><draw:text-box><text:p>Encadré.</text:p></draw:text-box></draw:frame>.</text:p>"
        '<text:list text:style-name="N"><text:list-item><text:p>un</text:p></text:list-item>'
        "<text:list-item><text:p>deux</text:p><text:p>suite</text:p></text:list-item></text:list>"
    )  # fmt: skip
    assert shown(read_odt(odt_of(body, styles), DEFAULT_LIMITS)) == [
        ("heading1", "Titre"),
        ("heading2", "Intertitre"),
        ("paragraph", "Un  texte\nsuivi."),
        ("paragraph", "La note."),
        ("paragraph", "Encadré."),
        ("item", "1. un"),
        ("item", "2. deux"),
        ("paragraph", "suite"),
    ]


@pytest.mark.parametrize("reader", [read_docx, read_odt])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged file"),
        (b"PK\x03\x04 tronqu", "damaged file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 vieux", "password-protected, or in the old binary format"),
        (archive({"autre.txt": "x"}), "check its extension"),
        (archive({"word/document.xml": "<a><b>", "content.xml": "<a><b>"}), "damaged file"),
        (archive({f"x{n}": "" for n in range(5001)}), "5000 parts"),
        (archive({"word/media/x.bin": b"\0" * 5_000_000}), "zip bomb"),
    ],
)
def test_archives_that_are_not_opened(reader: Reader, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        reader(data, DEFAULT_LIMITS)


def test_an_archive_that_unpacks_too_much_is_refused() -> None:
    noise = bytes(range(256)) * 40
    with pytest.raises(DocumentError, match="unpacks to more than 10000 bytes"):
        read_docx(archive({"word/document.xml": noise}), ReadLimits(unpacked_bytes=10_000))


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(docx_of("<w:p/>" * 5000))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 100)
    with pytest.raises(DocumentError, match="damaged file"):
        read_docx(bytes(data), DEFAULT_LIMITS)


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(docx_of("<w:p/>"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(DocumentError, match="encrypted file"):
        read_docx(bytes(data), DEFAULT_LIMITS)
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
    with pytest.raises(DocumentError, match="encrypted file"):
        read_odt(odt_of("<text:p>x</text:p>", **{"META-INF/manifest.xml": manifest}), DEFAULT_LIMITS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(encoding: str) -> None:
    attack = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'.encode(encoding)
    with pytest.raises(DocumentError, match="document type declaration"):
        read_docx(archive({"word/document.xml": attack}), DEFAULT_LIMITS)
    with pytest.raises(DocumentError, match="document type declaration"):
        read_odt(archive({"content.xml": b"<a/>", "styles.xml": attack}), DEFAULT_LIMITS)


def test_encodings_that_hide_a_document_type_are_refused() -> None:
    attack = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'
    with pytest.raises(DocumentError, match="encoding that office files do not use"):
        read_docx(archive({"word/document.xml": attack}), DEFAULT_LIMITS)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(DocumentError, match="nested more than 300 deep"):
        read_docx(docx_of("<w:sdt>" * 400 + "</w:sdt>" * 400), DEFAULT_LIMITS)


def test_bad_crc_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as opened:
        opened.writestr("word/document.xml", "<w:document>texte</w:document>")
    with pytest.raises(DocumentError, match="damaged file"):
        read_docx(buffer.getvalue().replace(b"texte", b"tixte"), DEFAULT_LIMITS)
