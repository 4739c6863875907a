"""Which folders hold a BERT that this package runs as sentence_transformers would."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.bert.body import LAYER_PARTS, MODEL
from assistant.errors import EncoderError


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

    if not (root / MODEL).is_file():
        return False
    layers = int(read_json(root / "config.json")["num_hidden_layers"])
    needed = {"embeddings.word_embeddings.weight", "embeddings.LayerNorm.weight"}
    needed |= {f"encoder.layer.{layer}.{part}.bias" for layer in range(layers) for part in LAYER_PARTS}
    try:
        with safe_open(str(root / MODEL), framework="numpy") as weights:
            return needed <= set(weights.keys())
    except (SafetensorError, OSError) as error:
        raise EncoderError(f"{root / MODEL}: weights cannot be read; download the model again") from error
