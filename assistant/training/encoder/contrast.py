"""Stage 6: questions and headings towards the text that answers them, among hard negatives.

Each step takes texts of one kind: questions of PIAF train with the text around their answer and with the
sentence of the answer alone, headings with their sections, sentences with the passage around them, and
aligned texts in two languages. A query competes with all other texts of the batch and with negatives mined
by BM25, later by the student itself; texts of its own group, or that say the same, are no negatives. A few
steps go on with the teacher's vectors, so that the likeness of sentences is not lost.

Source: Karpukhin et al. 2020, "Dense Passage Retrieval" (in-batch negatives, one mined by BM25);
Lee et al. 2019, "Latent Retrieval" (the inverse cloze task); Xiong et al. 2021, "ANCE" (negatives mined by
the model itself); Moreira et al. 2024, "NV-Retriever" (a mined text near the right one's score is left out).
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from assistant.errors import UsageError
from assistant.training.encoder.distil import aims_of, distance, load_vectors
from assistant.training.encoder.pairs import MINED, Pairs, barred_of, load_pairs, load_tokens, without_barred
from assistant.training.encoder.student import Student
from assistant.training.encoder.tiers import Tier
from assistant.training.encoder.tokens import Integers, Tokens
from assistant.training.encoder.trainer import Losses, Trainer

TEMPERATURE = 0.05
FALSE_NEGATIVE = 0.95
"""Where the answer is not known, a text above this share of the right one's score may be right as well."""
SEARCHED = 512
"""Queries whose scores are computed together."""
KINDS = ("question", "answer", "heading", "context")
ALIGNED, TAUGHT = "aligned", "taught"


class Contrast:
    """The texts of each kind, and the loss of a step."""

    def __init__(self, work: Path, student: Student, tier: Tier, seed: int) -> None:
        """Load what the shares of the tier call for.

        Raises:
            UsageError: a share is of no known kind, or nothing was prepared.
        """
        shares = {kind: share for kind, share in tier.shares.items() if share > 0}
        unknown = set(shares) - {*KINDS, ALIGNED, TAUGHT}
        if unknown or not shares:
            raise UsageError(f"shares: {sorted(unknown)} unknown; choose among {[*KINDS, ALIGNED, TAUGHT]}")
        prepared = work / "prepared"
        self._student, self._tier, self._seed = student, tier, seed
        self._kinds = list(shares)
        self._shares = np.asarray(list(shares.values())) / sum(shares.values())
        self.pairs = {kind: load_pairs(prepared, kind) for kind in KINDS if kind in shares}
        self.negatives: dict[str, Integers] = {kind: pairs.negatives for kind, pairs in self.pairs.items()}
        if ALIGNED in shares or TAUGHT in shares:
            self._french, self._english = load_tokens(prepared, "french"), load_tokens(prepared, "english")
        if TAUGHT in shares:
            self._aims = load_vectors(work)

    def losses(self, step: int) -> Losses:
        """Return the loss of a step, under its kind's name as well."""
        generator = np.random.default_rng((self._seed, step, 7))
        kind = str(generator.choice(self._kinds, p=self._shares))
        if kind == TAUGHT:
            rows = self._some(generator, len(self._aims))
            loss = distance(
                self._vectors(self._french, rows), aims_of(self._aims, rows, self._student.device)
            )["loss"]
        elif kind == ALIGNED:
            loss = self._aligned(self._some(generator, len(self._french)))
        else:
            loss = self._related(kind, generator)
        return {"loss": loss, kind: loss}

    def _some(self, generator: np.random.Generator, count: int) -> Integers:
        return generator.choice(count, min(self._tier.batch, count), replace=False)

    def _aligned(self, rows: Integers) -> Tensor:
        """Each language's texts find their translation."""
        left, right = numbered(self._french, rows), numbered(self._english, rows)
        same = (left[:, None] == left) | (right[:, None] == right)
        french, english = self._vectors(self._french, rows), self._vectors(self._english, rows)
        return (choice(french, english, same) + choice(english, french, same)) / 2

    def _related(self, kind: str, generator: np.random.Generator) -> Tensor:
        """Each query finds its text among all right texts and all mined ones."""
        pairs = self.pairs[kind]
        rows, drawn = draw(pairs, self.negatives[kind], generator, self._tier.batch, self._tier.mined)
        passages = np.concatenate([pairs.right[rows], drawn])
        same = alike(pairs, rows, passages)
        return choice(self._vectors(pairs.queries, rows), self._vectors(pairs.passages, passages), same)

    def _vectors(self, tokens: Tokens, rows: Integers) -> Tensor:
        return self._student.vectors(tokens, rows, self._tier.together, self._tier.longest)


