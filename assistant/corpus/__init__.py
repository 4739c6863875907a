"""Files to documents: which files a folder holds, and the text, structure and metadata of each."""

from assistant.corpus.files import Scan, SourceFile, SourceState, scan, source_state
from assistant.corpus.limits import DEFAULT_LIMITS, ReadLimits
from assistant.corpus.reading import CorpusReading, read_documents, read_sources

__all__ = [
    "DEFAULT_LIMITS",
    "CorpusReading",
    "ReadLimits",
    "Scan",
    "SourceFile",
    "SourceState",
    "read_documents",
    "read_sources",
    "scan",
    "source_state",
]
