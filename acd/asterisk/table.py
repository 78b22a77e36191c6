"""What the switch is known to hold of our agents: kept from what is heard and from what it confirmed, so that nothing is
asked of it that is already so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from acd.asterisk.names import HOLD, phone_of
from acd.asterisk.speak import Action
from acd.core.heard import Device, Heard, LinkDown, MemberGone, MemberIs, MemberSeen, SwitchIs

UNKNOWN: Final = "?"


class Table:
    """`known` is False from the loss of the link until the next complete picture of the switch. `lacking`: why there will be none."""

    def __init__(self) -> None:
        self.known = False
        self.lacking = ""
        self.holds: dict[str, str] = {}
        self._places: dict[str, dict[tuple[str, str], MemberSeen]] = {}

    def places(self, agent: str) -> list[MemberSeen]:
        return list(self._places.get(agent, {}).values())

    def saw(self, heard: Heard) -> None:
        kind = type(heard)
        if kind is MemberIs:
            self._put(heard.member)  # type: ignore[attr-defined]
        elif kind is MemberGone:
            self._gone(heard)  # type: ignore[arg-type]
        elif kind is SwitchIs:
            self._whole(heard)  # type: ignore[arg-type]
        elif kind is LinkDown:
            self.known = False

    def did(self, action: Action) -> None:
        """The switch confirmed this action: it is so from now on, before any event says it."""
        match action["Action"]:
            case "QueueAdd":
                self._put(_added(action))
            case "QueueRemove":
                self._removed(action["Queue"], phone_of(action["Interface"]))
            case "QueuePause":
                self._paused(
                    phone_of(action["Interface"]), action["Paused"] == "true", action.get("Reason", "")
                )
            case "DBPut" if action["Family"] == HOLD:
                self.holds[action["Key"]] = action["Val"]
            case "DBDel" if action["Family"] == HOLD:
                self.holds.pop(action["Key"], None)

    def unsure(self, action: Action) -> None:
        """Nobody knows whether this was done. Members are told by events; a hold must be asked for again in any case."""
        if action["Action"] in ("DBPut", "DBDel") and action["Family"] == HOLD:
            self.holds[action["Key"]] = UNKNOWN

    def _put(self, seen: MemberSeen) -> None:
        his = self._places.get(seen.agent)
        if his is None:
            his = self._places[seen.agent] = {}
        his[seen.queue, seen.phone] = seen

    def _gone(self, heard: MemberGone) -> None:
        self._places.get(heard.agent, {}).pop((heard.queue, heard.phone), None)

    def _removed(self, queue: str, phone: str) -> None:
        for his in self._places.values():
            his.pop((queue, phone), None)

    def _paused(self, phone: str, paused: bool, reason: str) -> None:
        for his in self._places.values():
            for key, seen in his.items():
                if seen.phone == phone:
                    his[key] = replace(seen, paused=paused, reason=reason)

    def _whole(self, heard: SwitchIs) -> None:
        self._places.clear()
        for seen in heard.members:
            self._put(seen)
        if heard.complete:
            self.holds = dict(heard.holds)
            self.known = True


def _added(action: Mapping[str, str]) -> MemberSeen:
    """His phone's state comes with the event; nobody asks the table for it."""
    return MemberSeen(
        queue=action["Queue"],
        agent=action["MemberName"],
        phone=phone_of(action["Interface"]),
        paused=action["Paused"] == "true",
        reason=action["Reason"],
        device=Device.GONE,
        penalty=int(action["Penalty"]),
    )
