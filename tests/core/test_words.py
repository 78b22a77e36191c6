"""The words of the screens: each text of the code has its translation in each language, and none is left of a text that went."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from aftercall.screens.assets import FOLDERS, LANGUAGES

TEXT = re.compile(r"""(?<![\w.$])t\(\s*"((?:[^"\\]|\\.)*)\"""")
COUNT = re.compile(r"""(?<![\w.$])n\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)\"""")
LIMP = re.compile(r"""(?<![\w.$])[tn]\(\s*[`']""")
FORMS = {
    "pl": {"one", "few", "many", "other"},
    "ru": {"one", "few", "many", "other"},
    "et": {"one", "other"},
    "es": {"one", "many", "other"},
}
"""Plural forms by CLDR; `other` may stand for those that are not written."""
NEEDED = {
    "pl": {"one", "few", "many"},
    "ru": {"one", "few", "many"},
    "et": {"one", "other"},
    "es": {"one", "other"},
}
OTHERS = [language for language in LANGUAGES if language != "en"]


@cache
def used() -> tuple[dict[str, str], dict[str, str]]:
    """Texts and counts (`one|many`), and the file in which each stands."""
    texts: dict[str, str] = {}
    counts: dict[str, str] = {}
    for file in sorted(FOLDERS["static"].rglob("*.js")):
        code, name = file.read_text(), file.relative_to(FOLDERS["static"]).as_posix()
        for found in TEXT.finditer(code):
            texts[json.loads(f'"{found[1]}"')] = name
        for found in COUNT.finditer(code):
            counts[json.loads(f'"{found[1]}|{found[2]}"')] = name
    return texts, counts


def words(language: str) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = json.loads((FOLDERS["words"] / f"{language}.json").read_text())
    return found


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", OTHERS)
def test_each_text_is_translated(language: str) -> None:
    """No screen falls back to English."""
    texts, counts = used()
    there = words(language)
    missing = {text: file for text, file in (texts | counts).items() if text not in there}
    assert not missing, json.dumps(missing, ensure_ascii=False, indent=0)


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    """A translation of a text that is not in the code helps nobody."""
    texts, counts = used()
    assert not sorted(set(words(language)) - set(texts) - set(counts))


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_same_values(language: str) -> None:
    """What the code puts into a text is in its translation too, and plurals have the forms of the language."""
    texts, counts = used()
    for key, found in words(language).items():
        if key in counts:
            assert isinstance(found, dict), key
            assert NEEDED[language] <= set(found) <= FORMS[language], (key, found)
            for text in found.values():
                assert names(text) <= names(key), (key, text)
        elif key in texts:
            assert isinstance(found, str), key
            assert found.strip(), key
            assert names(found) == names(key), (key, found)


def test_texts_can_be_found() -> None:
    """Each text stands in the code as it is: what is put together cannot be translated."""
    limp = [
        f"{file.name}: {found[0]}"
        for file in FOLDERS["static"].rglob("*.js")
        for found in LIMP.finditer(file.read_text())
    ]
    assert not limp


@pytest.mark.parametrize("language", OTHERS)
def test_words_are_in_order(language: str) -> None:
    """By the alphabet, so that two who add do not add in the same place."""
    keys = list(words(language))
    assert keys == sorted(keys)
