"""`aftercall hooks`: made, tried, looked at."""

from __future__ import annotations

from tests.cli.conftest import Type
from tests.web.receiver import receiver


async def test_a_hook_from_first_to_last(typed: Type) -> None:
    """The secret is shown once; a test says what came of it, with exit code 1 where it was not taken; the list says how it stands."""
    async with receiver() as crm:
        made = await typed("hooks", "add", "crm", crm.url, "--told", "calls", "--queue", "sales")
        assert (made.code, made.out.splitlines()[0]) == (0, "hook crm made")
        assert "it signs with " in made.out
        assert (await typed("hooks", "add", "crm", crm.url)).code == 1
        taken = await typed("hooks", "test", "crm")
        assert (taken.code, taken.out.startswith("hook crm took it in")) == (0, True)
        crm.status = 500
        refused = await typed("hooks", "test", "crm")
        assert (refused.code, "HTTP 500" in refused.err) == (1, True)
        card = (await typed("hooks", "show", "crm", "--json")).json
        assert (card["kinds"], card["queues"], card["secret"]) == (["calls"], ["sales"], None)
        await typed("hooks", "set", "crm", "--queue", "all", "--no-active")
        listed = (await typed("hooks", "list")).out.splitlines()
        assert listed[1].split()[0] == "crm"
        assert "off" in listed[1]
        assert (await typed("hooks", "deliveries", "crm")).code == 0
        assert (await typed("hooks", "set", "crm")).code == 2
        assert (await typed("hooks", "remove", "crm")).code == 0


async def test_bad_addresses_are_named(typed: Type) -> None:
    """The line says which field, and why."""
    bad = await typed("hooks", "add", "crm", "https://10.0.0.1/")
    assert (bad.code, "private" in bad.err) == (1, True)
