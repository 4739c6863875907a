from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.limits import DEFAULT_LIMITS
from assistant.corpus.markdown import read_markdown
from tests.corpus.samples import assert_covers, shown


def test_blocks_lose_their_marks() -> None:
    extract = read_markdown(
        """---
title: Le pont
date: 2024-02-30
---
# Le **pont**

Il a *coûté* [10&nbsp;millions](https://x.fr)
d'euros,  \nen `2020`. ![photo](p.png)

- nord
  - pile 1
- sud

  suite

1. un
2. deux

| Année | Voitures |
|-------|---------:|
| 2020  | 1 200    |

> Cité.

<div><p>Du <b>HTML</b></p><script>alert(1)</script></div>

Fin
===
""".encode(),
        DEFAULT_LIMITS,
    )
    assert shown(extract) == [
        ("heading1", "Le pont"),
        ("paragraph", "Il a coûté 10\u00a0millions d'euros,\nen 2020."),
        ("item", "• nord"),
        ("item", "• pile 1"),
        ("item", "• sud"),
        ("paragraph", "suite"),
        ("item", "1. un"),
        ("item", "2. deux"),
        ("row", "Année : 2020 ; Voitures : 1 200"),
        ("paragraph", "Cité."),
        ("paragraph", "Du HTML"),
        ("heading1", "Fin"),
    ]
    assert extract.front == {"title": "Le pont", "date": "2024-02-30"}
    assert "• nord\n• pile 1\n• sud\n\nsuite" in extract.text


def test_a_rule_is_no_front_matter() -> None:
    assert shown(read_markdown(b"---\n\nTexte : ici.\n\n---\n\nFin.", DEFAULT_LIMITS)) == [
        ("paragraph", "Texte : ici."),
        ("paragraph", "Fin."),
    ]


def test_broken_front_matter_is_reported() -> None:
    extract = read_markdown(b"---\ntitle: 'x\n---\nTexte.", DEFAULT_LIMITS)
    assert (extract.text, extract.warnings) == ("Texte.", ("front matter ignored: not valid YAML at line 2",))


def test_front_matter_may_be_empty() -> None:
    assert read_markdown(b"---\n---\nTexte.", DEFAULT_LIMITS).text == "Texte."


def test_deep_nesting_keeps_its_text() -> None:
    assert "fond" in read_markdown((">" * 60 + " fond").encode(), DEFAULT_LIMITS).text


@given(
    st.lists(
        st.sampled_from(
            [
                "# a",
                "b *c*",
                "- d",
                "1. e",
                "> f",
                "| g | h |\n|--|--|\n| i | j |",
                "<p>k",
                "```\nl\n```",
                "é\u0301",
            ]
        )
    )
)
def test_blocks_cover_the_text(parts: list[str]) -> None:
    extract = read_markdown("\n\n".join(parts).encode(), DEFAULT_LIMITS)
    assert_covers(extract.text, extract.blocks)
