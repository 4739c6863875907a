"""The learned reader: where in a few windows of the passages an answer stands, and how much it looks like one.

A BERT of the encoder's shape, trained by `assistant.training.span`, that reads question and window together. It
shares the vectors of the pieces with the encoder that ships, whichever encoder the index was made with.

Source: Devlin et al. 2019, "BERT" (answer spans); Rajpurkar et al. 2018, "Know What You Don't Know" (no answer).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assistant.bert import read_json
from assistant.bert.body import MODEL, WORDS, Body
from assistant.errors import EncoderError
from assistant.reading.windows import (
    ROOM,
    Pieces,
    ReadingText,
    Window,
    around,
    pieces_of,
    sentence_pieces,
    window,
)
from assistant.types import Span

if TYPE_CHECKING:
    from torch import Tensor

READER = Path(__file__).parent.parent / "models" / "reader"
"""The reader that `python -m assistant.training.span` made; its card is README.md there."""
LONGEST_ANSWER = 30
"""Pieces."""
WINDOWS = 5
"""Read for each question."""
KEPT = 2048
"""Texts whose pieces are kept."""


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
    def _model(self) -> "_Model":
        with self._lock:
            return self._loaded

    @cached_property
    def _loaded(self) -> "_Model":
        return _Model(self._encoder, self._folder)

    def read(
        self,
        question: str,
        texts: Sequence[ReadingText],
        order: Sequence[tuple[int, int]],
        windows: int = WINDOWS,
    ) -> dict[tuple[int, int], Found]:
        """Return what stands in the sentences that were read, by number of the text and of the sentence.

        Args:
            question: standalone.
            texts: passages.
            order: sentences (number of the text, of the sentence), likeliest first: the first ones are read, each
                with its neighbours.
            windows: read at most.
        """
        model = self._model
        asked = model.pieces(question)
        cut = {
            number: sentence_pieces(model.pieces(texts[number].text), texts[number].sentences)
            for number, _ in order
        }
        chosen: list[tuple[int, int, int]] = []
        for number, sentence in order:
            if any(number == n and first <= sentence <= last for n, first, last in chosen):
                continue
            chosen.append((number, *around(cut[number], sentence, ROOM)))
            if len(chosen) == windows:
                break
        if not chosen:
            return {}
        built = [
            window(
                model.tokenizer,
                asked,
                model.pieces(texts[number].headings),
                model.pieces(texts[number].text),
                (cut[number][first][0], cut[number][last][1]),
            )
            for number, first, last in chosen
        ]
        found: dict[tuple[int, int], Found] = {}
        for (number, first, last), seen, values in zip(chosen, built, model.values(built), strict=True):
            pieces = model.pieces(texts[number].text)
            for sentence in range(first, last + 1):
                best = _best(values, seen, pieces, cut[number][sentence])
                if best and (
                    (number, sentence) not in found or best.log_odds > found[number, sentence].log_odds
                ):
                    found[number, sentence] = best
        return found


class _Model:
    """What is computed with."""

    def __init__(self, encoder: Path, folder: Path) -> None:
        """Load the weights.

        Raises:
            EncoderError: they, or those of the encoder, are incomplete.
        """
        from safetensors import SafetensorError, safe_open
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        try:
            stored = {name: tensor.float() for name, tensor in load_file(folder / MODEL).items()}
            with safe_open(str(encoder / MODEL), framework="pt") as weights:
                words = weights.get_tensor(WORDS)
            body = {name.removeprefix("bert."): tensor for name, tensor in stored.items()}
            self._body = Body(body | {WORDS: words}, read_json(folder / "config.json"))
            self._head: tuple[Tensor, Tensor] = stored["head.weight"], stored["head.bias"]
        except (SafetensorError, OSError, KeyError) as error:
            raise EncoderError(
                f"{folder / MODEL}: incomplete weights ({error}); install the program again"
            ) from error
        self.tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.pieces = lru_cache(maxsize=KEPT)(lambda text: pieces_of(self.tokenizer, text))

    def values(self, windows: Sequence[Window]) -> list[npt.NDArray[np.float32]]:
        """Return log-odds of each piece to be the first and the last, above no answer, shape (pieces, 2)."""
        import torch
        from torch.nn import functional

        states, _ = self._body.states([each.ids for each in windows], [each.types for each in windows])
        with torch.inference_mode():
            scores = functional.linear(states, *self._head)
            above = (scores - scores[:, :1]).numpy()
        return [rows[: len(each.ids)] for rows, each in zip(above, windows, strict=True)]


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
