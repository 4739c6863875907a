"""What a turn does besides asking the documents: greet, thank, leave a subject, ask about the answer itself.

A question about an answer is written so that it stands alone, the earlier question inside it, and read back
from that form: `about("Qui a dit cela ?", "Qui dirige le parc ?")` and `about_of` are each other's way back.
"""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.french import fold

Aspect = Literal["publisher", "date", "document"]

_I = re.IGNORECASE


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_THANKED_FOR = r"(?:pour\s|de\s+(?:(?:votre|ton|ta|tes|vos|cette|ces)\s|l['’](?!\w+(?:er|ir|re)\b)))"
"""Not "merci de me donner …", which asks."""
_GREETING = _any(
    "bonjour",
    "bonsoir",
    "salut",
    "coucou",
    "hello",
    "au revoir",
    "[àa] bient[ôo]t",
    r"bonne (?:fin de )?(?:journ[ée]e|soir[ée]e|nuit|semaine|matin[ée]e|week-?end)",
    "bon week-?end",
    r"(?:un (?:tout )?grand )?merci(?:\s+(?:beaucoup|bien|infiniment|à (?:toi|vous|tous)|d['’]avance))*"
    rf"(?:\s+{_THANKED_FOR}[^?.!,]*)?(?!\s+d(?:e\s|['’]))",
)
_PLEASED = _any(
    r"c['’]est\s+(?:tr[èe]s |vraiment |bien )*(?:clair|gentil|not[ée]|parfait|super|utile|bon|tout|compris)",
    "tr[èe]s (?:clair|bien|utile)",
    "parfait",
    "super",
    "g[ée]nial",
    "excellent",
    "d['’]accord",
    "ok(?:ay)?",
    "[çc]a marche",
    "entendu",
    "compris",
    "je vois",
    "bien reçu",
    "de rien",
    "bravo",
)
_CHANGE = _any(
    "(?:j['’]ai )?(?:une )?autre (?:question|sujet|chose)",
    "(?:changeons|changer|je change) de sujet",
    "rien à voir",
    "(?:on passe|passons|parlons|on parle) (?:à|d['’]) ?autre chose",
    "(?:pour changer de sujet|tout autre chose)",
    "nouvelle question",
    "nouveau sujet",
    "sans rapport",
    "question suivante",
)
GREETINGS = re.compile(rf"^(?:{_GREETING}(?!\w)[\s,:.!]*(?:et\s+(?=merci|au revoir|bonne))?)+", _I)
_COURTESY = re.compile(rf"(?:{_any(_GREETING, _PLEASED, _CHANGE)}(?!\w)[\s,:;.!…]*(?:et\s+)?)+", _I)
_NEW_SUBJECT = re.compile(rf"^{_CHANGE}\s*(?:[:,.;!…]|\s-)\s*(?:et\s+)?(?=\S)", _I)
_RETURN = re.compile(
    r"^(?:pour|si on|si nous)\s+(?:en\s+)?(?:revenir|revient|revenons)\s+(?P<to>à|aux?)\s+(?P<phrase>[^,?:]+?)\s*[,:]\s*"
    r"|^(?:à propos|au sujet|s['’]agissant)\s+(?P<of>de|des|du)\s*(?P<phrase_2>[^,?:]+?)\s*[,:]\s*",
    _I,
)

