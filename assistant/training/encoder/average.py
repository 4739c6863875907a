"""Stage 8: the mean of the weights of checkpoints that help each other.

Checkpoints are taken from the best on PIAF dev downwards; one joins the mean where it does not lower
the measure that chooses.

Source: Wortsman et al. 2022, "Model soups" (the greedy soup).
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import torch

from assistant.errors import UsageError
from assistant.training.encoder.measure import CHOSEN_BY, Measures, measured
from assistant.training.encoder.student import copy_settings

MOST = 6
"""Checkpoints that are tried."""


def average(
    work: Path, folders: Sequence[Path], device: str, bf16: bool = False, most: int = MOST
) -> tuple[list[str], Measures]:
    """Write `WORK/averaged/`; return the names of what is in it, and its measures.

    Args:
        work: folder of the recipe.
        folders: checkpoints of one shape.
        device: to measure on.
        bf16: whether it is measured in bfloat16.
        most: checkpoints, the best first, that are tried.

    Raises:
        UsageError: there is no checkpoint, or one cannot be read.
    """
    if not folders:
        raise UsageError(f"{work}: no checkpoints; run the stage contrast first")
    measures = {folder: measured(work, folder, device, bf16) for folder in folders}
    ordered = sorted(folders, key=lambda folder: (-measures[folder][CHOSEN_BY], folder.name))[:most]
    chosen, best = ordered[:1], measures[ordered[0]]
    trial = work / "averaged.trial"
    for folder in ordered[1:]:
        write_mean([*chosen, folder], trial)
        found = measured(work, trial, device, bf16)
        if found[CHOSEN_BY] >= best[CHOSEN_BY]:
            chosen.append(folder)
            best = found
    if trial.exists():
        shutil.rmtree(trial)
    write_mean(chosen, work / "averaged")
    return [folder.name for folder in chosen], best


def write_mean(folders: Sequence[Path], target: Path) -> None:
    """Write a model whose weights are the mean of others', in half precision."""
    from safetensors.torch import load_file, save_file

    loaded = [load_file(folder / "model.safetensors") for folder in folders]
    mean = {
        name: torch.stack([weights[name].float() for weights in loaded]).mean(0).half().contiguous()
        for name in loaded[0]
    }
    copy_settings(folders[0], target)
    save_file(mean, target / "model.safetensors", metadata={"format": "pt"})
