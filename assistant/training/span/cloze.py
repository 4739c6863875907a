"""Questions made from French prose: a figure, a date, a name or a reason is taken out of its sentence.

What is left of the sentence, some of its words dropped, is asked for with the question word of what was taken:
poor French, but any amount of it, from which the reader learns to hold a question against a text before it meets
questions that people wrote.

Source: Lewis et al. 2019, "Unsupervised Question Answering by Cloze Translation".
"""

import gzip
import json
import random
import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from assistant.french import find_dates, find_numbers
from assistant.passages import split_sentences
from assistant.training.piaf import read_articles
from assistant.training.span.worlds import Asked, World

PASSAGE_WORDS = 110
FEWEST, MOST = 8, 45
"""Words of a sentence that is asked about."""
DROPPED = 0.2
"""Share of the words left out of a question."""
WITHOUT_THEMES = ("code civil",)
"""Articles of law have no neighbours that one could take for them."""
NEAR = 3
"""Passages on each side, of the same document, that do not answer."""

_NAME = re.compile(r"(?<=[a-zà-ÿ,] )(?:[A-ZÀ-Þ][\w’'-]+)(?: (?:de |du |des |la )?[A-ZÀ-Þ][\w’'-]+)*")
_PLACE = re.compile(r"\b(?:à|en|dans le|dans la|au|aux) $")
_REASON = re.compile(
    r"\b(?:car|parce qu(?:e |['’])|afin d(?:e |['’])|en raison d(?:e |u |es |['’])|grâce à|faute de|pour (?=\w+[ei]r\b))"
    r"[^,;:.!?]{12,120}"
)
_BREAK = re.compile(r"[,;:()\[\]–—]")
_NOISE = re.compile(r"[*_#|`<>\[\]{}\\]|https?:")


def cloze_world(data: Path, without: Collection[str], count: int, seed: int) -> World:
    """Make questions from the paragraphs of PIAF train and from prose.

    Args:
        data: folder of the data.
        without: prose documents that are left out.
        count: questions at most.
        seed: of the draw.
    """
    chance = random.Random(seed)
    passages: list[tuple[str, str]] = []
    sentences: list[list[tuple[int, int]]] = []
    asked: list[Asked] = []
    for title, texts in _documents(data, without):
        first = len(passages)
        for number, text in enumerate(texts, first):
            near = [p for p in range(number - NEAR, number + NEAR + 1) if first <= p < first + len(texts)]
            near.sort(key=lambda p, at=number: abs(p - at))  # type: ignore[misc]
            spans = [(span.start, span.end) for span in split_sentences(text)]
            passages.append((title, text))
            sentences.append(spans)
            for start, end in spans:
                for kind, begin, stop, question in questions_of(chance, text[start:end]):
                    span = (number, start + begin, start + stop)
                    asked.append(Asked(question, tuple(near), (span,), f"cloze-{kind}"))
    asked = [each for each in asked if len(each.passages) > 1]
    others = [each for each in asked if each.origin != "cloze-name"]
    names = [each for each in asked if each.origin == "cloze-name"]
    asked = [
        *others,
        *chance.sample(names, min(len(others), len(names))),
    ]  # names are in nearly every sentence
    return World(passages, chance.sample(asked, min(count, len(asked))), sentences)


def _documents(data: Path, without: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield titles with texts of about the length of passages."""
    for article in read_articles(data, "train"):
        yield article.title, [paragraph.text for paragraph in article.paragraphs]
    with gzip.open(data / "prose_fr.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["id"] in without or document.get("theme") in WITHOUT_THEMES:
                continue
            texts: list[str] = []
            for block in re.split(r"\n\s*\n", unicodedata.normalize("NFC", document["text"])):
                if texts and len(f"{texts[-1]} {block}".split()) <= PASSAGE_WORDS:
                    texts[-1] += f"\n{block.strip()}"
                elif block.strip():
                    texts.append(block.strip())
            yield document["title"], texts


def questions_of(chance: random.Random, sentence: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield at most one question about a sentence: kind, first character of the answer, end, text."""
    if not FEWEST <= len(sentence.split()) <= MOST or _NOISE.search(sentence):
        return
    found = [*_dates(sentence), *_numbers(sentence), *_reasons(sentence)] or [*_names(sentence)]
    if not found:
        return
    kind, start, end, asking, left = chance.choice(found)
    words = [word for word in left.split() if chance.random() > DROPPED]
    if len(words) >= 3:
        text = " ".join([asking, *words])
        yield kind, start, end, text[0].upper() + text[1:] + " ?"


def _dates(sentence: str) -> Iterator[tuple[str, int, int, str, str]]:
    for span in find_dates(sentence):
        asking = {"since": "depuis quand", "until": "jusqu'à quand"}.get(span.open, "quand")
        if span.precision == "year" and not span.open:
            asking = "en quelle année"
        yield "date", span.start, span.end, asking, _rest(sentence, span.start, span.end)


def _numbers(sentence: str) -> Iterator[tuple[str, int, int, str, str]]:
    for number in find_numbers(sentence):
        if number.is_year or not number.unit:
            continue
        end = sentence.find(number.unit, number.end)
        if end < 0 or end > number.end + 4:
            continue
        asking = "quel pourcentage" if number.unit == "%" else f"combien de {number.unit}"
        end += len(number.unit)
        yield "number", number.start, end, asking, _rest(sentence, number.start, end)


def _names(sentence: str) -> Iterator[tuple[str, int, int, str, str]]:
    for match in _NAME.finditer(sentence):
        asking = "où" if _PLACE.search(sentence[: match.start()]) else "qui"
        yield "name", match.start(), match.end(), asking, _rest(sentence, match.start(), match.end())


def _reasons(sentence: str) -> Iterator[tuple[str, int, int, str, str]]:
    for match in _REASON.finditer(sentence):
        yield "reason", match.start(), match.end(), "pourquoi", _rest(sentence, match.start(), match.end())


def _rest(sentence: str, start: int, end: int) -> str:
    """The sentence without the answer: the clause that it stood in, if that is enough, or all."""
    before, after = sentence[:start].rstrip(), sentence[end:].strip(" .!?;")
    clause = f"{_BREAK.split(before)[-1]} {_BREAK.split(after)[0]}"
    rest = clause if len(clause.split()) >= 5 else f"{before} {after}"
    rest = re.sub(r"[,;:.()«»\"]", " ", rest).strip()
    return rest[:1].lower() + rest[1:]
