"""Filters to HTML, and back from what a browser sends. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.page.escape import text
from assistant.page.texts import TEXTS, Texts
from assistant.page.thread import Language
from assistant.types import Filters, Metadata

_TIMES = ("since", "until")


@dataclass(frozen=True, slots=True)
class Facets:
    """What the documents can be filtered by, in alphabetical order, years newest first."""

    regions: tuple[str, ...]
    publishers: tuple[str, ...]
    documents: Mapping[str, str]
    """Titles by path."""
    years: tuple[int, ...]

    @classmethod
    def of(cls, documents: Mapping[str, Metadata]) -> "Facets":
        known = documents.values()
        titles = {path: each.title or path for path, each in documents.items()}
        return cls(
            regions=_sorted(each.region for each in known),
            publishers=_sorted(each.publisher for each in known),
            documents=dict(sorted(titles.items(), key=lambda entry: entry[1].casefold())),
            years=tuple(sorted({int(each.date[:4]) for each in known if each.date}, reverse=True)),
        )

    def chosen(self, sent: Mapping[str, str]) -> Filters:
        """Return the filters that a browser sent; what the documents do not have is no filter."""
        years = {str(year): year for year in self.years}
        return Filters(
            region=sent["region"] if sent["region"] in self.regions else None,
            publisher=sent["publisher"] if sent["publisher"] in self.publishers else None,
            document=sent["document"] if sent["document"] in self.documents else None,
            since=years.get(sent["since"]),
            until=years.get(sent["until"]),
        )


def render_filters(facets: Facets, filters: Filters, language: Language) -> str:
    """Return the filters to choose from, folded, and those in force as chips that take them off."""
    texts = TEXTS[language]
    years = {str(year): str(year) for year in facets.years}
    choices: dict[str, Mapping[str, str]] = {
        "region": {each: each for each in facets.regions},
        "publisher": {each: each for each in facets.publishers},
        "since": years,
        "until": years,
        "document": facets.documents,
    }
    chosen = {name: str(getattr(filters, name) or "") for name in choices}
    fields = "".join(
        _field(name, values, chosen[name], texts)
        for name, values in choices.items()
        if len(values) > 1 or chosen[name]
    )
    chips = "".join(
        f'<button type="button" class="chip" data-act="unfilter" data-name="{name}" '
        f'aria-label="{text(f"{words}, {texts.unfilter}")}">{text(words)}</button>'
        for name, words in in_words(filters, facets.documents, texts)
    )
    if not fields:
        return ""
    return (
        f'<div class="filters"><details><summary>{text(texts.filters)}</summary>'
        f'<div class="fields">{fields}</div></details>{chips}</div>'
    )


def in_words(filters: Filters, titles: Mapping[str, str], texts: Texts) -> list[tuple[str, str]]:
    """Return the name of each filter in force and its words: ("since", "Depuis : 2020")."""
    values = {name: getattr(filters, name) for name in texts.filter_names}
    if filters.document is not None:
        values["document"] = titles.get(filters.document, filters.document)
    colon = " : " if texts.language == "fr" else ": "
    return [
        (name, f"{texts.filter_names[name]}{colon}{value}")
        for name, value in values.items()
        if value is not None
    ]


def _field(name: str, values: Mapping[str, str], chosen: str, texts: Texts) -> str:
    if chosen and chosen not in values:  # kept by the browser since the documents were others
        values = {**values, chosen: chosen}
    options = "".join(
        f'<option value="{text(value)}"{" selected" if value == chosen else ""}>{text(words)}</option>'
        for value, words in {"": texts.any_time if name in _TIMES else texts.any_value, **values}.items()
    )
    return (
        f'<label class="field">{text(texts.filter_names[name])}'
        f'<select id="filter-{name}" data-filter="{name}">{options}</select></label>'
    )


def _sorted(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}, key=str.casefold))
