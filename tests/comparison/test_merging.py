from dataclasses import replace

from assistant.comparison import Side, compared, merged_ranking, sides_of
from assistant.frame import NO_FRAME
from assistant.types import Citation, Hit, Passage, Reading, Reason

DOUBT = Reason("off_topic", "Rien.")
BLANK = Citation(
    document="d", also=(), title="Bretagne et Normandie", publisher=None, date="2024", date_from="metadata", region=None,
    url=None, heading=(), page=None, side=None, start=0, end=9, quote="", short_answer=None, confidence=0.6,
)  # fmt: skip
PLACES = {name: NO_FRAME.places(f"en {name}")[0] for name in ("Bretagne", "Normandie")}
SIDES = tuple(Side(name, "?", place=place) for name, place in PLACES.items())
NOTHING = Reading((), 0.0, DOUBT)


def quote(text: str, start: int, **changes: object) -> Citation:
    return replace(BLANK, quote=text, start=start, end=start + len(text), **changes)  # type: ignore[arg-type]


def reading(*citations: Citation) -> Reading:
    return Reading(citations, citations[0].confidence, DOUBT)


BRETAGNE = quote("La Bretagne a 12 gares.", 0, short_answer="12 gares")
NORMANDIE = quote("La Normandie en a 9.", 50, short_answer="9")


def test_each_side_gets_the_quote_that_speaks_of_it() -> None:
    found = compared(SIDES, NOTHING, (reading(BRETAGNE), reading(BRETAGNE, NORMANDIE)), NO_FRAME, 0.2)
    assert found is not None
    assert found.empty == ()
    assert [(c.side, c.quote) for c in found.reading.citations] == [
        ("Bretagne", BRETAGNE.quote),
        ("Normandie", NORMANDIE.quote),
    ]


def test_a_side_without_a_sure_quote_is_empty() -> None:
    unsure = replace(NORMANDIE, confidence=0.1)
    found = compared(SIDES, NOTHING, (reading(BRETAGNE), reading(unsure)), NO_FRAME, 0.2)
    assert found is not None
    assert (found.empty, len(found.reading.citations)) == (("Normandie",), 1)
    assert compared(SIDES, NOTHING, (reading(unsure), reading(unsure)), NO_FRAME, 0.2) is None


def test_a_surer_answer_to_the_question_itself_is_not_thrown_away() -> None:
    unsure, sure = (
        replace(NORMANDIE, confidence=0.1),
        quote("On en compte 21 à elles deux.", 90, confidence=0.9),
    )
    for confidence, kept in ((0.7, False), (0.5, True)):
        whole = replace(reading(sure), confidence=confidence)
        one_empty = compared(SIDES, whole, (reading(BRETAGNE), reading(unsure)), NO_FRAME, 0.2)
        assert (one_empty is not None) is kept  # that of the one side is 0.6 sure
    both = (reading(BRETAGNE), reading(BRETAGNE, NORMANDIE))
    assert compared(SIDES, reading(sure), both, NO_FRAME, 0.2) is not None


def test_a_side_keeps_the_place_that_its_bare_name_does_not_tell() -> None:
    sides = sides_of("Comparez la Somme et la Manche", NO_FRAME)
    somme, manche = quote("Dans la Somme, 12 gares.", 0), quote("Dans la Manche, 9 gares.", 50)
    found = compared(sides, NOTHING, (reading(manche, somme), reading(somme, manche)), NO_FRAME, 0.2)
    assert found is not None
    assert [(c.side, c.start) for c in found.reading.citations] == [("Somme", 0), ("Manche", 50)]
    wrong = quote("La somme des deux est de 21 gares.", 90)
    assert compared(sides, NOTHING, (reading(wrong), reading(wrong)), NO_FRAME, 0.2) is None


def test_one_quote_for_all_sides_stands_once_without_a_short_answer() -> None:
    both = quote("Gares : Bretagne 12, Normandie 9", 0, short_answer="12")
    for whole, parts in ((reading(both), (NOTHING, NOTHING)), (NOTHING, (reading(both), reading(both)))):
        found = compared(SIDES, whole, parts, NO_FRAME, 0.2)
        assert found is not None
        (citation,) = found.reading.citations
        assert (citation.side, citation.short_answer) == ("Bretagne et Normandie", None)


