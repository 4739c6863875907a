"""Text to unit vectors, with any sentence-transformers model.

`load_encoder` finds the model's folder (the one that ships with the program, a
folder, or a name of the model hub, already downloaded or downloaded now) and
picks who runs it: `CompactEncoder` for plain BERT models, because their vectors
can be had without importing sentence_transformers (5 to 15 s), `SentenceEncoder`
for all others. Both read the weights at the first text, so that an encoder made
only to compare identities costs one pass over the files and no torch.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from assistant.bert import Bert, is_plain_bert, read_json
from assistant.errors import EncoderError
from assistant.settings import EMBEDDED, Settings
from assistant.types import Encoder, TextKind, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SHIPPED = Path(__file__).parent / "models" / "encoder"
"""The French encoder that `python -m assistant.training.encoder` made; its card is README.md there."""
BATCH = 8
"""Texts that the library computes together: of one document, more would be of very different lengths."""

_FILES = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
_UNUSED = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "*.pdf", "*.png"]


def load_encoder(settings: Settings) -> Encoder:
    """Return the encoder that the settings name; its weights are read at its first text.

    Raises:
        EncoderError: no such model here or on the hub, or its folder is damaged.
    """
    folder = find_model(settings.encoder)
    prompts = choose_prompts(folder, settings)
    name = folder.name if Path(settings.encoder).is_dir() else settings.encoder
    if is_plain_bert(folder):
        return CompactEncoder(folder, name, prompts)
    return SentenceEncoder(folder, name, prompts)


def find_model(name: str) -> Path:
    """Return the folder of a model.

    Args:
        name: `embedded`, a folder, or a name of the model hub. A hub model that was
            downloaded once is taken from this machine without asking the hub.

    Raises:
        EncoderError: there is no such folder, or the hub does not give the model.
    """
    if name == EMBEDDED:
        if not (SHIPPED / "model.safetensors").exists():
            raise EncoderError(f"encoder {EMBEDDED}: {SHIPPED} is incomplete; install the program again")
        return SHIPPED
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "modules.json").exists() and not (folder / "config.json").exists():
            raise EncoderError(
                f"encoder {name}: no modules.json in this folder; give a sentence-transformers model"
            )
        return folder.resolve()
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise EncoderError(f"encoder {name}: no such folder; correct `encoder` in the settings")
    return _from_hub(name)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        try:
            return Path(snapshot_download(repository, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(repository, ignore_patterns=_UNUSED))
    except (HfHubHTTPError, HFValidationError, OSError) as error:
        raise EncoderError(
            f"encoder {name}: no such folder, and the model hub did not give it ({_line(error)}); "
            "give the folder of a downloaded model"
        ) from error


def choose_prompts(folder: Path, settings: Settings) -> dict[TextKind, str]:
    """Return what goes before questions and passages: the settings' prompts, else the model's, else nothing.

    The model's prompt for passages is the first one filled in under the names document,
    passage and corpus. (The library takes `document` even when it is empty, and then
    silently leaves out a model's `passage` prompt.)
    """
    saved = read_json(folder / "config_sentence_transformers.json").get("prompts") or {}
    passage = next((saved[name] for name in _PASSAGE_PROMPTS if saved.get(name)), "")
    return {
        "question": (saved.get("query") or "") if settings.query_prompt is None else settings.query_prompt,
        "passage": passage if settings.passage_prompt is None else settings.passage_prompt,
    }


class _ModelEncoder:
    """What both encoders share: where the model is, what it is called, what goes before a text."""

    def __init__(self, folder: Path, name: str, prompts: Mapping[TextKind, str]) -> None:
        self._folder = folder
        self._name = name
        self._prompts = dict(prompts)
        self._loading = Lock()

    @cached_property
    def identity(self) -> str:
        """`name#digest`: SHA-256 over the model's files and the prompt of passages, 16 hex digits of it.

        All weights are read (0.07 s for 90 MB): a sample would let a damaged file pass.
        """
        digest = hashlib.sha256(repr(self._prompts["passage"]).encode())
        try:
            for path in sorted(self._folder.rglob("*")):
                below = path.relative_to(self._folder)
                if path.suffix in _FILES and path.is_file() and below.parts[0] not in ("onnx", "openvino"):
                    with path.open("rb") as file:
                        content = hashlib.file_digest(file, "sha256").hexdigest()
                    digest.update(f"{below.as_posix()}\0{content}\n".encode())
        except OSError as error:
            raise EncoderError(f"encoder {self._name}: cannot be read ({_line(error)})") from error
        return f"{self._name}#{digest.hexdigest()[:16]}"


class CompactEncoder(_ModelEncoder):
    """A plain BERT model, without sentence_transformers."""

    _bert: Bert | None = None

    def _loaded(self) -> Bert:
        with self._loading:
            if self._bert is None:
                self._bert = Bert(self._folder)
            return self._bert

    @property
    def dimension(self) -> int:
        return self._loaded().dimension

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension).

        Raises:
            EncoderError: the model's weights cannot be read.
        """
        prompt = self._prompts[kind]
        return self._loaded().encode([prompt + text for text in texts])


class SentenceEncoder(_ModelEncoder):
    """Any other model, through the sentence_transformers library."""

    _model: "SentenceTransformer | None" = None

    def _loaded(self) -> "SentenceTransformer":
        with self._loading:
            if self._model is None:
                self._model = _load_quietly(self._folder, self._name)
            return self._model

    @property
    def dimension(self) -> int:
        dimension = self._loaded().get_embedding_dimension()
        if dimension is None:
            raise EncoderError(f"encoder {self._name}: does not give vectors of one size; choose another")
        return dimension

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimension).

        Raises:
            EncoderError: the model cannot be loaded.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        model = self._loaded()
        encode = model.encode_query if kind == "question" else model.encode_document
        vectors = encode(
            list(texts),
            prompt=self._prompts[kind],
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def _load_quietly(folder: Path, name: str) -> "SentenceTransformer":
    """Load a model in single precision, from this folder only, without the libraries' bars and notes."""
    import transformers
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder), local_files_only=True, model_kwargs={"dtype": "float32"})
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError, SafetensorError) as error:
        raise EncoderError(
            f"encoder {name}: {folder} cannot be loaded ({_line(error)}); choose another model"
        ) from error


def _line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:199] + "…"
