"""Texts to unit vectors, with a plain BERT and the mean of its states.

Source: Reimers and Gurevych 2019, "Sentence-BERT" (mean of the token vectors).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.bert.body import MODEL, Body
from assistant.bert.plain import read_json
from assistant.errors import EncoderError
from assistant.types import Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH = 32
"""Texts computed together at most; on a CPU larger batches are not faster."""

_SPREAD = 1.25
_SLACK = 4
"""The longest text of a batch has at most `_SPREAD` times the tokens of the shortest, and `_SLACK` more.

Padding costs as much as text: a document of 25 texts or so in one batch took 3.3 times as long.
"""


class Bert:
    """A loaded model: texts to unit vectors."""

    def __init__(self, folder: Path) -> None:
        """Load a folder that `is_plain_bert`.

        Raises:
            EncoderError: the weights or the tokenizer are incomplete.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        root = folder / str(read_json(folder / "modules.json")[0].get("path", ""))
        try:
            weights = {name: tensor.float() for name, tensor in load_file(root / MODEL).items()}
            self._body = Body(weights, read_json(root / "config.json"))
        except (SafetensorError, OSError, KeyError) as error:
            raise EncoderError(f"{root / MODEL}: incomplete weights ({error}); download it again") from error
        self.dimension = self._body.dimension
        self._tokenizer = _tokenizer(root, len(self._body.places))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text.

        Args:
            texts: any; what goes past the model's longest input is ignored.

        Returns:
            float32, shape (len(texts), dimension), in the order of the texts.
        """
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)
        for batch in _batches([len(row) for row in ids]):
            vectors[batch] = self._means([ids[number] for number in batch])
        return vectors

    def _means(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """Return the means of the states of one batch, scaled to unit norm."""
        import torch
        from torch.nn import functional

        states, real = self._body.states(ids)
        with torch.inference_mode():
            weights = real.unsqueeze(-1).float()
            means = (states * weights).sum(dim=1) / weights.sum(dim=1)
            vectors: Vectors = functional.normalize(means, dim=1).numpy()
        return vectors


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the positions of texts of about the same length, short texts first."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if batch and (len(batch) == BATCH or lengths[number] > _SPREAD * lengths[batch[0]] + _SLACK):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _tokenizer(root: Path, positions: int) -> "Tokenizer":
    from tokenizers import Tokenizer

    limits = (
        read_json(root / "sentence_bert_config.json").get("max_seq_length"),
        read_json(root / "tokenizer_config.json").get("model_max_length"),
    )
    longest = next((limit for limit in limits if limit is not None), positions)
    tokenizer = Tokenizer.from_file(str(root / "tokenizer.json"))
    tokenizer.enable_truncation(min(int(longest), positions))
    tokenizer.no_padding()
    return tokenizer
