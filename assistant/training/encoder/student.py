"""The model being trained: loading, vectors, saving."""

import json
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.errors import UsageError
from assistant.training.encoder.tokens import PAD, Integers, Rows, Tokens, by_length

Vectors = npt.NDArray[np.float32]
ENCODED_TOGETHER = 8_192
"""Pieces encoded together where no gradient is kept, on a CPU."""


def default_device() -> str:
    """Return `cuda` where there is a graphics card, else `cpu`."""
    return "cuda" if torch.cuda.is_available() else "cpu"


class Student(nn.Module):
    """BERT with mean pooling and unit norm; without dropout."""

    def __init__(self, folder: Path, device: str, bf16: bool = False) -> None:
        """Load a folder's `config.json` and `model.safetensors`, in single precision.

        Args:
            folder: of the model.
            device: `cpu` or `cuda`.
            bf16: whether matrix products are made in bfloat16.

        Raises:
            UsageError: the folder holds no such model.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file
        from transformers import BertConfig, BertModel

        super().__init__()
        self.folder, self.device, self.bf16 = folder, device, bf16
        try:
            config = BertConfig.from_dict(json.loads((folder / "config.json").read_text("utf-8")))
            weights = load_file(folder / "model.safetensors")
        except (OSError, ValueError, SafetensorError) as error:
            raise UsageError(f"{folder}: no model ({error}); run the stages before this one") from error
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        config.dtype = torch.float32
        self.bert = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict({name: tensor.float() for name, tensor in weights.items()})
        self.to(device)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.bert.config.hidden_size)

    def forward(self, ids: Tensor) -> Tensor:
        """Return unit vectors, float32, shape (texts, dimension), of padded piece numbers."""
        mask = ids != PAD
        with self._precision():
            states = self.bert(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return functional.normalize((states.float() * weights).sum(1) / weights.sum(1), dim=1)

    def vectors(self, tokens: Tokens, rows: Rows, together: int, longest: int | None = None) -> Tensor:
        """Return vectors of chosen texts in their order, computed in groups of near length.

        Args:
            tokens: all texts.
            rows: those wanted, at least one.
            together: pieces computed together at most, padding included.
            longest: pieces of a text that are read; all when left out.
        """
        chosen = np.asarray(rows)
        lengths = tokens.lengths[chosen]
        groups = list(by_length(lengths if longest is None else np.minimum(lengths, longest), together))
        found = torch.cat([self(self.tensor(tokens.padded(chosen[group], longest))) for group in groups])
        return found[torch.from_numpy(np.argsort(np.concatenate(groups))).to(self.device)]

    def tensor(self, table: Integers) -> Tensor:
        """Bring piece numbers to the device."""
        return torch.from_numpy(table).to(self.device)

    @torch.no_grad()
    def encode(self, tokens: Tokens) -> Vectors:
        """Return float32 unit vectors of all texts, shape (texts, dimension)."""
        self.eval()
        found = np.empty((len(tokens), self.dimension), np.float32)
        for rows in by_length(tokens.lengths, ENCODED_TOGETHER * (1 if self.device == "cpu" else 16)):
            found[rows] = self(self.tensor(tokens.padded(rows))).cpu().numpy()
        self.train()
        return found

    def save(self, folder: Path) -> None:
        """Write a sentence-transformers folder with weights in half precision."""
        from safetensors.torch import save_file

        copy_settings(self.folder, folder)
        weights = {
            name: value.detach().half().contiguous().cpu() for name, value in self.bert.state_dict().items()
        }
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})

    def _precision(self) -> AbstractContextManager[Any]:
        return torch.autocast(self.device, torch.bfloat16, enabled=self.bf16)


def copy_settings(source: Path, target: Path) -> None:
    """Copy the tokenizer and the settings of a model, not its weights."""
    for path in sorted(source.rglob("*")):
        if path.suffix in (".json", ".txt") and path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
