"""A PDF with a title page, as `evals.make_documents` makes it and as the assistant reads it."""

import io
import re
from pathlib import Path

import pytest

from assistant.corpus import read_documents
from evals.make_documents import make_documents, pdf_bytes, read_office_text

FRONT = "---\nfile: rapport.pdf\ntitle: Rapport\npublisher: Région\ndate: 2024-01\n---\n"
HEADS = "^ Région | Un rapport | Page 2 sur 3\n^ Région | Un rapport | Page 3 sur 3\n"
SENTENCES = [f"La phrase numéro {number} tient en quelques mots." for number in range(1, 91)]
REPORT = f"{FRONT}# Rapport\nRégion\n\n{HEADS}\n## Bilan\n{' '.join(SENTENCES)}\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "rapport.txt"
    path.write_text(text, encoding="utf-8")
    return path


def lines_of_pages(data: bytes) -> list[list[str]]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_text().splitlines() for page in pdf.pages]


def test_running_heads_stand_on_every_page_but_the_title_page(tmp_path: Path) -> None:
    cover, *others = lines_of_pages(pdf_bytes(read_office_text(written(tmp_path, REPORT))))
    assert cover == ["Rapport", "Région"]
    assert [(page[0], page[-1]) for page in others] == [
        ("Région Un rapport", "Page 2 sur 3"),
        ("Région Un rapport", "Page 3 sur 3"),
    ]


def test_the_assistant_reads_the_sentences_and_not_the_running_heads(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    written(tmp_path / "texts", REPORT)
    assert make_documents(tmp_path / "texts", tmp_path / "corpus") == ["rapport.pdf"]
    (found,) = read_documents(tmp_path / "corpus").documents
    blocks = [(block.kind, block.page, found.text[block.start : block.end]) for block in found.blocks]
    assert blocks == [
        ("heading", 1, "Rapport"),
        ("heading", 1, "Région"),
        ("heading", 2, "Bilan"),
        ("paragraph", 2, " ".join(SENTENCES)),
    ]


def test_a_date_without_day_stays_without_day(tmp_path: Path) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf_bytes(read_office_text(written(tmp_path, REPORT))))) as pdf:
        assert pdf.metadata["CreationDate"] == "D:202401"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (REPORT.replace(HEADS, HEADS.splitlines()[0]), "2 pages after the title, 1 running heads"),
        (REPORT.replace(" | Page 3 sur 3", ""), "three cells"),
        (REPORT.replace("rapport.pdf", "rapport.docx"), "PDF of one column"),
        (REPORT.replace("date: 2024-01", "date: 2024-01\ncolumns: 2"), "PDF of one column"),
    ],
)
def test_running_heads_that_cannot_be_set_are_refused(tmp_path: Path, wrong: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        pdf_bytes(read_office_text(written(tmp_path, wrong)))
