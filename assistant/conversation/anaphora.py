"""Pronouns, possessives and demonstratives of a follow-up, to what they stand for.

A subject that follows its verb is put before it, as French does: "Quand a-t-il ouvert ?" → "Quand le canal
a-t-il ouvert ?"; an object after it: "Qui l'a creusé ?" → "Qui a creusé le canal ?". A pronoun that its own
question explains ("Combien de gares la région gère-t-elle ?") stays.
"""

import re

from assistant.conversation.state import Mention, State
from assistant.conversation.topic import COUNTED, with_words
from assistant.french import analyse, find_dates, fold, noun_phrases
from assistant.french.clauses import (
    Inversion,
    inversions,
    pronoun_agreement,
    question_phrase,
    without_agreement,
)
from assistant.french.phrases import complements, elided, of

SPEAKS_FOR_ITSELF = 6
"""Content words from which a question is taken to hold what its pronouns stand for."""

_I = re.IGNORECASE
WEATHER = re.compile(
    r"\btemps\s+(?:fait|fera|faisait)(?:-t)?-il\b|\b(?:pleut|neige|gèle|pleuvra|neigera)(?:-t)?-il\b"
    r"|\b(?:fait|fera)(?:-t)?-il\s+(?:beau|chaud|froid|jour|nuit)\b"
    r"|\bil\s+(?:pleut|neige|gèle|fait\s+(?:beau|chaud|froid|jour|nuit))\b",
    _I,
)
_IMPERSONAL = re.compile(
    rf"{WEATHER.pattern}|\by[ -]a[ -]t[-',\s]*il\b(?!\s+\w+(?:é|és|ée|ées)\b)"
    r"|\b(?:existe|faut|pleut|agit|reste|suffit|semble|arrive|se\s+passe|se\s+passer)[- ]?t?[- ]il\b"
    r"|\best[- ]il\s+(?:possible|prévu|prevu|vrai|question|obligatoire|interdit|nécessaire)\b"
    r"|\bil\s+(?:y\s+(?:a|avait|aura)|existe|faut|s['’]agit|suffit|est\s+(?:possible|prévu|prevu|vrai|question))\b",
    _I,
)
_HAS = r"(?:a|ont|avait|avaient|aura|auront|est|sont|était|étaient|fut|furent|eut|eurent)"
_OBJECT = re.compile(
    r"\b(?:qui|quand|comment|pourquoi|on|nous|vous|se|ne|où|je|tu)\s+(?P<pronoun>l['’]|(?:la|les?|lui|leur)\s+)"
    rf"(?P<verb>(?:{_HAS}\s+)?[^\W\d_]+)(?=\s*[?.!]*$|\s+(?:pas|par|à|au|aux|en|dans|pour|avec|depuis|sur|chez|il|contre)\b)"
    r"|(?<!\w['’])\b(?P<pronoun_2>l['’](?=a|on)|les\s+(?=a|on)|lui\s+|leur\s+(?=a|on))"
    r"(?P<verb_2>(?:a|ont|avait|avaient|aura|auront|aurait)\s+[^\W\d_]+)(?![\w-])",
    _I,
)
_LOCATIVE = re.compile(r"\by\s+(?!(?:en\s+)?(?:a|avait|aura)\b(?![- ]t[- ]\w+\s+\w+(?:é|és|ée|ées)\b))(?=\w)", _I)
_COUNTED_EN = re.compile(r"\bcombien\s+(?P<y>y\s+)?en\s+(?=\w)", _I)
_OF_IT = re.compile(
    r"\b(?:qui|quand|comment|pourquoi|que|on)\s+(?P<pronoun>en\s+)(?=(?:est|sont|était|[a-zà-ÿ]+e|[a-zà-ÿ]+ent|a|ont)\s)"
)
_TAKES_A = re.compile(r"\b(?:particip|adh[éeè]r|acc[éeè]d|assist|contribu|renonc|inscri|recour|si[éeè]g|appart)", _I)
_POSSESSIVE = re.compile(r"\b(?P<owner>son|sa|ses|leurs?)\s+(?P<noun>\w+)", _I)
_DEMONSTRATIVE = re.compile(
    r"\bc(?:e|et|ette|es)\s+derni(?:er|ère)s?\b(?!\s+(?:ans?|années?|mois|semaines?|jours?|temps))|\b(?:celui|celle|ceux|celles)-(?:ci|là)\b|\b(?:cela|ça|là-bas)\b"
    r"|(?<![-‐])(?<!est\s)\b(?P<this>ce|cet|cette|ces)\s+(?!(?:que|qu|qui|sont|année|mois|jour|soir|semaine|derni\w+|moment)\b)"
    r"(?:(?:deux|trois|quatre|cinq|six|dix|nouve\w+|même|grande?s?|petite?s?)\s+)?(?P<noun>\w+)",
    _I,
)
_WHICH = re.compile(r"^(?P<lead>(?:(?:dans|de|pour|par|avec|sur|à)\s+)?)(?P<which>(?:les|la|le)?quel(?:le)?s?)\s+(?=\w)", _I)
_PLAIN = re.compile(r"(?:\b(?P<that>qu|s|lorsqu|puisqu|parce qu)['’]|(?<![-\w]))\b(?P<pronoun>ils?|elles?|eux|lui)\b(?!-)", _I)
_THAT = {"qu": "que", "s": "si", "lorsqu": "lorsque", "puisqu": "puisque", "parce qu": "parce que"}
_AFTER_VERB = re.compile(r"(?:\s+(?:pas|plus|été|jamais|bien|alors|d'abord))*(?P<participle>\s+[^\W\d_]+(?:é|i|u|t|s|is)e?s?(?![\w'’-]))?", _I)
_INFINITIVE = re.compile(r"(?:\s+\w+['’]?)?\s*[^\W\d_]+(?:er|ir|re)\b")
_ACTS = re.compile(r"\s\w+(?:er|ir|re)\s+(?:de|à|pour|par|sur|dans)\s+$|qu['’]$")
_COMPOUND = re.compile(_HAS + r"$", _I)


