import time

import pytest

from assistant.french import Localities, find_places
from assistant.french.gazetteer import Entry

LAVELANET = Entry("Lavelanet", "commune", "09", "Occitanie", "", "")
TEXTS = [
    (
        "La commune de Villers-le-Sec ouvre une école. Le maire de Tours (37) et celui de Blois en parlent.\n"
        "Communes : Auch, Mirande ; Bassins : 3\n"
        "À Lavelanet, dans l'Ariège, on garde son hôpital, celui du Pays d'Olmes. Le contrat a été confié à Docker.",
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


def test_a_question_adds_its_own_communes_and_changes_none(learned: Localities) -> None:
    more = learned.with_those_of("Combien d'élèves dans la commune de Ploërmel ou le village de Céret ?")
    assert (list(more.entries), more.known) == (["ploermel"], learned)
    for asked in ("Combien d'élèves ?", "l'hôpital de Jour ?", "le maire de Droite ?", "à Docker ?"):
        assert learned.with_those_of(asked) is learned
    places = find_places("À Céret et dans la commune de Ploërmel ?", more)
    assert [place.name for place in places] == ["Céret", "Ploërmel"]


@pytest.mark.parametrize(
    "text",
    [
        "Léa (34), Paul (37) et Durand (45) : voir Figure (12) et Tableau (13).",
        "Docteur Dupont, en Charente, et Jean Dupont (Gers) sont venus.",
        "Il vit dans le Palais et dans le Bois, loin du maire des Verts et du maire de Droite.",
        "Elle est née à Minuit ; le marché est organisé à Noël. À Noël, à Pâques, on ferme.",
        "Territoires : Santé\nCommunes : Oui\nUne Mise-en-Scène à l'hôpital de Jour.",
    ],
)
def test_words_and_people_are_no_places(text: str) -> None:
    assert Localities.learned([(text, "")]).entries == {}


def test_a_number_in_brackets_tells_the_department_of_a_place() -> None:
    learned = Localities.learned(
        [("La commune de Céret (66) et Léa (34).", ""), ("Albi (Tarn) a un pont.", "")]
    )
    assert [(entry.name, entry.number) for entry in learned.entries.values()] == [
        ("Céret", "66"),
        ("Albi", "81"),
    ]


@pytest.mark.parametrize(
    "name", ["Le La-Ferté", "La Le-Mans", "Les La-Fère-Neuve", "L'Isle-d'Aa", "St-Aa", "Œuilly"]
)
def test_every_name_is_found_as_it_is_keyed(name: str) -> None:
    for localities in (
        Localities.learned([(f"La commune de {name} est là.", "")]),
        Localities().with_those_of(f"Où est la commune de {name} ?"),
    ):
        ((key, entry),) = localities.entries.items()
        assert [found for _, _, found in localities.found_in(f"ou est {key} ?")] == [entry]
        assert [place.name for place in find_places(f"Où est la commune de {name} ?", localities)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Où est Aa" + "-sur-la-Aa" * 16 + " ?",
        "Aa-" * 60_000,
        "Aa-sur-" * 30_000,
        "maire de " + "Aa, " * 40_000,
        "Communes : " + "Aa, Aa " * 20_000,
        "commune de Aa" + " " * 100_000 + "x",
        "À Aa" + "-de-l'Aa" * 20_000,
        "Aa, en Bb " * 20_000,
        "L'" * 60_000 + "A" * 60_000 + "a" * 60_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    find_places(text, Localities.learned([(text, "")]).with_those_of(text))
    assert time.process_time() - started < 5


def test_a_name_of_the_question_compiles_itself_alone() -> None:
    towns = Localities({f"ville{n}": LAVELANET for n in range(8_000)})
    find_places("ville7", towns)
    started = time.process_time()
    for n in range(20):
        find_places(
            f"Où est la commune de Aa{'b' * n} ?", towns.with_those_of(f"la commune de Aa{'b' * n} ?")
        )
    assert time.process_time() - started < 2
