import pytest

from assistant.french import Localities, find_places

TEXTS = [
    (
        "La commune de Villers-le-Sec ouvre une école. Le maire de Tours (37) et celui de Blois en parlent.\n"
        "Communes : Auch, Mirande ; Bassins : 3\n"
        "Lavelanet, dans l'Ariège, garde son hôpital, celui du Pays d'Olmes. Le contrat a été confié à Docker.",
        "",
    ),
    ("Le village de Céret attend. À Montauban, le lycée est fini.", "Occitanie"),
    ("La gare de Céret est fermée, dit la Région Centre-Val de Loire.", "Occitanie"),
]


@pytest.fixture(scope="module")
def learned() -> Localities:
    return Localities.learned(TEXTS)


def test_a_name_is_learned_where_a_text_says_that_it_is_a_place(learned: Localities) -> None:
    found = {entry.name: (entry.kind, entry.number, entry.region) for entry in learned.entries.values()}
    assert found == {
        "Villers-le-Sec": ("commune", None, ""),
        "Tours": ("commune", "37", "Centre-Val de Loire"),
        "Auch": ("commune", None, ""),
        "Mirande": ("commune", None, ""),
        "Lavelanet": ("commune", "09", "Occitanie"),
        "Pays d'Olmes": ("area", None, ""),
        "Céret": ("commune", None, "Occitanie"),
        "Montauban": ("commune", None, "Occitanie"),
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("villers le sec combien d'appels ?", ["Villers-le-Sec"]),
        ("A-t-on ouvert à VILLERS-LE-SEC ?", ["Villers-le-Sec"]),
        ("Combien de tours de garde à l'école ?", []),
        ("Le quai de Tours est long.", ["Tours"]),
        ("combien de medecins a tours ?", ["Tours"]),
        ("Tours (37) et Auch", ["Tours", "Auch"]),
        ("L'hôpital du pays d'Olmes, en Ariège", ["Pays d'Olmes", "Ariège"]),
    ],
)
def test_learned_names_are_found_as_they_are_typed(learned: Localities, text: str, names: list[str]) -> None:
    assert [place.name for place in find_places(text, learned)] == names


def test_the_longest_name_is_the_place() -> None:
    learned = Localities.learned([("La commune de Charenton-du-Cher est en Centre-Val de Loire.", "")])
    question = "Charenton du cher : combien d'appels, et dans le Cher ?"
    assert [place.name for place in find_places(question, learned)] == ["Charenton-du-Cher", "Cher"]
    assert [place.name for place in find_places("Charenton du cher : combien ?")] != ["Charenton-du-Cher"]


def test_a_text_adds_its_own_names_and_changes_none(learned: Localities) -> None:
    more = learned.with_those_of("Combien d'élèves dans la commune de Ploërmel ou à Céret ?")
    assert more.entries.keys() - learned.entries.keys() == {"ploermel"}
    assert more.entries["ceret"] is learned.entries["ceret"]
    assert learned.with_those_of("Combien d'élèves ?") is learned
