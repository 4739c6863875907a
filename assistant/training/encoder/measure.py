"""Stage 7: what a checkpoint is worth on PIAF dev, scored as the index scores, and on STS dev.

A passage scores by itself plus its best sentence, over the paragraphs of all three parts of PIAF.
Figures are kept in `WORK/measures.jsonl` under the digest of the weights, and not computed twice.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import UsageError
from assistant.training.encoder.pairs import open_arrays
from assistant.training.encoder.student import Student
from assistant.training.encoder.tokens import tokens_in

CHOSEN_BY = "recall@1"
"""The measure that chooses among checkpoints."""
LANGUAGES = ("fr", "en")

Measures = Mapping[str, float]


def measured(work: Path, folder: Path, device: str, bf16: bool = False) -> Measures:
    """Return the measures of a model, computed or remembered.

    Raises:
        UsageError: the folder holds no model, or nothing was prepared.
    """
    log = work / "measures.jsonl"
    try:
        digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:16]
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
    except OSError as error:
        raise UsageError(f"{error.filename}: cannot be read; give the folder of a checkpoint") from error
    for line in map(json.loads, lines):
        if line["digest"] == digest:
            known: Measures = line["measures"]
            return known
    student = Student(folder, device, bf16)
    found = retrieval(work, student)
    for language in LANGUAGES:
        found[f"STS-B {language}"] = likeness(work, student, language)
    line = {"model": folder.name, "digest": digest, "measures": found}
    with log.open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(line) + "\n")
    return found


def retrieval(work: Path, student: Student) -> dict[str, float]:
    """Return recall@1 and recall@10 on PIAF dev as the index scores, and recall@1 by passages alone."""
    with open_arrays(work / "prepared" / "piaf-dev.npz") as arrays:
        questions, passages, sentences = (
            student.encode(tokens_in(arrays, name)) for name in ("questions", "paragraphs", "sentences")
        )
        right, first = arrays["right"][:, None], arrays["first"]
    alone = questions @ passages.T
    both = alone + np.maximum.reduceat(questions @ sentences.T, first, axis=1)

    def ranks(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        above: npt.NDArray[np.int64] = (scores > np.take_along_axis(scores, right, 1)).sum(1)
        return above

    return {
        CHOSEN_BY: round(float((ranks(both) == 0).mean()), 4),
        "recall@10": round(float((ranks(both) < 10).mean()), 4),
        "passages alone, recall@1": round(float((ranks(alone) == 0).mean()), 4),
    }


def likeness(work: Path, student: Student, language: str) -> float:
    """Return Spearman's correlation of cosines with the grades of STS dev."""
    with open_arrays(work / "prepared" / f"sts-{language}.npz") as arrays:
        left, right = (student.encode(tokens_in(arrays, side)) for side in ("left", "right"))
        grades = arrays["scores"]
    return round(spearman((left * right).sum(1), grades), 4)


def spearman(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """Return the correlation of ranks; equal values share their mean rank, nan where all are equal."""
    with np.errstate(invalid="ignore"):
        return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    means: npt.NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return means[places]
