"""The whole way, through the real parsing process."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.corpus import CorpusReading, ReadLimits, read_documents
from assistant.corpus.files import SourceFile
from assistant.corpus.reading import read_sources
from assistant.errors import DocumentChanged
from assistant.types import Block
from tests.corpus.samples import Put, archive, assert_covers, docx_of, pdf, write

PAGE = "<html lang=fr><body><h1>Le pont</h1><p>Refait en 2023."
CONTENT = (
    '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<o:body><o:text><t:p>Un odt.</t:p></o:text></o:body></o:document-content>"
)
SEEDS: dict[str, bytes] = {
    "a.txt": b"Le pont de Meung\n\nRefait.",
    "b.md": b"---\ntitle: Pont\n---\n# Un\n\n- deux\n",
    "c.html": PAGE.encode(),
    "d.csv": b"Ville;Gares\nMeung;1\n",
    "e.pdf": pdf([[Put(60, 100, "Un pdf.")]]),
    "f.docx": docx_of("<w:p><w:r><w:t>Un docx.</w:t></w:r></w:p>"),
    "g.odt": archive({"content.xml": CONTENT}),
}


def reasons(reading: CorpusReading) -> dict[str, str]:
    return {refusal.path: refusal.reason for refusal in reading.refusals}


def test_every_format_becomes_a_document(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    write(tmp_path, {**SEEDS, "h/copie.txt": SEEDS["a.txt"], "a.txt.meta.yaml": "", "x.xls": "x"})
    write(tmp_path, {"h/copie.txt.meta.yaml": ""})
    reading = read_documents(tmp_path, progress=lambda done, all_: steps.append((done, all_)))
    assert [document.path for document in reading.documents] == list(SEEDS)
    assert steps == [(n, 7) for n in range(1, 8)]
    assert reasons(reading) == {"x.xls": "unsupported format .xls: convert to .csv"}
    first = reading.documents[0]
    assert first.text == "Le pont de Meung\n\nRefait."
    assert first.blocks == (Block("heading", 0, 16, 1), Block("paragraph", 18, 25))
    assert (first.metadata.title, first.also) == ("Le pont de Meung", ("h/copie.txt",))
    for document in reading.documents:
        assert_covers(document.text, document.blocks)


def test_what_is_known_is_not_parsed_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "Un texte.", "b.txt": "Un autre."})
    known = {document.path: document.sha256 for document in read_documents(tmp_path).documents}
    write(tmp_path, {"b.txt": "Changé.", "c.txt": "Un texte.", "d.txt": "Nouveau."})
    reading = read_documents(tmp_path, known)
    assert [document.path for document in reading.documents] == ["b.txt", "d.txt"]
    assert reading.unchanged == (SourceFile("a.txt", known["a.txt"], 9, None, ("c.txt",)),)


def test_what_cannot_be_read_leaves_the_rest(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.txt": b"\x00\x01",
            "b.txt": " \n",
            "c.docx": b"PK",
            "d.txt": "Bon.",
            "e.docx": b"PK",
            "f.md": "![i](j)",
        },
    )
    reading = read_documents(tmp_path)
    assert [document.text for document in reading.documents] == ["Bon."]
    assert set(reasons(reading)) == {"a.txt", "b.txt", "c.docx", "e.docx", "f.md"}
    assert reasons(reading)["b.txt"].startswith("no text in this file")
    assert reasons(reading)["c.docx"] == reasons(reading)["e.docx"]


def rogue(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a hostile Markdown library where the parsing process, and only it, will import it."""
    write(folder / "library", {"markdown_it.py": code})
    monkeypatch.setattr(sys, "path", [str(folder / "library"), *sys.path])


@pytest.mark.parametrize(
    ("code", "limits", "reason"),
    [
        ("import time; time.sleep(60)", ReadLimits(seconds=3), "took more than 3 s"),
        ("bytearray(10**11)", ReadLimits(), "needs more than 2000 MB"),
        (
            "import os; os._exit(3)",
            ReadLimits(),
            "damaged, or made in a way that cannot be read (exit code 3)",
        ),
        ("raise KeyError('xref')", ReadLimits(), "cannot be read (KeyError: 'xref')"),
        ("import os; os.abort()", ReadLimits(), "cannot be read"),
        ("print('bruit'); raise RecursionError", ReadLimits(), "nested too deep"),
    ],
)
def test_a_parser_that_hangs_or_dies_only_costs_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, limits: ReadLimits, reason: str
) -> None:
    rogue(tmp_path, monkeypatch, code)
    corpus = write(tmp_path / "corpus", {"a.txt": "Avant.", "b.md": "Fatal.", "c.txt": "Après."})
    reading = read_documents(corpus, limits=limits)
    assert [document.text for document in reading.documents] == ["Avant.", "Après."]
    assert reason in reasons(reading)["b.md"]
    assert "\n" not in reasons(reading)["b.md"]


def test_a_file_that_changes_or_goes_between_scan_and_reading_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "Autre."})
    sources = [SourceFile("a.txt", "0" * 64, 6), SourceFile("parti.txt", "0" * 64, 6)]
    (first, changed), (second, gone) = read_sources(tmp_path, sources)
    assert [first, second] == sources
    assert str(changed) == "changed while it was being read: run the command again"
    assert str(gone).startswith("cannot be read: No such file")
    assert [type(changed), type(gone)] == [DocumentChanged] * 2


def test_a_script_without_guard_can_read(tmp_path: Path) -> None:
    write(tmp_path / "corpus", {"a.txt": "Un texte."})
    script = "import sys\nfrom pathlib import Path\nfrom assistant.corpus import read_documents\n"
    script += "print(len(read_documents(Path(sys.argv[1])).documents))"
    write(tmp_path, {"script.py": f"import sys; sys.path[:0] = {sys.path!r}\n{script}"})
    command = [sys.executable, str(tmp_path / "script.py"), str(tmp_path / "corpus")]
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout == "1\n"


def test_parsing_loads_parsers_only(tmp_path: Path) -> None:
    write(tmp_path, SEEDS)
    script = (
        "import sys, json\nfrom pathlib import Path\nfrom assistant.corpus.limits import DEFAULT_LIMITS\n"
        "from assistant.corpus.parsing import parse\n"
        "for path in Path(sys.argv[1]).iterdir(): parse(path.read_bytes(), path.name, None, DEFAULT_LIMITS)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{script}", str(tmp_path)]
    loaded = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert "pdfplumber" in loaded
    assert not {"torch", "gradio", "sentence_transformers", "faiss"} & set(loaded)


def test_damaged_files_give_a_document_or_a_reason(tmp_path: Path) -> None:
    random_ = random.Random(7)
    for name, data in SEEDS.items():
        for number in range(12):
            broken = bytearray(data)
            if number % 3 == 0:
                del broken[random_.randrange(len(broken)) :]
            for _ in range(random_.choice([1, 4, 40])):
                if broken:
                    broken[random_.randrange(len(broken))] = random_.randrange(256)
            write(tmp_path, {f"{number}-{name}": bytes(broken)})
    reading = read_documents(tmp_path, limits=ReadLimits(seconds=20))
    assert (
        len(reading.documents) + len(reading.refusals) + sum(len(found.also) for found in reading.documents)
        == 84
    )
    for document in reading.documents:
        assert_covers(document.text, document.blocks)
    for refusal in reading.refusals:
        assert 10 < len(refusal.reason) < 200
        assert "\n" not in refusal.reason
