"""The documents of `corpus/`, and the two commands that make and check them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from assistant.corpus import read_documents
from assistant.types import Document
from evals import check_figures, make_documents
from evals.check_figures import Page, copied_runs, figures
from evals.make_documents import TEXTS, OfficeText, read_office_text

CORPUS = Path(__file__).parent.parent / "corpus"
SIDECAR = ".meta.yaml"
KEYS = {
    "title",
    "publisher",
    "date",
    "region",
    "url",
    "language",
    "published",
    "updated",
    "valid_until",
    "supersedes",
}
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file() and path != CORPUS / "README.md")
DOCUMENTS = [path for path in FILES if not path.name.endswith(SIDECAR)]
WRITTEN = [path for path in DOCUMENTS if path.suffix in (".md", ".txt", ".csv", ".html")]
OFFICE_TEXTS = [read_office_text(path) for path in sorted(TEXTS.glob("*.txt"))]
FIGURES = "occitanie/chiffres-cles-2024-12.csv"
LATIN = CORPUS / "centre-val-de-loire/ambition-paces-2018.txt"


@pytest.fixture(scope="module")
def documents() -> Sequence[Document]:
    return read_documents(CORPUS).documents


def name(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


def written(path: Path) -> str:
    return path.read_bytes().decode("cp1252" if path == LATIN else "utf-8")


def metadata(path: Path) -> dict[str, str]:
    """Front matter of a Markdown file, or what the sidecar of another says."""
    if path.suffix == ".md":
        source = written(path).split("---\n")[1]
    else:
        source = path.with_name(path.name + SIDECAR).read_text(encoding="utf-8")
    loaded = yaml.load(source, Loader=yaml.BaseLoader)
    assert isinstance(loaded, dict)
    return loaded


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def test_every_format_is_there() -> None:
    count = Counter(path.suffix for path in DOCUMENTS)
    wanted = {".md": 20, ".html": 5, ".pdf": 4, ".txt": 3, ".docx": 3, ".odt": 1, ".csv": 1}
    assert {suffix: count[suffix] for suffix in wanted if count[suffix] < wanted[suffix]} == {}
    assert set(count) == set(wanted)
    assert len(DOCUMENTS) >= 36


def test_one_text_is_windows_1252_with_crlf_and_the_others_are_utf_8() -> None:
    data = LATIN.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert b"\x92" in data, "a curly apostrophe tells Windows-1252 from ISO-8859-1"
    assert data.count(b"\r\n") == data.count(b"\n") > 10
    for path in WRITTEN:
        if path != LATIN:
            assert b"\r" not in path.read_bytes(), path
            assert unicodedata.is_normalized("NFC", written(path)), path


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.suffix != ".html"], ids=name)
def test_metadata_has_known_keys_and_the_needed_ones(path: Path) -> None:
    keys = metadata(path)
    assert set(keys) <= KEYS
    assert {"publisher", "date"} <= set(keys)
    assert "title" in keys or path.suffix not in (".md", ".csv")
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", keys["date"])
    assert "region" in keys or name(path).startswith("national/")


def test_sidecars_have_a_document() -> None:
    sidecars = [path for path in FILES if path.name.endswith(SIDECAR)]
    assert sidecars
    assert [path for path in sidecars if not path.with_name(path.name.removesuffix(SIDECAR)).exists()] == []


def test_newer_documents_name_those_they_supersede() -> None:
    pairs = {name(path): metadata(path).get("supersedes") for path in DOCUMENTS if path.suffix == ".md"}
    assert {newer: older for newer, older in pairs.items() if older} == {
        "centre-val-de-loire/cpts-calendrier-2018.md": "centre-val-de-loire/cpts-note-provisoire-2018.txt",
        "occitanie/centres-de-sante-ma-region-2024.md": "occitanie/centres-de-sante-ma-region-2023.md",
    }
    assert {older for older in pairs.values() if older} <= {name(path) for path in DOCUMENTS}


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_written_documents_are_typeset(path: Path) -> None:
    text = written(path)
    if path.suffix != ".html":
        assert "'" not in text
        assert re.search(r" [»:;?!%]|« |\d \d{3}\b", text) is None, "ordinary space where it must not break"
        assert "Source" in text.splitlines()[0 if path.suffix == ".csv" else -1]


def test_web_pages_have_more_than_their_article() -> None:
    for path in (path for path in WRITTEN if path.suffix == ".html"):
        page = written(path).lower()
        for part in ("<h1>", "cookie", "breadcrumb", "newsletter", "abonne", "footer", "<meta"):
            assert part in page, (path, part)
        assert "http://" not in page
        assert re.findall(r"https://(?!schema\.org)", page) == []


def test_readme_tells_what_the_reader_finds() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in (CORPUS / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    reading = read_documents(CORPUS)
    assert reading.refusals == ()
    told = [(file.strip("`"), date, region, publisher) for file, _, date, region, publisher, _ in rows]
    assert told == [
        (found.path, found.metadata.date, found.metadata.region or "–", found.metadata.publisher)
        for found in reading.documents
    ]
    assert [found.path for found in reading.documents] == [name(path) for path in DOCUMENTS]


def test_the_reader_keeps_titles_and_articles_only(documents: Sequence[Document]) -> None:
    for found in documents:
        assert found.metadata.title
        assert found.metadata.date_from == "metadata"
        assert set(found.warnings) <= {"encoding guessed: cp1252"}
        assert re.search("cookie|abonne|mentions légales|lire aussi", found.text, re.IGNORECASE) is None
        assert "Source" in found.text


def test_articles_have_a_readable_length(documents: Sequence[Document]) -> None:
    """The table of figures is its rows; any other document is read up to its source line."""
    lengths = {found.path: len(words(found.text.rpartition("Source")[0])) for found in documents}
    assert {
        path: length for path, length in lengths.items() if not 150 <= length <= 700 and path != FIGURES
    } == {}


def test_web_pages_are_typeset(documents: Sequence[Document]) -> None:
    for found in documents:
        if found.path.endswith(".html"):
            prose = "\n".join(line for line in found.text.splitlines() if " ; " not in line)  # cells apart
            assert "'" not in prose
            assert re.search(r" [»:;?!%]|« |\d \d{3}\b", prose) is None, found.path


def docx_text(path: Path) -> str:
    import docx

    document = docx.Document(str(path))
    lines = []
    for part in document.iter_inner_content():
        rows = getattr(part, "rows", None)
        lines += [part.text] if rows is None else [cell.text for row in rows for cell in row.cells]
    return "\n".join(lines)


def odt_text(path: Path) -> str:
    import odfdo

    return "\n".join(
        element.inner_text for element in odfdo.Document(path).body.get_elements("//text:p|//text:h")
    )


def pdf_text(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


@pytest.mark.parametrize("text", OFFICE_TEXTS, ids=lambda text: text.file)
def test_office_files_say_what_their_text_says(text: OfficeText) -> None:
    path = CORPUS / text.file
    said = words({".docx": docx_text, ".odt": odt_text, ".pdf": pdf_text}[path.suffix](path))
    meant = [word for piece in text.pieces for cell in piece.cells for word in words(cell)]
    if path.suffix == ".pdf":  # words stand side by side in columns and cells
        said, meant = sorted(said), sorted(meant)
    assert said == meant
    assert 150 <= len(meant) <= 600


def test_the_same_texts_give_the_same_bytes(tmp_path: Path) -> None:
    made = make_documents.make_documents(TEXTS, tmp_path / "a")
    assert (
        made == make_documents.make_documents(TEXTS, tmp_path / "b") == [text.file for text in OFFICE_TEXTS]
    )
    for file in made:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        assert (CORPUS / file).exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plus de 1 347 professionnels", {"1347"}),
        ("plus de 1\u00a0347 professionnels", {"1347"}),
        ("une hausse de 6.4 %, puis 9 %", {"6,4 %", "9 %"}),
        ("29 millions d’euros depuis 2008", {"29 million", "2008"}),
        ("Quatorze lycées, 30 minutes, 1 à 3 semaines", {"14", "30 minute", "1", "3 semaine"}),
        ("le 29 janvier 2024", {"29 janvier", "janvier 2024", "2024"}),
        ("en février 2022", {"février 2022", "2022"}),
        ("le 1er semestre", {"1"}),
        ("une formation pleine de dixièmes", set()),
    ],
)
def test_figures_have_one_spelling(text: str, found: set[str]) -> None:
    assert figures(text) == found


def test_copied_runs_are_maximal() -> None:
    page = "Il était une fois un roi et une reine"
    assert copied_runs("Jadis, un roi et une reine vivaient", page, longest=3) == ["un roi et une reine"]
    assert copied_runs("un roi et sa reine", page, longest=3) == []


def test_a_wrong_a_missing_and_a_copied_figure_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources, corpus = tmp_path / "sources", tmp_path / "corpus"
    sources.mkdir()
    corpus.mkdir()
    sentence = "La commune a ouvert 12 centres de soins et en ouvrira bientôt 3 autres sur la rive droite"
    (sources / "page.txt").write_text(f"Des centres\n\n{sentence}.\n", encoding="utf-8")
    document = corpus / "note.md"
    document.write_text("# Note\n\nOn compte 13 centres.\n\nSource : « Des centres »\n", encoding="utf-8")
    assert check_figures.main([str(sources), "--corpus", str(corpus)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "figures in no named page: 1", "  note.md: 13",
        "figures of a page in no document: 2", "  page.txt: 12", "  page.txt: 3",
        "runs of more than 12 copied words: 0",
    ]  # fmt: skip
    document.write_text(f"# Note\n\n{sentence}.\n\nSource : « Des centres »\n", encoding="utf-8")
    assert check_figures.main([str(sources), "--corpus", str(corpus)]) == 1
    assert "runs of more than 12 copied words: 1" in capsys.readouterr().out


def test_without_pages_the_check_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_figures.main([str(tmp_path)]) == 0
    assert "skipped" in capsys.readouterr().out


def test_a_document_names_its_pages() -> None:
    page = Page("page.txt", "Les actus\n\nDes centres\n\n12 centres")
    assert page.has_title(" Des centres ")
    assert not page.has_title("12 centre")
