"""PIAF as a folder of documents: one plain-text file an article, its questions with their offsets.

PIAF: questions written by French speakers on French Wikipedia paragraphs (Etalab, MIT).
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import UsageError
from assistant.training.own import Own


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the questions asked of it."""

    text: str
    questions: tuple["AskedOf", ...]


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question, and its gold spans in the paragraph: (start, end), end excluded."""

    id: str
    question: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A Wikipedia article, as far as PIAF quotes it."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """A question over a written folder, and where its gold answers stand: (document, start, end)."""

    id: str
    question: str
    places: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a folder holds of an article: paragraphs by number, and those that a second document repeats."""

    article: Article
    kept: Sequence[int]
    repeated: Sequence[int] = ()


def read_articles(data: Path, part: str) -> list[Article]:
    """Read one part ("train", "dev" or "test") of PIAF.

    Args:
        data: folder that holds `piaf/piaf-v1.1.json` and `piaf/split.json`.

    Raises:
        UsageError: the files are not there.
    """
    try:
        articles = json.loads((data / "piaf" / "piaf-v1.1.json").read_text("utf-8"))["data"]
        titles = set(json.loads((data / "piaf" / "split.json").read_text("utf-8"))[part])
    except OSError as error:
        raise UsageError(
            f"{error.filename}: not found; give the folder that holds piaf/ with --data"
        ) from error
    return [_article(article) for article in articles if article["title"] in titles]


def with_own(articles: Iterable[Article], own: Iterable[Own]) -> list[Article]:
    """Add to articles the questions of our own that are asked of their paragraphs; `id` is the type and a number."""
    more: dict[tuple[str, int], list[AskedOf]] = {}
    for number, row in enumerate(own):
        spans = (row.span,) if row.span else ()
        asked = AskedOf(f"{row.type} {number}", row.question, spans)
        more.setdefault((row.title, row.paragraph), []).append(asked)
    return [
        replace(
            article,
            paragraphs=tuple(
                replace(paragraph, questions=(*paragraph.questions, *more.get((article.title, number), ())))
                for number, paragraph in enumerate(article.paragraphs)
            ),
        )
        for article in articles
    ]


def write_folder(folder: Path, selections: Iterable[Selection]) -> list[Gold]:
    """Write a plain-text document an article, one more for what is repeated; return the questions they answer."""
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[str, list[tuple[str, int, int]]] = {}
    asked: dict[str, AskedOf] = {}
    for number, selection in enumerate(selections):
        for name, chosen in (
            (f"{number:04}.txt", selection.kept),
            (f"{number:04}-bis.txt", selection.repeated),
        ):
            if not chosen:
                continue
            text = selection.article.title + "\n"
            for paragraph in (selection.article.paragraphs[index] for index in chosen):
                text += "\n"
                for question in paragraph.questions:
                    asked[question.id] = question
                    spans = ((name, start + len(text), end + len(text)) for start, end in question.spans)
                    places.setdefault(question.id, []).extend(spans)
                text += paragraph.text + "\n"
            (folder / name).write_text(text, "utf-8", newline="\n")
    return [Gold(id, asked[id].question, tuple(found)) for id, found in places.items()]


def _article(article: dict[str, object]) -> Article:
    paragraphs = article["paragraphs"]
    assert isinstance(paragraphs, list)
    return Article(_clean(str(article["title"])), tuple(_paragraph(p) for p in paragraphs))


def _paragraph(paragraph: dict[str, object]) -> Paragraph:
    """Put the text in NFC on one line; the offsets of the answers follow."""
    raw = str(paragraph["context"])
    questions = paragraph["qas"]
    assert isinstance(questions, list)
    lead = len(raw) - len(raw.lstrip())
    asked = []
    for entry in questions:
        spans = []
        for answer in entry["answers"]:
            start = len(_clean(raw[lead : max(answer["answer_start"], lead)]))
            spans.append((start, start + len(_clean(answer["text"]))))
        asked.append(AskedOf(entry["id"], " ".join(entry["question"].split()), tuple(dict.fromkeys(spans))))
    return Paragraph(_clean(raw.strip()), tuple(asked))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r", " ").replace("\n", " ")
