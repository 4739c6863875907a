"""The index: build it from the corpus, publish it, open it, verify it, search it.

disk.py          files that stay written
locks.py         one build at a time, and generations that are being read
digests.py       what a file must be, and whether it still is
manifest.py      what a generation promises, digest by digest
records.py       documents and passages as lines
stored.py        the same in files mapped into memory, decoded when asked for
vectors.py       unit vectors in such a file, searched by FAISS
lexical.py       BM25 in bm25s
generations.py   publish without disturbing readers, go back, clean up
journal.py       what an unfinished build has made so far
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
