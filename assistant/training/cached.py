"""An encoder that remembers what it was given."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.types import Encoder, TextKind, Vectors


class CachedEncoder:
    """Remembers vectors by text: the worlds share their articles."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[str, TextKind], npt.NDArray[np.float32]] = {}

    @property
    def identity(self) -> str:
        return self._encoder.identity

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        missing = list(dict.fromkeys(text for text in texts if (text, kind) not in self._known))
        if missing:
            for text, vector in zip(missing, self._encoder.encode(missing, kind), strict=True):
                self._known[text, kind] = vector
        return np.stack([self._known[text, kind] for text in texts])
