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
_GREETING = (
    r"(?:bonjour|bonsoir|salut|coucou|hello|au revoir|à bientôt|a bientot|bonne (?:journée|journee|soirée|soiree|nuit|fin de \w+)"
    r"|(?:un (?:grand|tout grand) )?merci(?:\s+(?:beaucoup|bien|infiniment|à (?:toi|vous|tous)|d['’]avance))*(?:\s+(?:(?:pour|de)\s|d['’])[^?.!,]*)?)"
)
_PLEASED = (
    r"(?:c['’]est\s+(?:très |tres |vraiment |bien )*(?:clair|gentil|noté|note|parfait|super|utile|bon|tout|compris)|très (?:clair|bien|utile)|parfait"
    r"|super|génial|genial|excellent|d['’]accord|ok|okay|ça marche|ca marche|entendu|compris|je vois|bien reçu|de rien|bravo)"
)
_CHANGE = (
    r"(?:(?:j['’]ai )?(?:une )?autre (?:question|sujet|chose)|(?:changeons|changer|je change) de sujet|rien à voir"
    r"|(?:passons|parlons) (?:à|d['’]) ?autre chose|nouvelle question|nouveau sujet|sans rapport|question suivante)"
)
GREETINGS = re.compile(rf"^(?:{_GREETING}(?!\w)[\s,:.!]*(?:et\s+(?=merci|au revoir|bonne))?)+", _I)
_COURTESY = re.compile(rf"(?:(?:{_GREETING}|{_PLEASED}|{_CHANGE})(?!\w)[\s,:;.!…]*(?:et\s+)?)+", _I)
_NEW_SUBJECT = re.compile(rf"^(?:{_CHANGE})\s*(?:[:,.;!…]|\s-)\s*(?:et\s+)?(?=\S)", _I)
_RETURN = re.compile(
    r"^(?:pour|si on|si nous)\s+(?:en\s+)?(?:revenir|revient|revenons)\s+(?P<to>à|aux?)\s+(?P<phrase>[^,?:]+?)\s*[,:]\s*"
    r"|^(?:à propos|au sujet|s['’]agissant)\s+(?P<of>de|des|du)\s*(?P<phrase_2>[^,?:]+?)\s*[,:]\s*",
    _I,
)

_THIS = r"(?:(?:ce|cette|ces|cet) (?:chiffres?|donnees?|informations?|infos?|nombres?|montants?|reponses?|citations?|phrases?|passages?|statistiques?|affirmations?|valeurs?|pourcentages?|resultats?)|ca|cela|ceci)"
_TEXT = r"(?:document|fichier|texte|rapport|article|page|source|publication)"
_ASPECTS: tuple[tuple[Aspect, re.Pattern[str]], ...] = tuple(
    (aspect, re.compile(rf"(?:{pattern})"))
    for aspect, pattern in (
        (
            "publisher",
            rf"(?:et )?qui (?:a |ont )?(?:dit|dis|ecrit|publie|affirme|annonce|declare|indique|donne|avance) (?:{_THIS})"
            rf"|(?:et )?qui (?:le dit|l'a dit|l'a ecrit|l'a publie|l'affirme|dit ca)|(?:selon|d'apres) qui"
            rf"|(?:quelle est |c'est quoi |donne[- ]?(?:z)?-?moi |cite[z]? )?(?:la|les|ta|votre|vos|tes) sources?(?: de {_THIS})?|quelles? (?:est|sont) (?:la|les|ta|votre|vos|tes) sources?(?: de {_THIS})?|quelles? sources?|sources?"
            rf"|d'ou (?:vient|viennent|sort|sortent|provient|proviennent|tirez[- ]vous|tenez[- ]vous|tiens[- ]tu) {_THIS}"
            rf"|qui (?:est|sont) (?:l'auteur|les auteurs) de {_THIS}|qui en est l'auteur",
        ),
        (
            "date",
            rf"(?:ca|cela|c'est|{_THIS}) (?:date )?de quand|de quand (?:date|datent|est|sont) (?:{_THIS}|ce {_TEXT}|cette {_TEXT})"
            rf"|de quand est[- ]ce|de quand (?:date|datent)[- ](?:t[- ])?(?:il|elle|ils|elles)|de quand"
            rf"|(?:quelle est )?la date de (?:{_THIS}|ce {_TEXT}|cette {_TEXT})|a quelle date remonte {_THIS}"
            rf"|(?:est[- ]ce que )?(?:{_THIS}|c'est) (?:est[- ](?:il|elle) |est )?(?:toujours |encore )?(?:a jour|recente?|valable|d'actualite)",
        ),
        (
            "document",
            rf"(?:c'est |est[- ]ce |cela se trouve |ca se trouve |c'est ecrit |est[- ]ce ecrit )?(?:dans|sur|de) (?:quel|quelle) {_TEXT}(?: (?:est[- ]ce|c'est|est[- ]ce ecrit|as[- ]tu (?:lu|trouve|vu) {_THIS}|avez[- ]vous (?:lu|trouve|vu) {_THIS}|se trouve {_THIS}|trouve[- ]t[- ]on {_THIS}))?"
            rf"|ou (?:as[- ]tu|avez[- ]vous|est[- ]ce que (?:tu as|vous avez)) (?:lu|trouve|vu|pris) (?:{_THIS})|ou (?:est[- ]ce|c'est|cela est(?:[- ]il)?) (?:ecrit|dit|indique)"
            rf"|quel {_TEXT}(?: (?:le|la) (?:dit|donne)| dit (?:{_THIS}))?|a quelle page(?: (?:est[- ]ce|c'est))?|(?:montre|montrez)[- ]moi (?:le|ce) (?:passage|document|texte)",
        ),
    )
)
_STANDALONE: dict[Aspect, str] = {
    "publisher": "D'où vient la réponse à « {} » ?",
    "date": "De quand date la réponse à « {} » ?",
    "document": "Dans quel document se trouve la réponse à « {} » ?",
}
_FOCUS = re.compile(
    r"^(?:dans (?:ce|le même|le meme) (?P<kind>document|texte|rapport|fichier)\s*[,:]?\s+(?P<rest>(?!ou\b)\S.+)"
    r"|que (?:dit|disent|dit d['’]autre) (?:ce|le même|le meme) (?:document|texte|rapport|fichier)\s+(?P<on>(?:sur|de|du|des)\s.+|d['’].+))$",
    _I,
)
_WITHIN = re.compile(r"^Dans le document « (?P<name>[^«»]+) », (?P<rest>\S.*)$")


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
    article = {"au": "le ", "aux": "les ", "du": "le ", "des": "les "}.get((found["to"] or found["of"]).lower(), "")
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
        if question.startswith(head) and question.endswith(tail) and len(question) > len(form):
            return About(aspect, question[len(head) : -len(tail)])
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
