import pytest

from assistant.reading.asked import asked
from assistant.reading.kind import AnswerKind, answer_kind, asked_measure

CASES: list[tuple[str, AnswerKind]] = [
    ("Combien de sages-femmes exercent dans le Lot ?", "number"),
    ("QUEL EST LE MONTANT DE L'AIDE ?", "number"),
    ("quelle est la population de la commune", "number"),
    ("How many nurses work there?", "number"),
    ("nb de lits en 2020", "number"),
    ("Quelle dépense le port représente-t-il pour la ville ?", "number"),
    ("Quand la mairie ouvre-t-elle ?", "date"),
    ("En quelle année le lycée a-t-il fermé ?", "date"),
    ("Où se trouve la maison France services ?", "place"),
    ("Dans quelle commune a lieu la foire ?", "place"),
    ("D'où vient ce nom ?", "place"),
    ("Qui a signé la convention ?", "agent"),
    ("Par qui le musée est-il géré ?", "agent"),
    ("Quel ministre a présenté la loi ?", "agent"),
    ("Qu'est-ce qu'un tiers-lieu ?", "definition"),
    ("c'est quoi le RSA", "definition"),
    ("Que signifie DDT ?", "definition"),
    ("Quelles sont les pièces à fournir ?", "list"),
    ("Citez les communes membres.", "list"),
    ("Pourquoi le pont est-il fermé ?", "reason"),
    ("Quelles sont les raisons du retard ?", "reason"),
    ("Dans quel but la ville achète-t-elle le moulin ?", "reason"),
    ("À quoi ça sert de trier ?", "reason"),
    ("Comment demander une carte grise ?", "manner"),
    ("Existe-t-il une aide au transport ?", "polar"),
    ("Parlez-moi du canal.", "other"),
]


@pytest.mark.parametrize(("question", "kind"), CASES)
def test_the_wording_tells_the_kind(question: str, kind: AnswerKind) -> None:
    assert answer_kind(question) == kind


def test_or_is_no_place() -> None:
    assert answer_kind("Le bac ou le brevet suffit-il ?") != "place"


def test_a_relative_qui_asks_for_nobody() -> None:
    assert answer_kind("Parlez-moi des élèves qui redoublent.") == "other"


@pytest.mark.parametrize(
    "question",
    [
        "Combien de lits ?",
        "Combien y a-t-il de lits ?",
        "Combien la clinique du Val de Loire compte-t-elle de lits ?",
        "Combien trouve-t-on de lits en 2019 ?",
    ],
)
def test_what_is_counted_is_found_behind_the_verb(question: str) -> None:
    assert asked_measure(question) == "count"
    assert asked(question).focus == asked("Combien de lits ?").focus
