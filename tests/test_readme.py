"""What the README says of the code is so; its figures: tests/evals/test_readme_figures.py."""

import re
from dataclasses import fields
from pathlib import Path

from assistant.reading.features import FEATURES
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_tree_names_every_module() -> None:
    modules = [*(ROOT / "assistant").rglob("*.py"), *(ROOT / "evals").rglob("*.py")]
    missing = [path.name for path in modules if path.name != "__init__.py" and path.name not in README]
    assert missing == []


def test_the_tree_names_no_module_that_is_gone() -> None:
    tree = README.split("## The house")[1].split("```")[1]
    present = {path.name for path in ROOT.rglob("*.py") if ".venv" not in path.parts}
    assert set(re.findall(r"\b\w+\.py\b", tree)) <= present


def test_every_setting_is_documented_with_its_default() -> None:
    table = README.split("## Settings")[1].split("\n## ")[0]
    for field in fields(Settings):
        assert f"`{field.name}`" in table, field.name
    for name in ("passage_words", "lexical_weight", "k", "max_file_mb", "feedback_days"):
        assert re.search(rf"`{name}` \| {getattr(Settings(), name)} ", table), name


def test_the_number_of_features_is_that_of_the_model() -> None:
    assert f"boosted trees over {len(FEATURES)} features" in README


def test_the_picture_is_there() -> None:
    (picture,) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")


def test_no_figure_is_left_to_fill() -> None:
    assert "@@" not in README
