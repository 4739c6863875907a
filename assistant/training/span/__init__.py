"""The recipe of the learned reader: where in a passage the answer stands, or that it is not there.

    python -m assistant.training.span STAGE --work W …

`prepare` asks the questions of PIAF, and those of our own, of indexes of their documents, so that the reader
learns from the passages it will be shown, and makes questions from prose; `cloze` trains on the latter, from the
body of the shipped encoder, whose pieces' vectors it shares and leaves as they are; `train` goes on with questions
that people wrote; `measure` reads PIAF dev; `export` writes what ships.
"""
