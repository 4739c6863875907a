"""A folder to documents: what changed is parsed, what cannot be read is refused, the rest goes on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from assistant.corpus.files import SourceFile, scan
from assistant.corpus.limits import DEFAULT_LIMITS, ReadLimits
from assistant.corpus.worker import Worker
from assistant.errors import DocumentError
from assistant.types import Document, Refusal

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CorpusReading:
    """What a folder holds: every file is in one of the three, copies under the first of them."""

    documents: tuple[Document, ...]
    """Read now, by path."""
    refusals: tuple[Refusal, ...]
    """By path; each copy of a refused file has its own."""
    unchanged: tuple[SourceFile, ...]
    """Already known with the same digest, by path: not parsed. Their `also` may be new."""


def read_documents(
    folder: Path,
    known: Mapping[str, str] = _NOTHING,
    limits: ReadLimits = DEFAULT_LIMITS,
    progress: Callable[[int, int], None] | None = None,
) -> CorpusReading:
    """Read the documents of a folder that are new or changed.

    Args:
        folder: the corpus.
        known: digest by path of the documents that need not be parsed again.
        limits: above which a file is refused.
        progress: called after each file with how many were read and how many there are to read.

    Raises:
        CorpusError: the folder is missing, cannot be listed or holds no file.
    """
    found = scan(folder, limits)
    fresh = [source for source in found.files if known.get(source.path) != source.sha256]
    unchanged = tuple(source for source in found.files if known.get(source.path) == source.sha256)
    documents, refusals = [], list(found.refusals)
    for number, (source, outcome) in enumerate(read_sources(folder, fresh, limits), 1):
        if isinstance(outcome, Document):
            documents.append(outcome)
        else:
            refusals += (Refusal(path, str(outcome)) for path in (source.path, *source.also))
        if progress is not None:
            progress(number, len(fresh))
    return CorpusReading(
        tuple(documents), tuple(sorted(refusals, key=lambda refusal: refusal.path)), unchanged
    )


def read_sources(
    folder: Path, sources: Sequence[SourceFile], limits: ReadLimits = DEFAULT_LIMITS
) -> Iterator[tuple[SourceFile, Document | DocumentError]]:
    """Parse chosen files of a scan one after the other, each within its limits.

    Yields:
        Each file with its document, or with the reason why it cannot be one, in one line.
    """
    with Worker(limits) as worker:
        for source in sources:
            sidecar = folder / source.sidecar if source.sidecar is not None else None
            try:
                parsed = worker.read(folder / source.path, sidecar, source.sha256)
            except DocumentError as error:
                yield source, error
            else:
                yield (
                    source,
                    Document(
                        path=source.path,
                        text=parsed.text,
                        blocks=parsed.blocks,
                        metadata=parsed.metadata,
                        sha256=source.sha256,
                        size=source.size,
                        also=source.also,
                        warnings=parsed.warnings,
                    ),
                )