def contrast(
    work: Path,
    student: Student,
    tier: Tier,
    *,
    name: str = "contrast",
    seed: int = 0,
    seconds: float = math.inf,
) -> bool:
    """Train; return whether the last step was reached.

    Raises:
        UsageError: nothing was prepared, or the state kept is of other settings.
    """
    contrasted = Contrast(work, student, tier, seed)
    trainer = Trainer(
        student,
        work,
        name,
        steps=tier.steps,
        rate=tier.rate,
        embeddings_rate=tier.embeddings_rate,
        settings={
            "batch": tier.batch,
            "mined": tier.mined,
            "mine_every": tier.mine_every,
            "mined_kinds": " ".join(tier.mined_kinds),
            "longest": tier.longest,
            "shares": " ".join(f"{kind}={share}" for kind, share in tier.shares.items()),
            "seed": seed,
            "from": student.folder.name,
        },
        keep_every=tier.keep_every,
    )
    contrasted.negatives |= {kind: rows.numpy().astype(np.int64) for kind, rows in trainer.mined.items()}

    def losses(step: int) -> Losses:
        if tier.mine_every and step and step % tier.mine_every == 0:
            for kind in tier.mined_kinds:
                if kind in contrasted.pairs:
                    contrasted.negatives[kind] = mine(student, contrasted.pairs[kind])
                    trainer.mined[kind] = torch.from_numpy(contrasted.negatives[kind].astype(np.int32))
        return contrasted.losses(step)

    return trainer.run(losses, seconds)


def draw(
    pairs: Pairs, negatives: Integers, generator: np.random.Generator, batch: int, mined: int
) -> tuple[Integers, Integers]:
    """Choose the queries of a batch, one of a group at most, and mined passages for them.

    Args:
        pairs: to choose among.
        negatives: rows of passages for each query, -1 where there is none.
        generator: of chances.
        batch: queries at most.
        mined: passages for each query at most.

    Returns:
        Rows of queries; rows of passages, each once, of none of the queries' groups.
    """
    rows = generator.permutation(len(pairs.right))
    _, first = np.unique(pairs.groups[pairs.right[rows]], return_index=True)
    rows = rows[np.sort(first)][:batch]
    drawn = [generator.permutation(negatives[row][negatives[row] >= 0])[:mined] for row in rows]
    passages = np.unique(np.concatenate(drawn)).astype(np.int64)
    return rows, passages[~np.isin(pairs.groups[passages], pairs.groups[pairs.right[rows]])]


def alike(pairs: Pairs, rows: Sequence[int] | Integers, passages: Integers) -> npt.NDArray[np.bool_]:
    """Return which passages are no negatives of which queries, shape (queries, passages).

    Args:
        pairs: they are of.
        rows: of the queries.
        passages: rows of the passages, the right ones first, in the order of the queries.
    """
    count = len(rows)
    queries, texts = numbered(pairs.queries, rows), numbered(pairs.passages, passages)
    same: npt.NDArray[np.bool_] = texts[:count, None] == texts
    same |= pairs.groups[passages[:count], None] == pairs.groups[passages]
    same[:, :count] |= queries[:, None] == queries
    column = np.full(len(pairs.passages), -1)
    column[passages[::-1]] = np.arange(len(passages))[::-1]
    for line, row in enumerate(rows):
        columns = column[barred_of(pairs, int(row))]
        same[line, columns[columns >= 0]] = True
    return same


def choice(queries: Tensor, passages: Tensor, same: npt.NDArray[np.bool_]) -> Tensor:
    """Return the cross-entropy of choosing each query's passage, the one of its own number.

    Args:
        queries: unit vectors.
        passages: unit vectors, at least as many.
        same: which passages are no negatives of which queries; their own right one may be among them.
    """
    labels = torch.arange(len(queries), device=queries.device)
    left_out = torch.from_numpy(same).to(queries.device)
    left_out[labels, labels] = False
    scores = (queries @ passages.T / TEMPERATURE).masked_fill(left_out, -torch.inf)
    return functional.cross_entropy(scores, labels)


def mine(student: Student, pairs: Pairs) -> Integers:
    """Return for each query the wrong passages that the student ranks first, shape (queries, MINED)."""
    device = student.device
    queries, passages = (
        torch.from_numpy(student.encode(each)).to(device) for each in (pairs.queries, pairs.passages)
    )
    found = np.full((len(queries), MINED), -1, np.int64)
    answers_known = bool(len(pairs.barred))
    for start in range(0, len(queries), SEARCHED):
        scores = queries[start : start + SEARCHED] @ passages.T
        own = scores.gather(1, torch.from_numpy(pairs.right[start : start + SEARCHED]).to(device)[:, None])
        values, best = scores.topk(min(8 * MINED, len(passages)), dim=1)
        kept = torch.ones_like(values, dtype=torch.bool) if answers_known else values < FALSE_NEGATIVE * own
        for offset, (row, chosen) in enumerate(zip(best.cpu().numpy(), kept.cpu().numpy(), strict=True)):
            wrong = without_barred(pairs, start + offset, row[chosen])[:MINED]
            found[start + offset, : len(wrong)] = wrong
    return found


def numbered(tokens: Tokens, rows: Sequence[int] | Integers) -> Integers:
    """Return one number for each chosen text, the same for equal ones."""
    known: dict[bytes, int] = {}
    return np.asarray([known.setdefault(tokens.row(row).tobytes(), len(known)) for row in rows], np.int64)
