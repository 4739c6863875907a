"""Every word of the interface, in French and in English.

Quotes, titles and the assistant's own reasons come from elsewhere and are never translated here,
but for the refusal's reasons, which the English page words by their code.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.page.thread import Language


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
    # answer
    your_question: str
    searching: str
    understood: str
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
    empty_sides: str
    superseded: str
    stale: str
    choices: str
    # refusal
    refused: str
    reasons: Mapping[str, str]
    """By reason code; empty where the assistant's own words are shown."""
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


FRENCH = Texts(
    language="fr",
    title="Motamot, les documents mot à mot",
    motto="Les réponses, mot à mot, dans les documents",
    skip="Aller à la question",
    language_label="Langue de l’interface",
    fresh="Nouvelle conversation",
    documents=("{n} document", "{n} documents"),
    passages=("{n} passage", "{n} passages"),
    built="Index construit le {when}",
    generation="Génération {generation}",
    notice="À savoir",
    welcome="Que cherchez-vous dans les documents ?",
    explained="Motamot ne rédige rien : il cite les documents, à la lettre, et montre d’où vient chaque "
    "phrase. Quand ils ne répondent pas, il le dit.",
    examples="Pour commencer",
    ask_label="Votre question",
    ask_placeholder="Un chiffre, une date, un lieu…",
    ask="Demander",
    ask_hint="Entrée pour envoyer, Maj + Entrée pour aller à la ligne",
    conversation="Conversation",
    your_question="Votre question :",
    searching="Lecture des documents…",
    understood="Compris comme :",
    corrected="« {typed} » lu comme « {read} »",
    places="Lieux compris",
    dates="Dates comprises",
    confidence=("Confiance élevée", "Confiance moyenne", "Confiance limitée"),
    open_source="Ouvrir la source {n} : {title}",
    untitled="Document sans titre",
    date_in_text="date trouvée dans le texte",
    date_unknown="date inconnue",
    page_number="page {n}",
    also_in="Même fichier : {paths}",
    related="Le même sujet à d’autres dates ou dans d’autres lieux",
    empty_sides="Aucun passage ne répond pour : {sides}",
    superseded="Document remplacé par : {path}",
    stale="Laissés de côté, car modifiés ou retirés depuis l’indexation : {paths}",
    choices="Précisez votre question :",
    refused="Les documents ne répondent pas à cette question.",
    reasons={},
    missing="Il manque : {missing}",
    nearest="Passages les plus proches",
    not_an_answer="Ne répond pas à la question",
    covered="Les documents répondent par exemple à :",
    contact="À qui demander :",
    searched="Ce qui a été cherché",
    milliseconds="{n} ms",
    probability="Probabilité estimée que la première citation réponde : {n} %",
    read_passages="Passages retenus, du plus proche au plus lointain",
    standalone="Question cherchée :",
    source="Document source",
    source_empty="Le document s’ouvrira ici",
    source_steps=(
        "Chaque réponse est une citation exacte, numérotée.",
        "Le numéro ouvre le document à la phrase citée.",
        "La citation est comparée au document à chaque ouverture.",
    ),
    verbatim="Cité mot à mot",
    verbatim_proof="Comparé caractère par caractère au document, à {time}",
    changed="Ce fichier a changé depuis l’indexation : la citation n’est plus garantie. "
    "Le texte ci-dessous est celui qui avait été indexé.",
    gone="Ce fichier a été retiré du dossier depuis l’indexation : son texte n’est plus montré.",
    moved="L’index a été reconstruit depuis cette réponse et la citation ne s’y trouve plus à cette place. "
    "Posez de nouveau la question.",
    publisher="Éditeur",
    date="Date",
    region="Région",
    file="Fichier",
    copies="Copies identiques",
    original="Page d’origine (nouvel onglet)",
    back="Revenir à la citation",
    excerpt="Document long : seule la partie autour de la citation est montrée.",
    text_of="Texte du document",
    empty="Écrivez d’abord une question.",
    too_long="Votre question compte {n} caractères ; la limite est de {limit}. Raccourcissez-la.",
    failed="La recherche n’a pas pu aboutir :",
    unexpected="une erreur inattendue est survenue. Posez de nouveau la question ; si cela se reproduit, "
    "relancez la page.",
)

