"""An item goes on to somebody else, rests, or is done: wishes of who has it, or of a supervisor."""

from __future__ import annotations

from acd.core import item_facts as facts
from acd.core import reasons as of_the_floor
from acd.core.agent import Agent
from acd.core.heard import ItemWish, PendItem, ReopenItem, ReturnItem, SolveItem, TransferItem
from acd.core.item import HIS, OVER, STAGES, Item, Kind, Move, Stage
from acd.core.items import promising, reasons
from acd.core.items.coming import reopened, went_on
from acd.core.items.deal import offer_item, put_back, waiting_again
from acd.core.items.fit import is_full, keeps_from
from acd.core.items.taking import hand_over, hindrance, named
from acd.core.presence import grant, refuse
from acd.core.scene import Scene
from acd.core.value import replace


def _his(scene: Scene, wish: ItemWish, item: Item) -> bool:
    """Who has it may, and a supervisor; else the wish is refused."""
    if wish.by.supervises or (item.stage in HIS and item.agent == wish.agent):
        return True
    if item.stage in HIS:
        refuse(scene, wish, reasons.ANOTHERS(who=named(scene, item.agent), item=item.id))
    else:
        refuse(scene, wish, reasons.NOT_HIS(item=item.id, stage=item.stage.word, agent=wish.agent))
    return False


def _over(scene: Scene, wish: ItemWish, item: Item) -> bool:
    if item.stage in OVER:
        refuse(scene, wish, reasons.OVER(item=item.id, stage=item.stage.word))
        return True
    return False


def on_transfer(scene: Scene, wish: TransferItem) -> None:
    item = scene.items[wish.item]
    if _over(scene, wish, item) or not _his(scene, wish, item):
        return
    if (wish.to_agent is None) == (wish.to_queue is None):
        refuse(scene, wish, reasons.TARGET(item=item.id))
    elif wish.to_agent is not None:
        _to_agent(scene, wish, item, wish.to_agent)
    else:
        _to_queue(scene, wish, item, wish.to_queue or "")


def _to_agent(scene: Scene, wish: TransferItem, item: Item, code: str) -> None:
    agent = scene.agents.get(code)
    if agent is None:
        refuse(scene, wish, of_the_floor.UNKNOWN_AGENT(agent=code))
    elif item.stage in HIS and item.agent == code:
        grant(scene, wish, f"agent {named(scene, code)} has {item.id}")
    elif why := _cannot_have(scene, wish, agent, item.kind):
        refuse(scene, wish, hindrance(scene, agent, item.kind, why, item.id))
    else:
        _hand_to(scene, wish, item, agent)
        grant(scene, wish, f"{item.id} goes to agent {named(scene, code)}")


def _cannot_have(scene: Scene, wish: TransferItem, agent: Agent, kind: Kind) -> str | None:
    """A ticket may lie with him till he comes; a chat needs him now. A supervisor may fill his hands."""
    if kind is Kind.TICKET:
        return "full" if is_full(scene, agent, kind) and not wish.by.supervises else None
    why = keeps_from(scene, agent, kind)
    if why is None and any(scene.items[id].kind is kind for id in agent.offers):
        why = "asked"
    if why is None and is_full(scene, agent, kind) and not wish.by.supervises:
        why = "full"
    return why


def _hand_to(scene: Scene, wish: TransferItem, item: Item, agent: Agent) -> None:
    item = _taken_from(scene, wish, item, item.queue, agent.code)
    if item.kind is Kind.CHAT:
        offer_item(scene, item, agent.code, aimed=True)
    else:
        scene.put_item(hand_over(scene, item, agent.code))


def _taken_from(scene: Scene, wish: TransferItem, item: Item, queue: str, to: str | None) -> Item:
    """Nobody has it; whom it was offered to is asked no more."""
    had = _who_has(item)
    if item.offer is not None:
        scene.tell(facts.ItemOfferOver(scene.at, item.id, item.queue, item.offer.agent, "withdrawn"))
        item = replace(item, stage=STAGES[item.stage][Move.OFFER_OVER], offer=None)
    scene.tell(facts.ItemTransferred(scene.at, item.id, queue, had, to, wish.by.name))
    if item.stage is Stage.PENDING:
        item = promising.went_on(scene, item)
    return waiting_again(scene, item) if item.stage in HIS else item


