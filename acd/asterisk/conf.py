"""What is to stand in Asterisk of queues, phones and numbers: plain input values, checked, and how they are written there. Pure.

Everything a person can type is checked or made harmless here: codes are refused if they are no codes, free text loses what a
configuration file or the dialplan could read as more than text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from acd.asterisk.names import NUMBER, PHONES_FILE, QUEUE, QUEUES_FILE, STAR
from acd.core.moment import Span

STRATEGIES: Final = (
    "leastrecent",
    "rrmemory",
    "rrordered",
    "fewestcalls",
    "random",
    "wrandom",
    "linear",
    "ringall",
)
TARGETS: Final = ("queue", "phone", "playback", "dialplan", "hangup")
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_DID: Final = re.compile(r"\+?[0-9]{1,20}")
_SOUND: Final = re.compile(r"[A-Za-z0-9_/-]{1,100}")
_PLACE: Final = re.compile(r"[A-Za-z0-9_*#+-]{1,40}@[A-Za-z0-9_-]{1,40}")
_SECRET: Final = re.compile(r"[!-:<-\[\]-~]{8,128}")  # printable, no space, semicolon or backslash
_EDGES: Final = " =>#!&"  # what may mean something at the beginning or the end of a line
_RESERVED: Final = frozenset({"general", "global", "globals", "default", "system"})
_OURS: Final = "acd-"


class BadConf(ValueError):  # noqa: N818 - reads as what it is
    """Something that must not be written to Asterisk; the text names what and why."""


@dataclass(frozen=True, slots=True)
class QueueConf:
    """`ring`, `level`, `wait`, `announce_every` in seconds, `aftercall` in ms; 0 is none. Targets are `kind,name`.

    `length`: most callers. `wait`: longest wait, then `overflow`. `open` False, or its
    `calendar` closed: callers go to `closed`. `patient`: callers
    wait even while no agent is there (the last one may be on his coffee break); else they go to `overflow` at once.
    """

    code: str
    strategy: str = "leastrecent"
    weight: int = 0
    ring: int = 15
    level: int = 20
    length: int = 0
    music: str = "acd"
    announce_every: int = 0
    announce_position: bool = False
    announce_wait: bool = False
    aftercall: Span = 0
    record: bool = False
    open: bool = True
    calendar: str = ""
    closed: str = ""
    wait: int = 0
    overflow: str = ""
    patient: bool = True
    priority: int = 0


@dataclass(frozen=True, slots=True)
class PhoneConf:
    """`outward`: the number that it shows outside; the site's own `acd-outward` finds it in ${ACD_CALLER_ID}."""

    code: str
    secret: str = field(repr=False)
    name: str = ""
    language: str = "en"
    outward: str = ""


@dataclass(frozen=True, slots=True)
class NumberConf:
    """An inbound number and where it leads: `kind` one of TARGETS. `closed`: where while `calendar` is (`kind,name`; empty: the
    caller hears so)."""

    number: str
    kind: str
    target: str
    calendar: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class StarConf:
    """Star code *6NN takes this work or break type."""

    number: int
    type: str


@dataclass(frozen=True, slots=True)
class Category:
    """A section of a configuration file. `lines` are its own, without those it inherits from the template `base`."""

    name: str
    lines: tuple[tuple[str, str], ...]
    base: str = ""
    template: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should stand in our two files and in Asterisk's database (`family/key` -> value)."""

    files: dict[str, tuple[Category, ...]]
    entries: dict[str, str]


def wanted(
    queues: Iterable[QueueConf] = (),
    phones: Iterable[PhoneConf] = (),
    numbers: Iterable[NumberConf] = (),
    stars: Iterable[StarConf] = (),
    more: Mapping[str, str] | None = None,
) -> Wanted:
    """All of it. Raises BadConf at the first thing that must not be written. `more`: entries of somebody else's, checked there."""
    queues, phones = tuple(queues), tuple(phones)
    _unique("queue", (q.code for q in queues))
    _unique("phone", (p.code for p in phones))
    files = {
        QUEUES_FILE: tuple(_queue(queue) for queue in queues),
        PHONES_FILE: TEMPLATES + tuple(c for phone in phones for c in _phone(phone)),
    }
    entries = dict(more or {})
    for queue in queues:
        entries |= {f"{QUEUE}{queue.code}/{key}": value for key, value in _queue_entries(queue)}
    for number in numbers:
        entries[f"{NUMBER}/{_did(number.number)}"] = _leads(number)
    for star in stars:
        entries[f"{STAR}/{star.number}"] = code(star.type, "type")
    return Wanted(files, entries)


_NOBODY: Final = "unavailable,invalid,unknown"
"""When a queue counts as empty: never because agents are paused, for in an aftercall all of them are."""

# --- queues ------------------------------------------------------------------------------------------------------


def _queue(queue: QueueConf) -> Category:
    """Every line that matters stands in each queue: a site's own [general] or template cannot take the aftercall away."""
    if queue.strategy not in STRATEGIES:
        raise BadConf(f"queue {queue.code}: no strategy {queue.strategy!r}; one of {', '.join(STRATEGIES)}")
    lines = {
        "strategy": queue.strategy,
        "membergosub": "acd-connect",
        "setinterfacevar": "yes",
        "ringinuse": "no",
        "autopause": "no",
        "wrapuptime": "0",
        "retry": "1",
        "timeout": str(queue.ring),
        "timeoutpriority": "conf",
        "joinempty": "yes" if queue.patient else _NOBODY,
        "leavewhenempty": "no" if queue.patient else _NOBODY,
        "weight": str(queue.weight),
        "maxlen": str(queue.length),
        "servicelevel": str(queue.level),
        "musicclass": code(queue.music, f"queue {queue.code}: music"),
        "announce-frequency": str(queue.announce_every),
        "announce-position": "yes" if queue.announce_position else "no",
        "announce-holdtime": "yes" if queue.announce_wait else "no",
    }
    return Category(section(queue.code, "queue"), tuple(lines.items()))


