"""The article of a web page: what is left once the site around it is taken away.

Rather too much than too little: an element goes only when its tag, its role, its name or
its links say that it belongs to the site, and never when it holds the page's title or
most of its prose.
"""

import copy
import re

from lxml.html import HtmlElement

from assistant.corpus.html_blocks import UNSEEN, text_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SITE_ROLES = frozenset(
    "navigation banner contentinfo search dialog alertdialog menu menubar tablist toolbar".split()
)
_EDGE = r"(?:^|[-_])"
_ALWAYS = re.compile(
    r"cookie|tarteaucitron|didomi|axeptio|orejime|"
    + _EDGE
    + r"(?:consent|rgpd|gdpr|breadcrumbs?|fil-?d?-?ariane|ariane"
    r"|skip-?links?|evitement|newsletter|sr-only|screen-reader(?:-text)?|visually-hidden|related|similar|comment-?list"
    r"|comments-area|respond|popup|addtoany|a2a)(?:$|[-_])",
    re.IGNORECASE,
)
_USUALLY = re.compile(
    _EDGE
    + r"(?:shar(?:e|ing)|partager?|socials?|pagination|pager|sidebar|nav(?:bar|igation)?|(?:sub|mega)?menu|footer"
    r"|toolbar|back-?to-?top|banner|promo|tags|subscribe|abonnement|advert\w*|modal|comments|commentaires)(?:$|[-_])",
    re.IGNORECASE,
)
_BUTTON = re.compile(_EDGE + r"(?:btn|button|bouton|cta)(?:$|[-_])", re.IGNORECASE)
_CONTENT = re.compile(
    r"^(?:content|contenu|main|main-content|page-content|article(?:-?body|-content)?|(?:entry|post|node)-content"
    r"|field--name-body)$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"^(?:(?:à|a) (?:lire|voir|découvrir|consulter) (?:aussi|également)|(?:lire|voir) (?:aussi|également)"
    r"|sur le même (?:sujet|thème)"
    r"|(?:articles?|contenus?|actualités?|actus?|pages?) (?:liée?s?|similaires?|connexes?|récente?s?|associée?s?)"
    r"|(?:nos )?(?:autres|dernières|toutes les) (?:actualités|actus|articles)|derniers articles"
    r"|dans la même (?:rubrique|catégorie)|ces (?:articles|contenus|pages) .*intéresser|vous aimerez aussi"
    r"|partage[rz](?: .*)?|suivez[- ]nous.*|abonnez[- ]vous.*|inscri(?:vez-vous|ption) à (?:la|notre) (?:newsletter|lettre).*"
    r"|[ée]galement (?:en|sur|à|dans) .*|newsletter|réagir|laisser un commentaire|commentaires)\s*[:!]?$",
    re.IGNORECASE,
)
_PROSE = 200
"""Characters outside links from which an element is taken for prose."""


def article_of(tree: HtmlElement) -> HtmlElement:
    """Return the element that holds the article, as a copy from which the site's elements were taken.

    A page whose cleaning leaves hardly anything, such as a list of links, is given back with its scripts,
    navigation and banners away and the rest kept.

    Args:
        tree: a whole page; it is left as it is.
    """
    cleaned = _clean(copy.deepcopy(tree), thorough=True)
    if len(text_of(cleaned)) >= 150:
        return cleaned
    lenient = _clean(copy.deepcopy(tree), thorough=False)
    return lenient if len(text_of(lenient)) > 2 * len(text_of(cleaned)) else cleaned


def _clean(tree: HtmlElement, thorough: bool) -> HtmlElement:
    body = tree.find("body")
    if body is None:
        return tree
    _drop_unseen(body)
    _drop_site(body, thorough)
    container = _container(body)
    if thorough:
        _drop_elsewhere(container)
        _drop_teasers(container)
        _drop_links(container)
    return container


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _drop_unseen(body: HtmlElement) -> None:
    for element in list(body.iter(*UNSEEN)):
        _drop(element)
    for button in list(body.iter("button")):
        if next(button.iterancestors(*_HEADINGS, "summary"), None) is None:
            _drop(button)


def _drop_site(body: HtmlElement, thorough: bool) -> None:
    """Drop what tags, roles and names give to the site."""
    whole = len(_prose(body))
    above_title = {
        ancestor for title in body.iter("h1") if text_of(title) for ancestor in title.iterancestors()
    }
    for element in list(body.iter()):
        if (
            element is body
            or not isinstance(element.tag, str)
            or element.tag in (*_HEADINGS, "p", "li", "main")
        ):
            continue
        if element in above_title:
            if element.tag == "header" and not _within(element, "article", "main"):
                _keep_title_only(element)
        elif (
            element.getparent() is not None
            and _is_site(element, thorough)
            and len(_prose(element)) <= whole / 2
        ):
            _drop(element)


def _is_site(element: HtmlElement, thorough: bool) -> bool:
    inside = _within(element, "article", "main")
    if element.tag in ("nav", "dialog") or element.get("role") in _SITE_ROLES:
        return True
    if element.tag in ("header", "footer", "aside") or element.get("role") == "complementary":
        if not inside:
            return True
        if element.tag != "header" and (not _prose(element) or _link_share(element) >= 0.5):
            return True
    if element.tag == "form" and len(_prose(element)) < _PROSE:
        return True
    style = element.get("style", "").replace(" ", "").lower()
    if element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style:
        return not inside or len(_prose(element)) < 80
    if not thorough:
        return False
    names = [*element.get("class", "").split(), element.get("id", "")]
    if any(_ALWAYS.search(name) for name in names):
        return True
    return any(_USUALLY.search(name) for name in names) and not _is_prose(element)


def _container(body: HtmlElement) -> HtmlElement:
    """Return the smallest element that holds the article and its title."""
    whole = max(1, len(_prose(body)))
    mains = [element for element in body.iter() if element.tag == "main" or element.get("role") == "main"]
    articles = list(body.iter("article"))
    named = [element for element in body.iter("div", "section", "td") if _is_named_content(element)]
    for group in (mains, articles, named):
        if not group:
            continue
        largest = max(group, key=lambda element: len(_prose(element)))
        if len(_prose(largest)) >= 0.5 * whole:
            return _with_title(largest, body)
    return body


def _is_named_content(element: HtmlElement) -> bool:
    names = [*element.get("class", "").split(), element.get("id", "")]
    return element.get("itemprop") == "articleBody" or any(_CONTENT.match(name) for name in names)


def _with_title(container: HtmlElement, body: HtmlElement) -> HtmlElement:
    """Widen the container up to the page's title, when that is above it."""
    if _holds_title(container):
        return container
    title = next(body.iter("h1"), None)
    if title is None:
        return container
    for ancestor in container.iterancestors():
        if any(title is other for other in ancestor.iter("h1")):
            return ancestor
    return container


def _drop_elsewhere(container: HtmlElement) -> None:
    """Drop headings such as "À lire aussi" with the links they announce, up to the next heading or prose."""
    for heading in list(container.iter(*_HEADINGS[1:], "p", "div", "strong", "b", "span")):
        if heading.getparent() is None or not _ELSEWHERE.match(_opening(heading)):
            continue
        start = heading
        while start.getparent() is not container and text_of(start.getparent()) == text_of(start):
            start = start.getparent()
        parent = start.getparent()
        if parent is None:
            continue
        boxed = parent is not container and text_of(parent).startswith(text_of(start))
        if boxed and not _is_prose(parent) and not _holds_title(parent):
            _drop(parent)
            continue
        for sibling in [*start.itersiblings()]:
            if sibling.tag in _HEADINGS or not isinstance(sibling.tag, str):
                break
            if _link_share(sibling) < 0.3 and text_of(sibling):
                break
            _drop(sibling)
        _drop(start)


def _drop_teasers(container: HtmlElement) -> None:
    """Drop the cards of other pages: `article`s inside the article whose heading is a link."""
    for card in list(container.iter("article")):
        linked = card.xpath(
            ".//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6][.//a or ancestor::a]"
        )
        short = len(_prose(card)) < 2 * _PROSE
        if card is not container and linked and short and not _holds_title(card):
            rest = len(_prose(container)) - len(_prose(card))
            if rest > 2 * _PROSE:
                _drop(card)


def _drop_links(container: HtmlElement) -> None:
    """Drop menus without a name: lists of links that nothing introduces, and buttons that stand alone."""
    for block in list(container.iter("ul", "ol", "td")):
        links = block.findall(".//a")
        if len(links) >= 3 and _link_share(block) >= 0.8 and not _introduced(block):
            _drop(block)
    for link in list(container.iter("a")):
        parent = link.getparent()
        if (
            parent is None
            or text_of(parent) != text_of(link)
            or link.xpath("ancestor::li|ancestor::td|ancestor::th")
        ):
            continue
        names = [*link.get("class", "").split(), *parent.get("class", "").split()]
        alone = (
            parent.tag in ("div", "section", "article", "main", "body") and len(text_of(link).split()) <= 6
        )
        headed = link.xpath(".//h1|.//h2|.//h3|.//p|ancestor::h1|ancestor::h2|ancestor::h3|ancestor::h4")
        if not headed and (alone or any(_BUTTON.search(name) for name in names)):
            _drop(link)


def _introduced(block: HtmlElement) -> bool:
    before = block.getprevious()
    if before is None:
        return block.tag != "td" and block.getparent().tag in ("li", "td", "dd")
    return before.tag in (*_HEADINGS, "p", "dt") and bool(text_of(before))


def _within(element: HtmlElement, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _holds_title(element: HtmlElement) -> bool:
    return any(text_of(title) for title in element.iter("h1"))


def _keep_title_only(header: HtmlElement) -> None:
    titles = [title for title in header.iter("h1") if text_of(title)]
    for child in list(header):
        _drop(child)
    header.text = None
    for title in titles:
        title.tail = None
        header.append(title)


def _prose(element: HtmlElement) -> str:
    """Return the text of an element outside its links."""
    pieces: list[str] = []
    _collect(element, pieces)
    return " ".join("".join(pieces).split())


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag == "a" or element.tag in UNSEEN:
        return
    pieces.append(element.text or "")
    for child in element:
        _collect(child, pieces)
        pieces.append(child.tail or "")


def _opening(element: HtmlElement) -> str:
    """Return the text of a short element, or the beginning of a long one."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > 100:
            break
    return " ".join("".join(pieces).split())


def _is_prose(element: HtmlElement) -> bool:
    return len(_prose(element)) >= _PROSE and _link_share(element) < 0.3


def _link_share(element: HtmlElement) -> float:
    """Return the share of an element's characters that are links."""
    whole = len("".join(text_of(element).split()))
    return 1 - len("".join(_prose(element).split())) / whole if whole else 0.0