def _to_queue(scene: Scene, wish: TransferItem, item: Item, queue: str) -> None:
    if queue not in scene.queues:
        refuse(scene, wish, of_the_floor.UNKNOWN_QUEUE(queue=queue))
        return
    had = _who_has(item)
    item = _taken_from(scene, wish, item, queue, None)
    item = replace(item, card=replace(item.card, queue=queue), passed=(), rest=None)
    if had is not None:
        item = _not_back_to(scene, item, had)
    scene.put_item(promising.choose_again(scene, item, "queue"))
    grant(scene, wish, f"{item.id} waits in queue {queue}")


def _who_has(item: Item) -> str | None:
    return item.agent if item.stage in HIS else None


def _not_back_to(scene: Scene, item: Item, agent: str) -> Item:
    """Who gave it away is not the next to be asked."""
    return replace(item, passed=(agent,), rest=scene.at + scene.rules.ask_again)


def on_return(scene: Scene, wish: ReturnItem) -> None:
    item = scene.items[wish.item]
    if not _his(scene, wish, item):
        return
    if item.stage not in HIS:
        refuse(scene, wish, reasons.NOBODYS(item=item.id, stage=item.stage.word))
        return
    agent = item.agent or ""
    if item.stage is Stage.PENDING:
        item = promising.went_on(scene, item)
    back = put_back(scene, item, "returned", wish.by.name)
    scene.put_item(_not_back_to(scene, replace(back, front=False), agent))
    grant(scene, wish, f"{item.id} waits in queue {item.queue}")


def on_pend(scene: Scene, wish: PendItem) -> None:
    item = scene.items[wish.item]
    if _over(scene, wish, item) or not _his(scene, wish, item):
        return
    if item.stage not in HIS:
        refuse(scene, wish, reasons.PEND_NOBODYS(item=item.id, stage=item.stage.word))
    elif wish.until is not None and wish.until <= scene.at:
        refuse(scene, wish, reasons.UNTIL(item=item.id))
    else:
        _pend(scene, wish, item)
        grant(scene, wish, f"{item.id} waits for its customer")


def _pend(scene: Scene, wish: PendItem, item: Item) -> None:
    scene.tell(facts.ItemPended(scene.at, item.id, item.queue, item.agent or "", wish.until, wish.by.name))
    if item.stage is Stage.OPEN:
        item = replace(item, stage=STAGES[item.stage][Move.PENDED], since=scene.at)
    scene.put_item(promising.paused(scene, replace(item, until=wish.until)))


def on_solve(scene: Scene, wish: SolveItem) -> None:
    item = scene.items[wish.item]
    if item.stage is Stage.SOLVED and (wish.by.supervises or item.agent == wish.agent):
        grant(scene, wish, f"{item.id} is solved")
    elif not _over(scene, wish, item) and _his(scene, wish, item):
        _solve(scene, wish, item)
        grant(scene, wish, f"{item.id} is solved")


def _solve(scene: Scene, wish: SolveItem, item: Item) -> None:
    at, agent = scene.at, _who_has(item)
    handled = at - item.taken if item.taken is not None else 0
    if item.offer is not None:
        scene.tell(facts.ItemOfferOver(at, item.id, item.queue, item.offer.agent, "gone"))
    said = wish.disposition
    scene.tell(facts.ItemSolved(at, item.id, item.queue, agent, wish.by.name, said, handled))
    item = promising.solved(scene, item)
    scene.put_item(
        replace(
            item,
            stage=STAGES[item.stage][Move.SOLVED],
            since=at,
            solved=at,
            disposition=said,
            offer=None,
            rest=None,
            unread=0,
            until=at + scene.rules.reopen,
        )
    )


def on_reopen(scene: Scene, wish: ReopenItem) -> None:
    item = scene.items[wish.item]
    if item.stage in OVER:
        scene.put_item(reopened(scene, item, "agent", wish.by.name))
        grant(scene, wish, f"{item.id} is open again")
    elif item.stage is Stage.PENDING:
        if _his(scene, wish, item):
            scene.put_item(went_on(scene, item, "agent"))
            grant(scene, wish, f"{item.id} is open again")
    else:
        grant(scene, wish, f"{item.id} is {item.stage.word}")
