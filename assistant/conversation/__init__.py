"""Follow-up to standalone question, by rules over the wording, without a language model.

Three cases, tried in this order. A question that stands alone is returned as typed.

1. An ellipsis ("Et dans le Gers ?", "Non, en 2024", "Et celle du Loiret ?"): the earlier
   question is asked again with its place, its date, its complement or what it counts replaced.
   Without a word that opens on what came before ("et", "non"), only a place or a date is one.
2. An anaphora ("Qui la finance ?", "Combien de médecins y travaillent ?", "Quelles sont
   ses missions ?"): the pronoun gives way to the noun phrase the earlier question is about.
3. A question too short to stand alone ("Depuis quand ?", "Quel budget ?"): the subject of
   the earlier question, and its place, are added to it.

What it does not do: it never reads the earlier answers, so a subject that only an answer
named is not found.

    rewrite.py    the three cases in their order
    ellipsis.py   the first: a part of the earlier question replaced
    anaphora.py   the second: pronouns give way to what they stand for
    topic.py      what the earlier question is about
"""

from assistant.conversation.rewrite import Rewrite, standalone_question

__all__ = ["Rewrite", "standalone_question"]