def readings(body: str, state: State) -> list[str]:
    """Return the question with what its pronouns stand for, once for each plausible subject.

    Args:
        body: a question, words that open on what came before left out.
        state: of the conversation so far.

    Returns:
        The body alone, unchanged, when it holds no pronoun, or names what its pronouns stand for.
    """
    if len(set(analyse(body))) >= SPEAKS_FOR_ITSELF:
        return [body]
    inverted = _free_inversion(body)
    named = inverted is None and any(each.pronoun[0] in "ie" for each in inversions(body))
    plain = None if inverted or named else _free_plain(body)
    wanted = inverted.pronoun if inverted else plain["pronoun"].lower() if plain else ""
    subjects = state.standing_for(pronoun_agreement(wanted)) if wanted else []
    texts = []
    for subject in subjects or [None]:
        text = body
        if subject is not None and inverted:
            text = _with_subject(body, inverted, subject.text)
        elif subject is not None and plain:
            that = f"{_THAT[plain['that'].lower()]} " if plain["that"] else ""
            text = body[: plain.start()] + that + subject.text + body[plain.end() :]
        texts += _others(text, state, subject)
    return list(dict.fromkeys(texts))


def _others(text: str, state: State, subject: Mention | None) -> list[str]:
    """Replace the pronouns that are no subjects; a possessive belongs to the subject where there is a pronoun."""
    said = subject.text if subject else ""
    text = _counted(text, state)
    text = _with_object(text, state, said)
    text = _with_place(text, state, said)
    text = _with_of(text, state, said)
    if subject is not None:
        return [text]
    owned = _POSSESSIVE.search(text)
    inverted = next((each.start for each in inversions(text) if each.pronoun[0] in "ie"), len(text))
    if owned and owned.start() < inverted and _is_free(text, owned.start()):
        owners = state.standing_for(pronoun_agreement(owned["owner"]))
        return [_owned(text, owned, each.text) for each in owners] or [text]
    which = _WHICH.match(text)
    if which and which["which"].lower() in ("lequel", "laquelle", "lesquels", "lesquelles"):
        return _which(text, which, state)
    return _shown(text, state)


def _is_free(body: str, position: int) -> bool:
    """Whether nothing before the pronoun, what is counted aside, can be what it stands for."""
    counted = COUNTED.search(body)
    before = body[:position]
    explained = any(
        (p.end <= position or _ACTS.search(body[p.start : position]))
        and not (counted and p.start <= counted.start("focus") < p.end)
        for p in noun_phrases(body)
    )
    telegraphic = question_phrase(body) is None and len(set(analyse(before))) >= 2
    return not explained and not telegraphic and not re.search(r"[A-ZÀ-Þ]\w*\s+[A-ZÀ-Þ]", before)


def _free_inversion(body: str) -> Inversion | None:
    """The first subject pronoun after its verb that nothing before the verb explains."""
    impersonal = [(each.start(), each.end()) for each in _IMPERSONAL.finditer(body)]
    for each in inversions(body):
        if each.pronoun[0] not in "ie" or any(start < each.end <= end for start, end in impersonal):
            continue
        opening = question_phrase(body)
        between = body[opening.end if opening else 0 : each.start]
        if opening and opening.noun and re.match(r"[A-ZÀ-Þ]", opening.noun.split()[-1]):
            return None
        if re.search(r"[A-ZÀ-ÞŁŚ]\w|\d", between):
            return None
        between = re.sub(r"^(?:[\s,]*(?:est-ce que?['’]?|donc|alors|de|des|du|d['’]|à|aux?)\s+)*", "", between)
        if not opening or not opening.noun:
            return None if analyse(between) else each
        alone = re.search(r"(?<!de)(?<!à)\s(?:la|les|un|une|des|ces?t?|cette)\s|(?<!de)(?<!à)\sl['’]", f" {between}")
        return None if alone else each
    return None


