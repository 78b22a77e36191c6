"""Reasons in every language: each sentence that the core, the dialer or the API can say has words, with the same values in them."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from functools import cache

import pytest

import acd
import aftercall
import dialer
from acd.core.reason import Sentence, told
from acd.core.reasons import NO_CALL
from aftercall.items.desk import Closed
from aftercall.office.reasons import CANNOT_DIAL, NEVER_OPEN, NO_TRUNK, TALKING_ON
from aftercall.screens.assets import FOLDERS, LANGUAGES

OTHERS = [language for language in LANGUAGES if language != "en"]


@cache
def sentences() -> dict[str, Sentence]:
    """All that stand in a module of reasons, alone or in a table; each by its own name."""
    found: dict[str, Sentence] = {}
    for sentence in _all():
        assert found.setdefault(sentence.says, sentence) is sentence, f"{sentence.says} says two things"
    return found


def _all() -> Iterator[Sentence]:
    for package in (acd, dialer, aftercall):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith(".reasons"):
                for thing in vars(importlib.import_module(module.name)).values():
                    if isinstance(thing, Sentence):
                        yield thing
                    elif isinstance(thing, dict):
                        yield from (one for one in thing.values() if isinstance(one, Sentence))


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDERS["words"] / "said" / f"{language}.json").read_text())
    return found


def test_sentences_stand_among_reasons() -> None:
    """A sentence made anywhere else would be missed here, and its words with it."""
    made = re.compile(r"(?<!class )\bSentence\(")
    for package in (acd, dialer, aftercall):
        for file in (FOLDERS["static"].parents[2] / package.__name__).rglob("*.py"):
            if file.name != "reasons.py":
                assert not made.search(file.read_text()), f"{file}: a Sentence belongs into a reasons.py"


@pytest.mark.parametrize("language", OTHERS)
def test_each_sentence_has_words(language: str) -> None:
    """Nobody reads a reason in English unless he chose English."""
    missing = sorted(sentences().keys() - words(language).keys())
    assert not missing


@pytest.mark.parametrize("language", OTHERS)
def test_no_words_without_a_sentence(language: str) -> None:
    """Words of a sentence that nobody says help nobody."""
    assert not sorted(words(language).keys() - sentences().keys())


@pytest.mark.parametrize("language", OTHERS)
def test_words_have_the_values_of_their_sentence(language: str) -> None:
    """Nothing that the English tells is left out, and it leads on with a colon where the English does."""
    for says, text in words(language).items():
        sentence = sentences()[says]
        assert set(re.findall(r"\{(\w+)\}", text)) == sentence.names, says
        assert text.strip() == text, says
        assert text, says
        assert text.endswith(":") == sentence.english.endswith(":"), says


@pytest.mark.parametrize("language", OTHERS)
def test_words_are_in_order(language: str) -> None:
    """By the alphabet, so that two who add do not add in the same place."""
    assert list(words(language)) == sorted(words(language))


def test_a_reason_is_english_with_its_values() -> None:
    """Programs go on reading English; the code is what they acted on before."""
    reason = NO_CALL(agent="1001", state="free")
    assert (reason.code, reason.text) == ("no-call", "agent 1001 is free, not in a call")
    assert reason.values == {"agent": "1001", "state": "free"}


def test_a_value_that_is_missing_is_an_error() -> None:
    """No sentence goes out with a hole in it."""
    with pytest.raises(KeyError, match="state"):
        NO_CALL(agent="1001")


def test_a_closed_queue_is_said_in_parts() -> None:
    """Why a chat cannot be brought, and when it can, in whichever language; programs read the same code as before."""
    closed = Closed("help", 1_796_000_000_000)
    assert [part.says for part in (*closed.why_parts, *closed.remedy_parts)] == [
        "queue-closed",
        "bring-a-ticket",
    ]
    assert closed.why == "queue help is closed: it opens at 2026-11-30T00:53:20.000Z"
    assert Closed("help", None).why_parts[0].says == "queue-closed-for-good"
    assert closed.code == "closed"


def test_one_reads_otherwise_than_many() -> None:
    """In English as in every language; what the sentence is called does not change."""
    one, two = TALKING_ON(count=1), TALKING_ON(count=2)
    assert (one.text, two.text) == ("1 conversation goes on", "2 conversations go on")
    assert one.says == two.says


def test_several_reasons_are_one_text() -> None:
    """A colon leads on; else a semicolon parts them."""
    said = told([CANNOT_DIAL(campaign="sales"), NO_TRUNK(campaign="sales"), NEVER_OPEN()])
    assert said.startswith("campaign sales cannot dial: it has no trunk: ")
    assert said.endswith("; its calendar never opens again: give it days to come")
