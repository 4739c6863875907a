"""Answers to a chat page, and to programs that ask over HTTP.

    answering.py   what the page needs of an assistant; one question at a time
    thread.py      what one tab asked so far
    texts.py       every word of the interface, French and English
    wording.py     dates, figures and probabilities in words
    escape.py      outside text to HTML that shows it as text
    render.py      a conversation to HTML
    source.py      a document to HTML, the quote marked in place
    theme.py       colours and fonts; style.css and page.js beside it
    blocks.py      the reader's acts, wired to the screen
    guard.py       paths, senders, sizes and headers
    programs.py    what programs ask: POST /api/ask, POST /api/feedback, the MCP tool
    schema.py      the shape of their bodies and records, for OpenAPI and MCP
    tool.py        the MCP tool `ask`
    server.py      all of it behind one port

The page holds no logic of its own: it shows what the assistant returns.
"""

from assistant.page.blocks import build_page
from assistant.page.server import build_app, serve

__all__ = ["build_app", "build_page", "serve"]
