"""The recipe of the shipped sentence encoder: a small BERT for French, and English beside it.

    python -m assistant.training.encoder STAGE --work DIR [--data DIR] [--tier cpu|gpu]

Stages, in this order; each reads what those before left in the work folder:

    vocabulary   WORK/student/         32,000 pieces of French, lower case, without accents
    initialise   WORK/student/         the teacher's body; each new piece made of the teacher's
    prepare      WORK/prepared/        every text as piece numbers, negatives mined by BM25
    teach        WORK/vectors/         the teacher's vectors of the English texts
    distil       WORK/distil/          French towards the teacher's English
    contrast     WORK/contrast*/       questions and headings towards the text that answers them
    measure      WORK/measures.jsonl   PIAF dev as the index scores, STS dev
    average      WORK/averaged/        the mean of the checkpoints that help each other on PIAF dev
    export       a sentence-transformers folder in half precision, with its card

From `teach` to `average` the work folder is enough, with torch, transformers, numpy and safetensors:
`pack` cuts it into folders small enough to travel to another machine, `unpack` puts them together there.
Every stage is seeded and logged, runs alike on a CPU and a GPU, and can be stopped (`--seconds`, or by
force) and called again: it goes on from its state.
"""
