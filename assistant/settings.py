"""Read and check the settings, once.

A folder may hold a `motamot.toml`; every key of it is optional:

    encoder = "embedded"       # or any sentence-transformers name or folder
    passage_words = 120        # words a passage holds at most, about
    lexical_weight = 0.45      # share of word search against vector search, in [0, 1]
    k = 12                     # passages read for each question
    threshold = 0.5            # answer only above this confidence; without it, the calibrated one
    contact = "…"              # shown on the page
    notice = "…"               # shown on the page
    query_prompt = "query: "   # put before every question, instead of the model's own prompt
    passage_prompt = "…"       # put before every passage, likewise
    max_file_mb = 50           # larger files are refused
    glossary = "mots.txt"      # words that mean the same, added to the shipped ones (assistant/french/glossary.txt)
    feedback = false           # keep what users flag on the page
    feedback_days = 90         # for so many days

Nothing here reads the environment, and an unknown key is an error.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.errors import SettingsError

SETTINGS_FILE = "motamot.toml"
EMBEDDED = "embedded"
"""The French model that ships with the program."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may change."""

    encoder: str = EMBEDDED
    """`embedded`, or a sentence-transformers name or folder (relative to the current folder)."""
    passage_words: int = 120
    lexical_weight: float = 0.45
    k: int = 12
    threshold: float | None = None
    """None: the calibrated one."""
    contact: str | None = None
    notice: str | None = None
    query_prompt: str | None = None
    """None: the model's own."""
    passage_prompt: str | None = None
    """None: the model's own."""
    max_file_mb: int = 50
    glossary: str | None = None
    """A file, relative to the current folder; None: the shipped words alone."""
    feedback: bool = False
    feedback_days: int = 90

    def index_settings(self) -> dict[str, str | int | None]:
        """Return what the contents of the index depend on: change one, and the index is built anew.

        The prompt of questions is not among them: nothing in the index is made with it.
        """
        return {
            "encoder": self.encoder,
            "passage_prompt": self.passage_prompt,
            "passage_words": self.passage_words,
            "max_file_mb": self.max_file_mb,
        }


def load_settings(path: Path | None = None) -> Settings:
    """Read a settings file.

    Args:
        path: the file; None means `motamot.toml` of the current folder, if there is one.

    Returns:
        The file's settings, and the defaults for the rest.

    Raises:
        SettingsError: the file cannot be read, is not TOML, has an unknown key or a bad value.
    """
    source = Path(SETTINGS_FILE) if path is None else path
    if path is None and not source.exists():
        return Settings()
    try:
        table = tomllib.loads(source.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{source}: cannot be read ({error.strerror}); give a TOML file") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{source}: not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{source}: not valid TOML, {error}; see the README for an example") from error
    return _checked(table, source)


def _checked(table: Mapping[str, object], source: Path) -> Settings:
    """Return the settings of a parsed file; the first bad key is named."""
    known = ", ".join(field.name for field in fields(Settings))
    for key, value in table.items():
        rule = _RULES.get(key)
        if rule is None:
            raise SettingsError(f'{source}: unknown key "{key}"; expected one of {known}')
        expected, accepts = rule
        if not accepts(value):
            raise SettingsError(f'{source}: "{key}" must be {expected}, not {value!r}')
    values = {key: float(value) if key in _FRACTIONS else value for key, value in table.items()}  # type: ignore[arg-type]
    return Settings(**values)  # type: ignore[arg-type]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_filled_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_fraction(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_whole(low: int, high: int) -> Callable[[object], bool]:
    def accepts(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return accepts


_FRACTIONS = frozenset({"lexical_weight", "threshold"})
_FRACTION = ("a number from 0 to 1", _is_fraction)
_RULES: dict[str, tuple[str, Callable[[object], bool]]] = {
    "encoder": (f'"{EMBEDDED}", or the name or folder of a sentence-transformers model', _is_filled_text),
    "passage_words": ("a whole number from 20 to 1000", _is_whole(20, 1000)),
    "lexical_weight": _FRACTION,
    "k": ("a whole number from 1 to 200", _is_whole(1, 200)),
    "threshold": _FRACTION,
    "contact": ("a text", _is_text),
    "notice": ("a text", _is_text),
    "query_prompt": ("a text", _is_text),
    "passage_prompt": ("a text", _is_text),
    "max_file_mb": ("a whole number from 1 to 2000", _is_whole(1, 2000)),
    "glossary": ("the name of a file", _is_filled_text),
    "feedback": ("true or false", _is_flag),
    "feedback_days": ("a whole number from 1 to 3650", _is_whole(1, 3650)),
}
"""For each key: what is expected, in words, and whether a value is that."""
