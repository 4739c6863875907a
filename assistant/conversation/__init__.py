"""Follow-up to standalone question, by rules over the wording, without a language model.

The questions of a conversation are folded one by one into a state: what was counted, where, and all that was
named, with its gender and number. A turn is then one of these, tried in this order; a question that stands
alone is returned as typed.

1. A greeting, thanks ("Merci !"): nothing to look for. "Autre question : …" leaves the subject.
2. An ordinal after readings were offered ("la première"): that reading.
3. A question about the answer ("Qui a dit cela ?") or put to its document ("Que dit ce document sur … ?"):
   its standalone form names the question answered, or the document.
4. An ellipsis ("Et dans le Gers ?", "Non, en 2024", "Seulement les médecins", "Et le deuxième ?"): the earlier
   question again, with its place, date, complement, rank, subject or what it counts replaced. Without a word
   that opens on what came before ("et", "non"), only a place, a date or a rank is one.
   "L'année suivante", "la session d'après" move its date, or take its place.
5. Question words alone ("Pourquoi ?", "En quelle année ?"): the earlier clause, asked with them.
6. An anaphora ("Qui la finance ?", "Où est-il né ?", "Combien y en a-t-il ?"): the pronoun gives way to the
   newest thing named that agrees with it. Two that "et" joins alike are two readings. "Qui pilote l'opération ?"
   takes the name of the operation from the question before.
7. A question too short to stand alone ("Quel budget ?"): the subject, and its place, are added to it.

What it does not do: it never reads the words of earlier answers, so a subject that only an answer named is not
found; and a noun whose gender no determiner shows agrees with any pronoun.

    rewrite.py     the cases in their order
    acts.py        greetings, changes of subject, questions about the answer, and their standalone forms
    state.py mentions.py   what the questions so far named
    ellipsis.py ordinals.py fragments.py   a part of the earlier question replaced, its rank, its question words
    steps.py       what stands before or after in time
    generics.py    "l'opération", "le projet": nouns that only say the kind of what was named
    beside.py      what is asked beside a count or a comparison
    anaphora.py objects.py   pronouns give way to what they stand for: subjects and owners; what follows the verb
    topic.py       what one question is about
    sources.py     the quote that says who published an answer, or when
"""

from assistant.conversation.acts import About, about_of, within_of
from assistant.conversation.rewrite import Rewrite, standalone_question
from assistant.conversation.sources import NOTHING_CITED, courtesy_reply, source_quote

__all__ = [
    "NOTHING_CITED",
    "About",
    "Rewrite",
    "about_of",
    "courtesy_reply",
    "source_quote",
    "standalone_question",
    "within_of",
]
