"""The floor takes a step: `step(floor, heard) -> floor, facts, orders`. Which handler hears what is one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from acd.core import (
    callers,
    campaigns,
    conversation,
    heard,
    levels,
    listening,
    opening,
    presence,
    promises,
    reasons,
    recording,
    rooms,
    steering,
    truth,
    wrap,
)
from acd.core.agent import Agent
from acd.core.alarms import Alarm, next_deadline, on_time
from acd.core.arrangement import arrange, on_arranged, on_not_arranged
from acd.core.facts import Fact
from acd.core.holding import hold_without_phone, needs_no_phone
from acd.core.items import coming, giving, promising, standing_items, taking
from acd.core.items.deal import deal, everybody, left
from acd.core.orders import Order
from acd.core.queue import Queue
from acd.core.scene import Floor, Rules, Scene
from acd.core.value import replace

__all__ = ["Alarm", "Floor", "Rules", "next_deadline", "step", "steps"]


Handler = Callable[[Scene, Any], None]


def step(floor: Floor, event: heard.Heard) -> tuple[Floor, tuple[Fact, ...], tuple[Order, ...]]:
    """One thing was heard. The same floor and the same heard always give the same result."""
    return steps(floor, (event,))


def steps(floor: Floor, events: Sequence[heard.Heard]) -> tuple[Floor, tuple[Fact, ...], tuple[Order, ...]]:
    """As `step` for each of them, on one scene: of things that were heard at one moment. What came of a step is there for the next;
    facts and orders are in their order."""
    if len(events) == 1 and isinstance(events[0], heard.MemberIs):
        alone = callers.member_alone(floor, events[0])
        if alone is not None:
            return alone, (), ()
    scene = Scene(floor, events[0].at)
    for event in events:
        handler = HANDLERS.get(type(event))
        if handler is None:
            raise TypeError(f"the floor cannot hear {type(event).__name__}: give it a line in HANDLERS")
        scene.at = event.at
        handler(scene, event)
        if scene.touched or scene.stirred:
            deal(scene)
    return scene.floor(), tuple(scene.facts), tuple(scene.orders)


def _of_somebody(handler: Handler) -> Handler:
    """A wish's handler is asked only for agents who are known."""

    def handle(scene: Scene, wish: heard.Wish) -> None:
        if wish.agent in scene.agents:
            handler(scene, wish)
        else:
            presence.refuse(scene, wish, reasons.UNKNOWN_AGENT(agent=wish.agent))

    return handle


def _of_an_item(handler: Handler) -> Handler:
    """Asked only for items that are there; of an agent who is known, but for supervisors, who may wish for nobody."""

    def handle(scene: Scene, wish: heard.ItemWish) -> None:
        own = not wish.by.supervises or isinstance(wish, heard.AcceptItem | heard.DeclineItem)
        if wish.agent not in scene.agents and (own or wish.agent):
            presence.refuse(scene, wish, reasons.UNKNOWN_AGENT(agent=wish.agent))
        elif wish.item not in scene.items:
            presence.refuse(scene, wish, reasons.UNKNOWN_ITEM(item=wish.item))
        else:
            handler(scene, wish)

    return handle


def _guarded(kind: type[heard.Heard], handler: Handler) -> Handler:
    if issubclass(kind, heard.ItemWish):
        return _of_an_item(handler)
    return _of_somebody(handler) if issubclass(kind, heard.Wish) else handler


def _on_agent_set(scene: Scene, event: heard.AgentSet) -> None:
    agent = scene.agents.get(event.card.code)
    if agent is None:
        scene.put_agent(Agent(event.card, since=scene.at))
        return
    agent = replace(agent, card=event.card)
    scene.put_agent(arrange(scene, agent) if agent.type is not None else agent)


def _on_agent_unset(scene: Scene, event: heard.AgentUnset) -> None:
    if event.agent in scene.agents:
        left(scene, scene.agents[event.agent])
    scene.drop("agents", event.agent)


def _on_queue_set(scene: Scene, event: heard.QueueSet) -> None:
    queue = scene.queues.get(event.card.code)
    new = Queue(event.card) if queue is None else replace(queue, card=event.card)
    scene.put("queues", event.card.code, new)
    opening.look(scene, event.card.code, new=queue is None)
    if queue is not None and queue.card.calendar != event.card.calendar:
        calls = [call for call, one in scene.promised.items() if one.queue == event.card.code]
        why = f"calendar of queue {event.card.code} was changed"
        promises.anew(scene, why, calls)
        promising.anew(scene, why, (event.card.code,))
    everybody(scene)
    if queue is None or queue.card.work != event.card.work:
        _rearrange(scene)


def _on_queue_unset(scene: Scene, event: heard.QueueUnset) -> None:
    """Who joined it, on a break too, has not joined another one of that code."""
    gone = {event.queue}
    for agent in [a for a in scene.agents.values() if gone & (a.joins | a.joined)]:
        scene.put_agent(replace(agent, joins=agent.joins - gone, joined=agent.joined - gone))
    scene.drop("queues", event.queue)
    if event.queue in scene.openings:
        scene.drop("openings", event.queue)
    _rearrange(scene)


def _on_type_set(scene: Scene, event: heard.TypeSet) -> None:
    scene.put("types", event.card.code, event.card)
    for agent in [a for a in scene.agents.values() if a.type == event.card.code]:
        agent = needs_no_phone(scene, replace(agent, calls=event.card.calls), scene.at)
        scene.put_agent(hold_without_phone(scene, agent))
    _rearrange(scene)


