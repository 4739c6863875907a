"""A small corpus that is edited at random, an encoder made on the spot, and what they answer."""

import json
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np

from assistant.assistant import Assistant, Engine
from assistant.encoder import SHIPPED
from assistant.frame import Frame
from assistant.french import Glossary
from assistant.index import BuildReport, PassageIndex, Progress, build_index, current_generation
from assistant.index.generations import generation_folder
from assistant.index.manifest import MANIFEST
from assistant.reading import QuoteReader, SpanReader, load_model
from assistant.reading.model import ReadingModel
from assistant.reading.span import Found
from assistant.reading.windows import ReadingText
from assistant.record import to_record
from assistant.retrieval import HybridRetriever
from assistant.settings import Settings
from assistant.types import TextKind, Vectors

PLACES = ("Le Gers", "Le Cher", "L’Indre", "Le Lot", "L’Aveyron", "Le Tarn", "Le Loiret", "L’Ariège")
FACTS = (
    "compte {n} maisons de santé",
    "a ouvert {n} centres de soins en 2019",
    "verse une bourse de {n} euros aux étudiants",
    "finance {n} cabinets « secondaires »",
    "a perdu {n} médecins depuis 2012",
)
QUESTIONS = (
    "Combien de maisons de santé compte le Gers ?",
    "Quelle bourse verse l'Indre aux étudiants ?",
    "Combien de médecins le Lot a-t-il perdus depuis 2012 ?",
)


class LetterEncoder:
    """Counts the letter trigrams of a text by their CRC-32: a pure function of the text, and a cheap one."""

    def __init__(self, dimension: int = 32, identity: str = "letters#1") -> None:
        self.dimension = dimension
        self.identity = identity
        self.texts = 0
        """Asked for so far."""

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Return one unit vector a text."""
        self.texts += len(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            data = f" {text.lower()} ".encode()
            numbers = [crc32(data[start : start + 3]) % self.dimension for start in range(len(data) - 2)]
            np.add.at(vectors[row], numbers, 1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


class RememberingReader(SpanReader):
    """The learned reader that ships; what it has read is not read again: trials ask the same texts over and over."""

    def __init__(self) -> None:
        super().__init__(SHIPPED)
        self._known: dict[str, dict[tuple[int, int], Found]] = {}

    def read(
        self,
        question: str,
        texts: Sequence[ReadingText],
        order: Sequence[tuple[int, int]],
        log_odds: Sequence[float],
    ) -> dict[tuple[int, int], Found]:
        """Return what `SpanReader` returns for the same arguments."""
        key = repr((question, texts, order, log_odds))
        if key not in self._known:
            self._known[key] = super().read(question, texts, order, log_odds)
        return self._known[key]


_SPANS = RememberingReader()


class Town:
    """A corpus folder and the edits made to it, all drawn from one seed."""

    def __init__(self, folder: Path, seed: int, documents: int = 4) -> None:
        self.folder = folder
        self._chance = Random(seed)
        folder.mkdir(parents=True)
        for _ in range(documents):
            self._add()

    def edit(self) -> str:
        """Change the corpus in one way, and say which."""
        edits = {
            "add": self._add, "change": self._change, "remove": self._remove, "rename": self._rename,
            "copy": self._copy, "swap": self._swap, "describe": self._describe, "touch": self._touch,
            "refused file": self._refused,
        }  # fmt: skip
        name = self._chance.choice([*edits, "add", "change", "rename"])
        edits[name]()
        return name

    def _documents(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.suffix in (".txt", ".md"))

    def _new_path(self) -> Path:
        folder = self.folder / self._chance.choice(("", "", "est", "est/nord", "é"))
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self._chance.randrange(10**6):06}{self._chance.choice(('.txt', '.txt', '.md'))}"

    def _text(self) -> str:
        sentences = [
            f"{self._chance.choice(PLACES)} {self._chance.choice(FACTS).format(n=self._chance.randrange(2, 900))}."
            for _ in range(self._chance.randint(2, 7))
        ]
        return f"# Les aides de {self._chance.randrange(2000, 2025)}\n\n{' '.join(sentences)}\n"

    def _add(self) -> None:
        self._new_path().write_text(self._text(), "utf-8")

    def _change(self) -> None:
        path = self._chance.choice(self._documents())
        path.write_text(path.read_text("utf-8") + f"\n{self._text()}", "utf-8")

    def _remove(self) -> None:
        paths = self._documents()
        if len(paths) > 2:
            self._chance.choice(paths).unlink()

    def _rename(self) -> None:
        path = self._chance.choice(self._documents())
        path.rename(self._new_path().with_suffix(path.suffix))

    def _copy(self) -> None:
        path = self._chance.choice(self._documents())
        shutil.copy(path, self._new_path().with_suffix(path.suffix))

    def _swap(self) -> None:
        one, other = self._chance.choices(self._documents(), k=2)
        data = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(data)

    def _describe(self) -> None:
        path = self._chance.choice(self._documents())
        sidecar = path.with_name(f"{path.name}.meta.yaml")
        if sidecar.exists():
            sidecar.unlink()
        else:
            sidecar.write_text(f"title: Rapport {self._chance.randrange(99)}\ndate: 2021-09-01\n", "utf-8")

    def _touch(self) -> None:
        self._chance.choice(self._documents()).touch()

    def _refused(self) -> None:
        name = self._chance.choice(("vide.txt", "programme.exe", "vide-2.md"))
        path = self.folder / name
        if path.exists():
            path.unlink()
        else:
            path.write_bytes(b"")


def build(
    town: Path,
    index: Path,
    encoder: LetterEncoder | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring an index of a town up to date."""
    return build_index(town, index, settings or Settings(), encoder or LetterEncoder(), progress)


