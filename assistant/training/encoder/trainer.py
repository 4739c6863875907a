"""Steps of AdamW with a schedule, a log, checkpoints and a state from which training goes on.

A plain loop rather than sentence-transformers' trainer: two cores need batches cut by their number of
pieces (padding costs as much as text), the steps take texts of several kinds by turns, and the loop gives
the same weights whether or not it was stopped, with whatever versions the machine at hand has.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from pickle import UnpicklingError
from time import monotonic
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from assistant.errors import UsageError

WARM_UP = 0.06
"""Share of the steps during which the rate rises to its peak; then it falls along a half cosine."""
CLIP = 1.0
"""Largest norm of the gradient."""
LOGGED = 50
"""Steps between lines of the log."""
SAVED = 600.0
"""Seconds between states."""

Losses = Mapping[str, Tensor]
"""By name; `loss` is the one that is followed down."""


class Trainable(Protocol):
    """A model on a BERT that can be kept."""

    bert: Any
    device: str

    def save(self, folder: Path) -> None: ...

    def train(self) -> object: ...

    def parameters(self) -> Iterator[nn.Parameter]: ...

    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state: Mapping[str, Any]) -> object: ...


class Trainer:
    """One stage of training."""

    def __init__(
        self,
        student: Trainable,
        work: Path,
        name: str,
        *,
        steps: int,
        rate: float,
        embeddings_rate: float,
        settings: Mapping[str, str | int | float],
        keep_every: int = 0,
    ) -> None:
        """Prepare a stage, or take it up where its state was saved.

        Args:
            student: what is trained; its weights are replaced when a state is found.
            work: folder of logs, states and checkpoints.
            name: of the stage.
            steps: in all; the schedule ends there.
            rate: peak learning rate of the body.
            embeddings_rate: of the pieces' vectors.
            settings: what else makes one run differ from another; a state of other settings is refused.
            keep_every: steps between checkpoints; 0 for the last only.

        Raises:
            UsageError: the state cannot be read, or was saved with other settings.
        """
        self.student, self.name, self.steps, self.keep_every = student, name, steps, keep_every
        self.step = 0
        self.mined: dict[str, Tensor] = {}
        """Negatives of each kind that the student mined, kept with the state."""
        self._work = work
        self._state = work / f"{name}.state.pt"
        self._settings = {**settings, "steps": steps, "rate": rate, "embeddings_rate": embeddings_rate}
        self._sums: dict[str, tuple[Tensor, int]] = {}
        words = student.bert.embeddings.word_embeddings.weight
        body = [parameter for parameter in student.parameters() if parameter is not words]
        self._peaks = (embeddings_rate, rate)
        self._optimiser = torch.optim.AdamW(
            [{"params": [words], "weight_decay": 0.0}, {"params": body, "weight_decay": 0.01}],
            lr=rate,
            betas=(0.9, 0.98),
            fused=True,
        )
        student.train()
        if self._state.exists():
            self._take_up()

    def run(self, losses_of: Callable[[int], Losses], seconds: float = math.inf) -> bool:
        """Train to the last step; return whether it was reached.

        Args:
            losses_of: from the number of a step, counted from 0, to its losses.
            seconds: stop after so long, with the state kept; one step is always made.
        """
        started = saved = monotonic()
        while self.step < self.steps:
            losses = losses_of(self.step)
            losses["loss"].backward()  # type: ignore[no-untyped-call]
            self._apply()
            self._log(losses, monotonic() - started)
            if self.keep_every and self.step % self.keep_every == 0:
                self.student.save(self._work / f"{self.name}-{self.step:05d}")
            if monotonic() - started > seconds:
                break
            if monotonic() - saved > SAVED:
                self.save()
                saved = monotonic()
        self.save()
        if self.step < self.steps:
            return False
        self.student.save(self._work / self.name)
        return True

    def save(self) -> None:
        """Keep what is needed to go on; replaced whole."""
        part = self._state.with_suffix(".part")
        state = {
            "step": self.step,
            "settings": self._settings,
            "student": self.student.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "mined": self.mined,
        }
        torch.save(state, part)
        part.replace(self._state)

    def _take_up(self) -> None:
        try:
            state = torch.load(self._state, map_location=self.student.device, weights_only=True)
        except (OSError, RuntimeError, EOFError, UnpicklingError) as error:
            raise UsageError(f"{self._state}: cannot be read; delete it to begin the stage again") from error
        if state["settings"] != self._settings:
            others = {key for key, value in self._settings.items() if state["settings"].get(key) != value}
            raise UsageError(
                f"{self._state}: saved with another {', '.join(sorted(others)) or 'recipe'}; "
                "give the same settings, or delete it to begin the stage again"
            )
        self.step = state["step"]
        self.student.load_state_dict(state["student"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.mined = {kind: rows.cpu() for kind, rows in state["mined"].items()}

    def _apply(self) -> None:
        """Take a step from the gradients that are there."""
        nn.utils.clip_grad_norm_(self.student.parameters(), CLIP)
        share = _share(self.step, self.steps)
        for group, peak in zip(self._optimiser.param_groups, self._peaks, strict=True):
            group["lr"] = peak * share
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.step += 1

    def _log(self, losses: Losses, seconds: float) -> None:
        """Append the means of the losses since the last line: not at every step, which would wait for the card."""
        for name, value in losses.items():
            total, count = self._sums.get(name, (0.0, 0))
            self._sums[name] = (total + value.detach(), count + 1)
        if self.step % LOGGED and self.step != self.steps:
            return
        means = {name: round(float(total) / count, 4) for name, (total, count) in sorted(self._sums.items())}
        self._sums.clear()
        line = {"step": self.step, "of": self.steps, "seconds": round(seconds, 1)} | means
        with (self._work / f"{self.name}.log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def _share(step: int, steps: int) -> float:
    """Return which part of its peak the rate has at a step counted from 0."""
    warm = max(1, int(WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))
