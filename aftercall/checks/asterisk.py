"""Asterisk: there, new enough, with our dialplan and modules, and both users may do what they must and no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from acd.asterisk import fit as floor_fit
from acd.asterisk.filters import Event, tells
from acd.asterisk.fit import INCLUDE, LOAD, MODULES, missing_contexts, missing_modules
from acd.asterisk.hours import DAYS, known_until
from acd.asterisk.link import Link, LinkLost, NoAnswer, State
from acd.asterisk.names import TICK
from acd.asterisk.version import Verdict, judge
from acd.core.moment import DAY
from aftercall.checks.ami import File, Visit, file, value
from aftercall.checks.finding import Finding, failed, ok, warning
from aftercall.settings import Ami
from dialer.asterisk import fit as dialer_fit
from dialer.asterisk.fit import lacking

PART: Final = "asterisk"
DENIED: Final = "Permission denied"
CONF: Final = "see asterisk_conf/manager.conf"

# Tried with nothing in them: Asterisk looks at the permission first and then refuses for want of a parameter,
# so nothing is changed by the attempt.
DAILY: Final = (
    "QueueAdd",
    "QueueRemove",
    "QueuePause",
    "QueuePenalty",
    "Hangup",
    "PlayDTMF",
    "Originate",
    "Setvar",
    "Getvar",
)
PROVISION: Final = ("DBPut", "DBDel", "DBGet", "UpdateConfig", "GetConfig", "ModuleCheck")
TOO_MUCH: Final = ("Command", "UpdateConfig", "DBPut")
"""What the daily user should not be able to do: a hole in the daemon must not become one in the machine."""

READS: Final = ("system", "call", "agent", "user")
JANITOR_OLD: Final = 5000  # ms


async def look(visit: Visit, ami: Ami) -> list[Finding]:
    found = [*_reach(visit.daily, ami), *_reach(visit.provision, ami)]
    try:
        if visit.daily.up:
            found += await _daily(visit.daily)
        if visit.provision.up:
            found += await _provision(visit.provision, ami)
        if visit.daily.up and visit.provision.up:
            found.append(await _dialer(visit))
    except (LinkLost, NoAnswer) as error:
        found.append(
            failed(PART, "answers", str(error), "look at Asterisk's log and at the load of its machine")
        )
    return found


def _reach(link: Link, ami: Ami) -> Iterable[Finding]:
    where = f"user {link.user}"
    if link.up:
        verdict, text = judge(link.version)
        make = warning if verdict is Verdict.WARNED else ok
        yield make(PART, where, f"Asterisk {link.version}" + (f": {text}" if text else ""))
    elif link.state is State.REFUSED:
        yield failed(
            PART,
            where,
            link.why,
            f"set its secret as in Asterisk's acd_manager_users.conf ({_names(link, ami)})",
        )
    elif link.state is State.UNFIT:
        yield failed(PART, where, link.why, "")
    else:
        place = f"{ami.host}:{ami.port}"
        remedy = f"start Asterisk, or set ami.host and ami.port; it listens at what acd_manager_bind.conf says ({place})"
        yield failed(PART, where, link.why, remedy)


def _names(link: Link, ami: Ami) -> str:
    return "AFTERCALL_AMI__SECRET" if link.user == ami.user else "AFTERCALL_AMI__PROVISION_SECRET"


async def _daily(link: Link) -> list[Finding]:
    return [
        await _permissions(link, DAILY, "call, agent, originate, user, reporting"),
        await _least(link),
        await _dialplan(link),
        await _janitor(link),
    ]


async def _provision(link: Link, ami: Ami) -> list[Finding]:
    permissions = await _permissions(link, PROVISION, "system, config")
    if permissions.remedy:
        return [permissions]
    manager = await file(link, "manager.conf")
    return [
        permissions,
        _reads(manager, ami.user),
        _told(manager, ami.user, "floor", floor_fit.EVENTS, failed),
        _told(manager, ami.user, "dialer", dialer_fit.EVENTS, warning),
        await _modules(link),
        await _files(link),
        await _hours(link),
    ]


async def _denied(link: Link, actions: Iterable[str]) -> list[str]:
    return [action for action in actions if (await link.ask({"Action": action})).text == DENIED]


async def _permissions(link: Link, actions: Iterable[str], classes: str) -> Finding:
    what = f"rights of {link.user}"
    denied = await _denied(link, actions)
    if denied:
        remedy = f"give {link.user} the write classes {classes}: {CONF}"
        return failed(PART, what, f"may not {', '.join(denied)}", remedy)
    return ok(PART, what, ", ".join(actions))


async def _least(link: Link) -> Finding:
    what = f"limits of {link.user}"
    denied = await _denied(link, TOO_MUCH)
    may = [action for action in TOO_MUCH if action not in denied]
    if may:
        return warning(PART, what, f"may also {', '.join(may)}", f"take these rights from it: {CONF}")
    return ok(PART, what, f"may not {', '.join(TOO_MUCH)}")


def _reads(manager: File | None, user: str) -> Finding:
    """What it hears cannot be tried without making something happen, so Asterisk's own file is asked."""
    what = f"hearing of {user}"
    told = value(manager, user, "read")
    if told is None:
        return warning(
            PART, what, f"manager.conf names no `read` for {user}", "it may stand in a file of your own"
        )
    classes = {word.strip() for word in told.split(",")}
    missing = [word for word in READS if word not in classes and "all" not in classes]
    if missing:
        return failed(
            PART, what, f"does not hear {', '.join(missing)}", f"give {user} these read classes: {CONF}"
        )
    return ok(PART, what, ", ".join(READS))


