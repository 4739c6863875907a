"""Pronouns, possessives and demonstratives of a follow-up, to what they stand for.

A subject that follows its verb is put before it, as French does: "Quand a-t-il ouvert ?" → "Quand le canal
a-t-il ouvert ?"; an object after it: "Qui l'a creusé ?" → "Qui a creusé le canal ?". A pronoun that its own
question explains ("Combien de gares la région gère-t-elle ?") stays.
"""

import re

from assistant.conversation.generics import named_again
from assistant.conversation.mentions import Mention
from assistant.conversation.objects import placed, with_objects
from assistant.conversation.state import State
from assistant.conversation.topic import COUNTED, is_free
from assistant.french import analyse, fold, noun_phrases
from assistant.french.clauses import (
    AFTER_VERB,
    HAS,
    Inversion,
    agreement,
    inversions,
    pronoun_agreement,
    question_phrase,
)
from assistant.french.phrases import elided, of

SPEAKS_FOR_ITSELF = 6
"""Content words from which a question is taken to hold what its pronouns stand for."""

_I = re.IGNORECASE
WEATHER = re.compile(
    r"\btemps\s+(?:fait|fera|faisait)(?:-t)?-il\b|\b(?:pleut|neige|gèle|pleuvra|neigera)(?:-t)?-il\b"
    r"|\b(?:fait|fera)(?:-t)?-il\s+(?:beau|chaud|froid|jour|nuit)\b"
    r"|\bil\s+(?:pleut|neige|gèle|fait\s+(?:beau|chaud|froid|jour|nuit))\b|\bheure\s+(?:est|était)-il\b",
    _I,
)
_IMPERSONAL = re.compile(
    rf"{WEATHER.pattern}|\by[ -](?:en[ -])?a[ -]t[-',\s]*il\b(?!\s+\w+(?:é|és|ée|ées)\b)"
    r"|\b(?:existe|faut|pleut|agit|reste|suffit|semble|arrive|se\s+passe|se\s+passer)[- ]?t?[- ]il\b"
    r"|\best[- ]il\s+(?:possible|prévu|prevu|vrai|question|obligatoire|interdit|nécessaire)\b"
    r"|\bil\s+(?:y\s+(?:a|avait|aura)|existe|faut|s['’]agit|suffit|est\s+(?:possible|prévu|prevu|vrai|question))\b",
    _I,
)
_POSSESSIVE = re.compile(
    r"\b(?P<owner>son|sa|ses|(?<!qui\s)(?<!que\s)(?<!on\s)(?<!ne\s)leur|leurs)\s+(?P<noun>\w+)", _I
)
_ANYONE = re.compile(
    r"\b(?:comment|où|ou|quand|pourquoi|que|faire|faut-il|peut|doit|va)\s+(?:se\s+|s['’])?[^\W\d_]+(?:er|ir|re)\b"
    r"|\b(?:pour|sans|de|à)\s+(?:se\s+|s['’])?(?!\w*(?:[aio]ire|ière|iers?|[nt]re)\b)[^\W\d_]+(?:er|ir|re)\b"
    r"|-(?:t-)?on\b|\bon\s",
    _I,
)
"""Said of anyone: what follows is the asker's ("Comment déclarer ses impôts ?")."""
_SHE = re.compile(r"\bquelle\s+(?:est|était|sera|fut)\s+$", _I)
_BESIDE_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]*\s+et\s+$")
_TIMES = r"(?:ans?|années?|mois|semaines?|jours?|temps|soir|moment)"
_THIS_LAST = rf"\bc(?:e|et|ette|es)\s+derni(?:er|ère)s?\b(?!\s+{_TIMES})"
_THAT_ONE = r"\b(?:celui|celle|ceux|celles)-(?:ci|là)\b"
_IS = r"(?:sont|ser(?:a|ait|ont|aient)|soi(?:t|ent)|étai(?:t|ent)|fut|furent)"
_NO_NOUN = rf"(?:{_IS}|qu[ei]?|ne?|doi(?:t|vent)|peu(?:t|vent)|va|vont|derni\w+|{_TIMES})"
_THIS = (
    rf"(?<![-‐])(?<!est\s)\b(?P<this>ce|cet|cette|ces)\s+(?!{_NO_NOUN}\b)"
    r"(?:(?:deux|trois|quatre|cinq|six|dix|nouve\w+|même|grande?s?|petite?s?)\s+)?(?P<noun>\w+)"
)
_DEMONSTRATIVE = re.compile(rf"{_THIS_LAST}|{_THAT_ONE}|\b(?:cela|ça|là-bas)\b|{_THIS}", _I)
_WHICH = re.compile(
    r"^(?P<lead>(?:(?:dans|de|pour|par|avec|sur|à)\s+)?)(?P<which>(?:les|la|le)?quel(?:le)?s?)\s+(?=\w)", _I
)
_PLAIN = re.compile(
    r"(?:\b(?P<that>qu|s|lorsqu|puisqu|parce qu)['’]|(?<![-\w]))\b(?P<pronoun>ils?|elles?|eux|lui)\b(?!-)", _I
)
_OF_PEOPLE = re.compile(
    r"\b(?:née?s?|morte?s?|décédée?s?|mariée?s?|élue?s?|nommée?s?|âge|études|étudié|métier|nationalité|prénom|enfance|épous\w*)\b",
    _I,
)
_HIM = re.compile(
    r"\b(?:à|avec|chez|contre|de|derrière|devant|entre|envers|par|pour|sans|selon|sur|après|avant)\s+$", _I
)
_PRONOUN_AFTER = re.compile(r"-\s?(?:t[-'’ ]?)?\w+$|\s(?:t[-'’ ])?\w+$")
_SAYS_NO = re.compile(r"\bn(?:e\s|['’])[^?]*$", _I)
"""A statement that denies ("Cela ne répond pas à ma question")."""
_THAT = {"qu": "que", "s": "si", "lorsqu": "lorsque", "puisqu": "puisque", "parce qu": "parce que"}
_INFINITIVE = re.compile(r"(?:\s+\w+['’]?)?\s*[^\W\d_]+(?:er|ir|re)\b")
_COMPOUND = re.compile(HAS + r"$", _I)


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
    person = _OF_PEOPLE.search(body) is not None
    takes_object = inverted is not None and {"le", "la", "les", "l'"} & set(inverted.clitics)
    subjects = (
        state.standing_for(pronoun_agreement(wanted), person=person or bool(takes_object)) if wanted else []
    )
    texts = []
    candidates: list[Mention | None] = [*subjects] or [None]
    for subject in candidates:
        text = body
        if subject is not None and inverted:
            text = _with_subject(body, inverted, subject.text)
        elif subject is not None and plain:
            that = f"{_THAT[plain['that'].lower()]} " if plain["that"] else ""
            text = placed(body, plain.start(), plain.end(), that + subject.text)
        texts += _others(text, state, subject)
    return list(dict.fromkeys(texts))