def contents(index: Path) -> tuple[str, dict[str, bytes]]:
    """Return the name and the files of what answers, but for the manifest, which holds the time of the build."""
    name = current_generation(index)
    folder = generation_folder(index, name)
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)
    return name, {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def files(index: Path) -> dict[str, bytes]:
    """Return every file of an index folder."""
    paths = (path for path in sorted(index.rglob("*")) if path.is_file())
    return {path.relative_to(index).as_posix(): path.read_bytes() for path in paths}


@cache
def _model() -> ReadingModel:
    """Read once: a child that acts as another user may not be allowed to."""
    return load_model()


def assistant_of(town: Path, index: Path, encoder: LetterEncoder | None = None) -> Assistant:
    """Put together what answers, as the product does, with an encoder of one's own."""
    used = encoder or LetterEncoder()
    settings, model = Settings(), _model()

    def vector_of(question: str) -> Vectors:
        vector: Vectors = used.encode([question], "question")[0]
        return vector

    def engine() -> Engine:
        opened = PassageIndex.open(index, used.identity)
        glossary = Glossary.learned(document.text for document in opened.documents.values())
        frame = Frame.of(opened.documents)
        retriever = HybridRetriever(opened, vector_of, settings.lexical_weight, glossary, frame)
        reader = QuoteReader(opened, vector_of, model, _SPANS, glossary, frame)
        return Engine(opened, retriever, reader, frame, glossary)

    def newer(generation: str) -> Engine | None:
        return None if current_generation(index) == generation else engine()

    return Assistant(engine(), town, settings, model.threshold, newer, check_sources=False)


def answers(assistant: Assistant, questions: Sequence[str] = QUESTIONS) -> bytes:
    """Return the records of some questions, their rankings with them, but for the time they took."""
    lines = []
    for question in questions:
        record = to_record(assistant.answer(question, threshold=0.0, hits=5), None, hits=True)
        lines.append(json.dumps({name: value for name, value in record.items() if name != "timings_ms"}))
    return "\n".join(lines).encode()


def answered(town: Path, index: Path, encoder: LetterEncoder | None = None) -> bytes:
    """Open an index and return what it answers."""
    return answers(assistant_of(town, index, encoder))
