from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french import Localities
from assistant.french.gazetteer import departments, names
from assistant.french.places import contains, find_places, is_in

CASES: list[tuple[str, list[str]]] = [
    ("Cher et Indre", ["Cher", "Indre"]),
    ("Au 2nd semestre : Cher (2), Lot (1), Eure-et-Loir", ["Cher", "Lot", "Eure-et-Loir"]),
    ("• Indre : 3\n• Cher : 2\n• Loiret : 1", ["Indre", "Cher", "Loiret"]),
    ("Cher collègue, le Lot 3 est attribué à Tours.", []),
    ("Cher (18), Creuse (23)", ["Cher", "Creuse"]),
    ("dans le gers ?", ["Gers"]),
    ("Et dans le Gers ?", ["Gers"]),
    ("en Eure et Loir", ["Eure-et-Loir"]),
    ("l'Indre", ["Indre"]),
    ("Indre-et-Loire", ["Indre-et-Loire"]),
    ("d’Occitanie", ["Occitanie"]),
    (
        "3 en Indre et Loire, 2 dans le Cher, une en Eure-et-Loir, une dans le Loiret et une dans l’Indre.",
        ["Indre-et-Loire", "Cher", "Eure-et-Loir", "Loiret", "Indre"],
    ),
    ("dans les départements du Cher et de l’Indre.", ["Cher", "Indre"]),
    ("la réunion du 29 janvier", []),
    ("La réunion du 29 janvier à Tours", []),
    ("La Réunion du 29 janvier à Tours", []),
    ("la somme de 3000 euros", []),
    ("le centre de santé", []),
    ("un lot de mesures", []),
    ("c'est moins cher", []),
    ("Les soins sont moins chers ou cher", []),
    ("Les habitants de La Réunion vivent à Saint-Denis.", ["La Réunion"]),
    ("à la Réunion, en Guyane et à Mayotte", ["La Réunion", "Guyane", "Mayotte"]),
    ("médecins dans le lot ?", ["Lot"]),
    ("dans le Lot, on ouvre une maison", ["Lot"]),
    ("dans le lot de mesures", []),
    ("Le Lot et la Creuse perdent des médecins", ["Lot", "Creuse"]),
    ("dans le Nord de la France", []),
    ("dans le Nord, le CHU de Lille", ["Nord"]),
    ("Afrique du Nord", []),
    ("dans le nord ?", ["Nord"]),
    ("nord de la France", []),
    ("Centre-Val de Loire", ["Centre-Val de Loire"]),
    ("centre val de loire", ["Centre-Val de Loire"]),
    ("Région Centre", ["Centre-Val de Loire"]),
    ("Loire-Atlantique", ["Loire-Atlantique"]),
    ("les châteaux de la Loire", []),
    ("Pays de la Loire", ["Pays de la Loire"]),
    ("à Auch (Gers), à Montauban (Tarn-et-Garonne), Cahors (Lot)", ["Gers", "Tarn-et-Garonne", "Lot"]),
    ("en Haute-Ariège", ["Ariège"]),
    ("dans le sud Aveyron", ["Aveyron"]),
    ("Charenton-du-Cher", []),
    ("Villeneuve-sur-Lot", []),
    ("le 37", ["Indre-et-Loire"]),
    ("dans le 2A", ["Corse-du-Sud"]),
    ("département 37", ["Indre-et-Loire"]),
    ("dpt 37 gares ouvertes cb", ["Indre-et-Loire"]),
    ("Tours (37)", ["Indre-et-Loire"]),
    ("et le 28 ?", ["Eure-et-Loir"]),
    ("le 29 janvier", []),
    ("appelez le 15 en cas d'urgence", []),
    ("dans le 37 et le 28", ["Indre-et-Loire", "Eure-et-Loir"]),
    ("421 médecins (37)", ["Indre-et-Loire"]),
    ("Les 421 médecins de Tours sont là (37)", []),
    ("Midi-Pyrénées et Languedoc Roussillon", ["Midi-Pyrénées", "Languedoc-Roussillon"]),
    ("INDRE-ET-LOIRE ET CHER", ["Indre-et-Loire", "Cher"]),
    ("Seine St Denis", ["Seine-Saint-Denis"]),
    ("Provence-Alpes-Côte d'Azur (PACA)", ["Provence-Alpes-Côte d'Azur", "Provence-Alpes-Côte d'Azur"]),
    ("le plus grand est le CHU", []),
    ("en région Grand Est", ["Grand Est"]),
    ("qu'il vienne vite", []),
    ("la Grande-Bretagne", []),
    ("Cote d or", ["Côte-d'Or"]),
    ("cotes d'armor", ["Côtes-d'Armor"]),
    ("il orne la somme", []),
    ("Ariège, Aude, Gers, Lot et Tarn", ["Ariège", "Aude", "Gers", "Lot", "Tarn"]),
    ("Aude Martin est médecin dans l'Aude", ["Aude"]),
    ("les médecins de Paris", ["Paris"]),
    ("CPTS du cher", ["Cher"]),
    ("Quelles sont les aides dans le cher ?", ["Cher"]),
    ("un tarif cher", []),
    ("Les CPTS du Loir-et-Cher (41)", ["Loir-et-Cher"]),
    ("île de la réunion", ["La Réunion"]),
    ("Occitanie, 10 départements", ["Occitanie"]),
    ("dans la Manche et l'Orne", ["Manche", "Orne"]),
    ("Le 18 reçoit des appels", []),
    ("Depuis le 22 octobre", []),
    ("la CPTS Sud-28", []),
    ("Val d’Oise", ["Val-d'Oise"]),
    ("la sta\u00adtion du Ge\u00adrs", ["Gers"]),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_places_of_a_text(text: str, found: list[str]) -> None:
    assert [place.name for place in find_places(text)] == found


def test_a_place_is_what_was_written_and_what_it_is() -> None:
    text = "Les CPTS d’E\u0301ure et Loir"
    (place,) = find_places(text)
    assert text[place.start : place.end] == "E\u0301ure et Loir"
    assert (place.name, place.kind, place.number, place.region) == (
        "Eure-et-Loir", "department", "28", "Centre-Val de Loire",
    )  # fmt: skip


def test_a_former_region_belongs_to_that_of_today() -> None:
    (place,) = find_places("en Midi-Pyrénées")
    assert (place.name, place.kind, place.region) == ("Midi-Pyrénées", "region", "Occitanie")


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("Occitanie", "le Gers", True),
        ("Midi-Pyrénées", "le Gers", True),
        ("Languedoc-Roussillon", "le Gers", False),
        ("Occitanie", "Midi-Pyrénées", True),
        ("Midi-Pyrénées", "Occitanie", False),
        ("le Gers", "Occitanie", False),
        ("le Gers", "dans le 32", True),
        ("Corse", "dans le 2A", True),
        ("Guadeloupe", "département 971", True),
        ("Bretagne", "le Gers", False),
    ],
)
def test_contains(outer: str, inner: str, expected: bool) -> None:
    (a,), (b,) = find_places(outer), find_places(inner)
    assert contains(a, b) is expected


