"""A plain BERT sentence model, run directly on torch.

Importing transformers and sentence_transformers takes longer than answering a
question may, so the commonest architecture, BERT with mean pooling, is computed
here in a few lines. `is_plain_bert` decides by reading the folder's JSON files
whether these lines give the library's vectors; everything else goes to the library.

Not here: training, devices other than the CPU, half precision (weights are
upcast to float32), attention masks other than padding.

Source: Devlin et al. 2019, "BERT" (post-norm encoder); Reimers and Gurevych 2019,
"Sentence-BERT" (mean of the token vectors).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.errors import EncoderError
from assistant.types import Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

_THREADS = Lock()
"""The number of threads is one for the whole process: held while it is another."""

FEW_TOKENS = 256
"""Up to here one thread is as fast as two; beside a busy process, two made a whole answer take 685 ms instead of 89."""

BATCH = 32
"""Texts computed together at most; on a CPU larger batches are not faster."""

_SPREAD = 1.25
_SLACK = 4
"""The longest text of a batch has at most `_SPREAD` times the tokens of the shortest, and `_SLACK` more.

Padding costs as much as text: a document of 25 texts or so in one batch took 3.3 times as long.
"""

_MODEL = "model.safetensors"
_LAYER_PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)


def read_json(path: Path) -> Any:
    """Return the content of one of the model's JSON files; {} when there is none.

    Raises:
        EncoderError: the file cannot be read or is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise EncoderError(f"{path}: not a readable JSON file; download the model again") from error


def is_plain_bert(folder: Path) -> bool:
    """Tell whether `Bert` gives the same vectors as sentence_transformers for this folder.

    Only JSON is read, and the names of the weights. Anything unknown makes it False.

    Raises:
        EncoderError: one of the files read is damaged.
    """
    modules = read_json(folder / "modules.json")
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        return False
    types = [str(module.get("type")).rpartition(".")[2] for module in modules]
    if types not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return False
    if any(module.get("kwargs") for module in modules):
        return False
    root = folder / str(modules[0].get("path", ""))
    return (
        _is_mean_pooling(read_json(folder / str(modules[1].get("path", "")) / "config.json"))
        and _is_text_module(read_json(root / "sentence_bert_config.json"))
        and read_json(folder / "config_sentence_transformers.json").get("truncate_dim") is None
        and not (root / "adapter_config.json").exists()
        and _is_known_tokenizer(read_json(root / "tokenizer.json"), read_json(root / "tokenizer_config.json"))
        and _is_known_bert(read_json(root / "config.json"))
        and _has_weights(root)
    )


def _is_mean_pooling(config: Mapping[str, Any]) -> bool:
    active = [key for key, value in config.items() if key.startswith("pooling_mode_") and value]
    mode = config.get("pooling_mode", active)
    return (
        mode in ("mean", ["mean"], ["pooling_mode_mean_tokens"])
        and config.get("include_prompt", True) is True
    )


def _is_text_module(config: Mapping[str, Any]) -> bool:
    plain: dict[str, tuple[object, ...]] = {
        "do_lower_case": (False,),
        "transformer_task": ("feature-extraction",),
        "modality_config": ({"text": {"method": "forward", "method_output_name": "last_hidden_state"}},),
        "module_output_name": ("token_embeddings",),
    }
    return all(key == "max_seq_length" or value in plain.get(key, ()) for key, value in config.items())


def _is_known_bert(config: Mapping[str, Any]) -> bool:
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not any(
            config.get(key)
            for key in ("is_decoder", "add_cross_attention", "quantization_config", "auto_map")
        )
    )


def _is_known_tokenizer(tokenizer: Mapping[str, Any], config: Mapping[str, Any]) -> bool:
    """The library rebuilds a BERT tokenizer from both files: they must say the same."""
    normalizer = {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": config.get("tokenize_chinese_chars", True),
        "strip_accents": config.get("strip_accents"),
        "lowercase": config.get("do_lower_case", True),
    }
    model = tokenizer.get("model", {})
    return (
        config.get("tokenizer_class") in ("BertTokenizer", "BertTokenizerFast")
        and config.get("truncation_side", "right") == "right"
        and tokenizer.get("normalizer") == normalizer
        and tokenizer.get("pre_tokenizer") == {"type": "BertPreTokenizer"}
        and (tokenizer.get("post_processor") or {}).get("type") in ("TemplateProcessing", "BertProcessing")
        and model.get("type") == "WordPiece"
        and model.get("continuing_subword_prefix") == "##"
        and model.get("max_input_chars_per_word") == 100
    )


