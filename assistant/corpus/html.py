"""Web pages: the article and what the page says about itself, without the site around it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from assistant.corpus.article import article_of
from assistant.corpus.draft import Draft, Extract
from assistant.corpus.html_blocks import add_blocks, text_of
from assistant.corpus.limits import ReadLimits
from assistant.corpus.text import decode
from assistant.errors import DocumentError

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]{3,20})""")
_BROWSER_NAMES = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_META = {
    "title": ("og:title", "dc.title", "dcterms.title", "twitter:title"),
    "publisher": ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_publisher"),
    "published": (
        "article:published_time",
        "dc.date.issued",
        "dcterms.issued",
        "dc.date",
        "dcterms.date",
        "dcterms.created",
        "datepublished",
        "date",
        "publication_date",
    ),
    "updated": (
        "article:modified_time",
        "og:updated_time",
        "dcterms.modified",
        "dc.date.modified",
        "datemodified",
    ),
    "url": ("og:url",),
    "language": ("dc.language", "dcterms.language"),
}
_JSON_LD = {
    "headline": "title",
    "datePublished": "published",
    "dateModified": "updated",
    "inLanguage": "language",
}
_PAGES = (
    "Article",
    "NewsArticle",
    "BlogPosting",
    "WebPage",
    "Report",
    "GovernmentService",
    "FAQPage",
    "CreativeWork",
)


def read_html(data: bytes, limits: ReadLimits) -> Extract:
    """Read an `.html` file. Nothing is run or fetched.

    Returns:
        The text of the article and its blocks; menus, banners, teasers and footers of the site are left out.

    Raises:
        DocumentError: not text, too long, or tags nested too deep.
    """
    text, warnings = _decode(data)
    tree = _parse(text, limits)
    draft = Draft(limits)
    add_blocks(article_of(tree), draft)
    headings = [draft.text[block.start : block.end] for block in draft.blocks if block.level == 1]
    return Extract(draft.text, tuple(draft.blocks), embedded=_embedded(tree, headings), warnings=warnings)


def fragment_into(text: str, draft: Draft, limits: ReadLimits) -> None:
    """Append the blocks of a piece of HTML, all of it, to a draft.

    Raises:
        DocumentError: tags nested too deep.
    """
    if text.strip():
        add_blocks(_parse(f"<!doctype html><body>{text}</body>", limits), draft)


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode by the encoding the page declares, unless its bytes contradict it."""
    declared = _XML_ENCODING.search(data[:200]) or _CHARSET.search(data[:8192])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"\x00" not in data:
        name = declared[1].decode("ascii").lower()
        try:
            return data.decode(_BROWSER_NAMES.get(name, name)), ()
        except (LookupError, UnicodeDecodeError):
            return decode(data)
    return decode(data)


def _parse(text: str, limits: ReadLimits) -> HtmlElement:
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DocumentError("no text in this page: remove it, or save the page again") from error
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.nesting:
            raise DocumentError(
                f"tags nested more than {limits.nesting} deep: save the page again, or as text"
            )
    return tree


def _embedded(tree: HtmlElement, headings: Sequence[str]) -> dict[str, str]:
    """Return what the page declares about itself, under this project's keys.

    Args:
        tree: the whole page.
        headings: the main headings of its article.
    """
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if meta.get("content", "").strip():
            metas.setdefault(name.strip().lower(), meta.get("content"))
    found = {key: metas[name] for key, names in _META.items() for name in reversed(names) if name in metas}
    for key, value in _linked_data(tree).items():
        found.setdefault(key, value)
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    if canonical:
        found["url"] = canonical[0].strip()
    if tree.get("lang"):
        found.setdefault("language", tree.get("lang"))
    for time in tree.xpath("//time[@datetime][@pubdate or @itemprop='datePublished']"):
        found.setdefault("published", time.get("datetime"))
    title = _title(tree, headings, found.get("title"), found.get("publisher"))
    if title:
        found["title"] = title
    if not re.match(r"https?://", found.get("url", "https://")):
        del found["url"]
    return found


def _title(tree: HtmlElement, headings: Sequence[str], declared: str | None, site: str | None) -> str | None:
    """Return the page's title without the name of the site, which the article's heading or `site` tells apart."""
    titles = (text_of(title) for title in tree.iter("title"))
    named = (declared or next(titles, "")).strip()
    for heading in headings:
        if heading.casefold() in named.casefold():
            return heading
    if site:
        named = re.sub(rf"\s*[-–—|:·•]\s*{re.escape(site)}\s*$", "", named, flags=re.IGNORECASE)
    return named or None


def _linked_data(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json":
            continue
        try:
            loaded = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(loaded):
            for name, key in _JSON_LD.items():
                if isinstance(item.get(name), str):
                    found.setdefault(key, item[name])
            publisher = item.get("publisher")
            if isinstance(publisher, Mapping) and isinstance(publisher.get("name"), str):
                found.setdefault("publisher", publisher["name"])
    return found


def _items(loaded: object) -> Iterator[Mapping[str, str]]:
    """Yield the descriptions of pages in a linked-data script: alone, in a list, or under `@graph`."""
    if isinstance(loaded, list):
        for item in loaded:
            yield from _items(item)
    elif isinstance(loaded, Mapping):
        kinds = loaded.get("@type")
        if any(kind in _PAGES for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield loaded
        if "@graph" in loaded:
            yield from _items(loaded["@graph"])
