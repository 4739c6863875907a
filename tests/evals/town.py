"""Four short documents, questions about them, and the assistant over the fake encoder."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from assistant.types import Encoder
from tests.fakes import FakeEncoder

TEXTS = {
    "eau.txt": "Le syndicat des eaux du Lot\n\nLe syndicat des eaux du Lot dessert 140 communes rurales. "
    "Son siège se trouve à Cahors.\n",
    "trains.txt": "Les gares du Gers\n\nLe Gers compte 12 gares ouvertes toute l'année. "
    "La direction des territoires en a fermé quatre en 2019.\n",
    "ecole.md": "---\nregion: Bretagne\ndate: 2021-09-01\n---\n# Les internats\n\n"
    "La Bretagne finance 80 internats scolaires depuis 2018.\n",
}
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "eau",
        "kind": "factoid-number",
        "split": "test",
        "question": "Combien de communes dessert le syndicat des eaux du Lot ?",
        "answerable": True,
        "docs": ["eau.txt"],
        "answers": ["140 communes"],
        "evidence": ["Le syndicat des eaux du Lot dessert 140 communes rurales."],
    },
    {
        "id": "siege",
        "kind": "follow-up",
        "split": "test",
        "history": ["Combien de communes dessert le syndicat des eaux du Lot ?"],
        "question": "Où est son siège ?",
        "answerable": True,
        "docs": ["eau.txt"],
        "answers": ["Cahors"],
        "evidence": ["Son siège se trouve à Cahors."],
    },
    {
        "id": "gares",
        "kind": "factoid-number",
        "split": "dev",
        "question": "Combien de gares compte le Gers ?",
        "answerable": True,
        "docs": ["trains.txt"],
        "answers": ["12 gares"],
        "evidence": ["Le Gers compte 12 gares ouvertes toute l'année."],
    },
    {
        "id": "joconde",
        "kind": "unanswerable-offtopic",
        "split": "test",
        "question": "Qui a peint la Joconde ?",
        "answerable": False,
    },
]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def write_town(root: Path, texts: dict[str, str] = TEXTS) -> Path:
    """Write `corpus/` and `questions.jsonl` into a folder."""
    (root / "corpus").mkdir(parents=True)
    for name, text in texts.items():
        (root / "corpus" / name).write_text(text, "utf-8")
    lines(root / "questions.jsonl", QUESTIONS)
    return root


def use_fake_encoder(monkeypatch: pytest.MonkeyPatch) -> list[FakeEncoder]:
    """Let the wiring load a fake encoder named as the settings name theirs; return those it loaded."""
    loaded: list[FakeEncoder] = []

    def load(settings: Settings) -> Encoder:
        loaded.append(FakeEncoder(identity=settings.encoder))
        return loaded[-1]

    monkeypatch.setattr("assistant.wiring.load_encoder", load)
    return loaded
