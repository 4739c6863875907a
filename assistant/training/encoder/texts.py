"""The texts the encoder learns from, and what is kept aside to measure it.

Data, in DIR: `en-fr.tsv.gz` and `en-fr-passages.tsv.gz` (aligned English and French),
`law-headings.tsv.gz` (title, heading, section), `prose_fr.jsonl.gz` (French prose with
headings) and `piaf/` (its train part). Every reader yields NFC texts on one line.
"""

import gzip
import json
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.errors import UsageError
from assistant.passages import split_sentences
from assistant.training.piaf import read_articles

HELD_OUT = 250
"""One aligned pair in so many is never fitted: French-English retrieval is measured on them."""
LONGEST = 1200
"""Characters of a section that are used."""
SHORT_HEADING = 40
"""Characters below which a heading of a law says little without the law's title."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Aligned:
    """The same text in both languages."""

    english: str
    french: str
    source: str


@dataclass(frozen=True, slots=True)
class Related:
    """What is asked or announced, and a text that answers it."""

    query: str
    passage: str
    group: int
    """Texts of one group overlap or answer the same: none is a wrong answer to another's query."""
    answer: str = ""
    """The words asked for; a text that holds them is no wrong answer. Empty: not known."""


class HeldOut:
    """The French sentences kept aside: aligned passages hold them too, and are then left out."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._by_first: dict[str, list[list[str]]] = {}
        for sentence in sentences:
            words = sentence.split()
            self._by_first.setdefault(words[0], []).append(words)

    def stands_in(self, text: str) -> bool:
        """Tell whether one of the sentences is part of a text, word for word."""
        words = text.split()
        return any(
            words[at : at + len(sentence)] == sentence
            for at, word in enumerate(words)
            for sentence in self._by_first.get(word, ())
        )


def is_held_out(french: str) -> bool:
    """Whether an aligned pair is kept aside, by the digest of its French side."""
    return int.from_bytes(sha256(clean(french).encode()).digest()[:4], "big") % HELD_OUT == 0


def read_sentences(data: Path, held_out: bool = False) -> Iterator[Aligned]:
    """Yield aligned sentences: those to fit on, or those kept aside.

    Raises:
        UsageError: the file cannot be read.
    """
    for pair in _read_aligned(data / "en-fr.tsv.gz"):
        if is_held_out(pair.french) == held_out:
            yield pair


def read_passages(data: Path) -> Iterator[Aligned]:
    """Yield aligned passages in which no sentence kept aside stands.

    Raises:
        UsageError: a file cannot be read.
    """
    held_out = HeldOut(pair.french for pair in read_sentences(data, held_out=True))
    for pair in _read_aligned(data / "en-fr-passages.tsv.gz"):
        if not is_held_out(pair.french) and not held_out.stands_in(pair.french):
            yield pair


def _read_aligned(file: Path) -> Iterator[Aligned]:
    for line in _lines(file):
        english, french, *source = (clean(part) for part in line.split("\t"))
        if english and french:
            yield Aligned(english, french, source[0] if source else "")


def read_questions(data: Path, words: int) -> Iterator[Related]:
    """Yield the questions of PIAF train, each with the whole sentences around its answer.

    Args:
        data: folder of the training data.
        words: about how many words of the paragraph are taken; 0 for the sentence of the answer alone.

    The index scores a passage by itself and by its best sentence: both are taught.
    """
    group = 0
    for article in read_articles(data, "train"):
        for paragraph in article.paragraphs:
            group += 1
            spans = [(span.start, span.end) for span in split_sentences(paragraph.text)]
            for asked in paragraph.questions:
                if asked.spans and spans:
                    start, end = _around(spans, asked.spans[0], words, paragraph.text)
                    answer = paragraph.text[slice(*asked.spans[0])]
                    yield Related(asked.question, clean(paragraph.text[start:end]), group, answer)


def _around(spans: list[Span], answer: Span, words: int, text: str) -> Span:
    """Return the sentences that hold an answer, grown on either side in turn up to so many words."""
    held = [number for number, span in enumerate(spans) if span[0] < answer[1] and answer[0] < span[1]]
    first, last = (held[0], held[-1]) if held else (0, 0)
    before = True
    for _ in range(2 * len(spans)):
        low, high = (max(first - 1, 0), last) if before else (first, min(last + 1, len(spans) - 1))
        if len(text[spans[low][0] : spans[high][1]].split()) <= words:
            first, last = low, high
        before = not before
    return spans[first][0], spans[last][1]


def read_headings(data: Path, left_out: Collection[str] = ()) -> Iterator[Related]:
    """Yield headings with the text below them: laws of Canada, French prose, titles of PIAF train.

    A text is yielded once, with the first of its headings; texts of one heading are one group.
    """
    groups: dict[str, int] = {}
    known: set[str] = set()
    for heading, text in _headings(data, left_out):
        if text not in known:
            known.add(text)
            yield Related(heading, text, groups.setdefault(heading.casefold(), len(groups)))


def _headings(data: Path, left_out: Collection[str]) -> Iterator[tuple[str, str]]:
    for line in _lines(data / "law-headings.tsv.gz"):
        title, heading, text = (clean(part) for part in line.split("\t")[:3])
        if len(text.split()) >= 12:
            yield f"{heading} ({title})" if len(heading) < SHORT_HEADING else heading, text
    for title, sections in read_prose(data, left_out):
        for heading, text in sections:
            if heading and len(text.split()) >= 15:
                yield heading if title in heading else f"{title} : {heading}", text[:LONGEST]
    for article in read_articles(data, "train"):
        for paragraph in article.paragraphs:
            yield clean(article.title.replace("_", " ")), clean(paragraph.text)


def read_contexts(data: Path, left_out: Collection[str] = ()) -> Iterator[tuple[list[str], list[str]]]:
    """Yield French passages as lists of at least three sentences, and those of their English side, if any.

    From PIAF train, prose and aligned passages.
    """
    for article in read_articles(data, "train"):
        for paragraph in article.paragraphs:
            yield from ((run, []) for run in windows(sentences(paragraph.text)))
    for _, sections in read_prose(data, left_out):
        for _, text in sections:
            yield from ((run, []) for run in windows(sentences(text)))
    for pair in read_passages(data):
        french = sentences(pair.french)
        if len(french) >= 3:
            yield french, sentences(pair.english)


def read_prose(data: Path, left_out: Collection[str] = ()) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the title of each prose document, and its sections as (heading, text).

    Args:
        data: folder of the training data.
        left_out: identifiers of documents that are kept for measuring.
    """
    for line in _lines(data / "prose_fr.jsonl.gz"):
        document = json.loads(line)
        if document["id"] in left_out:
            continue
        sections: list[tuple[str, list[str]]] = [("", [])]
        for row in document["text"].split("\n"):
            if heading := re.match(r"#+\s+(.+)", row):
                sections.append((clean(plain(heading[1])), []))
            else:
                sections[-1][1].append(row)
        yield (
            clean(str(document["title"])),
            [(heading, clean(plain(" ".join(rows)))) for heading, rows in sections],
        )