def test_the_tables_are_whole() -> None:
    regions = {entry.name: entry for entry in names().values() if entry.kind == "region"}
    today = {name for name, entry in regions.items() if name == entry.region}
    assert (len(today), len(regions), len(departments())) == (18, 34, 101)
    assert {entry.region for entry in departments().values()} == today
    assert {entry.former for entry in departments().values()} <= {"", *regions}
    assert Counter(entry.region for entry in departments().values())["Occitanie"] == 13
    assert all(
        regions[entry.former].region == entry.region for entry in departments().values() if entry.former
    )


@pytest.mark.parametrize("number", sorted(departments()))
def test_every_department_is_found_by_name_and_number(number: str) -> None:
    entry = departments()[number]
    (by_number,) = find_places(f"dans le {number.lower()} ?")
    by_name = find_places(f"Nous sommes à Tours, dans le département de {entry.name}, ou pas.")
    assert [place.name for place in by_name] == [entry.name] == [by_number.name]


PIECES = "dans le|de la|du|Lot|lot|Cher|indre et loire|d’Occitanie|(37)|le 2A|,|et|Loire|Nord|Tours|La Réunion|e\u0301"
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map(" ".join)


@given(st.one_of(st.text(), TEXTS))
def test_places_are_exact_and_in_order(text: str) -> None:
    places = find_places(text)
    assert all(0 <= place.start < place.end <= len(text) for place in places)
    assert all(before.end <= after.start for before, after in pairwise(places))
    assert all(text[place.start : place.end].strip() == text[place.start : place.end] for place in places)


def test_a_region_does_not_tell_about_a_commune_in_it_nor_a_lone_commune_about_a_department() -> None:
    learned = Localities.learned(
        [("La ville de Blois. Le maire d'Auch (32) et celui de la commune de Mirande.", ""),
         ("La commune de Céret.", "Occitanie")]
    )  # fmt: skip

    def told(asked: str, found: str) -> bool | None:
        (one,), (other,) = find_places(asked, learned), find_places(found, learned)
        return is_in(one, other)

    assert told("dans le Gers", "à Auch") is True
    assert told("en Occitanie", "à Auch") is True
    assert told("en Occitanie", "à Céret") is True
    assert told("en Bretagne", "à Céret") is False
    assert told("dans le Gers", "à Céret") is None
    assert told("dans le Lot", "à Auch") is False
    assert told("à Auch", "dans le Gers") is None
    assert told("à Auch", "en Bretagne") is False
    assert told("à Auch", "à Céret") is False
    assert told("en Bretagne", "à Blois") is None
