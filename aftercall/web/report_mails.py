"""Reports that are mailed: each person keeps his own, whoever configures sees all. Each is what its owner may see when it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

import structlog
from pydantic import Field

from acd.board.fields import Instant, Text
from acd.board.models import Part, parts
from acd.core.moment import Moment
from acd.core.reason import told
from aftercall.office.errors import NotKnown, OfficeError
from aftercall.people.rights import Asker, Right, Role
from aftercall.reporting.mailman import CardNow
from aftercall.reporting.question import Question
from aftercall.reporting.schedule import MailCard, days_of
from aftercall.web import reasons, routers
from aftercall.web.answers import Answer, Done, ErrorBody, Removed
from aftercall.web.barred import Barred
from aftercall.web.bodies import Body
from aftercall.web.caller import House, Reporter
from aftercall.web.report_wanted import Wanted, asked
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN
from aftercall.web.service import Service

log = structlog.get_logger(__name__)
router = routers.asked("/report-mails", tags=["reports"])


class MailBody(Body):
    report: str = Field(default="", description="which one; demanded of a new one")
    to: list[str] = Field(default=[], description="mail addresses, 1 to 20; demanded of a new one")
    every: Literal["day", "week"] = Field(
        default="day", description="day: of the day before; week: of the seven days before"
    )
    weekday: int = Field(default=0, description="of a weekly one: 0 is Monday")
    at: str = Field(default="07:00", description="HH:MM in the site's zone")
    kind: Literal["csv", "xlsx"] = Field(default="xlsx", description="as what it is attached")
    step: str | None = Field(
        default=None, description="how its time is cut; null: as the report is by default"
    )
    queue: str | None = Field(default=None, description="of this queue or campaign only")
    agent: str | None = Field(default=None, description="of this agent only")
    team: str | None = Field(default=None, description="of this team only")
    language: Literal["en", "pl", "ru", "et", "es"] = Field(default="en", description="of mail and headings")
    active: bool = Field(
        default=True, description="false: it is not mailed, and what is due meanwhile never is"
    )


class SentItem(Answer):
    """`state`: sending, sent, failed (it is tried again), given up."""

    due: Instant
    state: str
    at: Instant
    tries: int
    why: Text


class MailItem(Answer):
    """`next`: when it is due; null: it is not active. `by`: who wants it."""

    code: str
    report: str
    to: tuple[Text, ...]
    every: Literal["day", "week"]
    weekday: int
    at: str
    kind: Literal["csv", "xlsx"]
    step: str | None
    queue: str | None
    agent: str | None
    team: str | None
    language: str
    active: bool
    by: Text
    next: Instant | None
    last: SentItem | None


class SavedMail(Done, MailItem):
    """`warning`: why nothing of it leaves yet; `warning_parts`: the same in sentences."""

    warning_parts: tuple[Part, ...]


class SentNow(Answer):
    sent: bool
    mail_id: Text


NOT_SENT: dict[int | str, dict[str, Any]] = {
    **NOT_KNOWN,
    502: {"model": ErrorBody, "description": "No mail server took it: why."},
}


@router.get("", summary="Reports that are mailed")
async def all_mails(house: House, by: Reporter) -> list[MailItem]:
    """Your own; of whoever configures, all."""
    return [MailItem.model_validate(item(one)) for one in await house.mailman.all() if _is_his(by, one)]


@router.get("/{code}", summary="One of them", responses=NOT_KNOWN)
async def one_mail(code: str, house: House, by: Reporter) -> MailItem:
    return MailItem.model_validate(item(await _his(house, by, code)))


@router.put("/{code}", summary="Have a report mailed, or change what is sent", responses=NOT_TAKEN)
async def put_mail(code: str, body: MailBody, house: House, by: Reporter) -> SavedMail:
    """Of what is due from now on. Whoever changes it is from then on who wants it."""
    known = {one.card.code: one for one in await house.mailman.all()}
    if code in known and not _is_his(by, known[code]):
        raise Barred(409, "code-taken", f"mailed report {code} is somebody else's", "take another code")
    changes = body.changes()
    meant = MailCard(code, "", ()) if code not in known else known[code].card
    wanted = MailCard(**(asdict(meant) | changes))
    if wanted.report:
        _check_reach(house, by, wanted)
    _, done = await house.mailman.change(code, changes | {"via": by.via}, by.name)
    log.info("mailed report", code=code, done=done, by=by.name)
    unsent = () if house.mailman.server else (reasons.NO_MAIL_SERVER(),)
    warning = {"warning": told(unsent) or None, "warning_parts": parts(unsent)}
    return SavedMail.model_validate(item(await house.mailman.one(code)) | {"done": done} | warning)


@router.delete("/{code}", summary="Mail it no more", responses=IN_USE)
async def delete_mail(code: str, house: House, by: Reporter) -> Removed:
    await _his(house, by, code)
    await house.mailman.remove(code)
    log.info("mailed report", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code)


@router.post("/{code}/send", summary="Mail it now, once more", responses=NOT_SENT)
async def send_mail(code: str, house: House, by: Reporter) -> SentNow:
    """Of the same days as the next one would be of, if it were due now."""
    await _his(house, by, code)
    return SentNow(sent=True, mail_id=await house.mailman.send_now(code))


def item(one: CardNow) -> dict[str, Any]:
    card = {name: value for name, value in asdict(one.card).items() if name != "via"}
    return card | {"next": one.next, "last": None if one.last is None else asdict(one.last)}


def _is_his(by: Asker, one: CardNow) -> bool:
    return by.may(Right.CONFIGURE) or (one.card.by, one.card.via) == (by.name, by.via)


async def _his(house: Service, by: Asker, code: str) -> CardNow:
    """Somebody else's is not known. Raises NotKnown."""
    known = {one.card.code: one for one in await house.mailman.all() if _is_his(by, one)}
    if code not in known:
        raise NotKnown("mailed report", code, known)
    return known[code]


def _check_reach(house: Service, by: Asker, card: MailCard) -> None:
    """What he may not see now is refused now."""
    asked(house, by, _wanted(house, card, house.desk.now()), double=False)


def _wanted(house: Service, card: MailCard, due: Moment) -> Wanted:
    first, last = days_of(card, due, house.zone)
    return Wanted(card.report, first, last, card.step, card.queue, card.agent, card.team)


def asking(house: Service) -> Callable[[MailCard, Moment], Question]:
    """For the mailman: what a card asks for, as far as who wants it may see now."""

    def ask(card: MailCard, due: Moment) -> Question:
        try:
            return asked(house, _owner(house, card), _wanted(house, card, due), double=card.kind == "xlsx")
        except Barred as error:
            raise OfficeError(f"{card.by} may not see it: {error.why}", error.remedy or "") from error

    return ask


def _owner(house: Service, card: MailCard) -> Asker:
    if card.via == "socket":
        return Asker(card.by, frozenset({Role.ADMINISTRATOR}))
    user = house.people.user(card.by)
    if user is None or not user.active:
        raise OfficeError(f"{card.by}, who wants it, is no user any more", "let somebody else save it")
    found = Asker(user.name, user.roles, user.agent, user.reach, "session")
    if not found.may(Right.REPORTS):
        raise OfficeError(
            f"{card.by}, who wants it, may see no reports any more", "let somebody else save it"
        )
    return found
