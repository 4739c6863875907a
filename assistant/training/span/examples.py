"""Stage 2, before training: questions with a passage as piece numbers, and where the answer begins and ends.

`[CLS] question [SEP] headings, text [SEP]`; a passage without the answer points at `[CLS]`. Beside the passages
retrieved for a question, two kinds of passages teach the reader to say no: the one that answers with the sentence
of the answer taken out, and the one that answers a question in which a name or a figure was changed.

Source: Rajpurkar et al. 2018, "Know What You Don't Know" (no answer as a position); Karpukhin et al. 2020,
"Dense Passage Retrieval" (a reader trained on what is retrieved).
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.french import fold
from assistant.training.span.worlds import Asked, World

if TYPE_CHECKING:
    from tokenizers import Tokenizer

QUESTION_PIECES = 48
HEADING_PIECES = 32
PIECES = 272
"""Of an example at most."""
CUT, SWAP = 0.3, 0.2
"""Shares of the passages without an answer that are made so: by taking its sentence out, by changing the question."""

_NAME = re.compile(r"(?<=[\w’',] )[A-ZÀ-ÖØ-Þ][\w’-]+(?: [A-ZÀ-ÖØ-Þ][\w’-]+)*")
_FIGURE = re.compile(r"\b\d[\d ]*\d\b|\b\d\b")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as piece numbers, with the characters each stands for."""

    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader sees, and what it should find."""

    ids: Sequence[int]
    types: Sequence[int]
    """0 for the question, 1 for the passage."""
    first: int
    last: int
    """Pieces of the answer, both included; 0, 0 where there is none."""


class Examples:
    """The questions of worlds as examples."""

    def __init__(self, worlds: Sequence[World], tokenizer: "Tokenizer", seed: int = 0) -> None:
        """Encode every passage once."""
        self._tokenizer, self._seed = tokenizer, seed
        self._cls, self._sep = tokenizer.encode("").ids
        self._worlds = worlds
        self._texts = [[self._pieces(text) for _, text in world.passages] for world in worlds]
        self._headings = [[self._pieces(above) for above, _ in world.passages] for world in worlds]
        self.questions = [(number, asked) for number, world in enumerate(worlds) for asked in world.asked]
        self._names: list[str] = sorted(
            {name for _, asked in self.questions for name in _NAME.findall(asked.question)}
        )
        self._figures: list[str] = sorted(
            {each for _, asked in self.questions for each in _FIGURE.findall(asked.question)}
        )

    def of(self, row: int, epoch: int) -> Iterator[Example]:
        """Yield the examples of a question in an epoch: with its answer, and without one."""
        chance = random.Random(f"{self._seed} {epoch} {row}")
        number, asked = self.questions[row]
        if not asked.spans:
            yield self.example(number, asked.question, chance.choice(asked.passages[:2]))
            yield self.example(number, asked.question, asked.passages[0])
            return
        span = chance.choice(asked.spans)
        yield self.example(number, asked.question, span[0], span[1:])
        yield self._unanswered(chance, number, asked, span)

    def example(
        self,
        world: int,
        question: str,
        passage: int,
        span: tuple[int, ...] | None = None,
        without: tuple[int, int] | None = None,
    ) -> Example:
        """Put a question and a passage together.

        Args:
            world: number of the world.
            question: its text.
            passage: its number in the world.
            span: characters of the answer.
            without: characters of the text that are left out.
        """
        asked = self._pieces(question).ids[:QUESTION_PIECES]
        text = self._texts[world][passage]
        kept = [
            at
            for at, (start, end) in enumerate(text.offsets)
            if without is None or end <= without[0] or start >= without[1]
        ]
        head = [self._cls, *asked, self._sep]
        above = list(self._headings[world][passage].ids[:HEADING_PIECES])
        room = PIECES - len(head) - len(above) - 1
        inside = [
            at
            for at, piece in enumerate(kept)
            if span and text.offsets[piece][0] < span[1] and span[0] < text.offsets[piece][1]
        ]
        start = 0
        if inside and inside[-1] >= room:  # the answer would be cut away
            start = max(0, inside[-1] - room + 1)
        kept = kept[start : start + room]
        ids = [*head, *above, *(text.ids[piece] for piece in kept), self._sep]
        offset = len(head) + len(above) - start
        first, last = (inside[0] + offset, inside[-1] + offset) if inside and inside[0] >= start else (0, 0)
        return Example(ids, [0] * len(head) + [1] * (len(ids) - len(head)), first, last)

    def layout(self, world: int, question: str, passage: int) -> tuple[int, Sequence[tuple[int, int]]]:
        """Return how many pieces stand before the text, and the characters of the text's own pieces."""
        asked = self._pieces(question).ids[:QUESTION_PIECES]
        above = self._headings[world][passage].ids[:HEADING_PIECES]
        return 2 + len(asked) + len(above), self._texts[world][passage].offsets

    def _unanswered(self, chance: random.Random, number: int, asked: Asked, span: tuple[int, ...]) -> Example:
        """A passage that does not answer."""
        drawn = chance.random()
        world = self._worlds[number]
        text = world.passages[span[0]][1]
        answer = text[span[1] : span[2]]
        if drawn < CUT:
            sentence = next((s for s in world.sentences[span[0]] if s[0] <= span[1] < s[1]), None)
            if (
                sentence
                and sentence[1] >= span[2]
                and answer not in text[: sentence[0]] + text[sentence[1] :]
            ):
                return self.example(number, asked.question, span[0], without=(sentence[0], sentence[1]))
        if drawn < CUT + SWAP:
            changed = self._changed(chance, asked.question, text)
            if changed:
                return self.example(number, changed, span[0])
        golden = {passage for passage, _, _ in asked.spans}
        plain = fold(answer)
        others = [p for p in asked.passages if p not in golden and plain not in fold(world.passages[p][1])]
        others = others or [p for p in range(len(world.passages)) if p not in golden]
        return self.example(number, asked.question, others[int(len(others) * chance.random() ** 2)])

    def _changed(self, chance: random.Random, question: str, text: str) -> str | None:
        """Return the question with a name or a figure of the text replaced by one that the text lacks."""
        plain = fold(text)
        for pattern, known in ((_FIGURE, self._figures), (_NAME, self._names)):
            found = [match for match in pattern.finditer(question) if fold(match.group()) in plain]
            if not found:
                continue
            match, other = chance.choice(found), chance.choice(known)
            if pattern is _FIGURE and match.group().isdigit() and len(match.group()) == 4:
                other = str(int(match.group()) + chance.choice([-7, -4, -3, -2, -1, 1, 2, 3, 4, 7]))
            if fold(other) not in plain:
                return question[: match.start()] + other + question[match.end() :]
        return None

    def _pieces(self, text: str) -> Pieces:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return Pieces(encoding.ids, encoding.offsets)
