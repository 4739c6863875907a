"""Pronouns that are no subjects ("l'", "lui", "y", "en"), to what they stand for, after the verb."""

import re

from assistant.conversation.state import State
from assistant.conversation.topic import is_free, with_words
from assistant.french import find_dates, fold
from assistant.french.clauses import (
    AFTER_VERB,
    HAS,
    Agreement,
    inversions,
    plural,
    pronoun_agreement,
    without_agreement,
)
from assistant.french.phrases import complements, elided, of

_I = re.IGNORECASE
_MAY = r"(?:peu(?:t|vent|x)|doi(?:t|vent|s)|va|vont|faut-il|(?:peut|doit|va)-(?:t-)?on|puis-je|pouvons-nous)"
_IS = r"(?:est|sont|était|étaient|fut|furent|sera|seront)\b"
_BEFORE_OBJECT = rf"(?:qui|on|nous|vous|se|ne|je|tu|quel(?:le)?s?\s+(?!{_IS})[^\W\d_]+)"
_THEN = r"(?=\s*[?.!]*$|\s+(?:pas|par|à|au|aux|en|dans|pour|avec|depuis|sur|chez|il|contre)\b)"
_OF_FINITE = (
    rf"\b{_BEFORE_OBJECT}\s+(?P<pronoun>l['’]|(?:la|les?|lui|leur)\s+)(?P<verb>(?:{HAS}\s+)?[^\W\d_]+){_THEN}"
)
_OF_COMPOUND = (
    r"(?<!\w['’])\b(?P<pronoun_2>l['’](?=a|on)|les\s+(?=a|on)|lui\s+|leur\s+(?=a|on))"
    r"(?P<verb_2>(?:a|ont|avait|avaient|aura|auront|aurait)\s+[^\W\d_]+)(?![\w-])"
)
_OF_INFINITIVE = (
    rf"\b(?:{_MAY}|comment|où|fai(?:t|re|s)\s+pour)\s+(?P<pronoun_3>l['’]|(?:la|les?)\s+)"
    rf"(?P<verb_3>[^\W\d_]+(?:er|ir|re))(?![\w-])(?:(?=\s+\w+ment\b)|{_THEN})"
)
_OBJECT = re.compile(rf"{_OF_FINITE}|{_OF_COMPOUND}|{_OF_INFINITIVE}", _I)
_GIVEN = re.compile(
    r"^(?:qui|que|qu['’]on)\s+(?P<pronoun>(?:lui|leur)\s+)(?=[^\W\d_]+\s+(?:les?|la|une?|des?|du)\b|\w+\s+l['’])",
    _I,
)
"""Something is given to them: "Qui leur verse une prime ?", "Que leur propose la région ?"."""
_CUT_VOWEL = re.compile(r"\b(?P<kept>qu|[sdnljmtc])['’]$", _I)
_FULL_VOWEL = re.compile(r"\b(?P<kept>qu|[snjmt])e\s$", _I)
_LOCATIVE = re.compile(
    r"\by\s+(?!(?:en\s+)?(?:a|avait|aura)\b(?!\s+(?:droit|acc[èe]s)\b)(?![- ]t[- ]\w+\s+\w+(?:é|és|ée|ées)\b))(?=\w)",
    _I,
)
_COUNTED_EN = re.compile(r"\bcombien\s+(?P<y>y\s+)?en\s+(?=\w)", _I)
_OF_IT = re.compile(
    r"\b(?:[Qq]ui|quand|comment|pourquoi|que|on|combien\s+d\S+(?:\s\w+)?)\s+(?P<pronoun>en\s+)"
    r"(?=(?:est|sont|était|font|fait|[a-zà-ÿ]+e|[a-zà-ÿ]+ent|a|ont)(?:\s|$))",
    _I,
)
_OF_IT_INVERTED = re.compile(r"(?<![\w'’-])(?P<pronoun>en\s+)(?=[^\W\d_]+-(?:t-)?(?:ils?|elles?|on)\b)", _I)
_OF_A_KIND = re.compile(r"(?:qu['’ ]?est[- ]ce\s+qu['’]|c['’]est\s+quoi,?\s+)une?\s", _I)
"""What is asked of one is asked of them all: "Qu'est-ce qu'un phare ?", then "Qui les construit ?"."""
_SOME = re.compile(r"(?:trouv|compt|exist|voi|vend)\w+", _I)
_TAKES_A = re.compile(
    r"\b(?:particip|adh[éeè]r|acc[éeè]d|assist|contribu|renonc|inscri|recour|si[éeè]g|appart|(?:a|ont|avoir)\s+(?:droit|acc[èe]s))",
    _I,
)


