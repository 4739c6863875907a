import pytest

from assistant.corpus.html import read_html
from assistant.corpus.limits import DEFAULT_LIMITS, ReadLimits
from assistant.errors import DocumentError
from tests.corpus.samples import Kinds, assert_covers, shown

PROSE = (
    "Le pont de Meung a été refait en trois ans par douze ouvriers, sans fermer la route une seule journée. "
    * 4
)
COOKIES = (
    "En poursuivant votre navigation, vous acceptez des traceurs qui mesurent l'audience de nos pages. " * 3
)


def read(body: str, head: str = "") -> Kinds:
    return shown(
        read_html(
            f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), DEFAULT_LIMITS
        )
    )


def test_a_page_of_a_public_site() -> None:
    extract = read_html(
        f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Le pont | Ville de Meung</title>
<meta property="og:site_name" content="Ville de Meung"><link rel="canonical" href="https://meung.fr/pont">
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "datePublished": "2024-01-29T10:00:00+01:00",
"publisher": {{"name": "Mairie"}}}}]}}</script></head>
<body class="has-sidebar node-type-article"><a class="visually-hidden skip-link" href="#c">Aller au contenu</a>
<div id="tarteaucitronRoot"><p>{COOKIES}</p><button>Tout accepter</button></div>
<header role="banner"><img alt="Logo"><nav><ul><li><a>Accueil</a><li><a>Vivre</a><li><a>Sortir</a></ul></nav></header>
<div class="breadcrumb"><ol><li><a>Accueil</a><li>Le pont</ol></div>
<main><h1><span>Le pont</span></h1><div>Publié le <time datetime="2024-01-29">29 janvier 2024</time></div>
<article><p>{PROSE}</p><h2>Le&nbsp;chantier</h2><p>Douze<br>ouvriers.</p>
<ul><li>nord <strong>refait</strong><li>sud<ol><li>pile 1</ol></ul>
<table><caption>Coûts</caption><tr><th>Année</th><th>Euros</th></tr><tr><td>2022</td><td>10</td></tr></table>
<aside><h3>À noter</h3><p>{PROSE[:110]}</p></aside><p>À télécharger :</p>
<ul><li><a>Plan du pont</a><li><a>Budget</a><li><a>Photos</a></ul></article>
<div class="share-buttons"><a>Facebook</a></div>
<section class="related"><h2>À lire aussi</h2><article><h3><a>Une autre page</a></h3><p>{PROSE}</p></article></section>
</main>
<footer><p>Mairie, 1 rue Haute</p><a>Mentions légales</a></footer><script>document.write("non")</script></body>""".encode(),
        DEFAULT_LIMITS,
    )
    assert shown(extract) == [
        ("heading1", "Le pont"),
        ("paragraph", "Publié le 29 janvier 2024"),
        ("paragraph", PROSE.strip()),
        ("heading2", "Le\u00a0chantier"),
        ("paragraph", "Douze\nouvriers."),
        ("item", "• nord refait"),
        ("item", "• sud"),
        ("item", "1. pile 1"),
        ("paragraph", "Coûts"),
        ("row", "Année : 2022 ; Euros : 10"),
        ("heading3", "À noter"),
        ("paragraph", PROSE[:110].strip()),
        ("paragraph", "À télécharger :"),
        ("item", "• Plan du pont"),
        ("item", "• Budget"),
        ("item", "• Photos"),
    ]
    assert extract.embedded == {
        "title": "Le pont",
        "publisher": "Ville de Meung",
        "published": "2024-01-29T10:00:00+01:00",
        "url": "https://meung.fr/pont",
        "language": "fr",
    }


def test_a_page_made_of_divisions() -> None:
    assert read(
        f"""<div id="menu-principal"><ul><li><a>Ville</a><li><a>Aides</a><li><a>Agenda</a></ul></div>
<div class="row"><div class="col-8"><h1>Le pont</h1><div class="chapo">Un chantier.</div><div>{PROSE}
<h2>Suite</h2>Texte nu.<br><br>Un <a>lien</a> dedans. <p><b>À lire aussi :</b> <a>Le tunnel</a></p></div>
<div class="actus"><div class="titre">Également en mairie</div><div><a><h3>Le tunnel</h3></a><p>Il ferme.</p></div></div>
<div class="bloc"><p>Abonnez-vous à notre lettre</p><a class="btn">Je m'abonne</a></div></div>
<div class="col-4"><ul><li><a>Santé</a><li><a>Voirie</a><li><a>Écoles</a></ul></div></div>"""
    ) == [
        ("heading1", "Le pont"),
        ("paragraph", "Un chantier."),
        ("paragraph", PROSE.strip()),
        ("heading2", "Suite"),
        ("paragraph", "Texte nu."),
        ("paragraph", "Un lien dedans."),
    ]


def test_a_short_page_keeps_everything() -> None:
    assert read("<nav><a>Accueil</a></nav><div><h1>Numéro vert</h1><p>Appelez le 0 800.</p></div>") == [
        ("heading1", "Numéro vert"),
        ("paragraph", "Appelez le 0 800."),
    ]


def test_a_page_of_links_is_not_emptied() -> None:
    assert read("<h1>Annuaire</h1><ul><li><a>Céret</a><li><a>Auch</a><li><a>Tours</a></ul>")[1:] == [
        ("item", "• Céret"),
        ("item", "• Auch"),
        ("item", "• Tours"),
    ]


def test_folded_answers_are_read() -> None:
    assert read(
        f"""<header><h1 class="logo">Ameli</h1></header><main><h1>Questions</h1><p>{PROSE}</p>