def _others(text: str, state: State, subject: Mention | None) -> list[str]:
    """Replace the pronouns that are no subjects; a possessive belongs to the subject where there is a pronoun."""
    said = subject.text if subject else ""
    text, *others = with_objects(text, state, said)
    if subject is not None or others:
        return [text, *others]
    owned = _POSSESSIVE.search(text)
    inverted = next((each.start for each in inversions(text) if each.pronoun[0] in "ie"), len(text))
    if (
        owned
        and not _has_owner(text[: owned.start()], owned["owner"])
        and owned.start() < inverted
        and is_free(text, owned.start())
    ):
        owners = state.standing_for(pronoun_agreement(owned["owner"]))
        return [_owned(text, owned, each.text) for each in owners] or [text]
    which = _WHICH.match(text)
    if which and which["which"].lower() in ("lequel", "laquelle", "lesquels", "lesquelles"):
        return _which(text, which, state)
    return _shown(text, state)


def _has_owner(before: str, owner: str) -> bool:
    """Whether the words before a possessive tell whose it is: anyone's, or that of a name joined to it."""
    anyone = owner[0].lower() == "s" and _ANYONE.search(before) is not None
    return anyone or _BESIDE_NAME.search(before) is not None


def _free_inversion(body: str) -> Inversion | None:
    """The first subject pronoun after its verb that nothing before the verb explains."""
    impersonal = [(each.start(), each.end()) for each in _IMPERSONAL.finditer(body)]
    for each in inversions(body):
        if each.pronoun[0] not in "ie" or any(start < each.end <= end for start, end in impersonal):
            continue
        opening = question_phrase(body)
        between = body[opening.end if opening else 0 : each.start]
        if re.search(r"[A-ZÀ-ÞŁŚ]\w|\d", between):
            return None
        between = re.sub(
            r"^(?:[\s,]*(?:est-ce que?['’]?|donc|alors|de|des|du|d['’]|à|aux?)\s+)*", "", between
        )
        if not opening or not opening.noun:
            return None if analyse(between) else each
        alone = re.search(
            r"(?<!de)(?<!à)\s(?:la|les|un|une|des|ces?t?|cette)\s|(?<!de)(?<!à)\sl['’]", f" {between}"
        )
        return None if alone else each
    return None


def _free_plain(body: str) -> re.Match[str] | None:
    """The first subject pronoun before its verb, or pronoun after a preposition, that nothing explains."""
    personal = _IMPERSONAL.sub(lambda match: "." * len(match.group()), body)
    found = _PLAIN.search(personal)
    if found is None:
        return None
    before = body[: found.start()]
    if found["pronoun"].lower() == "lui" and not _HIM.search(before):
        return None
    explained = any(p.start < found.start() for p in noun_phrases(body)) and COUNTED.search(before) is None
    named = re.search(r"\s[A-ZÀ-Þ]\w", before)
    return found if is_free(body, found.start()) and not explained and not named else None


