"""A campaign from a few questions: all that is not asked is what the law and the trade would have. First a plan to look at, then the
campaign, its list and its crew as one step.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from acd.core.calendar_fields import CalendarError
from acd.core.cards import AgentCard
from acd.core.moment import MINUTE, Moment, Span
from acd.store.check import RESERVED
from acd.store.errors import BadCard
from aftercall.office.dial_nouns import made
from aftercall.office.errors import NotKnown
from aftercall.office.everything import Everything
from dialer.almanac import calendars_of
from dialer.core.cards import Disposition, Does, Mode, Retry
from dialer.core.regime import REGIMES
from dialer.core.zones import REGION_ZONES
from dialer.load.ambiguous import left_a_day
from dialer.store.whole import WholeCampaign

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SLUG: Final = 24
_LATIN: Final = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch - y - e yu ya"
CYRILLIC: Final = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _LATIN.split(" "), strict=True))


@dataclass(frozen=True, slots=True)
class Hours:
    """The campaign's own: `days` by number, Monday 0; minutes of the day in `zone`. `holidays`: closed on those of this country."""

    days: tuple[int, ...]
    opens: int
    closes: int
    zone: str
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """`code` empty: made of the name. `mode` None: by the size of the crew. `trunks` None: all that are in use. `list`: the name of an
    empty list to begin with; empty: lists come with the files. `fields`: whatever else its card has, by its own names."""

    name: str
    code: str = ""
    regime: str = "eu"
    mode: Mode | None = None
    region: str = "PL"
    language: str = "en"
    caller_id: str = ""
    trunks: tuple[str, ...] | None = None
    hours: Hours | None = None
    agents: tuple[str, ...] = ()
    list: str = ""
    usual_dispositions: bool = True
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """What a manager should know before he says yes: `code` for programs, `values` what is in the text."""

    code: str
    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """`a_day`: of a day in the coming week, how long people in `zone` may be called."""

    whole: WholeCampaign
    crew: tuple[AgentCard, ...]
    list: str
    zone: str
    a_day: Span
    notes: tuple[Note, ...]

    @property
    def code(self) -> str:
        return self.whole.code


def plan(asked: Questions, cards: Everything, zone: str, at: Moment) -> Plan:
    """`zone`: the site's. Raises BadCard for an answer that cannot be; the card itself is checked by whoever saves it."""
    if asked.regime not in REGIMES:
        raise BadCard("regime", asked.regime, "is not known", f"take {', '.join(REGIMES)}")
    crew = _crew(asked.agents, cards)
    code = asked.code or free_code(asked.name, _codes(cards))
    if any(one.code == code for one in cards.campaigns):
        raise BadCard("code", code, "is the code of a campaign already", "take another, or change that one")
    whole = made(code, None, _changes(asked, cards, len(crew)))
    there = REGION_ZONES.get(asked.region, zone)
    a_day = left_a_day((there,), whole.card, at) if _readable(whole) else 0
    return Plan(whole, crew, asked.list, there, a_day, tuple(_notes(asked, whole, cards, crew, a_day)))


def _codes(cards: Everything) -> set[str]:
    return {one.code for one in cards.queues} | {one.code for one in cards.campaigns}


def _readable(whole: WholeCampaign) -> bool:
    """Its calendar was made here, so it can be read, unless somebody gave one himself: that is for the check."""
    try:
        calendars_of(whole.card)
    except CalendarError:
        return False
    return True


def _crew(codes: Sequence[str], cards: Everything) -> tuple[AgentCard, ...]:
    known = {card.code: card for card in cards.agents}
    for code in codes:
        if code not in known:
            raise NotKnown("agent", code, known)
    return tuple(known[code] for code in dict.fromkeys(codes))


def _changes(asked: Questions, cards: Everything, crew: int) -> dict[str, Any]:
    regime = REGIMES[asked.regime]
    mode = asked.mode or (Mode.PREDICTIVE if crew >= regime.team_least else Mode.PROGRESSIVE)
    trunks = asked.trunks
    if trunks is None:
        trunks = tuple(one.code for one in cards.trunks if one.active)
    found: dict[str, Any] = {
        "name": asked.name,
        "mode": mode,
        "regime": asked.regime,
        "region": asked.region,
        "language": asked.language,
        "caller_id": asked.caller_id,
        "trunks": trunks,
        "calendar": calendar_text(asked.name, asked.hours) if asked.hours else None,
    }
    if asked.usual_dispositions:
        found["dispositions"] = USUAL
    return found | dict(asked.fields)


