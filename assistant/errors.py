"""Everything a user can act on, as one tree.

    AssistantError
    ├── UsageError          wrong option, unreadable question or batch line
    ├── SettingsError       a settings file that cannot be used
    ├── CorpusError         the documents folder is missing, empty or unreadable
    ├── DocumentError       one document cannot be read; the others go on
    │   └── DocumentChanged it changed while it was read
    ├── EncoderError        the embedding model cannot be loaded
    ├── IndexStoreError     the index folder cannot be read or written
    │   ├── IndexMissing    nothing was built there yet
    │   ├── IndexDamaged    a file differs from what the manifest promises
    │   ├── IndexMismatch   built by another format or for another model
    │   └── IndexLocked     another build is at work
    ├── QuestionSetError    an evaluation file that cannot be used
    └── FeedbackError       the file of what users flagged cannot be read or written

A message says what is wrong, where, and the next step. A programmer's mistake
is a `ValueError`, not one of these. Only the command line and the page catch.
"""


class AssistantError(Exception):
    """Something the user can mend; its text is the one line they read."""


class UsageError(AssistantError):
    """A wrong option, or an input line that cannot be read."""


class SettingsError(AssistantError):
    """A settings file with an unknown key or a value out of range."""


class CorpusError(AssistantError):
    """The documents folder is missing, empty or unreadable."""


class DocumentError(AssistantError):
    """One document cannot be read; the text gives the reason without the path."""


class DocumentChanged(DocumentError):
    """Its file is not, or not yet, what it was when it was listed: the next build looks again."""


class EncoderError(AssistantError):
    """The embedding model cannot be found or loaded."""


class IndexStoreError(AssistantError):
    """The index folder cannot be read or written."""


class IndexMissing(IndexStoreError):
    """No generation has been published in this folder."""


class IndexDamaged(IndexStoreError):
    """A file of the index is missing or differs from its recorded digest."""


class IndexMismatch(IndexStoreError):
    """The index has another format version, or other vectors than the model gives."""


class IndexLocked(IndexStoreError):
    """Another process is building this index."""


class QuestionSetError(AssistantError):
    """A question set with a line that cannot be used."""


class FeedbackError(AssistantError):
    """The file of what users flagged is damaged, read-only, busy or another program's."""
