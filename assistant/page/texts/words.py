"""What the interface says, as a record to be filled in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.page.thread import Language
from assistant.types import FlagReason


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language. `{…}` fields are filled by `str.format` with escaped values."""

    language: Language
    # page
    title: str
    motto: str
    skip: str
    language_label: str
    fresh: str
    documents: tuple[str, str]
    passages: tuple[str, str]
    built: str
    generation: str
    notice: str
    welcome: str
    explained: str
    examples: str
    ask_label: str
    ask_placeholder: str
    ask: str
    ask_hint: str
    conversation: str
    restored: str
    """Said once when a kept conversation was answered again by another generation."""
    # answer
    your_question: str
    unfold: str
    fold: str
    searching: str
    understood: str
    edit: str
    without: str
    go_on: str
    filters: str
    filter_names: Mapping[str, str]
    """By field of `assistant.types.Filters`, in the order of the page."""
    any_value: str
    any_time: str
    unfilter: str
    beyond_filters: str
    corrected: str
    places: str
    dates: str
    confidence: tuple[str, str, str]
    """High, fair, low."""
    open_source: str
    untitled: str
    date_in_text: str
    date_unknown: str
    page_number: str
    also_in: str
    related: str
    related_columns: tuple[str, str, str]
    """Date, value, quote."""
    sides: str
    sides_columns: tuple[str, str]
    """Side, quote."""
    empty_side: str
    superseded: str
    stale: str
    choices: str
    copy: str
    copied: str
    quotation: str
    consulted: str
    # opinion
    opinion: str
    useful: str
    useless: str
    flag_reasons: Mapping[FlagReason, str]
    unsaid: str
    thanks: str
    kept_for: str
    not_kept: str
    # refusal
    refused: str
    reasons: Mapping[str, str]
    """By reason code, and "courtesy" for a turn that asks nothing; empty where the assistant's own words are shown."""
    missing: str
    nearest: str
    not_an_answer: str
    covered: str
    contact: str
    # search
    searched: str
    milliseconds: str
    probability: str
    read_passages: str
    standalone: str
    # source panel
    source: str
    source_empty: str
    source_steps: tuple[str, str, str]
    verbatim: str
    verbatim_proof: str
    changed: str
    gone: str
    moved: str
    publisher: str
    date: str
    region: str
    file: str
    copies: str
    original: str
    back: str
    excerpt: str
    text_of: str
    # trouble
    empty: str
    too_long: str
    failed: str
    unexpected: str
