"""What kind of answer a question asks for, from its wording alone."""

import re
from typing import Literal, get_args

from assistant.french import fold

AnswerKind = Literal[
    "number", "date", "place", "agent", "definition", "list", "reason", "manner", "polar", "other"
]
Measure = Literal["money", "share", "duration", "count", "none"]
KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)
UNITS: dict[str, frozenset[str]] = {
    "money": frozenset({"€", "$", "£", "euro", "euros", "francs", "dollars"}),
    "share": frozenset({"%", "‰", "pour cent"}),
    "duration": frozenset(
        "seconde secondes minute minutes heure heures jour jours semaine semaines mois an ans annee annees "
        "trimestre trimestres semestre semestres siecle siecles".split()
    ),
}
"""Of each measure that has some, folded."""

_MEASURES = (
    r"nombre|montant|somme|pourcentage|taux|budget|cout|prix|superficie|population|duree|effectif|part|"
    r"proportion|total|salaire|age|distance|hauteur|longueur|chiffre|tarif|delai|vitesse|seuil|quantite|volume|depense|dette"
)
_MOMENTS = r"annee|date|jour|mois|siecle|epoque|periode|heure|moment"
_SITES = r"ville|pays|commune|region|departement|endroit|lieu|territoire|continent|quartier|village|adresse"
_AGENTS = (
    r"ministre|personne|personnalite|association|organisme|institution|acteur|president|presidente|auteur|"
    r"structure|entreprise|societe|equipe|partenaire"
)
_WHICH = r"quel(?:le)?s?"
_BE = r"(?:est |sont |etait |fut )?"
_THE = r"(?:la |le |l |les |leur |son |sa )?"

# The first pattern found names the kind: the more telling wordings come first.
_PATTERNS: tuple[tuple[AnswerKind, str], ...] = (
    ("agent", r"\bcomment (?:s )?(?:appelle|appellent|nomme|nomment)\b"),
    ("reason", r"\bpourquoi\b|\bpour quels? motifs?\b"),
    ("reason", rf"\b{_WHICH} {_BE}{_THE}(?:raison|cause|motif|but|objectif|finalite)s?\b"),
    ("reason", r"\ba quoi (?:ca |cela )?(?:sert|servent|servira|serviront)\b"),
    ("number", r"\bcombien\b|\bhow (?:many|much)\b"),
    ("number", rf"\b{_WHICH} (?:\w+ ){{0,2}}{_THE}(?:{_MEASURES})\b"),
    ("number", rf"^{_THE}(?:nb|{_MEASURES}) "),
    ("date", rf"\bquand\b|\bwhen\b|\b{_WHICH} {_BE}{_THE}(?:{_MOMENTS})s?\b"),
    ("list", r"\bquel(?:le)?s (?:sont|etaient|furent)\b|\b(?:listez|citez|enumerez|liste des)\b"),
    ("list", r"\bquels? (?:\w+ )?(?:types|sortes)\b"),
    ("definition", r"\bqu est ce (?:que|qu)\b(?! \w+ (?:a|ont|fait|font|finance|propose|prevoit)\b)"),
    ("definition", r"\bc est quoi\b|\bquoi consiste\b|\bque (?:signifie|veut dire|designe|sont)\b"),
    ("definition", r"\bdefinition\b|\bwhat (?:is|are)\b"),
    ("place", rf"(?:^|\b(?:d|par|vers|jusqu) ?)\bou\b|\bwhere\b|\b{_WHICH} {_BE}{_THE}(?:{_SITES})s?\b"),
    (
        "agent",
        r"^(?:(?:et|mais|par|a|de|avec|contre|pour|chez|grace a) )?qui\b|\b(?:par|est|etait|sont) qui\b|\bwho\b",
    ),
    ("agent", r"(?<!est ce )\bqui (?:est ce|a t|a|ont|est|sont)\b"),
    ("agent", rf"\b{_WHICH} {_BE}{_THE}(?:{_AGENTS})s?\b"),
    ("manner", r"\bcomment\b|\bde quelle (?:maniere|facon)\b|\bpar quels? moyens?\b|\bhow\b"),
    ("polar", r"^(?:est ce que|existe t il|y a t il|peut on|faut il)\b"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


def answer_kind(question: str) -> AnswerKind:
    """Return the kind of answer asked for; "other" when the wording does not tell.

    "ou" without accent reads as "où" only where a question would have it: at the start,
    or after "d'", "par", "vers".
    """
    plain = _plain(question)
    for kind, pattern in _COMPILED:
        if pattern.search(plain):
            return kind
    return "other"


_MONEY = (
    r"\b(?:montants?|budgets?|couts?|coute(?:nt|ra)?|prix|tarifs?|salaires?|sommes?|enveloppes?|argent|investi\w*|"
    r"remuner\w*|payes?|paie|touchent?|gagnent?|subventions?|credits|depenses?|dettes?|how much money)\b"
)
_SHARE = r"\b(?:pourcentage|proportion|taux|part)\b"
_DURATION = r"\b(?:combien de temps|durees?|delais?|pendant combien|how long)\b"
_COUNT = (
    r"\b(?:combien (?:(?:\w+ ){1,8}?(?:t )?(?:ils?|elles?|on) )?(?:de |d )|nombre (?:de |d |des )|nb (?:de |d )|how many )"
    r"(?!argent|euros|temps|fois)"
)
_MEASURE_PATTERNS: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    ("duration", re.compile(_DURATION)),
    ("count", re.compile(_COUNT)),
    ("money", re.compile(_MONEY)),
    ("share", re.compile(_SHARE)),
)


def asked_measure(question: str) -> Measure:
    """Return what a question for a number wants counted or measured; "none" for other questions."""
    if answer_kind(question) != "number":
        return "none"
    plain = _plain(question)
    return next((measure for measure, pattern in _MEASURE_PATTERNS if pattern.search(plain)), "none")


def _plain(question: str) -> str:
    return " ".join(re.sub(r"[^\w%]+", " ", fold(question)).split())
