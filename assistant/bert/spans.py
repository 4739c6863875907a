"""Windows of text to the log-odds of each piece to begin, and to end, an answer.

A body of its own, with the vectors of the pieces and the tokenizer of an encoder.

Source: Devlin et al. 2019, "BERT" (answer spans).
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assistant.bert.body import MODEL, WORDS, Body
from assistant.bert.pieces import marks_of, pieces_of
from assistant.bert.plain import read_json
from assistant.errors import EncoderError

if TYPE_CHECKING:
    from torch import Tensor

KEPT = 2048
"""Texts whose pieces are kept."""


class SpanModel:
    """A loaded model."""

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
        tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.marks = marks_of(tokenizer)
        """The pieces that open a text and that close one."""
        self.pieces = lru_cache(maxsize=KEPT)(lambda text: pieces_of(tokenizer, text))
        """A text cut into pieces."""

    def values(
        self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]
    ) -> list[npt.NDArray[np.float32]]:
        """Return log-odds of each piece to be the first and the last, above those of the first piece (no answer).

        Args:
            ids: pieces of each window, at least one window.
            types: of each piece, 0 for the question and 1 for the text.

        Returns:
            Of each window, shape (pieces, 2).
        """
        import torch
        from torch.nn import functional

        states, _ = self._body.states(ids, types)
        with torch.inference_mode():
            scores = functional.linear(states, *self._head)
            above = (scores - scores[:, :1]).numpy()
        return [rows[: len(each)] for rows, each in zip(above, ids, strict=True)]