def _on_type_unset(scene: Scene, event: heard.TypeUnset) -> None:
    scene.drop("types", event.type)
    everybody(scene)


def _on_phone_set(scene: Scene, event: heard.PhoneSet) -> None:
    if event.phone not in scene.phones:
        callers.on_phone(scene, heard.PhoneIs(scene.at, event.phone, heard.Device.GONE))


def _on_phone_unset(scene: Scene, event: heard.PhoneUnset) -> None:
    scene.drop("phones", event.phone)


def _rearrange(scene: Scene) -> None:
    """What is configured changed: everybody who is logged in should stand in the switch accordingly. What is offered is looked at."""
    everybody(scene)
    for agent in list(scene.agents.values()):
        if agent.type is not None:
            scene.put_agent(arrange(scene, agent))


def _on_day(scene: Scene, event: heard.DayBegan) -> None:
    for code, queue in list(scene.queues.items()):
        scene.put("queues", code, callers.forget_queue(queue))
    scene.items = scene.items.new_day()


_HEARD: Final[Mapping[type[heard.Heard], Handler]] = {
    heard.LinkUp: truth.on_link_up,
    heard.LinkDown: truth.on_link_down,
    heard.SwitchIs: truth.on_switch,
    heard.MemberIs: callers.on_member,
    heard.MemberGone: callers.on_member_gone,
    heard.PhoneIs: callers.on_phone,
    heard.CallerJoined: callers.on_caller_joined,
    heard.CallerLeft: callers.on_caller_left,
    heard.CallerDone: callers.on_caller_done,
    heard.MusicIs: callers.on_music,
    heard.Offered: conversation.on_offered,
    heard.OfferOver: conversation.on_offer_over,
    heard.Answered: conversation.on_answered,
    heard.Ended: conversation.on_ended,
    heard.Released: conversation.on_released,
    heard.HeldIs: rooms.on_held,
    heard.PartyHeld: rooms.on_party_held,
    heard.Consulting: rooms.on_consulting,
    heard.Handed: rooms.on_handed,
    heard.Transferred: rooms.on_transferred,
    heard.TransferReturned: rooms.on_transfer_returned,
    heard.DialledIs: rooms.on_dialled,
    heard.ListeningIs: listening.on_listening,
    heard.Steered: steering.on_steered,
    heard.Arranged: on_arranged,
    heard.NotArranged: on_not_arranged,
    heard.Moved: wrap.on_moved,
    heard.Recorded: recording.on_recorded,
    heard.LogIn: presence.on_log_in,
    heard.LogOut: presence.on_log_out,
    heard.Choose: presence.on_choose,
    heard.Resume: presence.on_resume,
    heard.TakeBack: presence.on_take_back,
    heard.Extend: wrap.on_extend,
    heard.Finish: wrap.on_finish,
    heard.Disposed: wrap.on_disposed,
    heard.SetHold: presence.on_set_hold,
    heard.LiftHold: presence.on_lift_hold,
    heard.Record: recording.on_record,
    heard.PutOnHold: steering.on_put_on_hold,
    heard.TakeOffHold: steering.on_take_off_hold,
    heard.HangUp: steering.on_hang_up,
    heard.Transfer: steering.on_transfer,
    heard.Consult: steering.on_consult,
    heard.CompleteTransfer: steering.on_complete,
    heard.CancelConsult: steering.on_cancel,
    heard.ThreeWay: steering.on_three_way,
    heard.DialOut: steering.on_dial_out,
    heard.ListenIn: listening.on_listen_in,
    heard.StopListening: listening.on_stop_listening,
    heard.Join: campaigns.on_join,
    heard.Leave: campaigns.on_leave,
    heard.Book: campaigns.on_book,
    heard.Unbook: campaigns.on_unbook,
    heard.ItemsAre: standing_items.on_items,
    heard.ItemCame: coming.on_item_came,
    heard.MessageCame: coming.on_message,
    heard.Visitor: coming.on_visitor,
    heard.ItemSet: coming.on_item_set,
    heard.ItemGone: coming.on_item_gone,
    heard.AcceptItem: taking.on_accept,
    heard.DeclineItem: taking.on_decline,
    heard.ToSolve: taking.on_to_solve,
    heard.TransferItem: giving.on_transfer,
    heard.PendItem: giving.on_pend,
    heard.SolveItem: giving.on_solve,
    heard.ReopenItem: giving.on_reopen,
    heard.ReturnItem: giving.on_return,
    heard.AgentSet: _on_agent_set,
    heard.AgentUnset: _on_agent_unset,
    heard.QueueSet: _on_queue_set,
    heard.QueueUnset: _on_queue_unset,
    heard.PhoneSet: _on_phone_set,
    heard.PhoneUnset: _on_phone_unset,
    heard.TypeSet: _on_type_set,
    heard.TypeUnset: _on_type_unset,
    heard.CalendarSet: opening.on_calendar_set,
    heard.CalendarUnset: opening.on_calendar_unset,
    heard.LevelSet: levels.on_level_set,
    heard.LevelUnset: levels.on_level_unset,
    heard.RecordingsGone: recording.on_gone,
    heard.TimePassed: on_time,
    heard.DayBegan: _on_day,
}
HANDLERS: Final[Mapping[type[heard.Heard], Handler]] = {
    kind: _guarded(kind, handler) for kind, handler in _HEARD.items()
}
