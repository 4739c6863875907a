from dataclasses import fields
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import _RULES, Settings, load_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "motamot.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_has_a_rule_and_its_default_obeys_it() -> None:
    assert list(_RULES) == [field.name for field in fields(Settings)]
    for key, (_, accepts) in _RULES.items():
        default = getattr(Settings(), key)
        assert default is None or accepts(default), key


def test_no_file_means_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(None) == Settings()


def test_the_current_folder_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'encoder = "camembert"\nk = 5\nthreshold = 1\nquery_prompt = ""\nnotice = "Démo"\n')
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None)
    assert settings == Settings(encoder="camembert", k=5, threshold=1.0, query_prompt="", notice="Démo")
    assert isinstance(settings.threshold, float)


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_bytes(b"\xef\xbb\xbfk = 3\r\n")
    assert load_settings(path).k == 3


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("top_k = 3", 'unknown key "top_k"; expected one of encoder, passage_words, '),
        ("[index]\nk = 3", 'unknown key "index"'),
        ("k = 0", '"k" must be a whole number from 1 to 200, not 0'),
        ("k = true", '"k" must be a whole number from 1 to 200, not True'),
        ("k = 2.0", '"k" must be a whole number'),
        ("threshold = 1.01", '"threshold" must be a number from 0 to 1, not 1.01'),
        ("lexical_weight = nan", '"lexical_weight" must be a number from 0 to 1, not nan'),
        ('encoder = " "', '"encoder" must be "embedded", or the name'),
        ('glossary = ""', "\"glossary\" must be the name of a file, not ''"),
        ("contact = 3", '"contact" must be a text, not 3'),
        ("k = ", "not valid TOML"),
    ],
)
def test_a_bad_line_is_named_with_its_file(tmp_path: Path, line: str, expected: str) -> None:
    path = write(tmp_path, line)
    with pytest.raises(SettingsError) as raised:
        load_settings(path)
    assert str(path) in str(raised.value)
    assert expected in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.toml: cannot be read \(No such file"):
        load_settings(tmp_path / "gone.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes("notice = 'é'".encode("latin-1"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(latin)


def test_only_what_shapes_the_vectors_and_passages_belongs_to_the_index() -> None:
    base = Settings().index_settings()
    same = Settings(k=3, threshold=0.1, lexical_weight=0.2, contact="a", notice="b", query_prompt="q: ")
    assert same.index_settings() == base
    for changed in (
        Settings(encoder="x"),
        Settings(passage_words=80),
        Settings(passage_prompt="p: "),
        Settings(max_file_mb=1),
    ):
        assert changed.index_settings() != base
