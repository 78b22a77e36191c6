"""Who may do what: roles, the rights that each gives, and to which queues and campaigns they reach. Pure; the table is the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"  # of campaigns
    ADMINISTRATOR = "administrator"
    TESTER = "tester"


class Right(StrEnum):
    """What a route asks for. `SEE` and `WORK` are the least; numbers are masked for whoever has not `NUMBERS`."""

    SEE = "see"  # colleagues, queues and campaigns as they stand
    WORK = "work"  # be the agent that the user is: his type, his calls, his contact, his day
    NUMBERS = "numbers"  # whole telephone numbers and names of those who call, or are called
    ITEMS = "items"  # chats and tickets: bring them, work on one's own; with STEER on all within reach
    STEER = "steer"  # others' types, holds, aftercalls and log-ins; corrections of their times
    LISTEN = "listen"  # listen, whisper, join
    PLAY = "play"  # recordings
    REPORTS = "reports"  # others' days, attempts, figures
    EVENTS = "events"  # the stream of events
    CAMPAIGNS = "campaigns"  # campaigns, contacts, do-not-call, dispositions
    CONFIGURE = "configure"  # queues, agents, phones, types, numbers, trunks, webhooks
    PEOPLE = "people"  # users, their roles and tokens; the audit trail


RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.AGENT: frozenset({Right.SEE, Right.WORK, Right.ITEMS}),
    Role.SUPERVISOR: frozenset(
        {
            Right.SEE,
            Right.NUMBERS,
            Right.ITEMS,
            Right.STEER,
            Right.LISTEN,
            Right.PLAY,
            Right.REPORTS,
            Right.EVENTS,
        }
    ),
    Role.MANAGER: frozenset(
        {Right.SEE, Right.NUMBERS, Right.CAMPAIGNS, Right.PLAY, Right.REPORTS, Right.EVENTS}
    ),
    Role.ADMINISTRATOR: frozenset(Right) - {Right.WORK},
    Role.TESTER: frozenset({Right.SEE, Right.REPORTS, Right.EVENTS}),
}


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    return frozenset().union(*(RIGHTS[role] for role in roles))


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks the API. `agent`: the agent that he is, if he is one. `reach`: codes of the queues and campaigns that his rights
    extend to (a campaign is a queue of its own code), None: all of them. `session`: id of the session or token, none on the socket."""

    name: str
    roles: frozenset[Role]
    agent: str | None = None
    reach: frozenset[str] | None = None
    via: Literal["socket", "session", "token"] = "socket"
    session: str = ""

    @property
    def rights(self) -> frozenset[Right]:
        """Nobody works who is no agent."""
        given = rights_of(self.roles)
        return given if self.agent is not None else given - {Right.WORK}

    def may(self, right: Right) -> bool:
        return right in self.rights

    def reaches(self, queue: str) -> bool:
        return self.reach is None or queue in self.reach
