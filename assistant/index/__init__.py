"""The index: build it from the corpus, publish it, open it, verify it, search it.

manifest.py      what a generation promises, digest by digest
records.py       documents and passages as lines
vectors.py       unit vectors in FAISS
lexical.py       BM25 in bm25s
generations.py   publish without disturbing readers, go back, clean up
before.py        how much of the published generation a build may keep
content.py       documents, passages and vectors, made or kept
build.py         all of it, in order
opened.py        an opened generation: scores of its passages
verify.py        a full check, and the corpus' health
"""

from assistant.index.build import BuildReport, build_index
from assistant.index.content import Progress
from assistant.index.generations import current_generation, rollback
from assistant.index.opened import PassageIndex
from assistant.index.verify import CheckReport, check

__all__ = [
    "BuildReport",
    "CheckReport",
    "PassageIndex",
    "Progress",
    "build_index",
    "check",
    "current_generation",
    "rollback",
]