def _free_plain(body: str) -> re.Match[str] | None:
    """The first subject pronoun before its verb, or pronoun after a preposition, that nothing explains."""
    personal = _IMPERSONAL.sub(lambda match: "." * len(match.group()), body)
    found = _PLAIN.search(personal)
    if found is None or re.search(r"\b(?:qui|quand|ne|on)\s+$", body[: found.start()]) and found["pronoun"] in ("lui",):
        return None
    before = body[: found.start()]
    explained = any(p.start < found.start() for p in noun_phrases(body)) and COUNTED.search(before) is None
    named = re.search(r"\s[A-ZÀ-Þ]\w", before)
    return found if _is_free(body, found.start()) and not explained and not named else None


def _with_subject(body: str, inverted: Inversion, subject: str) -> str:
    """ "Quand a-t-il ouvert ?" → "Quand X a-t-il ouvert ?"; "Que fait-il ?" → "Que fait X ?"."""
    opening = question_phrase(body)
    head = body[: inverted.start]
    bare = opening is not None and not opening.noun and not opening.adverbial and not head[opening.end :].strip()
    if not bare or "combien" in head.lower():
        return f"{head}{subject} {body[inverted.start :]}"
    verb = re.sub(r"-\s?(?:t[-'’ ]?)?\w+$|\s(?:t[-'’ ])?\w+$", "", body[inverted.start : inverted.end])
    rest = body[inverted.end :]
    after = _AFTER_VERB.match(rest) if _COMPOUND.search(verb) and verb.lower() not in ("est", "sont") else None
    modal = _INFINITIVE.match(rest) if re.search(r"\b(?:peu|doi|va|vont|pourr|devr)\w*$", verb, _I) else None
    cut = modal.end() if modal else after.end() if after and after["participle"] else 0
    return f"{head}{verb}{rest[:cut]} {subject}{rest[cut:]}"


def _counted(body: str, state: State) -> str:
    """ "Combien en compte-t-il ?" → "Combien de lits compte-t-il ?"."""
    found = _COUNTED_EN.search(body)
    if found is None or not state.measure:
        return body
    y = "y " if found["y"] else ""
    return f"{body[: found.start()]}{body[found.start()]}ombien {elided('de', state.measure)} {y}{body[found.end() :]}"


def _with_object(body: str, state: State, said: str) -> str:
    """ "Qui l'a créé ?" → "Qui a créé X ?"; "Qui lui succède ?" → "Qui succède à X ?"."""
    for each in inversions(body):
        clitic = next((c for c in each.clitics if c in ("le", "la", "les", "l'", "lui", "leur")), "")
        if clitic:
            start = re.compile(re.escape(clitic[:-1]) + r"\w?['’]?\s*", _I).search(body, each.start)
            return _moved(body, start.start(), start.end(), each.end, clitic, state, said) if start else body
    found = _OBJECT.search(body)
    if found is None:
        return body
    kind = "pronoun" if found["pronoun"] else "pronoun_2"
    if kind == "pronoun" and not _is_free(body, found.start(kind)):
        return body
    verb = "verb" if kind == "pronoun" else "verb_2"
    helped = re.match(rf"{_HAS}\s+(?=\w)", found[verb], _I)
    until = found.start(verb) + len(helped.group().rstrip()) if helped else found.end(verb)
    return _moved(body, found.start(kind), found.end(kind), until, found[kind].strip(), state, said)


def _moved(body: str, start: int, end: int, until: int, clitic: str, state: State, said: str) -> str:
    """Take the pronoun at `start` to `end` away, and put what it stands for after the verb that ends at `until`."""
    dative = clitic.lower() in ("lui", "leur")
    wanted = pronoun_agreement("les" if clitic.lower() == "leur" else clitic)
    found = state.standing_for(wanted, but=said)
    if not found:
        return body
    thing = found[0].text
    verb = re.search(r"(?P<help>\w+)(?:-\s?(?:t[-'’ ])?\w+)?$", body[:until])
    after = _AFTER_VERB.match(body, until) if verb and re.fullmatch(_HAS, verb["help"], _I) else None
    tail = ""
    if after is not None:
        words = after.group().rsplit(" ", 1)
        tail = f"{words[0]} {without_agreement(words[1])}" if after["participle"] and len(words) > 1 else after.group()
    rest = body[after.end() if after is not None else until :]
    added = to(thing) if dative else thing
    return f"{body[:start]}{body[end:until]}{tail} {added}{rest}"


