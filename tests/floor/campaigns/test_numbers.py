"""Numbers that must not be dialled, from a file, from the API, and from a record that somebody wrote by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from acd.asterisk.recording import blocks
from aftercall.bench import BenchError
from dialer.core.contact import Number
from tests.edges.dialer_kit import add_list
from tests.floor.campaigning import Campaigning
from tests.floor.campaigns.conftest import AGENTS
from tests.web.test_campaigns import where_it_is_noon

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.timeout(180)]

EMERGENCY = ("112", "999", "+48112", "997")
PREMIUM = ("+48701000100", "+48801000100")
EVIL = ("+48512${EXTEN}", "512000111&Local/s@acd-janitor", "+48512\r\nAction: Command", "+48512000111@evil")


def said(floor: Campaigning) -> bytes:
    """All that was ever asked of Asterisk."""
    with Path(floor.daemon.env["AFTERCALL_AMI__RECORDING"]).open("rb") as file:
        return b"".join(block for way, _, block in blocks(file) if way == ">")


async def test_from_a_file(floor: Campaigning, tmp_path: Path) -> None:
    """Emergency, premium and numbers that want to be more than numbers are loaded by nobody; the rest of the file is called."""
    code = await floor.campaign("30", agents=AGENTS[:2])
    rows = [f'"{one}"' for one in (*EMERGENCY, *PREMIUM, *EVIL)]
    file = tmp_path / "people.csv"
    file.write_text("phone\n" + "\n".join(rows) + "\n")
    loaded = await floor.typed("contacts", "load", str(file), "--campaign", code, "--yes", "--json",
                               "--rejected", str(tmp_path / "rejected.csv"))  # fmt: skip
    assert loaded.code == 0, loaded.err
    assert loaded.json["loaded"] == 0, loaded.out
    await floor.start(code)
    await floor.ended(floor.made[code][0])
    await floor.settled(code)
    assert set(floor.invites()) <= {one for made in floor.made.values() for one in made}


async def test_written_by_hand(floor: Campaigning) -> None:
    """Whatever stands in the database: permission is asked at the take; none of it reaches Asterisk, and the others are called."""
    code = await floor.campaign(agents=AGENTS[:2])
    zone = where_it_is_noon()
    evil = [Number(0, one, zones=("Europe/Warsaw",), kind="mobile") for one in (*EMERGENCY, *EVIL)]
    evil += [Number(0, one, zones=("Europe/Warsaw",), kind="premium") for one in PREMIUM]
    people = [{"numbers": (one,), "zone": zone, "priority": 9} for one in evil]
    await add_list(floor.database, people, campaign=code, name="evil")
    (good,) = await floor.people(code, "30")
    await floor.start(code)
    await floor.ended(good)
    assert [one.number for one in await floor.record(code)] == [good]
    stands = await floor.stands(code)
    assert {stands[one.e164].standing for one in evil} == {"finished"}
    assert all("dial" in stands[one.e164].why for one in evil), stands
    await floor.settled(code)
    asked = said(floor)
    assert good[1:].encode() in asked
    for word in (b"${EXTEN}", b"Local/s@acd-janitor&", b"&Local", b"Action: Command", b"@evil"):
        assert word not in asked


@pytest.mark.parametrize(
    ("noun", "body", "field"),
    [
        ("trunks", {"prefix": "${EXTEN}"}, "prefix"),
        ("trunks", {"prefix": "00&Local/x"}, "prefix"),
        ("trunks", {"endpoint": "north&PJSIP/south"}, "endpoint"),
        ("campaigns", {"caller_id": "${SHELL(id)}"}, "caller_id"),
        ("campaigns", {"caller_id": 'x" <123>\r\nAction: y'}, "caller_id"),
        ("campaigns", {"auto_answer": "X: y\r\nZ: 1"}, "auto_answer"),
        ("campaigns", {"message": "x&y"}, "message"),
    ],
)
async def test_from_the_api(floor: Campaigning, noun: str, body: dict[str, str], field: str) -> None:
    """What would be more than a value in Asterisk is refused with its field, and nothing is kept."""
    with pytest.raises(BenchError, match=field):
        await floor.daemon.api.put(noun, "evil", body)
    assert not await floor.daemon.api.knows(noun, "evil")
