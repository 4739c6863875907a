"""Piece numbers to the states of BERT's last layer.

Not here: training, devices other than the CPU, half precision (weights are
upcast to float32), attention masks other than padding.

Source: Devlin et al. 2019, "BERT" (post-norm encoder).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

MODEL = "model.safetensors"
WORDS = "embeddings.word_embeddings.weight"
LAYER_PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)
FEW_TOKENS = 256
"""Up to here one thread is as fast as two; beside a busy process, two made a whole answer take 685 ms instead of 89."""

_THREADS = Lock()
"""The number of threads is one for the whole process: held while it is another."""

Rows = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Weights of one encoder layer, each a pair (weight, bias)."""

    projections: tuple["Tensor", "Tensor"]
    """Of queries, keys and values, one below the other: (3 * dimension, dimension)."""
    attended: tuple["Tensor", "Tensor"]
    attended_norm: tuple["Tensor", "Tensor"]
    widened: tuple["Tensor", "Tensor"]
    narrowed: tuple["Tensor", "Tensor"]
    narrowed_norm: tuple["Tensor", "Tensor"]


class Body:
    """The layers of a model."""

    def __init__(self, weights: Mapping[str, "Tensor"], config: Mapping[str, Any]) -> None:
        """Hold the weights.

        Args:
            weights: float32, by the names of BERT, as many layers as the configuration says.
            config: content of `config.json`.

        Raises:
            KeyError: a weight, or a number of the configuration, is missing.
        """
        self.heads = int(config["num_attention_heads"])
        self.norm_eps = float(config["layer_norm_eps"])
        self.pad_id = int(config.get("pad_token_id") or 0)
        self.words = weights[WORDS]
        self.places = weights["embeddings.position_embeddings.weight"]
        self.types = weights["embeddings.token_type_embeddings.weight"]
        self.embedded_norm = _pair(weights, "embeddings.LayerNorm")
        self.layers = [_layer(weights, number) for number in range(config["num_hidden_layers"])]

    @property
    def dimension(self) -> int:
        """Length of a state."""
        return int(self.words.shape[1])

    def states(self, ids: Rows, types: Rows | None = None) -> tuple["Tensor", "Tensor"]:
        """Return the states of the last layer.

        Few pieces are computed in one thread.

        Args:
            ids: piece numbers of each text, at least one.
            types: of each piece, whether it is of the first text or of the second; all of the first without it.

        Returns:
            States, shape (texts, longest of them, dimension), and which of them are no filling,
            shape (texts, longest of them).
        """
        import torch

        if len(ids) * max(map(len, ids)) > FEW_TOKENS:
            return self._states(ids, types)
        with _THREADS:
            threads = torch.get_num_threads()
            torch.set_num_threads(1)
            try:
                return self._states(ids, types)
            finally:
                torch.set_num_threads(threads)

    def _states(self, ids: Rows, types: Rows | None) -> tuple["Tensor", "Tensor"]:
        import torch
        from torch.nn import functional

        longest = max(map(len, ids))
        tokens = torch.tensor([[*row, *[self.pad_id] * (longest - len(row))] for row in ids])
        real = torch.tensor([[position < len(row) for position in range(longest)] for row in ids])
        mask = None if bool(real.all()) else real[:, None, None, :]
        with torch.inference_mode():
            kinds = (
                self.types[0]
                if types is None
                else self.types[torch.tensor([[*row, *[0] * (longest - len(row))] for row in types])]
            )
            states = self._norm(
                self.words[tokens].float() + self.places[:longest] + kinds, self.embedded_norm
            )
            for layer in self.layers:
                queries, keys, values = functional.linear(states, *layer.projections).chunk(3, dim=-1)
                mixed = functional.scaled_dot_product_attention(
                    self._split(queries), self._split(keys), self._split(values), attn_mask=mask
                )
                mixed = functional.linear(mixed.transpose(1, 2).flatten(2), *layer.attended)
                states = self._norm(states + mixed, layer.attended_norm)
                wide = functional.gelu(functional.linear(states, *layer.widened))
                states = self._norm(states + functional.linear(wide, *layer.narrowed), layer.narrowed_norm)
        return states, real

    def _split(self, states: "Tensor") -> "Tensor":
        """(texts, tokens, dimension) to (texts, heads, tokens, dimension of a head)."""
        return states.view(*states.shape[:2], self.heads, -1).transpose(1, 2)

    def _norm(self, states: "Tensor", weights: tuple["Tensor", "Tensor"]) -> "Tensor":
        from torch.nn import functional

        return functional.layer_norm(states, (self.dimension,), *weights, eps=self.norm_eps)


def _pair(weights: Mapping[str, "Tensor"], name: str) -> tuple["Tensor", "Tensor"]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(weights: Mapping[str, "Tensor"], number: int) -> _Layer:
    import torch

    query, key, value, *rest = (_pair(weights, f"encoder.layer.{number}.{part}") for part in LAYER_PARTS)
    projections = torch.cat([query[0], key[0], value[0]]), torch.cat([query[1], key[1], value[1]])
    return _Layer(projections, *rest)
