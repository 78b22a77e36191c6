"""Numbers that agents dial, or to which they transfer: how they are reached, and whether a campaign may call them at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from acd.core.aim import AGENT, NUMBER, Aim
from acd.core.moment import Moment
from acd.core.scene import Floor
from acd.store.database import Database
from aftercall.contacts import reasons
from aftercall.office.errors import OfficeError, database
from dialer.almanac import calendars_of
from dialer.asterisk.speak import Undialable, dialled
from dialer.core.cards import CampaignCard, TrunkCard
from dialer.core.contact import Contact, History, Number
from dialer.core.numbers import NoNumber, read_number
from dialer.core.permit import permit
from dialer.core.room import Room
from dialer.core.trunks import Trunk, channels_left
from dialer.core.verdict import Yes
from dialer.store.contacts import histories

NOBODY: Final = 0
"""Id of a contact that is on no list: only its number is known."""
_DIALLED: Final = re.compile(r"\+?[0-9*#]{1,30}")
_BETWEEN: Final = str.maketrans("", "", " -./()\u00a0")


class NotDialled(OfficeError):  # noqa: N818
    """This number is none, cannot be reached, or must not be called; nothing was dialled."""

    code = "not-dialled"


class ByHand:
    """`room` and `floor` as they are now. Raises NotDialled, DatabaseAway."""

    def __init__(
        self,
        db: Database,
        room: Callable[[], Room],
        floor: Callable[[], Floor],
        now: Callable[[], Moment],
    ) -> None:
        self._database = db
        self._room = room
        self._floor = floor
        self._now = now

    def aim(self, typed: str, queue: str = "") -> Aim:
        """A colleague's phone is a colleague. `queue`: whose call it is; a campaign's goes over its own trunk under its own number."""
        written = typed.translate(_BETWEEN)
        if colleague := self._at(written):
            return Aim(AGENT, colleague)
        if not _DIALLED.fullmatch(written):
            raise NotDialled(reasons.NO_NUMBER(typed=typed[:60]), reasons.WRITE_DIGITS())
        campaign = self._room().campaigns.get(queue)
        if campaign is None:
            there = self._active(sorted(self._room().trunks.by_code))
            return self._over(self._free(there), typed, written) if there else Aim(NUMBER, typed, written)
        return self._of_campaign(typed, campaign.card)

    def campaign_of(self, agent: str, typed: str) -> str:
        """Whose call it is, where he named nobody's: that of the campaign he is in; "" for a colleague, or in none."""
        known = self._floor().agents.get(agent)
        joined = sorted(known.joined) if known is not None else []
        if not joined or self._at(typed.translate(_BETWEEN)):
            return ""
        if len(joined) > 1:
            several = reasons.SEVERAL(agent=agent, count=len(joined))
            raise NotDialled(several, reasons.NAME_ONE(campaigns=", ".join(joined)))
        return joined[0]

    async def permitted(self, aim: Aim, queue: str, agent: str) -> bool:
        """Do-not-call, hours, attempts, as for any call of the campaign. Returns whether aftercall follows unanswered ones too."""
        campaign = self._room().campaigns.get(queue)
        if campaign is None or aim.kind != NUMBER:
            return True
        contact = _somebody(aim.to, campaign.card)
        with database():
            async with self._database.read() as connection:
                history = (await connection.run_sync(histories, [contact]))[NOBODY]
        self._ask(contact, campaign.card, history, agent)
        return campaign.card.wait

    def _ask(self, contact: Contact, card: CampaignCard, history: History, agent: str) -> None:
        number = contact.numbers[0]
        verdict = permit(contact, number, card, history, self._now(), calendars_of(card), agent=agent)
        if not isinstance(verdict, Yes):
            forbidden = reasons.FORBIDDEN(number=number.e164, campaign=card.code)
            raise NotDialled((forbidden, *verdict.reasons), reasons.NOT_DIALLED())

    def _at(self, phone: str) -> str | None:
        """Who is logged in at this phone, or has this code."""
        agents = self._floor().agents
        here = next((a.code for a in agents.values() if a.phone == phone and a.type is not None), None)
        return here or (phone if phone in agents else None)

    def _of_campaign(self, typed: str, card: CampaignCard) -> Aim:
        number = read_number(typed, card.region)
        if isinstance(number, NoNumber):
            raise NotDialled(number.reason, reasons.WRITE_AS_IN(region=card.region))
        there = self._active(card.trunks)
        if not there:
            raise NotDialled(reasons.NO_TRUNK(campaign=card.code), reasons.SEE_TRUNKS())
        aim = self._over(self._free(there), typed, number.e164)
        return Aim(aim.kind, aim.to, aim.number, aim.endpoint, card.caller_id, over_trunk=True)

    def _active(self, codes: Iterable[str]) -> list[Trunk]:
        """In the order in which they are preferred."""
        trunks = self._room().trunks.by_code
        return [trunks[code] for code in codes if code in trunks and trunks[code].card.active]

    def _free(self, trunks: Sequence[Trunk]) -> TrunkCard:
        """The first that is not down and has a channel left. How many lines a second it takes binds programs, not a hand."""
        for trunk in trunks:
            if channels_left(trunk, self._now()):
                return trunk.card
        taken = ", ".join(trunk.card.code for trunk in trunks)
        raise NotDialled(reasons.TRUNKS_TAKEN(trunks=taken), reasons.DIAL_AGAIN())

    def _over(self, trunk: TrunkCard, typed: str, number: str) -> Aim:
        try:
            return Aim(NUMBER, typed, dialled(number, trunk), trunk.endpoint)
        except Undialable as error:
            raise NotDialled(str(error), "see `trunks show`") from error


def _somebody(typed: str, card: CampaignCard) -> Contact:
    """The number as a contact of the campaign, of whom nothing else is known."""
    number = read_number(typed, card.region)
    if isinstance(number, NoNumber):
        raise NotDialled(number.reason, reasons.WRITE_AS_IN(region=card.region))
    only = Number(NOBODY, number.e164, zones=number.zones, kind=number.kind)
    return Contact(NOBODY, card.code, NOBODY, (only,))
