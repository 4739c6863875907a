"""Answers to a chat page, and to programs that ask over HTTP.

    answering.py   what the page needs of an assistant; one question at a time
    thread.py      what one tab asked so far
    tab.py         the same as it is now, changed by one act at a time
    kept.py        what its browser keeps of it
    texts/         every word of the interface, French and English
    wording.py     dates, figures and probabilities in words
    escape.py      outside text to HTML that shows it as text
    link.py        a quote's original page, opened at the sentence
    filters.py     which documents to quote from, chosen and shown
    quotes.py      quotes to HTML: a list, one row a side, one row a date, a copy
    reply.py       an answer or a refusal to HTML
    render.py      a conversation to HTML
    source.py      a document to HTML, the quote marked in place
    theme.py       colours and fonts; styles/ and page.js beside it
    room.py        the reader's acts, as changes of the conversation
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