def _told(
    manager: File | None, user: str, of: str, events: Mapping[str, Event], make: Callable[..., Finding]
) -> Finding:
    """A file without a section for the user was spoken of above."""
    what = f"events of the {of}"
    never = {name.strip() for name in (value(manager, "general", "disabledevents") or "").split(",")}
    if off := [event["Event"] for event in events.values() if event["Event"] in never]:
        remedy = "take them out of disabledevents in manager.conf; then restart Asterisk"
        return make(PART, what, f"Asterisk never makes {', '.join(off)}", remedy)
    lines = (manager or {}).get(user, [])
    if lost := [line for line, event in events.items() if not tells(lines, event)]:
        names = ", ".join(events[line]["Event"] for line in lost)
        remedy = f"add to [{user}] in manager.conf, `manager reload`, restart the daemon: {'; '.join(lost)}"
        return make(PART, what, f"{user} is not told {names}", remedy)
    return ok(PART, what, f"{len(events)} of {len(events)}")


async def _modules(link: Link) -> Finding:
    missing = await missing_modules(link)
    if missing:
        return failed(PART, "modules", f"not loaded: {', '.join(missing)}", LOAD)
    return ok(PART, "modules", f"{len(MODULES)} of {len(MODULES)}")


async def _dialplan(link: Link) -> Finding:
    missing = await missing_contexts(link)
    if missing:
        return failed(PART, "dialplan", f"no context {', '.join(missing)}: nothing keeps aftercall", INCLUDE)
    return ok(PART, "dialplan", "acd_extensions.conf is there")


async def _dialer(visit: Visit) -> Finding:
    """A floor without campaigns does without it."""
    lacks, remedy = await lacking(visit.daily, visit.provision)
    return (
        warning(PART, "dialer", f"campaigns cannot be dialled: {lacks}", remedy)
        if lacks
        else ok(PART, "dialer", "acd_dialer.conf is there")
    )


async def _janitor(link: Link) -> Finding:
    """Its last tick against Asterisk's own clock."""
    now, tick = await _getvar(link, "STRFTIME(,UTC,%s%3q)"), await _getvar(link, TICK)
    age = int(now or 0) - int(tick or 0)
    if not tick or not -JANITOR_OLD < age < JANITOR_OLD:
        remedy = "the daemon starts it; without one, cli.conf of asterisk_conf does"
        return failed(PART, "janitor", "does not run: aftercalls end only while the daemon lives", remedy)
    return ok(PART, "janitor", f"last tick {age} ms ago")


async def _getvar(link: Link, name: str) -> str:
    return (await link.ask({"Action": "Getvar", "Variable": name})).get("Value")


async def _hours(link: Link) -> Finding:
    """How long it opens and closes its queues without the daemon."""
    reply = await link.ask_list({"Action": "DBGetTree"})
    found = [(item.get("Key").removeprefix("/"), item.get("Val")) for item in reply.items]
    until, now = known_until(found), time.time_ns() // 1_000_000
    if not until:
        return ok(PART, "hours", "nothing is open by a calendar")
    last = min(until.values())
    codes = ", ".join(sorted(code for code, moment in until.items() if moment == last)[:5])
    remedy = "start the daemon: it writes the days to come at its start and each midnight (UTC)"
    day = f"{datetime.fromtimestamp(last / 1000, UTC):%Y-%m-%d}"
    if last <= now:
        text = f"{codes}: not known since {day}; it stays as it was last, open or closed"
        return failed(PART, "hours", text, remedy)
    if last < now + (DAYS - 2) * DAY:
        return warning(PART, "hours", f"{codes}: known until {day} only, nobody has written since", remedy)
    return ok(PART, "hours", f"of {len(until)} calendars, until {day}")


async def _files(link: Link) -> Finding:
    queues = await file(link, "queues.conf")
    wrong = [name for name in ("acd_queues.conf", "acd_phones.conf") if await file(link, name) is None]
    if wrong:
        remedy = "copy them from asterisk_conf, include them, and let Asterisk write them"
        return failed(PART, "own files", f"Asterisk has no {' and no '.join(wrong)}", remedy)
    if value(queues, "general", "persistentmembers") != "yes":
        remedy = "set it in [general] of queues.conf: else pauses are forgotten when Asterisk restarts"
        return failed(PART, "own files", "persistentmembers is not yes", remedy)
    return ok(PART, "own files", "acd_queues.conf, acd_phones.conf, persistent members")
