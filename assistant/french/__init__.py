"""What French needs: terms for search, numbers, dates, places, acronyms, spelling.

Pure functions of strings; offsets count Unicode characters of the string given.

    folding.py     accents, case and typography aside, with a way back to the offsets
    numerals.py    number words to values
    analysis.py    text to search terms
    moments.py     one date expression at a time
    dates.py       days, months, years, periods
    numbers.py     quantities and what they count
    gazetteer.py   the tables of regions and departments
    places.py      regions and departments in a text
    localities.py  communes and areas, learned from texts
    acronyms.py    pairs that a text defines itself
    spelling.py    the nearest term of a vocabulary
    phrases.py     noun phrases, complements, elision
    clauses.py     gender and number, inverted subjects, question words
    lexicon.py     rarity of terms, near terms, English terms in French
    glossary.py    words that stand for others: acronyms learned, equivalents of glossary.txt
    query.py       a question to the terms to search
"""

from assistant.french.analysis import Token, analyse, tokenise
from assistant.french.dates import DateSpan, find_dates, overlaps
from assistant.french.folding import fold
from assistant.french.glossary import NO_GLOSSARY, Glossary, read_equivalents
from assistant.french.lexicon import french_of, is_known, near_terms, rarity
from assistant.french.localities import NO_LOCALITIES, Localities
from assistant.french.numbers import Number, find_numbers
from assistant.french.phrases import NounPhrase, noun_phrases
from assistant.french.places import Place, contains, find_places, is_in
from assistant.french.query import QueryTerm, query_terms
from assistant.french.spelling import correct

__all__ = [
    "NO_GLOSSARY",
    "NO_LOCALITIES",
    "DateSpan",
    "Glossary",
    "Localities",
    "NounPhrase",
    "Number",
    "Place",
    "QueryTerm",
    "Token",
    "analyse",
    "contains",
    "correct",
    "find_dates",
    "find_numbers",
    "find_places",
    "fold",
    "french_of",
    "is_in",
    "is_known",
    "near_terms",
    "noun_phrases",
    "overlaps",
    "query_terms",
    "rarity",
    "read_equivalents",
    "tokenise",
]
