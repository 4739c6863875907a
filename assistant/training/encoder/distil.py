"""Stages 4 and 5: the student's vectors towards the teacher's of the English side.

Sentences and passages by length; one English text in eight joins the French ones in each epoch, so that
English questions keep their place. Loss: one minus the cosine, and the choice of the right teacher vector
among the batch's; vectors of texts that say the same are no wrong choice.

Source: Reimers and Gurevych 2020, "Making Monolingual Sentence Embeddings Multilingual using Knowledge
Distillation"; the contrast of van den Oord et al. 2018 (InfoNCE).
"""

import math
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from time import monotonic

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from assistant.errors import UsageError
from assistant.training.encoder.pairs import load_tokens
from assistant.training.encoder.student import Student
from assistant.training.encoder.tiers import Tier
from assistant.training.encoder.tokens import Integers, Tokens, batches
from assistant.training.encoder.trainer import Losses, Trainer

TEMPERATURE = 0.05
CONTRAST = 0.25
"""Weight of the choice beside the cosine."""
ENGLISH = 0.125
"""Share of the English texts that join an epoch."""
SAME = 0.98
"""Cosine of two teacher vectors from which their texts say the same."""
PART = 2_000
"""Texts whose vectors are written together."""

Halves = npt.NDArray[np.float16]


def teach(work: Path, device: str, bf16: bool = False, seconds: float = math.inf) -> bool:
    """Write the teacher's vectors a part at a time; return whether all are there.

    What is written is not computed again; each call writes one part at least. The stage after takes what
    there is.

    Raises:
        UsageError: nothing was prepared.
    """
    tokens = load_tokens(work / "prepared", "teacher-english")
    folder = work / "vectors"
    folder.mkdir(exist_ok=True)
    teacher = Student(work / "prepared" / "teacher", device, bf16)
    started = monotonic()
    for start in range(0, len(tokens), PART):
        file = folder / f"{start:08d}.npy"
        if file.exists():
            continue
        ends = tokens.ends[start : start + PART + 1]
        vectors = teacher.encode(Tokens(tokens.flat[ends[0] : ends[-1]], ends - ends[0]))
        part = folder / "part.npy"
        np.save(part, vectors.astype(np.float16))
        part.replace(file)
        if monotonic() - started > seconds:
            return start + PART >= len(tokens)
    return True


def load_vectors(work: Path) -> Halves:
    """Return the teacher's vectors, float16, unit norm, shape (texts, dimension), as far as they go.

    Raises:
        UsageError: there are none.
    """
    found: list[Halves] = []
    for number in count():
        file = work / "vectors" / f"{number * PART:08d}.npy"
        if not file.exists():
            break
        found.append(np.load(file, allow_pickle=False))
    if not found:
        raise UsageError(f"{work / 'vectors'}: no vectors of the teacher; run the stage teach first")
    return np.concatenate(found)


def distil(
    work: Path,
    student: Student,
    tier: Tier,
    *,
    name: str = "distil",
    seed: int = 0,
    seconds: float = math.inf,
) -> bool:
    """Train; return whether the last step was reached.

    Raises:
        UsageError: nothing was prepared, or the state kept is of other settings.
    """
    aims = load_vectors(work)
    tokens = load_tokens(work / "prepared", "french").joined(load_tokens(work / "prepared", "english"))
    lengths = tokens.lengths
    first = epoch_of(lengths, len(aims), tier.distil_tokens, seed, 0)
    trainer = Trainer(
        student,
        work,
        name,
        steps=max(1, round(sum(1 for _ in first) * tier.distil_epochs)),
        rate=tier.distil_rate,
        embeddings_rate=tier.distil_embeddings_rate,
        settings={"texts": len(aims), "batch": tier.distil_tokens, "seed": seed, "from": student.folder.name},
    )
    stream = (
        rows for epoch in count() for rows in epoch_of(lengths, len(aims), tier.distil_tokens, seed, epoch)
    )
    rest = islice(stream, trainer.step, None)

    def losses(_: int) -> Losses:
        rows = next(rest)
        vectors = student(student.tensor(tokens.padded(rows)))
        return distance(vectors, aims_of(aims, rows % (len(tokens) // 2), student.device))

    return trainer.run(losses, seconds)


def epoch_of(lengths: Integers, known: int, tokens: int, seed: int, epoch: int) -> Iterator[Integers]:
    """Yield the batches of an epoch: all French texts, and some of the English ones.

    Args:
        lengths: of the French texts, then of the English ones.
        known: texts, from the first, of which there is a teacher's vector.
        tokens: pieces in a batch at most.
        seed: of the run.
        epoch: from 0.
    """
    generator = np.random.default_rng((seed, epoch, 1))
    english = len(lengths) // 2 + np.flatnonzero(generator.random(known) < ENGLISH)
    rows = np.concatenate([np.arange(known), english])
    for batch in batches(lengths[rows], tokens, generator):
        yield rows[batch]


def aims_of(aims: Halves, rows: Integers, device: str) -> Tensor:
    """Return the teacher's vectors of chosen texts, single precision, on a device."""
    return torch.from_numpy(aims[rows].astype(np.float32)).to(device)


def distance(vectors: Tensor, aims: Tensor) -> Losses:
    """Return how far vectors are from the teacher's: cosine, choice and their weighted sum `loss`."""
    cosine = (vectors * aims).sum(1).mean()
    same = (aims @ aims.T > SAME).fill_diagonal_(False)
    scores = (vectors @ aims.T / TEMPERATURE).masked_fill(same, -torch.inf)
    choice = functional.cross_entropy(scores, torch.arange(len(aims), device=aims.device))
    return {"loss": 1 - cosine + CONTRAST * choice, "cosine": cosine, "choice": choice}
