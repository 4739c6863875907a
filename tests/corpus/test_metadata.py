from assistant.corpus.draft import Extract
from assistant.corpus.limits import DEFAULT_LIMITS
from assistant.corpus.metadata import assemble, read_yaml
from assistant.corpus.parsing import parse
from assistant.types import Block, Metadata


def extract(text: str = "Titre du texte\n\nPublié le 3 mai 2021", **given: dict[str, str]) -> Extract:
    end = text.index("\n") if "\n" in text else len(text)
    return Extract(text, (Block("heading", 0, end, 1), Block("paragraph", end + 2, len(text))), **given)


def test_the_nearest_source_wins_key_by_key() -> None:
    found, warnings = assemble(
        {"titre": "De la fiche", "région": "Occitanie"},
        extract(
            front={"title": "De l'en-tête", "éditeur": "ARS"},
            embedded={"publisher": "x", "updated": "2020-02"},
        ),
    )
    assert found == Metadata(
        title="De la fiche", title_from="metadata", publisher="ARS", date="2020-02", date_from="metadata",
        region="Occitanie", updated="2020-02",
    )  # fmt: skip
    assert warnings == ()


def test_the_text_gives_what_nothing_else_does() -> None:
    found, _ = assemble({}, extract())
    assert (found.title, found.title_from, found.date, found.date_from) == (
        "Titre du texte",
        "text",
        "2021-05-03",
        "text",
    )


def test_a_date_is_given_updated_or_published() -> None:
    assert assemble({"published": "2020", "updated": "2021"}, extract())[0].date == "2021"
    assert assemble({"published": "2020"}, extract(embedded={"date": "2023"}))[0].date == "2020"
    assert assemble({"date": "2019", "updated": "2021"}, extract())[0].date == "2019"


def test_what_cannot_be_used_is_reported_and_ignored() -> None:
    found, warnings = assemble(
        {
            "auteur": "X",
            "date": "2024-02-30",
            "url": "javascript:alert(1)",
            "valid_until": "2019",
            "published": "2020",
        },
        extract(),
    )
    assert (found.date, found.url, found.valid_until) == ("2020", None, None)
    assert warnings == (
        "sidecar: unknown key auteur, ignored",
        "sidecar: impossible date 2024-02-30, ignored (expected 2024-01-29)",
        "sidecar: url javascript:alert(1) ignored: expected http:// or https://",
        "sidecar: valid_until 2019 is before published 2020, ignored",
    )


def test_yaml_is_read_as_plain_strings() -> None:
    assert read_yaml("date: 2024-02-30\nregion: no\nn: 012", "x") == (
        {"date": "2024-02-30", "region": "no", "n": "012"},
        (),
    )
    assert read_yaml("", "x") == ({}, ())
    assert read_yaml("a: [1, 2]", "sidecar") == ({}, ("sidecar: a ignored: expected a single value",))
    assert read_yaml("a: 'b", "sidecar") == ({}, ("sidecar ignored: not valid YAML at line 1",))
    assert read_yaml("- a", "sidecar") == ({}, ("sidecar ignored: expected lines of the form key: value",))
    assert read_yaml("a: !!python/object/apply:os.system [ls]", "x")[0] == {}
    assert read_yaml("[" * 60, "x")[0] == {}
    assert read_yaml("[" * 5000, "x") == ({}, ("x ignored: expected lines of the form key: value",))
    assert read_yaml("a: " + "b" * 70_000, "x") == ({}, ("x ignored: longer than 65536 characters",))


def test_aliases_do_not_explode() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    pairs, warnings = read_yaml(bomb, "sidecar")
    assert pairs == {}
    assert len(warnings) == 30


def test_a_sidecar_goes_with_any_format() -> None:
    parsed = parse(b"Un texte.", "a.txt", "titre: Été\ndate: 1er mars 2024\n".encode(), DEFAULT_LIMITS)
    assert (parsed.metadata.title, parsed.metadata.date, parsed.metadata.date_from) == (
        "Été",
        "2024-03-01",
        "metadata",
    )