_THIS = _any(
    r"(?:ce|cette|ces|cet) (?:chiffre|donnee|information|info|nombre|montant|reponse|citation|phrase|passage"
    r"|statistique|affirmation|valeur|pourcentage|resultat)s?",
    "ca",
    "cela",
    "ceci",
)
_TEXT = "(?:document|fichier|texte|rapport|article|page|source|publication)"
_THAT = rf"(?:{_THIS}|(?:ce|cette) {_TEXT})"
_WRITTEN = "(?:est[- ]ce|c'est|cela se trouve|ca se trouve)(?: ecrit| dit)?"
_READ = rf"(?:as[- ]tu|avez[- ]vous|est[- ]ce que (?:tu as|vous avez)) (?:lu|trouve|vu|pris) {_THIS}"
_ASPECTS: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    (
        "publisher",
        re.compile(
            _any(
                rf"qui (?:a |ont )?(?:dit|dis|ecrit|publie|affirme|annonce|declare|indique|donne|avance) {_THIS}",
                "qui (?:le dit|l'a dit|l'a ecrit|l'a publie|l'affirme|en est l'auteur)",
                "(?:selon|d'apres) qui",
                rf"(?:quelles? (?:est|sont) |donne[rz]?[- ]moi |cite[rz]? )?(?:la|les|ta|votre|vos|tes) sources?(?: de {_THIS})?",
                "(?:quelles? )?sources?",
                rf"d'ou (?:vient|viennent|sort|sortent|provient|tirez[- ]vous|tenez[- ]vous|tiens[- ]tu) {_THIS}",
                rf"d'ou (?:tu|vous) (?:sors|sortez|tires|tirez|tiens|tenez) {_THIS}",
                rf"qui (?:est|sont) (?:l'auteur|les auteurs) de {_THIS}",
            )
        ),
    ),
    (
        "date",
        re.compile(
            _any(
                rf"(?:c'est|{_THIS}) (?:date )?de quand",
                rf"de quand (?:date|datent|est|sont) {_THAT}",
                "de quand (?:est[- ]ce|(?:date|datent)[- ](?:t[- ])?(?:il|elle)s?)",
                rf"(?:quelle est )?la date de {_THAT}",
                rf"a quelle date remonte {_THIS}",
                r"c'est (?:recent|vieux|ancien)(?: comme \w+)?",
                rf"(?:est[- ]ce que )?(?:{_THIS}|c'est) (?:est[- ](?:il|elle) |est )?(?:toujours |encore )?"
                "(?:a jour|recente?|valable|d'actualite)",
            )
        ),
    ),
    (
        "document",
        re.compile(
            _any(
                rf"(?:{_WRITTEN} )?(?:dans|sur|de) quel(?:le)? {_TEXT}"
                rf"(?: (?:{_WRITTEN}|{_READ}|(?:se trouve|trouve[- ]t[- ]on) {_THIS}))?",
                rf"ou (?:{_READ}|{_WRITTEN}|cela est[- ]il ecrit)",
                rf"quel(?:le)? {_TEXT} (?:(?:le|la) (?:dit|donne|mentionne)|en parle|l'(?:indique|affirme)"
                rf"|dit {_THIS})",
                rf"a quelle page(?: {_WRITTEN})?",
                "montre[rz]?[- ]moi (?:le|ce) (?:passage|document|texte)",
            )
        ),
    ),
)
_STANDALONE: dict[Aspect, str] = {
    "publisher": "D'où vient la réponse à « {} » ?",
    "date": "De quand date la réponse à « {} » ?",
    "document": "Dans quel document se trouve la réponse à « {} » ?",
}
_DOCUMENT = "(?:ce|le m[êe]me) (?:document|texte|rapport|fichier)"
_FOCUS = re.compile(
    rf"^(?:dans {_DOCUMENT}\s*[,:]?\s+(?P<rest>(?!ou\b)\S.+)"
    rf"|que (?:dit|disent) {_DOCUMENT}\s+(?P<on>(?:sur|de|du|des)\s.+|d['’].+))$",
    _I,
)
_WITHIN = re.compile(r"^Dans le document « (?P<name>.+?) », (?P<rest>\S.*)$")


@dataclass(frozen=True, slots=True)
class About:
    """A question about an answer: what is asked of it, and the question that it answered."""

    aspect: Aspect
    question: str


def is_courtesy(question: str) -> bool:
    """Whether a turn only greets, thanks, agrees or leaves a subject."""
    return _COURTESY.fullmatch(question.strip(" \u00a0?.!,;…")) is not None


def new_subject(question: str) -> str | None:
    """Return what follows "autre question :"; None when the turn opens otherwise."""
    opening = _NEW_SUBJECT.match(question)
    return question[opening.end() :] if opening else None


def returns_to(question: str) -> tuple[str, str] | None:
    """Return the phrase and the rest of "pour revenir aux maisons de santé, combien …"; None for other turns."""
    found = _RETURN.match(question)
    if found is None:
        return None
    article = {"au": "le ", "aux": "les ", "du": "le ", "des": "les "}.get(
        (found["to"] or found["of"]).lower(), ""
    )
    return article + (found["phrase"] or found["phrase_2"]), question[found.end() :]


def asks_about_answer(body: str) -> Aspect | None:
    """Return what a turn asks of the answer before it ("Qui a dit cela ?"); None when it asks the documents."""
    plain = " ".join(fold(body).strip(" ?.!,;").split())
    return next((aspect for aspect, pattern in _ASPECTS if pattern.fullmatch(plain)), None)


def about(aspect: Aspect, earlier: str) -> str:
    """Return the standalone form of a question about the answer to an earlier one."""
    return _STANDALONE[aspect].format(earlier)


def about_of(question: str) -> About | None:
    """Read a standalone question about an answer back; None for any other question."""
    for aspect, form in _STANDALONE.items():
        head, tail = form.split("{}")
        asked = question[len(head) : -len(tail)]
        if question == f"{head}{asked}{tail}" and any(letter.isalnum() for letter in asked):
            return About(aspect, asked)
    return None


def asks_of_document(body: str) -> str | None:
    """Return what a turn asks of the document in focus ("que dit ce document sur …"); None for other turns."""
    found = _FOCUS.match(body)
    if found is None:
        return None
    return found["rest"] if found["rest"] else f"que dit-on {found['on']}"


def within(name: str, rest: str) -> str:
    """Return the standalone form of a question put to one document."""
    return f"Dans le document « {name} », {rest}"


def within_of(question: str) -> tuple[str, str] | None:
    """Return the document's name and the question put to it; None when no document is named so."""
    found = _WITHIN.match(question)
    return (found["name"], found["rest"]) if found else None