def calendar_text(name: str, hours: Hours) -> str:
    """As docs/reference/calendars.md says."""
    if not hours.days or hours.opens >= hours.closes:
        why = "have no day, or end before they begin"
        raise BadCard("hours", f"{_clock(hours.opens)}-{_clock(hours.closes)}", why, "give at least one day")
    span = f'"{_clock(hours.opens)}-{_clock(hours.closes)}"'
    lines = [f"zone = {_quoted(hours.zone)}", f"name = {_quoted(name)}", "", "[week]"]
    lines += [f"{DAYS[day]} = [{span}]" for day in sorted(set(hours.days))]
    if hours.holidays:
        lines += ["", "[holidays]", f"country = {_quoted(hours.holidays)}"]
    return "\n".join(lines) + "\n"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else " " for c in safe) + '"'


def free_code(name: str, taken: Collection[str]) -> str:
    """`Wiosna łódzka` is wiosna-lodzka, and wiosna-lodzka-2 where that is taken."""
    plain = name.casefold().replace("ł", "l").replace("ß", "ss")
    plain = "".join(CYRILLIC.get(c, c) for c in plain)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isascii())
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:SLUG].strip("-") or "campaign"
    if not slug[0].isalpha():
        slug = f"c-{slug}"[:SLUG].strip("-")
    number, code = 1, slug
    while code in taken or code in RESERVED:
        number += 1
        code = f"{slug}-{number}"
    return code


# --- what a manager should know ----------------------------------------------------------------------------------


def _notes(
    asked: Questions, whole: WholeCampaign, cards: Everything, crew: Sequence[AgentCard], a_day: Span
) -> list[Note]:
    card, regime, found = whole.card, REGIMES[asked.regime], list[Note]()
    if not card.trunks:
        found.append(Note("no-trunk", "no trunk is in use: it cannot be started before it has one"))
    if not card.caller_id:
        found.append(Note("no-caller-id", "no number is shown: people do not know who calls"))
    if not crew:
        found.append(Note("no-crew", "nobody may join it yet"))
    if card.mode is Mode.PREDICTIVE and len(crew) < regime.team_least:
        values: dict[str, str | int] = {"crew": len(crew), "least": regime.team_least}
        text = f"with fewer than {regime.team_least} agents it dials as progressive does"
        found.append(Note("few-agents", text, values))
    without = [one.code for one in crew if one.phone is None]
    if without:
        text = f"have no phone of their own: {', '.join(without)}"
        found.append(Note("no-phone", text, {"agents": ", ".join(without)}))
    if card.mode is not Mode.PREVIEW:
        text = "phones must answer by themselves; those that cannot get preview"
        found.append(Note("auto-answer", text))
    if a_day < 60 * MINUTE:
        text = f"of a day {a_day // MINUTE} minutes are lawful and within the campaign's hours"
        found.append(Note("few-hours", text, {"minutes": a_day // MINUTE}))
    return found


USUAL: Final = (
    Disposition(
        "sale",
        Does.FINISH,
        {"en": "Sale", "pl": "Sprzedaż", "ru": "Продажа", "et": "Müük", "es": "Venta"},
        success=True,
        order=1,
    ),
    Disposition(
        "no-interest",
        Does.FINISH,
        {
            "en": "Not interested",
            "pl": "Niezainteresowany",
            "ru": "Не заинтересован",
            "et": "Ei ole huvitatud",
            "es": "Sin interés",
        },
        order=2,
    ),
    Disposition(
        "thinks",
        Does.RETRY,
        {
            "en": "Will think about it",
            "pl": "Zastanowi się",
            "ru": "Подумает",
            "et": "Mõtleb järele",
            "es": "Se lo piensa",
        },
        Retry(2 * 24 * 60 * MINUTE, 2),
        order=3,
    ),
    Disposition(
        "callback",
        Does.CALLBACK,
        {
            "en": "Call back",
            "pl": "Oddzwonić",
            "ru": "Перезвонить",
            "et": "Helista tagasi",
            "es": "Volver a llamar",
        },
        order=4,
    ),
    Disposition(
        "wrong-number",
        Does.DEAD_NUMBER,
        {
            "en": "Wrong number",
            "pl": "Zły numer",
            "ru": "Неверный номер",
            "et": "Vale number",
            "es": "Número equivocado",
        },
        order=5,
    ),
    Disposition(
        "never",
        Does.DO_NOT_CALL,
        {
            "en": "Do not call again",
            "pl": "Nie dzwonić więcej",
            "ru": "Больше не звонить",
            "et": "Rohkem mitte helistada",
            "es": "No volver a llamar",
        },
        order=6,
    ),
)
"""What most campaigns end with; a manager changes them as he likes."""


def joined(card: AgentCard, campaign: str) -> tuple[tuple[str, int], ...]:
    """His queues with the campaign among them."""
    return card.queues if campaign in dict(card.queues) else (*card.queues, (campaign, 0))


def left(card: AgentCard, campaign: str) -> tuple[tuple[str, int], ...]:
    return tuple(one for one in card.queues if one[0] != campaign)


__all__ = ["Hours", "Note", "Plan", "Questions", "free_code", "joined", "left", "plan"]
