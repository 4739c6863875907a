from assistant.frame import Frame, last_day
from assistant.types import DateOrigin, Document, Metadata


def document(
    path: str, text: str = "", date: str | None = None, origin: DateOrigin = "metadata", **known: str
) -> Document:
    metadata = Metadata(date=date, date_from=origin if date else None, **known)  # type: ignore[arg-type]
    return Document(path, text, (), metadata, "", 0)


DOCUMENTS = {
    each.path: each
    for each in (
        document("a.md", "Le maire de Céret signe.", "2024-02", region="Occitanie", supersedes="b.md"),
        document("b.md", date="2023", region="Région Occitanie"),
        document("c.md", date="2031-01-01", origin="text", region="Bretagne et Normandie", supersedes="gone.md"),
    )
}  # fmt: skip
FRAME = Frame.of(DOCUMENTS)


def test_a_frame_is_what_the_documents_say_of_themselves() -> None:
    assert FRAME.regions == ("Occitanie",)
    assert (
        FRAME.newest == "2024-02"
    )  # a date found in a text counts only where no document has one of its own
    assert Frame.of({"c.md": DOCUMENTS["c.md"]}).newest == "2031-01-01"
    assert FRAME.superseded == {"b.md": "a.md"}
    beside = (document("x/new.md", supersedes="./old.md"), document("x/old.md"))
    assert Frame.of({each.path: each for each in beside}).superseded == {"x/old.md": "x/new.md"}
    assert [place.name for place in FRAME.places("à Céret")] == ["Céret"]


def test_relative_dates_are_counted_from_the_newest_document() -> None:
    (last_year,) = FRAME.dates_asked("Combien de lits l'an dernier ?")
    assert (last_year.first.year, last_year.precision) == (2023, "year")
    assert FRAME.dates_understood("Combien de lits l'an dernier, et en 2015 ?") == (
        "l'an dernier (2023, compté du document le plus récent)",
        "2015",
    )
    assert Frame().dates_asked("Combien de lits l'an dernier ?") == []


def test_now_is_understood_and_is_no_requirement() -> None:
    question = "Combien de lits aujourd’hui, ma sœur ?"
    assert FRAME.dates_asked(question) == []
    assert FRAME.dates_understood(question) == ("aujourd’hui (2024-02, compté du document le plus récent)",)


def test_a_month_without_a_year_is_of_no_year() -> None:
    assert FRAME.dates_asked("Combien de lits en janvier ?") == []


def test_the_last_day_of_an_iso_date() -> None:
    assert [last_day(iso).isoformat() for iso in ("2024", "2024-02", "2023-01-29")] == [
        "2024-12-31",
        "2024-02-29",
        "2023-01-29",
    ]