def to(phrase: str) -> str:
    """Return the phrase after "à": "le dispositif" → "au dispositif", "les élèves" → "aux élèves"."""
    opening = re.match(r"(?P<article>les?)\s+(?=\S)", phrase, _I)
    if opening is None:
        return f"à {phrase}"
    return f"{'aux' if opening['article'].lower() == 'les' else 'au'} {phrase[opening.end() :]}"


def _with_place(body: str, state: State, said: str) -> str:
    """ "Combien de médecins y exercent ?" → "Combien de médecins exercent dans X ?"."""
    there = _LOCATIVE.search(body)
    if there is None or not _is_free(body, there.start()):
        return body
    rest = body[: there.start()] + body[there.end() :]
    standing = state.standing_for(pronoun_agreement("y"), but=said)
    where = [c for c in complements(state.question) if c.kind == "à" and state.question[c.start : c.noun].strip() != "sur"]
    takes_a = _TAKES_A.match(body, there.end())
    if standing and takes_a:
        return with_words(rest, to(standing[0].text), joint=" ")
    place = state.question[where[-1].start : where[-1].end] if where else ""
    if place and (not standing or standing[0].text in (said, "") or fold(standing[0].text)[-6:] == fold(place)[-6:]):
        return with_words(rest, place, joint=" ")
    return with_words(rest, f"dans {standing[0].text}", joint=" ") if standing else body


def _with_of(body: str, state: State, said: str) -> str:
    """ "Qui en est responsable ?" → "Qui est responsable de X ?"."""
    found = _OF_IT.search(body)
    standing = state.standing_for(pronoun_agreement("en"), but=said)
    if found is None or not standing or find_dates(body[found.start("pronoun") :]):
        return body
    rest = body[: found.start("pronoun")] + body[found.end("pronoun") :]
    return with_words(rest, of(standing[0].text), joint=" ")


def _owned(body: str, owned: re.Match[str], topic: str) -> str:
    """ "ses missions" → "les missions de la CPTS"."""
    owner, noun = owned["owner"].lower(), owned["noun"]
    article = {"son": "le", "sa": "la", "leur": "le"}.get(owner, "les")
    phrase = next((p for p in noun_phrases(body) if p.start == owned.start()), None)
    end = phrase.end if phrase else owned.end()
    inverted = next((each.start for each in inversions(body) if each.start > owned.start()), end)
    end = owned.start("noun") + len(body[owned.start("noun") : min(end, max(inverted, owned.end()))].rstrip())
    noun = body[owned.start("noun") : end]
    return f"{body[: owned.start()]}{elided(article, noun)} {of(topic)}{body[end:]}"


def _which(body: str, which: re.Match[str], state: State) -> list[str]:
    """ "Lesquelles enseignent la musique ?" → "Quelles universités enseignent la musique ?"."""
    standing = state.standing_for(pronoun_agreement(which["which"]))
    noun = re.sub(r"^(?:(?:les?|la)\s+|l['’])", "", standing[0].text) if standing else ""
    asks = re.sub(r"^(?:les?|la)", "", which["which"], flags=_I)
    if not noun or not noun[0].islower():
        return [body]
    asks = asks.capitalize() if not which["lead"] else asks
    return [f"{which['lead']}{asks} {noun} {body[which.end() :]}"]


def _shown(body: str, state: State) -> list[str]:
    """ "cette garantie" → "la garantie de revenus", where the conversation named one; "cela" → its subject."""
    shown = _DEMONSTRATIVE.search(body)
    if shown is None or not _is_free(body, shown.start()):
        return [body]
    phrases = noun_phrases(body)
    if shown["this"]:
        named = state.named(shown["noun"])
        last = next((p.end for p in phrases if p.start == shown.start()), shown.end())
        if named and analyse(body[shown.start("noun") : last])[:2] == analyse(shown["noun"]):
            return [_placed(body, shown.start(), shown.end(), named.text)]
        if named or last > shown.end() or len(set(analyse(body))) > 2:
            return [body]
        standing = state.standing_for(pronoun_agreement(shown["this"]))
    else:
        vague = fold(shown.group()) in ("ca", "cela")
        if vague and phrases:
            return [body]
        standing = state.standing_for(pronoun_agreement(shown.group()))
    return [_placed(body, shown.start(), shown.end(), each.text) for each in standing] or [body]


def _placed(body: str, start: int, end: int, phrase: str) -> str:
    """Put a phrase there, joined to the "de" or "à" before it."""
    joint = re.search(r"\b(?P<word>de|à)\s+$", body[:start], _I)
    if joint is None:
        return body[:start] + phrase + body[end:]
    return body[: joint.start()] + (of(phrase) if joint["word"].lower() == "de" else to(phrase)) + body[end:]