def _queue_entries(queue: QueueConf) -> Iterator[tuple[str, str]]:
    yield "aftercall", str(queue.aftercall)
    yield "record", "yes" if queue.record else "no"
    yield "open", "yes" if queue.open else "no"
    if queue.calendar:
        yield "calendar", code(queue.calendar, f"queue {queue.code}: calendar")
    for key, target in (("closed", queue.closed), ("overflow", queue.overflow)):
        if target:
            yield key, _target(target, f"queue {queue.code}: {key}")
    for key, number in (("timeout", queue.wait), ("priority", queue.priority)):
        if number:
            yield key, str(number)


def _leads(number: NumberConf) -> str:
    to = _target(f"{number.kind},{number.target}", number.number)
    if not number.calendar:
        return to
    hours = code(number.calendar, f"number {number.number}: calendar")
    other = _target(number.closed, f"number {number.number}: closed") if number.closed else ","
    return f"{to},{hours},{other}"


# --- phones ------------------------------------------------------------------------------------------------------

TEMPLATES: Final = (
    Category(
        "acd-phone",
        (
            ("type", "endpoint"),
            ("context", "acd-phones"),
            ("disallow", "all"),
            ("allow", "alaw,ulaw,g722"),
            ("direct_media", "no"),
            ("rewrite_contact", "yes"),
            ("rtp_symmetric", "yes"),
            ("force_rport", "yes"),
            ("rtp_timeout", "30"),
            ("rtp_timeout_hold", "600"),
            ("device_state_busy_at", "0"),
        ),
        template=True,
    ),
    Category("acd-phone-auth", (("type", "auth"), ("auth_type", "digest")), template=True),
    Category(
        "acd-phone-aor",
        (("type", "aor"), ("max_contacts", "1"), ("remove_existing", "yes"), ("qualify_frequency", "30")),
        template=True,
    ),
)
"""For a site whose own pjsip.conf has no templates of these names. Where it has (ours does), those come first and count."""


def _phone(phone: PhoneConf) -> tuple[Category, ...]:
    """Endpoint, auth and aor must all bear the name that the phone registers with."""
    name = section(phone.code, "phone")
    if not _SECRET.fullmatch(phone.secret):
        raise BadConf(
            f"phone {name}: its password must be 8 to 128 printable characters without space, ; or \\"
        )
    caller = text(phone.name)
    language = code(phone.language, f"phone {name}: language")
    endpoint = {
        "auth": name,
        "aors": name,
        "callerid": f'"{caller}" <{name}>' if caller else f"<{name}>",
        **({} if language == "en" else {"language": language}),
        **({"set_var": f"ACD_CALLER_ID={_did(phone.outward)}"} if phone.outward else {}),
    }
    return (
        Category(name, tuple(endpoint.items()), "acd-phone"),
        Category(name, (("username", name), ("password", phone.secret)), "acd-phone-auth"),
        Category(name, (), "acd-phone-aor"),
    )


# --- checks ------------------------------------------------------------------------------------------------------


def code(value: str, what: str) -> str:
    if not _CODE.fullmatch(value):
        raise BadConf(f"{what}: {value[:60]!r} is no code: 1 to 40 letters, digits, _ or -")
    return value


def section(value: str, what: str) -> str:
    """A code that does not mean something else to Asterisk."""
    low = code(value, what).lower()
    if low in _RESERVED or low.startswith(_OURS):
        raise BadConf(f"{what}: {value!r} means something else to Asterisk; choose another code")
    return value


def text(value: str) -> str:
    """Free text as one harmless line: no line break, comment, quote, separator or `${`; at most 79 bytes of whole letters.

    Asterisk keeps a caller's name in 80 bytes and cuts a longer one anywhere: half a letter is no text to a phone.
    """
    plain = re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", value)
    plain = re.sub(r'[;"<>\\|,\[\]{}]', "", plain).replace("$", "")
    plain = re.sub(r" +", " ", plain).strip(_EDGES)
    return plain.encode("utf-8", "ignore")[:79].decode("utf-8", "ignore").strip(_EDGES)


def _did(value: str) -> str:
    if not _DID.fullmatch(value):
        raise BadConf(f"number {value[:40]!r}: digits only, with + in front if it has one")
    return value


def _target(value: str, what: str) -> str:
    kind, _, name = value.partition(",")
    if kind not in TARGETS:
        raise BadConf(f"{what}: no target {kind[:40]!r}; one of {', '.join(TARGETS)}")
    if kind == "hangup":
        return "hangup,"
    if not {"playback": _SOUND, "dialplan": _PLACE}.get(kind, _CODE).fullmatch(name):
        raise BadConf(f"{what}: {name[:60]!r} is no {kind}")
    return f"{kind},{name}"


def _unique(what: str, codes: Iterable[str]) -> None:
    """Asterisk does not tell `Sales` from `sales`."""
    seen: set[str] = set()
    for one in codes:
        if one.lower() in seen:
            raise BadConf(f"{what} {one}: there are two of this name")
        seen.add(one.lower())