def _has_weights(root: Path) -> bool:
    from safetensors import SafetensorError, safe_open

    if not (root / _MODEL).is_file():
        return False
    layers = int(read_json(root / "config.json")["num_hidden_layers"])
    needed = {"embeddings.word_embeddings.weight", "embeddings.LayerNorm.weight"}
    needed |= {f"encoder.layer.{layer}.{part}.bias" for layer in range(layers) for part in _LAYER_PARTS}
    try:
        with safe_open(str(root / _MODEL), framework="numpy") as weights:
            return needed <= set(weights.keys())
    except (SafetensorError, OSError) as error:
        raise EncoderError(f"{root / _MODEL}: weights cannot be read; download the model again") from error


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
        config = read_json(root / "config.json")
        self.heads = int(config["num_attention_heads"])
        self.norm_eps = float(config["layer_norm_eps"])
        self.pad_id = int(config.get("pad_token_id") or 0)
        try:
            weights = {name: tensor.float() for name, tensor in load_file(root / _MODEL).items()}
            self.words = weights["embeddings.word_embeddings.weight"]
            self.positions = (
                weights["embeddings.position_embeddings.weight"]
                + weights["embeddings.token_type_embeddings.weight"][0]
            )
            self.embedded_norm = _pair(weights, "embeddings.LayerNorm")
            self.layers = [_layer(weights, number) for number in range(config["num_hidden_layers"])]
        except (SafetensorError, OSError, KeyError) as error:
            raise EncoderError(f"{root / _MODEL}: incomplete weights ({error}); download it again") from error
        self.dimension = int(self.words.shape[1])
        self.tokenizer = _tokenizer(root, len(self.positions))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text.

        Args:
            texts: any; what goes past the model's longest input is ignored.

        Returns:
            float32, shape (len(texts), dimension), in the order of the texts.
        """
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)
        for batch in _batches([len(row) for row in ids]):
            vectors[batch] = self._forward([ids[number] for number in batch])
        return vectors

    def _forward(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """Compute one batch, padded to its longest text."""
        import torch

        longest = max(map(len, ids))
        if len(ids) * longest > FEW_TOKENS:
            return self._states(ids, longest)
        with _THREADS:
            threads = torch.get_num_threads()
            torch.set_num_threads(1)
            try:
                return self._states(ids, longest)
            finally:
                torch.set_num_threads(threads)

    def _states(self, ids: Sequence[Sequence[int]], longest: int) -> Vectors:
        """Run the layers, pool by the mean over real tokens, scale to unit norm."""
        import torch
        from torch.nn import functional

        tokens = torch.tensor([[*row, *[self.pad_id] * (longest - len(row))] for row in ids])
        real = torch.tensor([[position < len(row) for position in range(longest)] for row in ids])
        mask = None if bool(real.all()) else real[:, None, None, :]
        with torch.inference_mode():
            states = self._norm(self.words[tokens] + self.positions[:longest], self.embedded_norm)
            for layer in self.layers:
                queries, keys, values = functional.linear(states, *layer.projections).chunk(3, dim=-1)
                mixed = functional.scaled_dot_product_attention(
                    self._split(queries), self._split(keys), self._split(values), attn_mask=mask
                )
                mixed = functional.linear(mixed.transpose(1, 2).flatten(2), *layer.attended)
                states = self._norm(states + mixed, layer.attended_norm)
                wide = functional.gelu(functional.linear(states, *layer.widened))
                states = self._norm(states + functional.linear(wide, *layer.narrowed), layer.narrowed_norm)
            weights = real.unsqueeze(-1).float()
            means = (states * weights).sum(dim=1) / weights.sum(dim=1)
            vectors: Vectors = functional.normalize(means, dim=1).numpy()
        return vectors

    def _split(self, states: "Tensor") -> "Tensor":
        """(texts, tokens, dimension) to (texts, heads, tokens, dimension of a head)."""
        return states.view(*states.shape[:2], self.heads, -1).transpose(1, 2)

    def _norm(self, states: "Tensor", weights: tuple["Tensor", "Tensor"]) -> "Tensor":
        from torch.nn import functional

        return functional.layer_norm(states, (self.dimension,), *weights, eps=self.norm_eps)


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


def _pair(weights: Mapping[str, "Tensor"], name: str) -> tuple["Tensor", "Tensor"]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(weights: Mapping[str, "Tensor"], number: int) -> _Layer:
    import torch

    query, key, value, *rest = (_pair(weights, f"encoder.layer.{number}.{part}") for part in _LAYER_PARTS)
    projections = torch.cat([query[0], key[0], value[0]]), torch.cat([query[1], key[1], value[1]])
    return _Layer(projections, *rest)


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