def _with_subject(body: str, inverted: Inversion, subject: str) -> str:
    """ "Quand a-t-il ouvert ?" → "Quand X a-t-il ouvert ?"; "Que fait-il ?" → "Que fait X ?", "Où est-il ?" alike."""
    opening = question_phrase(body)
    head = body[: inverted.start]
    bare = (
        opening is not None and not opening.noun and not opening.adverbial and not head[opening.end :].strip()
    )
    last = not body[inverted.end :].strip(" \u00a0?.!") and set(inverted.clitics) <= {"se", "s'"}
    if last and opening and not opening.noun and head.strip() and not re.match("pourquoi", head, _I):
        verb = _PRONOUN_AFTER.sub("", body[inverted.start : inverted.end])
        return f"{head}{verb} {subject}{body[inverted.end :]}"
    counts = "combien" in head.lower() and body[inverted.verb : inverted.end].lower()[:4] not in (
        "est-",
        "sont",
    )
    if not bare or counts:
        rest = body[inverted.start :]
        return f"{head}{subject} {rest if head else rest[:1].lower() + rest[1:]}"
    verb = _PRONOUN_AFTER.sub("", body[inverted.start : inverted.end])
    rest = body[inverted.end :]
    after = AFTER_VERB.match(rest) if _COMPOUND.search(verb) and verb.lower() not in ("est", "sont") else None
    modal = _INFINITIVE.match(rest) if re.search(r"\b(?:peu|doi|va|vont|pourr|devr)\w*$", verb, _I) else None
    cut = modal.end() if modal else after.end() if after and after["participle"] else 0
    return f"{head}{verb}{rest[:cut]} {subject}{rest[cut:]}"


def _owned(body: str, owned: re.Match[str], topic: str) -> str:
    """ "ses missions" → "les missions de la CPTS". "Sa" stands before no mute vowel: "sa hauteur", "la hauteur"."""
    owner, noun = owned["owner"].lower(), owned["noun"]
    feminine = agreement(f"leur {noun}").gender == "f" or _SHE.search(body[: owned.start()])
    article = {"son": "le", "sa": "la", "leur": "la" if feminine else "le"}.get(owner, "les")
    phrase = next((p for p in noun_phrases(body) if p.start == owned.start()), None)
    end = phrase.end if phrase else owned.end()
    inverted = next((each.start for each in inversions(body) if each.start > owned.start()), end)
    end = owned.start("noun") + len(body[owned.start("noun") : min(end, max(inverted, owned.end()))].rstrip())
    noun = body[owned.start("noun") : end]
    thing = f"la {noun}" if owner == "sa" else elided(article, noun)
    return placed(body, owned.start(), end, f"{thing} {of(topic)}")


def _which(body: str, which: re.Match[str], state: State) -> list[str]:
    """ "Lesquelles enseignent la musique ?" → "Quelles universités enseignent la musique ?"."""
    wanted = pronoun_agreement(which["which"])
    counted = [each for each in state.newest if not each.weight[1] and wanted.with_(each.shows)]
    standing = counted[:1] or state.standing_for(wanted)
    noun = re.sub(r"^(?:(?:les?|la)\s+|l['’])", "", standing[0].text) if standing else ""
    asks = re.sub(r"^(?:les?|la)", "", which["which"], flags=_I)
    if not noun or not noun[0].islower():
        return [body]
    asks = asks.capitalize() if not which["lead"] else asks
    return [f"{which['lead']}{asks} {noun} {body[which.end() :]}"]


def _shown(body: str, state: State) -> list[str]:
    """ "cette garantie" → "la garantie de revenus", where the conversation named one; "cela" → its subject."""
    shown = _DEMONSTRATIVE.search(body)
    if shown is None:
        return [named_again(body, state)]
    if not is_free(body, shown.start()):
        return [body]
    phrases = noun_phrases(body)
    if shown["this"]:
        named = state.named(shown["noun"])
        last = next((p.end for p in phrases if p.start == shown.start()), shown.end())
        if named and analyse(body[shown.start("noun") : last])[:2] == analyse(shown["noun"]):
            return [placed(body, shown.start(), shown.end(), named.text)]
        if named or last > shown.end() or len(set(analyse(body))) > 2:
            return [body]
        standing = [
            each
            for each in state.standing_for(pronoun_agreement(shown["this"]))
            if not each.text.startswith(("celui qui ", "celle qui ", "ceux qui "))
        ]
    else:
        vague = fold(shown.group()) in ("ca", "cela")
        if vague and (phrases or _SAYS_NO.search(body)):
            return [body]
        standing = state.standing_for(pronoun_agreement(shown.group()))
    return [placed(body, shown.start(), shown.end(), each.text) for each in standing] or [body]
