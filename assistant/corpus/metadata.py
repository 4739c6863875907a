"""What is said about a document: by its sidecar, its front matter, its file, and failing these its text."""

import re
import unicodedata
from collections.abc import Mapping

import yaml

from assistant.corpus.dates import parse_date, text_date
from assistant.corpus.draft import Extract
from assistant.types import DateOrigin, Metadata

_KEYS = {
    "title": ("title", "titre"),
    "publisher": ("publisher", "editeur", "organisme"),
    "date": ("date",),
    "region": ("region",),
    "url": ("url", "adresse", "lien"),
    "language": ("language", "langue", "lang"),
    "published": ("published", "publie", "publie_le", "date_de_publication"),
    "updated": ("updated", "mis_a_jour", "mis_a_jour_le", "date_de_mise_a_jour"),
    "valid_until": ("valid_until", "valable_jusqu_au", "fin_de_validite"),
    "supersedes": ("supersedes", "remplace"),
}
_KEY_OF = {alias: key for key, aliases in _KEYS.items() for alias in aliases}
_DATES = ("date", "published", "updated", "valid_until")
_LONGEST_VALUE = 500
_LONGEST_YAML = 65_536
_MOST_BRACKETS = 100
_LONGEST_TITLE = 200


def read_yaml(text: str, where: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read a mapping of plain values; every scalar stays the string it was written as.

    Args:
        text: YAML.
        where: "sidecar" or "front matter", for the warnings.

    Returns:
        The pairs as written, and one warning for each thing that was ignored.
    """
    if len(re.findall(r"[\[{]", text)) > _MOST_BRACKETS:  # the parser takes time square in their depth
        return {}, (f"{where} ignored: expected lines of the form key: value",)
    if len(text) > _LONGEST_YAML:
        return {}, (f"{where} ignored: longer than {_LONGEST_YAML} characters",)
    try:
        # BaseLoader builds strings, lists and mappings only: no objects, no "2024-02-30" turned into an error.
        loaded = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1}" if mark is not None else ""
        return {}, (f"{where} ignored: not valid YAML{line}",)
    if loaded in (None, ""):
        return {}, ()
    if not isinstance(loaded, dict):
        return {}, (f"{where} ignored: expected lines of the form key: value",)
    pairs: dict[str, str] = {}
    warnings: list[str] = []
    for key, value in loaded.items():
        if isinstance(key, str) and isinstance(value, str):
            pairs[key] = value
        else:
            warnings.append(f"{where}: {_clean(str(key))[:40]} ignored: expected a single value")
    return pairs, tuple(warnings)


def assemble(sidecar: Mapping[str, str], extract: Extract) -> tuple[Metadata, tuple[str, ...]]:
    """Merge what is known, key by key: sidecar, then front matter, then file properties, then text.

    `date` is the date given, else the last update, else the publication, of the first of these
    sources that has one. A title of the text is its first heading of the highest level, else its first line.

    Returns:
        The metadata, and one warning for each value that was ignored.
    """
    warnings: list[str] = []
    levels = [_checked(sidecar, "sidecar", warnings), _checked(extract.front, "front matter", warnings)]
    levels.append(_checked(extract.embedded, "file properties", warnings))
    for level in levels:
        dated = level.get("date") or level.get("updated") or level.get("published")
        if dated:
            level["date"] = dated
    known = {key: value for level in reversed(levels) for key, value in level.items()}
    origins: dict[str, DateOrigin] = {key: "metadata" for key in ("title", "date") if key in known}
    if extract.narrative:
        found = {"title": _title_of(extract), "date": None if "date" in known else text_date(extract.text)}
        for key, value in found.items():
            if key not in known and value is not None:
                known[key], origins[key] = value, "text"
    return Metadata(**known, title_from=origins.get("title"), date_from=origins.get("date")), tuple(warnings)


def _checked(pairs: Mapping[str, str], where: str, warnings: list[str]) -> dict[str, str]:
    """Return the usable values under this project's keys; what is not usable becomes a warning."""
    values: dict[str, str] = {}
    for name, raw in pairs.items():
        key = _KEY_OF.get(_plain(name))
        value = _clean(raw)
        if key is None:
            warnings.append(f"{where}: unknown key {_clean(name)[:40]}, ignored")
        elif not value:
            continue
        elif key in _DATES:
            iso = parse_date(value)
            if iso is None:
                warnings.append(f"{where}: impossible {key} {value[:40]}, ignored (expected 2024-01-29)")
            else:
                values[key] = iso
        elif key == "url" and not re.match(r"https?://\S+$", value):
            warnings.append(f"{where}: url {value[:40]} ignored: expected http:// or https://")
        else:
            values[key] = value[:_LONGEST_VALUE]
    ends, starts = values.get("valid_until"), values.get("published")
    if ends and starts and ends < starts[: len(ends)]:
        warnings.append(f"{where}: valid_until {ends} is before published {starts}, ignored")
        del values["valid_until"]
    return values


def _title_of(extract: Extract) -> str | None:
    headings = [block for block in extract.blocks if block.kind == "heading"]
    first = min(headings, key=lambda block: block.level) if headings else extract.blocks[0]
    if not headings and first.end - first.start > _LONGEST_TITLE:
        return None
    return _clean(extract.text[first.start : first.end])[:_LONGEST_VALUE]


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.strip().lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "_", bare)


def _clean(value: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", unicodedata.normalize("NFC", value)).split())