def test_things_are_told_apart_by_the_words_they_do_not_share() -> None:
    sides = (Side("canal latéral", "?"), Side("canal maritime", "?"))
    lateral = quote("Il a 12 écluses.", 0, heading=("Les canaux", "Le canal latéral"))
    maritime = quote("Il a 3 écluses.", 60, heading=("Les canaux", "Le canal maritime"))
    found = compared(sides, NOTHING, (reading(lateral), reading(lateral, maritime)), NO_FRAME, 0.2)
    assert found is not None
    assert [c.start for c in found.reading.citations] == [0, 60]


def test_a_quote_is_of_the_date_that_it_says_itself() -> None:
    sides = sides_of("Le musée attire-t-il plus de monde en 2018-2019 qu'en 2017 ?", NO_FRAME)
    old = quote("En 2017, 11 élèves sont venus.", 0, title=None, date="2018")
    new = quote("La session 2018-2019 en accueille 12.", 60, title=None, date="2018")
    found = compared(sides, reading(old), (reading(old, new), reading(old)), NO_FRAME, 0.2)
    assert found is not None
    assert [(c.side, c.start) for c in found.reading.citations] == [("2018-2019", 60), ("2017", 0)]
    alone = compared(sides, reading(old), (reading(old), reading(old)), NO_FRAME, 0.2)
    assert alone is not None  # though the question itself was answered as surely, by a quote of one side
    assert (alone.empty, [c.side for c in alone.reading.citations]) == (("2018-2019",), ["2017"])


def test_quotes_of_one_table_go_before_likelier_ones_of_two_places() -> None:
    rows = [quote(f"Région : {name} ; Gares : {n}", n, heading=("Le tableau",), confidence=0.3) for name, n in
            (("Bretagne", 100), ("Normandie", 200))]  # fmt: skip
    likelier = replace(BRETAGNE, confidence=0.6, heading=("Les trains",))
    found = compared(SIDES, NOTHING, (reading(likelier, rows[0]), reading(rows[1])), NO_FRAME, 0.2)
    assert found is not None
    assert [c.start for c in found.reading.citations] == [100, 200]
    much = replace(likelier, confidence=0.99)  # a row that is much less sure gives way
    found = compared(
        SIDES, NOTHING, (reading(much, replace(rows[0], confidence=0.25)), reading(rows[1])), NO_FRAME, 0.2
    )
    assert found is not None
    assert [c.start for c in found.reading.citations] == [0, 200]


def test_sides_that_count_unlike_things_say_what_each_counts() -> None:
    def sides(*texts: tuple[str, str]) -> list[str | None]:
        quotes = [quote(text, n * 100, short_answer=short) for n, (text, short) in enumerate(texts)]
        found = compared(SIDES, NOTHING, tuple(reading(each) for each in quotes), NO_FRAME, 0.2)
        assert found is not None
        return [citation.side for citation in found.reading.citations]

    schools = ("La Bretagne a 52 écoles de musique.", "52 écoles")
    both = ("La Normandie compte 225 écoles et ateliers de musique.", "225")
    assert sides(schools, both) == [
        "Bretagne : écoles de musique",
        "Normandie : écoles et ateliers de musique",
    ]
    assert sides(schools, ("La Normandie a 12 écoles privées.", "12 écoles")) == ["Bretagne", "Normandie"]
    assert sides(schools, ("Normandie : 12", "12")) == ["Bretagne", "Normandie"]  # nothing tells


def test_rankings_are_merged_by_the_best_score() -> None:
    def hit(number: int, score: float) -> Hit:
        return Hit(number, Passage("d", 0, 1, (), None, ()), score, 1)

    merged = merged_ranking([[hit(1, 0.9), hit(2, 0.5)], [hit(2, 0.95), hit(3, 0.1)]], 2)
    assert [(each.number, each.rank, each.score) for each in merged] == [(2, 1, 0.95), (1, 2, 0.9)]
    alone = [hit(5, 0.0), hit(4, 0.0)]
    assert merged_ranking([alone], 2) == alone
