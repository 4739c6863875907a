"""Stage 2, before training: questions with a window of a passage, and where the answer begins and ends.

A window without the answer points at `[CLS]`. Beside the passages retrieved for a question, three kinds of windows
teach the reader to say no: of the passage that answers, but beside the answer; of the one that answers with the
sentence of the answer taken out; and of one that answers a question in which a name or a figure was changed.

Source: Rajpurkar et al. 2018, "Know What You Don't Know" (no answer as a position); Karpukhin et al. 2020,
"Dense Passage Retrieval" (a reader trained on what is retrieved).
"""

import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.bert import Pieces, marks_of, pieces_of
from assistant.french import fold
from assistant.reading.windows import Window, around, sentence_pieces, window
from assistant.training.span.worlds import Asked, World

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BESIDE, CUT, SWAP = 0.15, 0.15, 0.2
"""Shares of the windows without an answer that are made so: beside it, without its sentence, of another question."""
NARROWEST, WIDEST = 48, 144
"""Pieces of a window's sentences, drawn between these so that the reader knows windows of every width."""

_NAME = re.compile(r"(?<=[\w’',] )[A-ZÀ-ÖØ-Þ][\w’-]+(?: [A-ZÀ-ÖØ-Þ][\w’-]+)*")
_FIGURE = re.compile(r"\b\d[\d ]*\d\b|\b\d\b")


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader sees, and what it should find."""

    window: Window
    first: int = 0
    last: int = 0
    """Pieces of the answer, both included; 0, 0 where there is none."""


class Examples:
    """The questions of worlds as examples."""

    def __init__(self, worlds: Sequence[World], tokenizer: "Tokenizer", seed: int = 0) -> None:
        """Encode every passage once."""
        self._tokenizer, self._seed = tokenizer, seed
        self._marks = marks_of(tokenizer)
        self._worlds = worlds
        self._texts = [[self._pieces(text) for _, text in world.passages] for world in worlds]
        self._headings = [[self._pieces(above) for above, _ in world.passages] for world in worlds]
        self._sentences = [
            [sentence_pieces(pieces, spans) for pieces, spans in zip(texts, world.sentences, strict=True)]
            for texts, world in zip(self._texts, worlds, strict=True)
        ]
        seen = Counter(piece for texts in self._texts for text in texts for piece in set(text.ids))
        total = sum(map(len, self._texts))
        self._weights = {piece: math.log(total / count) for piece, count in seen.items()}
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
            for passage in {asked.passages[0], chance.choice(asked.passages[:3])}:
                centre = self._likeliest(number, asked.question, passage)
                yield Example(self._around(number, asked.question, passage, centre, _width(chance)))
            return
        span = chance.choice(asked.spans)
        yield self._answered(chance, number, asked.question, span)
        yield self._unanswered(chance, number, asked, span)

    def window(self, world: int, question: str, passage: int, first: int, last: int) -> Window:
        """Put a question and sentences of a passage together.

        Args:
            world: number of the world.
            question: its text.
            passage: its number in the world.
            first: number of the first sentence.
            last: of the last one, included.
        """
        sentences = self._sentences[world][passage]
        return self._window(world, question, passage, (sentences[first][0], sentences[last][1]))

    def sentences(self, world: int, passage: int) -> Sequence[tuple[int, int]]:
        """Pieces of each sentence of a passage."""
        return self._sentences[world][passage]

    def _around(self, world: int, question: str, passage: int, centre: int, width: int) -> Window:
        first, last = around(self._sentences[world][passage], centre, width)
        return self.window(world, question, passage, first, last)

    def _window(self, world: int, question: str, passage: int, span: tuple[int, int]) -> Window:
        return window(
            self._marks,
            self._pieces(question),
            self._headings[world][passage],
            self._texts[world][passage],
            span,
        )

    def _answered(
        self, chance: random.Random, world: int, question: str, span: tuple[int, int, int]
    ) -> Example:
        """The window of an answer, or of a sentence beside it that has the answer in its window."""
        passage, start, end = span
        pieces, sentences = self._texts[world][passage], self._sentences[world][passage]
        inside = [at for at, (begin, stop) in enumerate(pieces.offsets) if begin < end and start < stop]
        holding = next((at for at, (_, stop) in enumerate(sentences) if inside[0] < stop), len(sentences) - 1)
        width = _width(chance)
        centre = min(max(holding + chance.choice((0, 0, 0, -1, 1)), 0), len(sentences) - 1)
        for at in (centre, holding):
            seen = self._around(world, question, passage, at, width)
            if seen.first <= inside[0] and inside[-1] < seen.first + seen.count:
                break
        else:  # an answer across sentences, or far into a long one
            begin = min(sentences[holding][0], inside[0])
            begin = begin if inside[-1] - begin < width else inside[0]
            seen = self._window(world, question, passage, (begin, max(inside[-1] + 1, sentences[holding][1])))
        first, stop = seen.places(inside[0], inside[-1] + 1)
        return Example(seen, first, stop - 1)

    def _unanswered(
        self, chance: random.Random, number: int, asked: Asked, span: tuple[int, int, int]
    ) -> Example:
        """A window that does not answer."""
        drawn, width = chance.random(), _width(chance)
        world = self._worlds[number]
        passage, start, end = span
        text, sentences = world.passages[passage][1], world.sentences[passage]
        holding = next((at for at, s in enumerate(sentences) if s[0] <= start and end <= s[1]), None)
        if drawn < BESIDE + CUT and holding is not None:
            clear = [at for at, s in enumerate(sentences) if not self._answers(asked, passage, s)]
            begin, stop = self._sentences[number][passage][holding]
            if drawn < CUT and text.count(text[start:end]) == 1:
                seen = self._around(number, asked.question, passage, holding, width)
                return Example(_without(seen, *seen.places(begin, stop)))
            if clear:
                at = max(clear, key=lambda at: self._shared(number, asked.question, passage, at))
                return Example(self.window(number, asked.question, passage, at, at))
        if drawn < BESIDE + CUT + SWAP:
            changed = self._changed(chance, asked.question, text)
            if changed:
                return replace(self._answered(chance, number, changed, span), first=0, last=0)
        golden = {passage for passage, _, _ in asked.spans}
        plain = fold(text[start:end])
        others = [p for p in asked.passages if p not in golden and plain not in fold(world.passages[p][1])]
        others = others or [p for p in range(len(world.passages)) if p not in golden]
        other = others[int(len(others) * chance.random() ** 2)]
        centre = self._likeliest(number, asked.question, other)
        return Example(self._around(number, asked.question, other, centre, width))

    def _answers(self, asked: Asked, passage: int, sentence: tuple[int, int]) -> bool:
        return any(p == passage and a < sentence[1] and sentence[0] < b for p, a, b in asked.spans)

    def _likeliest(self, world: int, question: str, passage: int) -> int:
        """The sentence with most of the question's rare pieces."""
        sentences = range(len(self._sentences[world][passage]))
        return max(sentences, key=lambda at: self._shared(world, question, passage, at))

    def _shared(self, world: int, question: str, passage: int, sentence: int) -> float:
        first, stop = self._sentences[world][passage][sentence]
        shared = set(self._pieces(question).ids).intersection(self._texts[world][passage].ids[first:stop])
        return sum(self._weights.get(piece, 0.0) for piece in shared)

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
        return pieces_of(self._tokenizer, text)


def _width(chance: random.Random) -> int:
    return chance.randint(NARROWEST, WIDEST)


def _without(seen: Window, first: int, stop: int) -> Window:
    """Leave pieces out of a window."""
    return replace(
        seen,
        ids=[*seen.ids[:first], *seen.ids[stop:]],
        types=[*seen.types[:first], *seen.types[stop:]],
        count=seen.count - (stop - first),
    )
