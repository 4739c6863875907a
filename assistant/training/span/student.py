"""The reader being trained: the encoder's body, and one number for the first and one for the last piece."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.errors import UsageError
from assistant.training.encoder.student import copy_settings
from assistant.training.encoder.tokens import PAD
from assistant.training.span.examples import Example

WORDS = "embeddings.word_embeddings.weight"
"""The encoder's own, left as they are and not saved again."""


class SpanStudent(nn.Module):
    """BERT with a span head."""

    def __init__(self, encoder: Path, device: str, folder: Path | None = None) -> None:
        """Load the encoder's body, or one that was saved.

        Args:
            encoder: folder of the encoder whose pieces' vectors are shared.
            device: `cpu` or `cuda`.
            folder: of a saved reader; a fresh head on the encoder's body without it.

        Raises:
            UsageError: a folder holds no such model.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file
        from transformers import BertConfig, BertModel

        super().__init__()
        self.folder, self.device = encoder, device
        try:
            config = BertConfig.from_dict(json.loads((encoder / "config.json").read_text("utf-8")))
            weights = load_file(encoder / "model.safetensors")
            saved = load_file(folder / "model.safetensors") if folder else {}
        except (OSError, ValueError, SafetensorError) as error:
            raise UsageError(
                f"{folder or encoder}: no model ({error}); run the stages before this one"
            ) from error
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        config.dtype = torch.float32
        self.bert = BertModel(config, add_pooling_layer=False)
        body = {
            name.removeprefix("bert."): value for name, value in saved.items() if name.startswith("bert.")
        }
        self.bert.load_state_dict({name: value.float() for name, value in (weights | body).items()})
        self.head = nn.Linear(config.hidden_size, 2)
        torch.manual_seed(0)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        if saved:
            self.head.load_state_dict(
                {"weight": saved["head.weight"].float(), "bias": saved["head.bias"].float()}
            )
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self.to(device)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        """Return log-odds of each piece to be the first and the last, shape (examples, pieces, 2), not normed.

        Pieces of the question and of the filling cannot be chosen; the first piece stands for no answer.
        """
        mask = ids != PAD
        states = self.bert(input_ids=ids, attention_mask=mask.long(), token_type_ids=types).last_hidden_state
        open_to = (types == 1) & mask
        open_to[:, 0] = True
        scores: Tensor = self.head(states)
        return scores.masked_fill(~open_to.unsqueeze(-1), -1e4)

    def loss(self, examples: Sequence[Example], together: int) -> Tensor:
        """Return the mean cross-entropy of first and last piece.

        Args:
            examples: at least one.
            together: pieces computed together at most, padding included.
        """
        total = torch.zeros((), device=self.device)
        for group in grouped(examples, together):
            ids, types = padded(group)
            scores = self(ids.to(self.device), types.to(self.device))
            for side, places in enumerate(([e.first for e in group], [e.last for e in group])):
                aims = torch.tensor(places, device=self.device)
                total = total + functional.cross_entropy(scores[..., side], aims, reduction="sum")
        return total / (2 * len(examples))

    @torch.no_grad()
    def scores(self, examples: Sequence[Example], together: int = 8192) -> list[np.ndarray]:
        """Return each example's log-odds, float32, shape (pieces, 2), those of no answer taken away."""
        self.eval()
        found: dict[int, np.ndarray] = {}
        numbers = {id(example): number for number, example in enumerate(examples)}
        for group in grouped(examples, together):
            ids, types = padded(group)
            for example, rows in zip(
                group, self(ids.to(self.device), types.to(self.device)).cpu().numpy(), strict=True
            ):
                rows = rows[: len(example.window.ids)]
                found[numbers[id(example)]] = rows - rows[0]
        self.train()
        return [found[number] for number in range(len(examples))]

    def save(self, folder: Path) -> None:
        """Write the body without the pieces' vectors, and the head, in half precision."""
        from safetensors.torch import save_file

        copy_settings(self.folder, folder)
        weights = {f"bert.{name}": value for name, value in self.bert.state_dict().items() if name != WORDS}
        weights |= {f"head.{name}": value for name, value in self.head.state_dict().items()}
        weights = {name: value.detach().half().contiguous().cpu() for name, value in weights.items()}
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def grouped(examples: Sequence[Example], together: int) -> list[list[Example]]:
    """Cut examples into groups of near length."""
    groups: list[list[Example]] = []
    for example in sorted(examples, key=lambda each: len(each.window.ids)):
        if groups and (len(groups[-1]) + 1) * len(example.window.ids) <= together:
            groups[-1].append(example)
        else:
            groups.append([example])
    return groups


def padded(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return piece numbers and types, shape (examples, longest of them)."""
    longest = max(len(example.window.ids) for example in examples)
    ids = torch.full((len(examples), longest), PAD)
    types = torch.zeros((len(examples), longest), dtype=torch.long)
    for row, example in enumerate(examples):
        ids[row, : len(example.window.ids)] = torch.tensor(example.window.ids)
        types[row, : len(example.window.types)] = torch.tensor(example.window.types)
    return ids, types
