"""Vectors kept between runs: a text is given to an encoder once."""

import hashlib
import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.types import Encoder, TextKind, Vectors

OFTEN = 4096
"""New texts after which they are kept even before the end: a large model is slow to ask again."""
_DIGEST = 32
"""Bytes of a SHA-256."""


class RememberingEncoder:
    """Gives an encoder's vectors, and asks it only for those of new texts."""

    def __init__(self, encoder: Encoder, file: Path) -> None:
        """Read what was kept.

        Args:
            encoder: asked for what is new.
            file: this encoder's own; it need not be there.

        Raises:
            UsageError: the file is there and cannot be read.
        """
        self._encoder = encoder
        self._file = file
        self._vectors = _read(file) if file.exists() else {}
        self._saved = len(self._vectors)

    @property
    def identity(self) -> str:
        return self._encoder.identity

    @property
    def dimension(self) -> int:
        """Length of a vector; the model is loaded only when none was ever made."""
        return len(next(iter(self._vectors.values()))) if self._vectors else self._encoder.dimension

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension).

        Raises:
            EncoderError: the model cannot be loaded.
            UsageError: what is new cannot be written.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        keys = [hashlib.sha256(f"{kind}\0{text}".encode()).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        if new:
            made = self._encoder.encode(list(new.values()), kind)
            self._vectors.update(zip(new, made, strict=True))
            if len(self._vectors) - self._saved >= OFTEN:
                self.save()
        return np.stack([self._vectors[key] for key in keys])

    def save(self) -> None:
        """Write what is new to the file.

        Raises:
            UsageError: it cannot be written.
        """
        if len(self._vectors) == self._saved:
            return
        keys = np.frombuffer(b"".join(self._vectors), dtype=np.uint8).reshape(-1, _DIGEST)
        whole = self._file.with_suffix(".tmp.npz")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(whole, keys=keys, vectors=np.stack(list(self._vectors.values())))
            os.replace(whole, self._file)
        except OSError as error:
            raise UsageError(
                f"{self._file}: cannot be written ({error.strerror}); give another folder with --report"
            ) from error
        self._saved = len(self._vectors)


def memory_name(encoder: Encoder, settings: Settings) -> str:
    """Return a name for what is kept of an encoder: two with the same name give the same vectors.

    An encoder's identity leaves the prompt of questions out; the settings' one belongs to it here.
    """
    name, _, digest = encoder.identity.partition("#")
    prompt = settings.query_prompt
    if prompt is not None:
        digest += "-" + hashlib.sha256(prompt.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9.]+', '-', name)}-{digest}"


def _read(file: Path) -> dict[bytes, Vectors]:
    try:
        with file.open("rb") as content, np.load(content) as kept:
            keys, vectors = kept["keys"], kept["vectors"]
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UsageError(f"{file}: kept vectors cannot be read ({error}); delete this file") from error
