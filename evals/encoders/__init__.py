"""Encoders side by side: `python -m evals.encoders [NAME-OR-FOLDER …] --data DIR`.

    __main__.py   the command
    memory.py     vectors kept between runs
    sets.py       what is asked: questions over documents, sentence pairs, spoiled questions
    samples.py    values by question, their interval, and the paired difference of two
    search.py     ranking by words, by vectors, by both
    speed.py      an encoder in a process of its own: load, sentences a second, memory
    parts.py      each part of the bench: what is measured, for every encoder
    summary.py    what is kept: JSON and Markdown
    tables.py     the same in the terminal
    page.py       the same as one HTML page with its plots

DIR holds `piaf/`, `stsb_fr/`, `en-fr.tsv.gz` and `prose_fr.jsonl.gz`.
"""
