"""A question that compares to one question a side, and their readings to one answer with a quote a side.

What it knows: two or three places, dates or named things side by side, and two questions in one. What it does not
do: it never says which side is greater; the quotes do. It does say where their numbers count unlike things.

    slots.py     places and dates side by side, and where they stand in the question
    things.py    things that its wording sets side by side
    wording.py   the question with a hole for one side
    sides.py     each side's own question
    merging.py   what was read for each, as one reading; sides that the documents do not cover
    notes.py     what the number of each side counts, where they count unlike things
"""

from assistant.comparison.merging import Compared, compared, merged_ranking
from assistant.comparison.sides import Side, sides_of

__all__ = ["Compared", "Side", "compared", "merged_ranking", "sides_of"]
