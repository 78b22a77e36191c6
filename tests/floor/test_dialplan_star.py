"""Star codes on a phone, with somebody on AMI in the daemon's place, or nobody."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.floor.bare import Bare, dial, until_so


async def _plays(bare: Bare, code: str, sound: str) -> None:
    async def so() -> bool:
        return await bare.plays(code) == sound

    await until_so(so, f"phone {code} hears {sound}")


@pytest.mark.parametrize(
    ("dialled", "code", "arg"),
    [
        ("*50", "50", ""),
        ("*51", "51", ""),
        ("*53", "53", ""),
        ("*54", "54", ""),
        ("*55", "55", ""),
        ("*56", "56", ""),
        ("*57", "57", ""),
        ("*67", "6", "7"),
        ("*607", "6", "7"),
        ("*642", "6", "42"),
    ],
)
async def test_code_is_told(bare: Bare, dialled: str, code: str, arg: str) -> None:
    """Each code is told once, with the phone that dialled it, and the answer given is played and ends the call."""
    with dial(bare.server, "1001", dialled):
        star = await bare.hear("AcdStar")
        assert (star["Phone"], star["Code"], star["Arg"], star["Agent"], star["Pin"]) == (
            "1001",
            code,
            arg,
            "",
            "",
        )
        await bare.daily.act("Setvar", Channel=star["Channel"], Variable="ACD_ANSWER", Value="break")
        await _plays(bare, "1001", "Playback(acd/en/break)")
    assert len(bare.heard("AcdStar")) == 1


async def test_no_daemon_is_a_failure_after_three_seconds(bare: Bare) -> None:
    """Nobody answers: the failure sound, three seconds after the code."""
    with dial(bare.server, "1002", "*51"):
        asked = int((await bare.hear("AcdStar", Phone="1002"))["Now"])
        await _plays(bare, "1002", "Playback(acd/en/failed)")
        assert 3000 <= time.time() * 1000 - asked < 5000


async def test_log_in_elsewhere_asks_number_and_pin(bare: Bare) -> None:
    """*52 asks for agent number and PIN with prompts and tells both, digits only."""
    with dial(bare.server, "1003", "*52"):
        for sound, digits in (("enter-agent", "4711"), ("enter-pin", "0042")):
            await _plays(bare, "1003", f"Read(digits,acd/en/{sound},16,,1,8)")
            await _type(bare, "1003", f"{digits}#")
        star = await bare.hear("AcdStar", Phone="1003")
        assert (star["Code"], star["Agent"], star["Pin"]) == ("52", "4711", "0042")


async def test_unknown_sound_is_a_beep(bare: Bare) -> None:
    """A sound that is not there is a tone, and nothing else of the answer gets through to the dialplan."""
    with dial(bare.server, "1004", "*54"):
        star = await bare.hear("AcdStar", Phone="1004")
        await bare.daily.act(
            "Setvar", Channel=star["Channel"], Variable="ACD_ANSWER", Value="../${ACD_READY}&x,y"
        )
        await _plays(bare, "1004", "Wait(0.5)")


async def test_prompts_in_the_phones_language(bare: Bare) -> None:
    """A phone that speaks Polish hears Polish."""
    with dial(bare.server, "1005", "*54"):
        star = await bare.hear("AcdStar", Phone="1005")
        await bare.daily.act("Setvar", Channel=star["Channel"], Variable="CHANNEL(language)", Value="pl")
        await bare.daily.act("Setvar", Channel=star["Channel"], Variable="ACD_ANSWER", Value="aftercall-end")
        await _plays(bare, "1005", "Playback(acd/pl/aftercall-end)")


async def _type(bare: Bare, code: str, digits: str) -> None:
    for item in await bare.daily.ask("CoreShowChannels"):
        if item["Channel"].startswith(f"PJSIP/{code}-"):
            for digit in digits:
                await bare.daily.act("PlayDTMF", Channel=item["Channel"], Digit=digit, Receive="true")
                await asyncio.sleep(0.15)