def with_objects(body: str, state: State, said: str) -> list[str]:
    """Replace the pronouns of a question that are no subjects.

    Args:
        body: the question, its subject pronoun replaced already.
        state: of the conversation so far.
        said: what that subject stands for, which no other pronoun can; "" without one.

    Returns:
        The question, once for each of the things that "et" joins where its object may be any of them.
    """
    bodies = _with_object(_counted(body, state), state, said)
    return [_with_of(_with_place(each, state, said), state, said) for each in bodies]


def _counted(body: str, state: State) -> str:
    """ "Combien en compte-t-il ?" → "Combien de lits compte-t-il ?"."""
    found = _COUNTED_EN.search(body)
    several = state.standing_for(Agreement("", True)) or state.standing_for(Agreement())
    if found is None or not several:
        return body
    things = state.measure or _things(several[0].text)
    y = "y " if found["y"] else ""
    return (
        f"{body[: found.start()]}{body[found.start()]}ombien {elided('de', things)} {y}{body[found.end() :]}"
    )


def _with_object(body: str, state: State, said: str) -> list[str]:
    """ "Qui l'a créé ?" → "Qui a créé X ?"; "Qui lui succède ?" → "Qui succède à X ?"."""
    for each in inversions(body):
        clitic = next((c for c in each.clitics if c in ("le", "la", "les", "l'", "lui", "leur")), "")
        if clitic:
            start = re.compile(re.escape(clitic[:-1]) + r"\w?['’]?\s*", _I).search(body, each.start)
            return (
                _moved(body, start.start(), start.end(), each.end, clitic, state, said) if start else [body]
            )
    given = _GIVEN.match(body)
    if given:
        wanted = pronoun_agreement("les" if given["pronoun"].lower().startswith("leur") else "lui")
        rest = rejoined(body[: given.start("pronoun")], body[given.end() :])
        return [
            with_words(rest, to(each.text), joint=" ") for each in state.standing_for(wanted, but=said)
        ] or [body]
    found = _OBJECT.search(body)
    if found is None:
        return [body]
    kind = next(name for name in ("pronoun", "pronoun_2", "pronoun_3") if found[name])
    if kind == "pronoun" and not is_free(body, found.start(kind)):
        return [body]
    verb = kind.replace("pronoun", "verb")
    helped = re.match(rf"{HAS}\s+(?=\w)", found[verb], _I)
    until = found.start(verb) + len(helped.group().rstrip()) if helped else found.end(verb)
    return _moved(body, found.start(kind), found.end(kind), until, found[kind].strip(), state, said)


def _moved(body: str, start: int, end: int, until: int, clitic: str, state: State, said: str) -> list[str]:
    """Take the pronoun at `start` to `end` away, and put what it stands for after the verb that ends at `until`."""
    dative = clitic.lower() in ("lui", "leur")
    wanted = pronoun_agreement("les" if clitic.lower() == "leur" else clitic)
    found = state.standing_for(wanted, but=said, whole=True)
    if not found and wanted.plural and state.subject and _OF_A_KIND.match(state.question):
        found = [state.subject]
    if not found:
        return [body]
    verb = re.search(r"(?P<help>\w+)(?:-\s?(?:t[-'’ ])?\w+)?$", body[:until])
    after = AFTER_VERB.match(body, until) if verb and re.fullmatch(HAS, verb["help"], _I) else None
    tail = ""
    if after is not None:
        words = after.group().rsplit(" ", 1)
        tail = (
            f"{words[0]} {without_agreement(words[1])}"
            if after["participle"] and len(words) > 1
            else after.group()
        )
    rest = body[after.end() if after is not None else until :]
    things = [to(each.text) if dative else each.text for each in found]
    head = rejoined(body[:start], body[end:until])
    return [f"{head}{tail} {thing}{rest}" for thing in things]


