"""Stage 9: the model as it ships, in half precision, with its card."""

import json
import shutil
from pathlib import Path
from typing import Any

from assistant.bert import is_plain_bert
from assistant.errors import UsageError
from assistant.training.encoder.card import card_of, read_figures
from assistant.training.encoder.steps import read_steps
from assistant.training.encoder.student import copy_settings

LARGEST = 50_000_000
"""Bytes of the whole folder at most."""
PROBES = (
    ("medecins generalistes", "Médecins généralistes"),
    ("l'hopital de noel", "L'HÔPITAL DE NOËL"),
)
"""Texts that must have the same pieces."""
CONFIG: dict[str, Any] = {"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"}


def export(work: Path, model: Path, target: Path, figures: Path | None = None) -> int:
    """Write a sentence-transformers folder; return its size in bytes.

    Args:
        work: folder of the recipe; tells what was done.
        model: checkpoint that is exported.
        target: written anew.
        figures: JSON of what was measured, for the card.

    Raises:
        UsageError: the model or the figures cannot be read, or the result is not what ships.
    """
    if not (model / "model.safetensors").exists():
        raise UsageError(f"{model}: no model; give a checkpoint with --model")
    card = card_of(read_steps(work), read_figures(figures) if figures else {})
    if target.exists():
        if not (target / "modules.json").exists() and any(target.iterdir()):
            raise UsageError(f"{target}: holds something else than a model; give another folder with --to")
        shutil.rmtree(target)
    copy_settings(model, target)
    shutil.copyfile(model / "model.safetensors", target / "model.safetensors")
    (target / "config_sentence_transformers.json").write_text(json.dumps(CONFIG, indent=1) + "\n", "utf-8")
    (target / "README.md").write_text(card, "utf-8")
    return check(target)


def check(folder: Path) -> int:
    """Return the size of a model that may ship, in bytes.

    Raises:
        UsageError: it is too large, no plain BERT, or minds accents and capitals.
    """
    from tokenizers import Tokenizer

    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > LARGEST:
        raise UsageError(f"{folder}: {size} bytes, more than {LARGEST}; train a smaller vocabulary or body")
    if not is_plain_bert(folder):
        raise UsageError(f"{folder}: not a BERT that assistant/bert runs; begin with the stage vocabulary")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    for one, other in PROBES:
        if tokenizer.encode(one).ids != tokenizer.encode(other).ids:
            raise UsageError(f"{folder}: {one!r} and {other!r} differ; begin with the stage vocabulary")
    return size
