"""The learned reader: where in a few windows of the passages an answer stands, and how much it looks like one.

A BERT of the encoder's shape, trained by `assistant.training.span`, that reads question and window together. It
shares the vectors of the pieces with the encoder that ships, whichever encoder the index was made with.

Source: Devlin et al. 2019, "BERT" (answer spans); Rajpurkar et al. 2018, "Know What You Don't Know" (no answer).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from assistant.bert import Pieces, SpanModel
from assistant.reading.windows import (
    ROOM,
    ReadingText,
    Window,
    around,
    sentence_pieces,
    window,
)
from assistant.types import Span

READER = Path(__file__).parent.parent / "models" / "reader"
"""The reader that `python -m assistant.training.span` made; its card is README.md there."""
LONGEST_ANSWER = 30
"""Pieces."""
WINDOWS = 5
"""Read for each question at most."""
WITHIN = 1.5
"""Log-odds, of the features, within which a sentence is worth reading beside the likeliest: on questions of our own
1.8 windows a question, read with the right sentence first for 0.708; within 2.5, 2.4 windows, 0.700; one, 0.667."""


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest answer in a sentence."""

    log_odds: float
    """Of first and last piece together, above no answer."""
    span: Span
    """Characters of the passage's text."""


class SpanReader:
    """The learned reader; its weights are read at the first question."""

    def __init__(self, encoder: Path, folder: Path = READER) -> None:
        """Remember where the weights are.

        Args:
            encoder: folder of the encoder whose tokenizer and vectors of pieces it was trained with.
            folder: its own.
        """
        self._encoder, self._folder = encoder, folder
        self._lock = Lock()

    @property
    def _model(self) -> SpanModel:
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> SpanModel:
        return SpanModel(self._encoder, self._folder)

    def read(
        self,
        question: str,
        texts: Sequence[ReadingText],
        order: Sequence[tuple[int, int]],
        log_odds: Sequence[float],
    ) -> dict[tuple[int, int], Found]:
        """Return what stands in the sentences that were read, by number of the text and of the sentence.

        Args:
            question: standalone.
            texts: passages.
            order: sentences (number of the text, of the sentence), likeliest first: the first ones are read, each
                with its neighbours.
            log_odds: that each holds the answer, in the same order.
        """
        if not order:
            return {}
        model = self._model
        asked = model.pieces(question)
        worth = [key for key, value in zip(order, log_odds, strict=True) if value >= log_odds[0] - WITHIN]
        cut = {
            number: sentence_pieces(model.pieces(texts[number].text), texts[number].sentences)
            for number, _ in worth
        }
        chosen: list[tuple[int, int, int]] = []
        for number, sentence in worth:
            if any(number == n and first <= sentence <= last for n, first, last in chosen):
                continue
            chosen.append((number, *around(cut[number], sentence, ROOM)))
            if len(chosen) == WINDOWS:
                break
        built = [
            window(
                model.marks,
                asked,
                model.pieces(texts[number].headings),
                model.pieces(texts[number].text),
                (cut[number][first][0], cut[number][last][1]),
            )
            for number, first, last in chosen
        ]
        found: dict[tuple[int, int], Found] = {}
        read = model.values([each.ids for each in built], [each.types for each in built])
        for (number, first, last), seen, values in zip(chosen, built, read, strict=True):
            pieces = model.pieces(texts[number].text)
            for sentence in range(first, last + 1):
                best = _best(values, seen, pieces, cut[number][sentence])
                if best and (
                    (number, sentence) not in found or best.log_odds > found[number, sentence].log_odds
                ):
                    found[number, sentence] = best
        return found


def answer_span(values: npt.NDArray[np.float32], first: int, stop: int) -> tuple[float, int, int] | None:
    """Return the likeliest answer between two pieces: its log-odds, its first and its last piece.

    Args:
        values: shape (pieces, 2), log-odds to be the first and the last, above no answer.
        first: piece from which it may begin.
        stop: the one after the last at which it may end; None is returned when there is none between.
    """
    count = stop - first
    if count <= 0:
        return None
    table = values[first:stop, 0][:, None] + values[first:stop, 1][None, :]
    length = np.arange(count)[None, :] - np.arange(count)[:, None]
    table = np.where((length >= 0) & (length < LONGEST_ANSWER), table, -np.inf)
    begin, end = divmod(int(np.argmax(table)), count)
    return float(table[begin, end]), first + begin, first + end


def _best(
    values: npt.NDArray[np.float32], seen: Window, pieces: Pieces, sentence: tuple[int, int]
) -> Found | None:
    """The likeliest answer of a sentence, given as pieces of the passage."""
    best = answer_span(values, *seen.places(*sentence))
    if best is None:
        return None
    log_odds, first, last = best
    moved = seen.first - seen.lead
    return Found(log_odds, Span(pieces.offsets[first + moved][0], pieces.offsets[last + moved][1]))
