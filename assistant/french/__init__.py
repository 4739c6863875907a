"""What French needs: terms for search, numbers, dates, places, acronyms, spelling.

Pure functions of strings; offsets count Unicode characters of the string given.

    folding.py     accents, case and typography aside, with a way back to the offsets
    numerals.py    number words to values
    analysis.py    text to search terms
    moments.py     one date expression at a time
    dates.py       days, months, years, periods
    numbers.py     quantities and what they count
    places.py      regions and departments
    acronyms.py    pairs that a text defines itself
    spelling.py    the nearest term of a vocabulary
"""
