"""A fragment that only asks ("Pourquoi ?", "En quelle année ?", "Quel budget ?"), to a whole question.

What the question before asserts is asked for with other question words: "Où la reine est-elle née ?" and
"Quand ?" make "Quand la reine est-elle née ?"; "Qui a fondé la ville ?" makes "Quand a-t-on fondé la ville ?".
"""

import re

from assistant.conversation.state import State
from assistant.conversation.topic import with_words
from assistant.french import find_dates
from assistant.french.clauses import AFTER_VERB, HAS, QuestionPhrase, inversions, question_phrase
from assistant.french.phrases import elided

_I = re.IGNORECASE
_WHO = re.compile(r"^qui\s+(?P<verb>(?:a|ont)\s+(?:été\s+)?[^\W\d_]+|[a-zà-ÿ]{2,}(?:e|it|d))\s+(?=\S)", _I)
_STYLISTIC = re.compile(
    rf"^\s*(?:se\s+|s['’])?(?:{HAS}\s+(?:été\s+)?)?[^\W\d_]+\s+(?:(?:les?|la|une?)\s|l['’]|[A-ZÀ-Þ])"
)
_BARE = frozenset({"est", "sont", "était", "étaient", "a", "ont"})


def asked_again(earlier: str, fragment: str, opening: QuestionPhrase) -> str | None:
    """Ask what the earlier question is about with the fragment's question words.

    Args:
        earlier: standing alone.
        fragment: question words and nothing else ("en quelle année").
        opening: the fragment's.

    Returns:
        None where the earlier question has no clause that would stand with them.
    """
    before = question_phrase(earlier)
    asks = fragment[:1].upper() + fragment[1:]
    if not opening.adverbial or find_dates(fragment):
        return None
    if before is None:
        if next(inversions(earlier), None) is None:
            return None
        plain = re.match(r"(?:Les?|La|Une?|Cette|Cet?|Ces)\s|L['’]", earlier)
        return f"{asks} {earlier[:1].lower() if plain else earlier[:1]}{earlier[1:]}"
    rest = earlier[before.end :]
    who = _WHO.match(earlier)
    if who and who["verb"].lower() not in _BARE:
        first, _, second = re.sub(r"\bété\s+", "", who["verb"]).partition(" ")
        first = {"ont": "a"}.get(first.lower(), first)
        link = "-t-on" if first[-1] in "aeé" else "-on"
        return f"{asks} {first}{link}{f' {second}' if second else ''} {earlier[who.end() :]}"
    inverted = next(iter(inversions(earlier)), None)
    if before.adverbial and not before.noun:
        stands = inverted is not None or _STYLISTIC.match(rest) or re.match(r"\s*est-ce\s", rest)
        return asks + rest if stands else None
    if inverted is None:
        return None
    subject = _subject_start(earlier, before.end, inverted.start)
    if subject is None:
        return None
    if before.adverbial:
        return f"{asks} {earlier[subject:]}"
    if not before.noun:
        return None
    which, noun = before.noun.lower().split()[0], earlier[before.start_of_noun : subject].strip()
    article = "le" if which == "quel" else "la" if which == "quelle" else "les"
    helped = (
        AFTER_VERB.match(earlier, inverted.end)
        if re.match(rf"{HAS}\b", earlier[inverted.verb :], _I)
        else None
    )
    cut = helped.end() if helped else inverted.end
    return f"{asks} {earlier[subject:cut]} {elided(article, noun)}{earlier[cut:]}"


def _subject_start(earlier: str, after: int, before: int) -> int | None:
    """Where the noun phrase starts that stands between the question words and the inverted verb."""
    between = earlier[after:before]
    if not between.strip():
        return None
    opening = re.search(
        r"(?<!de)(?<!à)\s(?=(?:les?|la|cette|cet?|ces|un|une)\s|l['’])|\s(?=[A-ZÀ-ÞŁŚ])", between
    )
    return after + opening.end() if opening else None


def with_subject(body: str, state: State) -> str:
    """Add what the conversation is about to a question too short to stand alone: "Quel budget pour X ?"."""
    subject = state.subject
    return with_words(body, f"pour {subject.text}", joint=" ") if subject else body
