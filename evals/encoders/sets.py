"""What encoders are asked: questions over documents, sentence pairs, and questions spoiled as people type."""

import csv
import gzip
import hashlib
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

from assistant.errors import QuestionSetError, UsageError
from assistant.passages import split_sentences
from assistant.types import Document
from evals import DEFAULT_QUESTIONS, piaf
from evals.gold import Gold, locate_gold
from evals.machine import ROOT
from evals.questions import Question, read_questions
from evals.second import documents as second
from evals.second.__main__ import write_questions
from evals.second.questions import QUESTIONS, read_rows

PIAF = "piaf"
STSB = "stsb_fr"
PARALLEL = "en-fr.tsv.gz"
HELD_OUT = 250
"""One French sentence of the parallel data out of so many is never trained on."""
PAIRS = 2000
"""Held-out pairs that are asked."""
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Collection:
    """Answerable questions over a folder of documents."""

    name: str
    """Another one for other documents."""
    corpus: Path
    golds: Callable[[Iterable[Document]], Sequence[Gold]]
    """From the documents as indexed to the questions and where their answers stand."""
    conversation: bool
    """Whether questions are completed from those before and corrected, as the assistant does."""


@dataclass(frozen=True, slots=True)
class Graded:
    """Sentence pairs and how alike people found them, from 0 to 5."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    scores: tuple[float, ...]


def piaf_collection(data: Path, split: str, work: Path) -> Collection:
    """Return the questions of a split of PIAF over all its paragraphs, one file each.

    Raises:
        UsageError: the data cannot be read, or `work` not written.
    """
    paragraphs, asked = piaf.read_piaf(_piaf_folder(data), split)
    name = f"piaf-{_digest(paragraphs)}"
    piaf.write_corpus(paragraphs, work / name)
    golds = [each.gold for each in asked]
    return Collection(name, work / name, lambda documents: golds, conversation=False)


def piaf_sentences(data: Path, count: int) -> list[str]:
    """Return the first sentences of PIAF's paragraphs.

    Raises:
        UsageError: the data cannot be read.
    """
    paragraphs, _ = piaf.read_piaf(_piaf_folder(data), "all")
    sentences = (
        text[span.start : span.end] for text in paragraphs.values() for span in split_sentences(text)
    )
    return list(islice(sentences, count))


def shipped_collection(split: str) -> Collection:
    """Return the answerable questions of the repository's set over `corpus/`."""
    return _of_questions(read_questions(DEFAULT_QUESTIONS), split, "shipped", ROOT / "corpus")


def second_collection(
    data: Path, split: str, work: Path, choice: Path = second.CHOICE, questions: Path = QUESTIONS
) -> Collection:
    """Return the answerable questions of the second set over its documents.

    Args:
        data: holds `prose_fr.jsonl.gz`.
        split: `dev` or `test`.
        work: where the documents are written.
        choice: which documents.
        questions: evidence given by place.

    Raises:
        UsageError: the data cannot be read, or `work` not written.
        QuestionSetError: the questions are not about these documents.
    """
    chosen = second.read_choice(choice)
    texts = second.read_texts(data, chosen)
    name = f"second-{_digest(texts)}"
    folder = work / name
    second.write_corpus(texts, folder / "corpus")
    faults = write_questions(read_rows(questions), chosen, folder)
    if faults:
        raise QuestionSetError(f"{questions}: {len(faults)} faults, first: {faults[0]}; mend the set")
    return _of_questions(read_questions(folder / "questions.jsonl"), split, name, folder / "corpus")


def read_graded(data: Path, split: str) -> Graded:
    """Read a split of the French STS benchmark (`sentence1,sentence2,score`, no heading).

    Raises:
        UsageError: the file cannot be read, or is of another form.
    """
    file = data / STSB / f"stsb-fr-{split}.csv"
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            left, right, scores = zip(*csv.reader(lines), strict=True)
        return Graded(left, right, tuple(map(float, scores)))
    except OSError as error:
        raise UsageError(
            f"{file}: cannot be read ({error.strerror}); give the folder that holds {STSB}/ with --data"
        ) from error
    except (ValueError, csv.Error) as error:
        raise UsageError(f"{file}: not `sentence1,sentence2,score` ({error}); give another file") from error


def read_held_out(data: Path) -> list[tuple[str, str]]:
    """Return the first `PAIRS` held-out (French, English) pairs of the parallel data.

    Raises:
        UsageError: the file cannot be read, is of another form, or holds none.
    """
    file = data / PARALLEL
    pairs: list[tuple[str, str]] = []
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                english, french, *_ = line.rstrip("\n").split("\t")
                if is_held_out(french):
                    pairs.append((one_line(french), one_line(english)))
                    if len(pairs) == PAIRS:
                        break
    except OSError as error:
        raise UsageError(
            f"{file}: cannot be read ({error.strerror or error}); give the folder that holds it with --data"
        ) from error
    except (ValueError, EOFError, zlib.error) as error:
        raise UsageError(f"{file}: not `english<TAB>french` lines, gzipped ({error})") from error
    if not pairs:
        raise UsageError(f"{file}: holds none of the held-out pairs; give the whole file")
    return pairs


def is_held_out(french: str) -> bool:
    """Whether a French sentence of the parallel data is kept for measuring, by its own digest."""
    digest = hashlib.sha256(one_line(french).encode()).digest()
    return int.from_bytes(digest[:4], "big") % HELD_OUT == 0


def one_line(text: str) -> str:
    """Return a text in NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_accents(text: str) -> str:
    """Return a text as typed without accents or ligatures, its capitals kept."""
    letters = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def with_typos(text: str) -> str:
    """Return a text with one slip in each of two words of five letters or more (in all, if fewer).

    A letter is left out, doubled, changed for another or swapped with the next, never the first of a
    word. The text itself is the seed: the same text is always spoiled the same way.
    """
    random = Random(text)
    words = list(_LONG_WORD.finditer(text))
    for word in sorted(random.sample(words, min(2, len(words))), key=re.Match.start, reverse=True):
        text = text[: word.start()] + _slip(word.group(), random) + text[word.end() :]
    return text


SPOILED: dict[str, Callable[[str], str]] = {
    "no accents": without_accents,
    "typos": with_typos,
    "capitals": str.upper,
}
"""By name, a question as someone may type it."""


def _piaf_folder(data: Path) -> Path:
    folder = data / PIAF
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; give the folder that holds {PIAF}/ with --data")
    return folder


def _slip(word: str, random: Random) -> str:
    while True:
        at = random.randrange(1, len(word) - 1)
        other = random.choice(_LETTERS)
        spoiled = random.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + other + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
        if spoiled != word:
            return spoiled


def _of_questions(questions: Sequence[Question], split: str, name: str, corpus: Path) -> Collection:
    chosen = [each for each in questions if each.split == split and each.answerable]
    return Collection(name, corpus, partial(locate_gold, chosen), conversation=True)


def _digest(texts: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:12]