ENGLISH = Texts(
    language="en",
    title="Motamot, the documents word for word",
    motto="Answers in the documents’ own words",
    skip="Go to the question",
    language_label="Interface language",
    fresh="New conversation",
    documents=("{n} document", "{n} documents"),
    passages=("{n} passage", "{n} passages"),
    built="Index built on {when}",
    generation="Generation {generation}",
    notice="Please note",
    welcome="What are you looking for in the documents?",
    explained="Motamot writes nothing itself: it quotes the documents to the letter and shows where each "
    "sentence comes from. When they do not answer, it says so.",
    examples="To begin with",
    ask_label="Your question",
    ask_placeholder="A figure, a date, a place…",
    ask="Ask",
    ask_hint="Enter to send, Shift + Enter for a new line",
    conversation="Conversation",
    your_question="Your question:",
    searching="Reading the documents…",
    understood="Understood as:",
    corrected="“{typed}” read as “{read}”",
    places="Places understood",
    dates="Dates understood",
    confidence=("High confidence", "Fair confidence", "Low confidence"),
    open_source="Open source {n}: {title}",
    untitled="Untitled document",
    date_in_text="date found in the text",
    date_unknown="date unknown",
    page_number="page {n}",
    also_in="Same file: {paths}",
    related="The same subject at other dates or places",
    empty_sides="No passage answers for: {sides}",
    superseded="Document replaced by: {path}",
    stale="Left out because changed or withdrawn since they were indexed: {paths}",
    choices="Please make your question clearer:",
    refused="The documents do not answer this question.",
    reasons={
        "off_topic": "Nothing in them is close enough to this question.",
        "detail_missing": "They deal with the subject, but no passage answers clearly enough.",
        "place_mismatch": "They deal with the subject, but for another place.",
        "date_mismatch": "They deal with the subject, but for another date.",
        "out_of_scope": "This asks for something that quotes cannot give.",
        "empty_question": "The question holds nothing to look for.",
    },
    missing="Missing: {missing}",
    nearest="Nearest passages",
    not_an_answer="Does not answer the question",
    covered="The documents do answer, for instance:",
    contact="Whom to ask:",
    searched="What was searched",
    milliseconds="{n} ms",
    probability="Estimated probability that the first quote answers: {n}%",
    read_passages="Passages kept, nearest first",
    standalone="Question searched:",
    source="Source document",
    source_empty="The document will open here",
    source_steps=(
        "Every answer is an exact, numbered quote.",
        "The number opens the document at the quoted sentence.",
        "The quote is compared with the document each time it opens.",
    ),
    verbatim="Quoted word for word",
    verbatim_proof="Compared with the document, character for character, at {time}",
    changed="This file has changed since it was indexed: the quote is no longer guaranteed. "
    "The text below is the one that was indexed.",
    gone="This file was withdrawn from the folder after it was indexed: its text is no longer shown.",
    moved="The index was rebuilt since this answer and the quote no longer stands at this place. "
    "Please ask again.",
    publisher="Publisher",
    date="Date",
    region="Region",
    file="File",
    copies="Identical copies",
    original="Original page (new tab)",
    back="Back to the quote",
    excerpt="Long document: only the part around the quote is shown.",
    text_of="Text of the document",
    empty="Write a question first.",
    too_long="Your question has {n} characters; the limit is {limit}. Please shorten it.",
    failed="The search could not be completed:",
    unexpected="something unexpected happened. Ask again; if it happens again, restart the page.",
)

TEXTS: Mapping[Language, Texts] = {"fr": FRENCH, "en": ENGLISH}