def read_identifiers(file: Path) -> frozenset[str]:
    """Read the documents to leave out: a JSON list of objects with an `id`.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        return frozenset(str(row["id"]) for row in json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file}: not a JSON list of objects with an id ({error}); mend the file") from error


def windows(parts: list[str], words: int = 130) -> Iterator[list[str]]:
    """Yield runs of whole sentences of at most about so many words, each of at least three sentences."""
    run: list[str] = []
    count = 0
    for part in parts:
        length = len(part.split())
        if run and count + length > words:
            if len(run) >= 3:
                yield run
            run, count = [], 0
        run.append(part)
        count += length
    if len(run) >= 3:
        yield run


def sentences(text: str) -> list[str]:
    """Return the sentences of at least four words, cut as the index cuts them."""
    found = (clean(text[span.start : span.end]) for span in split_sentences(text))
    return [sentence for sentence in found if len(sentence.split()) >= 4]


def plain(text: str) -> str:
    """Leave out the marks of Markdown links, emphasis and code."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?", r"\1", text)
    return re.sub(r"[*_`|>#]+|<[^>]{1,200}>|https?://\S+", " ", text)


def clean(text: str) -> str:
    """NFC, one line, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _lines(file: Path) -> Iterator[str]:
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line.rstrip("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file}: cannot be read ({error}); give the folder that holds it with --data"
        ) from error
