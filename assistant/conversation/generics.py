"""A definite noun that refers back: "Qui pilote l'opération ?" after a question that names one.

A noun that only says the kind of a thing ("l'opération", "le dispositif") stands for what the question before is about;
any other ("le musée") for what that question calls so, at more length ("le musée des Augustins").
"""

import re

from assistant.conversation.mentions import Mention
from assistant.conversation.objects import placed, to
from assistant.conversation.state import State
from assistant.french import analyse, find_places, noun_phrases
from assistant.french.phrases import of

MOST_TERMS = 3
"""Content words up to which a question leaves to the one before what such a noun stands for."""

_I = re.IGNORECASE
_DEFINITE = re.compile(r"(?P<article>(?:le|la|du|au)\s+|l['’])(?P<noun>[^\W\d_]+)", _I)
_ANYTHING = re.compile(r"op[ée]ration|dispositif|projet|mesure|initiative|d[ée]marche|exp[ée]rimentation", _I)
"""Said of whatever was spoken of."""
_KIND = re.compile(
    r"programme|plan|[ée]v[ée]nement|[ée]vènement|manifestation|concours|campagne|chantier|structure|organisme|"
    r"institution|association|[ée]tablissement|entreprise|instance",
    _I,
)
"""Said of what has a name: "la garantie de revenus" is no "plan"."""
_GOES_ON = re.compile(r"\s*(?:(?:qui|que|dont|où|de|du|des|pour|en|à|aux?)\b|(?:qu|d)['’]|[«\"(])", _I)
_NAME = re.compile(r"[\s'’«][A-ZÀ-Þ]")
_AGENT = ("celui qui ", "celle qui ", "ceux qui ")


def named_again(body: str, state: State) -> str:
    """Say what a definite noun stands for; the body unchanged where nothing tells, or where it names something itself.

    Args:
        body: a question without pronouns.
        state: of the conversation so far.
    """
    if len(set(analyse(body))) > MOST_TERMS or _NAME.search(body) or find_places(body):
        return body
    for phrase in noun_phrases(body):
        said = next(
            (m for m in _DEFINITE.finditer(body, phrase.start, phrase.end) if m.end() == phrase.end), None
        )
        if said is None or _GOES_ON.match(body, said.end()):
            continue
        meant = _meant(said["noun"], state)
        if meant is not None:
            return _put(body, said, meant.text)
    return body


def _meant(noun: str, state: State) -> Mention | None:
    """What the last question that names anything calls by that noun, or is about when the noun only says its kind."""
    named = next((of_one for of_one in state.mentions if of_one), ())
    things = [each for each in named if not each.shows.plural and not each.text.startswith(_AGENT)]
    same = [each for each in things if analyse(each.text)[:1] == analyse(noun)]
    if same:
        return same[0] if same[0].weight[1] and len(analyse(same[0].text)) > 1 else None
    if not (_ANYTHING.fullmatch(noun) or _KIND.fullmatch(noun)):
        return None
    about = next((each for each in things if each.weight[0]), None)
    return about if about and (_ANYTHING.fullmatch(noun) or about.text[:1].isupper()) else None


def _put(body: str, said: re.Match[str], meant: str) -> str:
    """A name goes after the noun, other words in its place: "l'opération Cap", "la garantie de revenus"."""
    if meant[:1].isupper():
        return f"{body[: said.end()]} {meant}{body[said.end() :]}"
    article = said["article"].lower().strip()
    if article in ("du", "au"):
        return body[: said.start()] + (of(meant) if article == "du" else to(meant)) + body[said.end() :]
    return placed(body, said.start(), said.end(), meant)
