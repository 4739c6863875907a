"""Compares the figures of the corpus with those of the published pages it was written from.

    python -m evals.check_figures SOURCES [--corpus CORPUS]

SOURCES holds the pages as UTF-8 `.txt` files with their title among the first lines. A document names
its pages by title, between guillemets, after the word "Source". Three lists come out, each empty when
all is well: figures of a document that none of its pages has, figures of a page that no document
naming it has, and long runs of words copied from a page. Exit code 1 when a list is not empty.

A figure is a number, in digits or in words, with its unit when that is a percentage, millions,
minutes or weeks; a date counts as day and month, as month and year, and as year.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.types import Document
from evals.program import program

CORPUS = Path(__file__).parent.parent / "corpus"
UNDATED_PAGES = {"Pacte Territoire Santé": "26 novembre 2015"}
"""Date of a page that leaves out its year. Of the years between the first pact (2012) and the pact's
horizon (2017), only in 2015 was 26 November a Thursday, as the page says."""
LONGEST_COPY = 12
"""Words in a row that may be common: a minister's title takes twelve."""

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_NUMBER_WORDS = (
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "vingt trente quarante cinquante soixante cent"
)
_WORDS = dict(zip(_NUMBER_WORDS.split(), map(str, [*range(2, 17), 20, 30, 40, 50, 60, 100]), strict=True))
_FIGURE = re.compile(
    r"(?<![\w,.])(?P<number>\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)?|" + "|".join(_WORDS) + r")"
    r"(?:er|ère|nd)?(?![a-zà-ÿ])(?: ?(?P<unit>%|millions?\b|minutes?\b|semaines?\b))?",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:er)? )?\b(?P<month>{_MONTHS})(?: (?P<year>\d{{4}}))?\b", re.IGNORECASE
)


def figures(text: str) -> set[str]:
    """Return the figures of a text, each in one spelling: `1347`, `6,4 %`, `29 million`, `26 novembre`."""
    text = _plain(text)
    found: set[str] = set()
    for match in _DATE.finditer(text):
        day, month, year = match["day"], match["month"].lower(), match["year"]
        found.update(filter(None, (day and f"{int(day)} {month}", year and f"{month} {year}", year)))
    for match in _FIGURE.finditer(_DATE.sub(" ", text)):
        number = match["number"].lower()
        number = _WORDS.get(number, number.replace(" ", "").replace(".", ","))
        unit = (match["unit"] or "").lower().rstrip("s")
        found.add(f"{number} {unit}".strip())
    return found


def copied_runs(text: str, page: str, longest: int = LONGEST_COPY) -> list[str]:
    """Return the runs of more than `longest` words that a text shares with a page, case and accents kept."""
    words, size = re.findall(r"\w+", _plain(text).lower()), longest + 1
    page_words = re.findall(r"\w+", _plain(page).lower())
    known = {tuple(page_words[start : start + size]) for start in range(len(page_words) - longest)}
    runs: list[str] = []
    end = 0
    for start in range(len(words) - longest):
        if start < end or tuple(words[start : start + size]) not in known:
            continue
        end = start + size
        while end < len(words) and tuple(words[end - longest : end + 1]) in known:
            end += 1
        runs.append(" ".join(words[start:end]))
    return runs


def _plain(text: str) -> str:
    """Ordinary spaces and apostrophes."""
    return re.sub(r"[\u00a0\u202f]", " ", text.replace("’", "'"))


@dataclass(frozen=True, slots=True)
class Page:
    """A published page."""

    name: str
    text: str

    def has_title(self, title: str) -> bool:
        """Tell whether one of the page's first lines is this title."""
        first_lines = [line.strip() for line in _plain(self.text).splitlines() if line.strip()][:5]
        return _plain(title).strip() in first_lines

    @property
    def figures(self) -> set[str]:
        """Figures of the page, its date included."""
        dates = [date for title, date in UNDATED_PAGES.items() if self.has_title(title)]
        return figures("\n".join([self.text, *dates]))


def pages_of(document: Document, pages: Iterable[Page]) -> tuple[list[Page], list[str]]:
    """Return the pages that a document names, and the titles that no page has."""
    titles = re.findall(r"«([^»]+)»", document.text.rpartition("Source")[2])
    pages = list(pages)
    known = [page for title in titles for page in pages if page.has_title(title)]
    return known, [title.strip() for title in titles if not any(page.has_title(title) for page in pages)]


def _without_titles(text: str, pages: Sequence[Page]) -> str:
    """Leave out the titles of pages: naming a page is not copying it."""
    return re.sub(
        "«([^»]+)»",
        lambda quoted: "" if any(page.has_title(quoted[1]) for page in pages) else quoted[0],
        text,
    )


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, one line each."""

    invented: tuple[str, ...]
    forgotten: tuple[str, ...]
    copied: tuple[str, ...]


def compare(documents: Sequence[Document], pages: Sequence[Page]) -> Findings:
    """Compare each document with the pages it names, and each page with the documents that name it."""
    invented: list[str] = []
    copied: list[str] = []
    told: dict[str, set[str]] = {page.name: set() for page in pages}
    for document in documents:
        named, unknown = pages_of(document, pages)
        if not named or unknown:
            invented.append(
                f"{document.path}: names no known page ({', '.join(unknown) or 'no source line'})"
            )
        body = _without_titles(document.text, named)
        told_here = figures("\n".join([body, document.metadata.title or ""]))
        allowed = set().union(*(page.figures for page in named))
        invented += [f"{document.path}: {figure}" for figure in sorted(told_here - allowed)]
        for page in named:
            told[page.name] |= told_here
            copied += [f"{document.path}: {run}" for run in copied_runs(body, page.text)]
    forgotten = [
        f"{page.name}: {figure}" for page in pages for figure in sorted(page.figures - told[page.name])
    ]
    return Findings(tuple(invented), tuple(forgotten), tuple(copied))


@program
def main(arguments: Sequence[str] | None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.check_figures")
    parser.add_argument("sources", type=Path, help="folder of the published pages, as .txt files")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="documents folder (default: corpus/)")
    options = parser.parse_args(arguments)
    paths = sorted(options.sources.glob("*.txt"))
    if not paths:
        print(f"skipped: no .txt page in {options.sources}; name the folder of the published pages")
        return 0
    from assistant.corpus import read_documents

    pages = [Page(path.name, path.read_text(encoding="utf-8")) for path in paths]
    findings = compare(read_documents(options.corpus).documents, pages)
    for label, lines in (
        ("figures in no named page", findings.invented),
        ("figures of a page in no document", findings.forgotten),
        (f"runs of more than {LONGEST_COPY} copied words", findings.copied),
    ):
        print(f"{label}: {len(lines)}", *lines, sep="\n  ")
    return 1 if findings.invented or findings.forgotten or findings.copied else 0


if __name__ == "__main__":
    sys.exit(main())
