"""The generation that answers now, and how much of it a build may keep."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from assistant.corpus import Scan
from assistant.errors import IndexDamaged, IndexMismatch, IndexMissing
from assistant.index.digests import digest
from assistant.index.generations import check_files, read_current
from assistant.index.manifest import Manifest
from assistant.settings import Settings
from assistant.types import Encoder

_PROGRAM = ("types.py", "passages.py", "encoder.py", "bert", "corpus", "french", "index")
"""What makes the contents of an index, in the package: code and word lists."""
_LIBRARIES = (
    "bm25s",
    "lxml",
    "markdown-it-py",
    "pdfminer.six",
    "pdfplumber",
    "pystemmer",
    "pyyaml",
)
"""And outside of it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a generation's contents depend on."""

    encoder: str
    settings: Mapping[str, str | int | None]
    program: str
    corpus: str

    @classmethod
    def of(cls, found: Scan, settings: Settings, encoder: Encoder) -> "Recipe":
        """Return the recipe of a build; nothing but the encoder's identity is asked of it."""
        corpus = digest(json.dumps(asdict(found)).encode())
        return cls(encoder.identity, settings.index_settings(), _program_digest(), corpus)


@dataclass(frozen=True, slots=True)
class Before:
    """What answers now."""

    manifest: Manifest | None = None
    """None when there is nothing, or it is damaged."""
    folder: Path = Path()
    reason: str | None = None
    """Why its texts and passages cannot be kept."""

    def up_to_date(self, recipe: Recipe) -> Manifest | None:
        """Return the manifest if a build by this recipe would change nothing."""
        manifest = self.manifest
        return manifest if manifest and not self.reason and manifest.corpus == recipe.corpus else None


def read_before(index: Path, recipe: Recipe) -> Before:
    """Verify the generation that answers and compare it with what is wanted.

    Raises:
        IndexStoreError: it is there and cannot be read.
    """
    try:
        current = read_current(index)
        folder, manifest = current.folder, current.manifest
        check_files(folder, manifest)
    except IndexMissing:
        return Before()
    except (IndexDamaged, IndexMismatch) as error:
        return Before(reason=str(error).rpartition(";")[0])  # without its next step, which is this build
    reason = None
    if manifest.encoder != recipe.encoder:
        reason = f"the model is {recipe.encoder} instead of {manifest.encoder}"
    elif manifest.settings != recipe.settings:
        names = [name for name, value in recipe.settings.items() if manifest.settings.get(name) != value]
        reason = f"settings changed: {', '.join(names)}"
    elif manifest.program != recipe.program:
        reason = "the program changed"
    return Before(manifest, folder, reason)


@cache
def _program_digest() -> str:
    package = Path(__file__).parent.parent
    paths = [path for name in _PROGRAM for path in (package / name, *(package / name).rglob("*"))]
    files = sorted(path for path in paths if path.is_file() and path.suffix != ".pyc")
    parts = [f"{path.relative_to(package).as_posix()} {digest(path.read_bytes())}" for path in files]
    return digest("\n".join([*parts, *(f"{name} {version(name)}" for name in _LIBRARIES)]).encode())
