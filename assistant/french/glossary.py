"""Words that stand for others: acronyms learned from the documents, equivalents read from files that people edit.

`glossary.txt` beside this module ships with the program and says how such a file is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import product
from pathlib import Path

from assistant.errors import SettingsError
from assistant.french.acronyms import find_acronyms
from assistant.french.analysis import analyse, tokenise
from assistant.french.folding import fold

EXPANDED = 0.5
"""Weight of the terms of an acronym, and of the acronym of its terms, as if a probability."""
EQUIVALENT = 0.4
"""Weight of an equivalent, likewise, parted among its terms: by itself it never counts as much as the word typed."""

_SMALL = frozenset("a au aux de des du en la le les se un une".split())
"""Words that an entry may lose: "se soigner" is searched as "soigner", but "sans médecin" is not "médecin"."""

Entry = tuple[str, ...]
"""The terms of a word, or of several that go together."""


@dataclass(frozen=True)
class Glossary:
    """What the documents say their acronyms mean, and which words a file says mean the same."""

    expansions: Mapping[str, Entry]
    """Each acronym's term, with the terms of what it stands for."""
    equivalents: Mapping[Entry, Sequence[Entry]]
    """Each entry, with those to search beside it."""

    @classmethod
    def learned(
        cls, texts: Iterable[str], equivalents: Mapping[Entry, Sequence[Entry]] | None = None
    ) -> "Glossary":
        """Collect the acronyms that the texts define; the first definition of each counts.

        Args:
            texts: of the documents.
            equivalents: as `read_equivalents` gives them; none when left out.
        """
        expansions: dict[str, Entry] = {}
        for text in texts:
            for acronym, words in find_acronyms(text).items():
                for term in analyse(acronym)[:1]:
                    expansions.setdefault(term, tuple(dict.fromkeys(analyse(words))))
        return cls(expansions, equivalents or {})

    def near(self, terms: Sequence[str]) -> list[dict[str, float]]:
        """Return for each content term of a question those to search beside it, with their weight in (0, 1)."""
        near: list[dict[str, float]] = [{} for _ in terms]
        places = {term: place for place, term in reversed(list(enumerate(terms)))}
        for acronym, expansion in self.expansions.items():
            if acronym in places:
                near[places[acronym]].update(dict.fromkeys(expansion, EXPANDED))
            elif len(expansion) > 1 and places.keys() >= set(expansion):
                near[places[expansion[0]]][acronym] = EXPANDED
        place = 0
        while place < len(terms):
            entry = self._entry_at(terms, place)
            for other in self.equivalents.get(entry, ()):
                for met in near[place : place + len(entry)]:
                    for term in other:
                        met[term] = max(met.get(term, 0.0), EQUIVALENT / len(other))
            place += len(entry)
        return near

    @cached_property
    def terms(self) -> frozenset[str]:
        """Every term that an equivalent is known for."""
        return frozenset(term for entry in self.equivalents for term in entry)

    def _entry_at(self, terms: Sequence[str], place: int) -> Entry:
        """The longest entry that starts at a place, or the term that stands there."""
        for length in range(self._longest, 1, -1):
            entry = tuple(terms[place : place + length])
            if entry in self.equivalents:
                return entry
        return (terms[place],)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.equivalents), default=1)


NO_GLOSSARY = Glossary({}, {})


def read_equivalents(more: Path | None = None) -> Mapping[Entry, Sequence[Entry]]:
    """Read the shipped glossary, then a file that adds to it.

    Args:
        more: lines `a = b, c`, `a > b` or `a =`, as `glossary.txt` explains them; None when there is none.

    Raises:
        SettingsError: the file cannot be read, or holds a line that cannot be used; it is named by its number.
    """
    links: dict[Entry, dict[Entry, None]] = {}
    _add(links, (files("assistant.french") / "glossary.txt").read_text("utf-8"), "glossary.txt")
    if more is not None:
        _add(links, _text(more), str(more))
    return {entry: tuple(others) for entry, others in links.items() if others}


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: glossary not UTF-8; save the file as UTF-8") from error
    except (OSError, ValueError) as error:  # a name that no file can have is a ValueError
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(
            f"{file}: glossary cannot be read ({reason}); correct `glossary` in motamot.toml"
        ) from error


def _add(links: dict[Entry, dict[Entry, None]], text: str, name: str) -> None:
    """Add the lines of a file, in order, to what each entry is linked to."""
    for number, line in enumerate(text.splitlines(), 1):
        group = line.partition("#")[0].strip()
        if not group:
            continue
        where = f"{name}, line {number}"
        if group.count("=") + group.count(">") != 1:
            raise SettingsError(f"{where}: expected one = or one >, as in: toubib = médecin, docteur")
        both = "=" in group
        left, _, right = group.partition("=" if both else ">")
        asked = _entries(left, where)
        if both and not right.strip():
            _forget(links, asked)
            continue
        found = _entries(right, where)
        whole = [*asked, *found]
        links_of_line = product(whole, whole) if both else product(asked, found)
        pairs = [(one, other) for one, other in links_of_line if one != other]
        if not pairs:
            raise SettingsError(f"{where}: {group!r} is one word for search already; remove the line")
        for one, other in pairs:
            links.setdefault(one, {})[other] = None


def _entries(side: str, where: str) -> list[Entry]:
    """The entries of one side of a line, each once."""
    entries = []
    for words in side.split(","):
        tokens = tokenise(words)
        entry = tuple(dict.fromkeys(token.term for token in tokens if not token.stop))
        lost = [token.form for token in tokens if token.stop and fold(token.form) not in _SMALL]
        if not tokens:
            raise SettingsError(f"{where}: a word is missing; write words parted by commas")
        if not entry or (lost and len(entry) == 1):
            raise SettingsError(
                f"{where}: {words.strip()!r} cannot be used, {(lost or [tokens[0].form])[0]!r} is not searched; write other words"
            )
        entries.append(entry)
    return list(dict.fromkeys(entries))


def _forget(links: dict[Entry, dict[Entry, None]], entries: Sequence[Entry]) -> None:
    """Undo every link from and to some entries."""
    for entry in entries:
        for other in links.pop(entry, {}):
            links.get(other, {}).pop(entry, None)
        for others in links.values():
            others.pop(entry, None)
