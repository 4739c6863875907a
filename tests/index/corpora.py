"""Small corpora and what tests ask of an index folder."""

from pathlib import Path

from assistant.index import BuildReport, build_index
from assistant.settings import Settings
from tests.fakes import FakeEncoder

TEXTS = {
    "gers.txt": "Le Gers compte quatorze maisons de santé. Elles ont ouvert depuis 2012.\n",
    "loire/cher.txt": "Le Cher a créé un guichet unique. Il aide les médecins à s'installer.\n",
    "loire/indre.txt": "L’Indre verse une bourse aux étudiants. « Elle est de 600 euros », dit-on.\n",
}


def write_corpus(folder: Path, texts: dict[str, str] = TEXTS) -> Path:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def build(
    corpus: Path, index: Path, encoder: FakeEncoder | None = None, settings: Settings | None = None
) -> BuildReport:
    return build_index(corpus, index, settings or Settings(), encoder or FakeEncoder())


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def contents(index: Path) -> tuple[str, dict[str, bytes]]:
    """The generation that answers: its name, and every file but the manifest, which holds the time of the build."""
    name = (index / "CURRENT").read_text().split()[0]
    found = files(index / "generations" / name)
    return name, {path: data for path, data in found.items() if path != "manifest.json"}


def generation_files(index: Path) -> list[Path]:
    """The files that must be whole for an index to answer, `CURRENT` included."""
    generation = (index / "CURRENT").read_text().split()[0]
    folder = index / "generations" / generation
    return [index / "CURRENT", *sorted(path for path in folder.rglob("*") if path.is_file())]