<section><h3><button>Qui paie ?</button></h3><div class="collapse" aria-hidden="true"><p>{PROSE}</p></div></section>
<details><summary>Quand ?</summary>En mai.</details><dl><dt>ZIP</dt><dd>Zone prioritaire.</dd></dl>
<section id="commentaires"><h2>Commentaires du jury</h2><p>{PROSE}</p></section></main>"""
    ) == [
        ("heading1", "Questions"),
        ("paragraph", PROSE.strip()),
        ("heading3", "Qui paie ?"),
        ("paragraph", PROSE.strip()),
        ("heading4", "Quand ?"),
        ("paragraph", "En mai."),
        ("paragraph", "ZIP"),
        ("paragraph", "Zone prioritaire."),
        ("heading2", "Commentaires du jury"),
        ("paragraph", PROSE.strip()),
    ]


def test_a_page_laid_out_by_tables() -> None:
    assert read(
        """<TABLE><TR><TD><A>Menu 1</A><BR><A>Menu 2</A><BR><A>Menu 3</A></TD><TD><B>Bilan 2012</B>
<P>La ville compte 34 gares.<P>Le double de 2008.<TABLE><TR><TD>Ville<TD>Gares<TD>Quais<TR><TD>Meung<TD>1<TD>2</TABLE>
</TD></TR></TABLE><p>"""
        + PROSE
    ) == [
        ("paragraph", "Bilan 2012"),
        ("paragraph", "La ville compte 34 gares."),
        ("paragraph", "Le double de 2008."),
        ("row", "Ville : Meung ; Gares : 1 ; Quais : 2"),
        ("paragraph", PROSE.strip()),
    ]


def test_cells_that_span_are_written_out() -> None:
    assert read(
        """<table><thead><tr><th rowspan=2>Ville</th><th colspan=2>Gares</th></tr><tr><th>2022</th><th>2023</th></tr></thead>
<tr><td rowspan="2">Meung</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr><tr><td colspan=3>Total</td></tr></table>"""
    ) == [
        ("row", "Ville : Meung ; Gares – 2022 : 1 ; Gares – 2023 : 2"),
        ("row", "Ville : Meung ; Gares – 2022 : 3 ; Gares – 2023 : 4"),
        ("row", "Total"),
    ]


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        (
            '<meta property="og:title" content="Le pont - Meung"><meta property="og:site_name" content="Meung">',
            "title",
            "Le pont",
        ),
        ('<meta name="DC.publisher" content="Meung">', "publisher", "Meung"),
        ('<meta name="dcterms.modified" content="2024-02">', "updated", "2024-02"),
        ('<meta property="article:published_time" content="2024">', "published", "2024"),
        (
            '<script type="application/ld+json">[{"@type":["WebPage"],"headline":"Pont"}]</script>',
            "title",
            "Pont",
        ),
        ('<script type="application/ld+json">{broken</script><title>T</title>', "title", "T"),
        ('<link rel="canonical" href="javascript:x">', "url", None),
    ],
)
def test_what_a_page_says_about_itself(head: str, key: str, value: str | None) -> None:
    page = f"<html><head>{head}</head><body><p>Texte."
    assert read_html(page.encode(), DEFAULT_LIMITS).embedded.get(key) == value


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0" encoding="ISO-8859-1"?><html><body><p>L\'été'.encode("latin-1"),
        '<meta charset="windows-1252"><p>L\'été'.encode("cp1252"),
        '<meta charset="utf-8"><p>L\'été'.encode("cp1252"),
        '<meta charset="no-such"><p>L\'été'.encode(),
        "<p>L'été".encode("utf-16"),
    ],
)
def test_encodings(data: bytes) -> None:
    assert shown(read_html(data, DEFAULT_LIMITS)) == [("paragraph", "L'été")]


def test_entities_are_not_fetched() -> None:
    page = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>Avant &x; apr&egrave;s</p>'
    assert "Avant &x; après" in read_html(page, DEFAULT_LIMITS).text


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(DocumentError, match="nested more than 300 deep"):
        read_html(b"<div>" * 5000 + b"fond", DEFAULT_LIMITS)
    assert "fond" in read_html(b"<div>" * 250 + b"fond", DEFAULT_LIMITS).text


def test_an_empty_page_has_no_blocks() -> None:
    assert read_html(b"<html><body><script>x</script></body></html>", ReadLimits()).blocks == ()
    with pytest.raises(DocumentError, match="no text in this page"):
        read_html(b"", DEFAULT_LIMITS)


def test_blocks_cover_the_text() -> None:
    extract = read_html(
        f"<h1>a</h1>b<p>c<br><br>d</p><pre>e\n\nf</pre><ul><li><p>g<p>h</ul>{PROSE}".encode(), DEFAULT_LIMITS
    )
    assert_covers(extract.text, extract.blocks)
