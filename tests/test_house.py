"""The rules of the house, held by the code itself: imports go one way, libraries have one owner."""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import errors

ROOT = Path(__file__).parent.parent
ORDER = [
    "errors", "types", "record", "settings", "corpus", "passages", "french", "frame", "bert", "encoder", "index",
    "understanding", "retrieval", "reading", "comparison", "conversation", "steering", "suggestions", "assistant", "wiring",
    "page", "feedback", "training", "terminal", "cli",
]  # fmt: skip
"""A room may import those before it."""

OWNERS = {
    "faiss": {"index"},
    "bm25s": {"index"},
    "torch": {"bert", "encoder", "training"},
    "sentence_transformers": {"encoder", "training"},
    "Stemmer": {"french"},
    "rapidfuzz": {"french"},
    "pdfplumber": {"corpus"},
    "lxml": {"corpus"},
    "markdown_it": {"corpus"},
    "yaml": {"corpus"},
    "gradio": {"page"},
    "fastapi": {"page"},
    "uvicorn": {"page"},
    "transformers": {"encoder", "training"},
    "huggingface_hub": {"encoder"},
    "tokenizers": {"bert", "training"},
    "safetensors": {"bert", "encoder", "training"},
    "starlette": {"page"},
    "pdfminer": {"corpus"},
    "mcp": {"page"},
    "pydantic": {"page"},
    "sqlite3": {"feedback"},
    "typer": {"cli"},
    "rich": {"terminal"},
    "lightgbm": {"training"},
    "sklearn": {"training"},
}
EVALS_OWNERS = {
    "typer": {"command"},
    "rich": {"terminal", "encoders"},
    "numpy": {"measures", "compare", "encoders", "robustness"},
    "scipy": {"encoders"},
    "docx": {"make_documents"},
    "yaml": {"make_documents"},
    "odfdo": {"make_documents"},
    "reportlab": {"make_documents"},
}
"""The same for `evals`, by its modules and folders."""
MODULES = sorted((ROOT / "assistant").rglob("*.py"))


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "assistant").with_suffix("").parts
    return parts[0]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "assistant":
                yield from (f"assistant.{alias.name}" for alias in node.names)
            else:
                yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_only_go_up_and_libraries_have_one_owner(path: Path) -> None:
    room = room_of(path)
    assert room in ORDER or room == "__init__", f"{room} has no place in ORDER"
    for name in imports(path):
        top, _, rest = name.partition(".")
        assert top != "evals", f"{path} imports evals"
        if top == "assistant" and rest and room != "__init__":
            other = rest.split(".")[0]
            if other != "__version__":
                assert other == room or ORDER.index(other) < ORDER.index(room), f"{path} imports {name}"
        if top in OWNERS:
            assert room in OWNERS[top], f"{path} imports {top}, which belongs to {OWNERS[top]}"


@pytest.mark.parametrize("path", sorted((ROOT / "evals").rglob("*.py")), ids=lambda path: path.stem)
def test_libraries_of_evals_have_their_owners(path: Path) -> None:
    room = path.relative_to(ROOT / "evals").with_suffix("").parts[0]
    outside = {name.partition(".")[0] for name in imports(path)} - {
        "assistant",
        "evals",
        *sys.stdlib_module_names,
    }
    for name in outside:
        assert room in EVALS_OWNERS.get(name, ()), f"{path} imports {name}"


def test_nothing_at_run_time_imports_training() -> None:
    users = {room_of(p) for p in MODULES for name in imports(p) if name.startswith("assistant.training")}
    assert users <= {"training"}


def test_the_docstring_of_errors_draws_the_tree() -> None:
    classes = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)]
    drawn = (errors.__doc__ or "").splitlines()
    for cls in classes:
        line = next(line for line in drawn if f" {cls.__name__} " in f"{line} ")
        depth = len(cls.__mro__) - len(errors.AssistantError.__mro__)
        assert line.index(cls.__name__) == 4 + 4 * depth, cls.__name__


def test_there_is_no_broad_catch() -> None:
    for path in [*MODULES, *(ROOT / "evals").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else ""
                assert caught not in ("", "Exception", "BaseException"), f"{path}:{node.lineno}"