def rejoined(head: str, tail: str) -> str:
    """Join what stood around a word taken away: "s'" and "rendre" → "se rendre", "ne " and "a" → "n'a"."""
    sounds = elided("de", tail).startswith("d'") if tail[:1].isalpha() else False
    cut, full = _CUT_VOWEL.search(head), _FULL_VOWEL.search(head)
    if cut and not sounds:
        return f"{head[: cut.end('kept')]}e {tail}"
    if full and sounds:
        return f"{head[: full.end('kept')]}'{tail}"
    return head + tail


def placed(body: str, start: int, end: int, phrase: str) -> str:
    """Put a phrase there, joined to the "de" or "à" before it."""
    joint = re.search(r"\b(?P<word>de|à)\s+$", body[:start], _I)
    if joint is None:
        return body[:start] + phrase + body[end:]
    return body[: joint.start()] + (of(phrase) if joint["word"].lower() == "de" else to(phrase)) + body[end:]


def to(phrase: str) -> str:
    """Return the phrase after "à": "le dispositif" → "au dispositif", "les élèves" → "aux élèves"."""
    opening = re.match(r"(?P<article>les?)\s+(?=\S)", phrase, _I)
    if opening is None:
        return f"à {phrase}"
    return f"{'aux' if opening['article'].lower() == 'les' else 'au'} {phrase[opening.end() :]}"


def _with_place(body: str, state: State, said: str) -> str:
    """ "Combien de médecins y exercent ?" → "Combien de médecins exercent dans X ?"."""
    there = _LOCATIVE.search(body)
    before_verb = there is not None and any(
        each.start <= there.start() < each.verb for each in inversions(body)
    )
    if there is None or not (before_verb or is_free(body, there.start())):
        return body
    rest = rejoined(body[: there.start()], body[there.end() :])
    standing = state.standing_for(pronoun_agreement("y"), but=said)
    takes_a = _TAKES_A.match(body, there.end())
    if standing and takes_a:
        return with_words(rest, to(standing[0].text), joint=" ")
    place = _place_named(state)
    if place:
        return with_words(rest, place, joint=" ")
    return with_words(rest, f"dans {standing[0].text}", joint=" ") if standing else body


def _place_named(state: State) -> str:
    """The last place that the question before was about: "dans le centre de Foix", "à Tours"; "" for none."""
    for each in reversed(complements(state.question)):
        said = state.question[each.start : each.end]
        inside = re.match(r"(?:dans|chez|en)\s", said)
        if each.kind == "à" and inside and not each.named:
            found = (m for m in state.newest if each.start <= m.start <= each.noun)
            return next((f"{inside.group()}{m.text}" for m in found if inside.group() != "en "), "")
        if each.kind == "à" and each.named and not said.startswith(("sur", "vers")):
            return said
    return ""


def _with_of(body: str, state: State, said: str) -> str:
    """ "Qui en est responsable ?" → "Qui est responsable de X ?"."""
    found = _OF_IT.search(body) or _OF_IT_INVERTED.search(body)
    standing = state.standing_for(pronoun_agreement("en"), but=said)
    if found is None or not standing or find_dates(body[found.start("pronoun") :]):
        return body
    rest = rejoined(body[: found.start("pronoun")], body[found.end("pronoun") :])
    some = _SOME.match(body, found.end("pronoun"))
    if fold(of(standing[0].text)) in fold(rest):
        return body
    return with_words(rest, f"des {_things(standing[0].text)}" if some else of(standing[0].text), joint=" ")


def _things(phrase: str) -> str:
    """ "la maison de santé" → "maisons de santé"."""
    noun, _, rest = re.sub(r"^(?:(?:les?|la)\s+|l['’])", "", phrase).partition(" ")
    return f"{plural(noun)} {rest}".strip()
