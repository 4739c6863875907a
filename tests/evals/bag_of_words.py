"""Two bags of words for models and a few sentences for data, to bench encoders on."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

from evals.encoders.sets import is_held_out

PARAGRAPHS = {
    "Lac": ("Le lac gela en 1963. On y patinait le dimanche.", "Quand gela le lac ?", "1963"),
    "Pont": ("Le pont a douze arches de pierre.", "Combien le pont a-t-il d’arches ?", "douze"),
    "Moulin": (
        "Le moulin à eau date du siècle dernier.",
        "De quand date le moulin à eau ?",
        "siècle dernier",
    ),
    "Gare": ("La gare ouvrit après la guerre.", "Quand ouvrit la gare ?", "après la guerre"),
}
SENTENCES = [("Le lac gela.", "Le lac gela en 1963.", 4.0), ("Le pont.", "La gare ouvrit.", 0.5)]
SENTENCES += [("Le moulin à eau.", "Le moulin.", 3.0), ("De pierre.", "Après la guerre.", 1.0)]


def save_bag_of_words(folder: Path, seed: int) -> Path:
    """A BERT without layers: the mean of its words' vectors, which are drawn from a seed."""
    import torch
    from safetensors.torch import save_file

    texts = " ".join(text for row in PARAGRAPHS.values() for text in row[:2]).lower()
    words = sorted(set(re.findall(r"\w+|[^\w\s]", texts)))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words]
    size = 16
    torch.manual_seed(seed)
    weights = {
        "embeddings.word_embeddings.weight": torch.randn(len(pieces), size),
        "embeddings.position_embeddings.weight": torch.zeros(64, size),
        "embeddings.token_type_embeddings.weight": torch.zeros(2, size),
        "embeddings.LayerNorm.weight": torch.ones(size),
        "embeddings.LayerNorm.bias": torch.zeros(size),
    }
    normalizer = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": normalizer | {"strip_accents": False, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {piece: number for number, piece in enumerate(pieces)},
        },
    }
    files: dict[str, Any] = {
        "modules.json": [{"path": "", "type": "x.Transformer"}, {"path": "1_Pooling", "type": "x.Pooling"}],
        "1_Pooling/config.json": {"pooling_mode_mean_tokens": True},
        "config.json": {
            "model_type": "bert",
            "hidden_act": "gelu",
            "num_hidden_layers": 0,
            "num_attention_heads": 1,
            "layer_norm_eps": 1e-12,
        },
        "tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "strip_accents": False},
        "tokenizer.json": tokenizer,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    save_file(weights, folder / "model.safetensors")
    return folder


def held_out(count: int) -> list[str]:
    """French sentences that the rule keeps for measuring."""
    return [text for text in (f"phrase {number}" for number in range(3000)) if is_held_out(text)][:count]


def write_data(folder: Path) -> Path:
    """The folder of the data, but for the prose of the second set."""
    (folder / "piaf").mkdir()
    articles = []
    for title, (text, question, answer) in PARAGRAPHS.items():
        answers = [{"text": answer, "answer_start": text.index(answer)}]
        asked = [{"id": title, "question": question, "answers": answers}]
        articles.append({"title": title, "paragraphs": [{"context": text, "qas": asked}]})
    (folder / "piaf" / "piaf-v1.1.json").write_text(json.dumps({"data": articles}), "utf-8")
    split = {"train": [], "dev": ["Gare"], "test": ["Lac", "Pont", "Moulin"]}
    (folder / "piaf" / "split.json").write_text(json.dumps(split), "utf-8")
    (folder / "stsb_fr").mkdir()
    lines = "".join(f"{left},{right},{score}\n" for left, right, score in SENTENCES)
    (folder / "stsb_fr" / "stsb-fr-test.csv").write_text(lines, "utf-8")
    with gzip.open(folder / "en-fr.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("never asked\tphrase 1\tx\n")
        file.writelines(f"the lac {text}\t{text}\tx\n" for text in held_out(3))
    return folder
