"""Chats and tickets on the floor: offered, accepted, missed, passed on, given back, solved."""

from __future__ import annotations

from acd.core import heard, orders
from acd.core.agent import HoldKind
from acd.core.cards import QueueCard
from acd.core.facts import Refused
from acd.core.item import Kind, Stage
from acd.core.item_facts import (
    ItemAccepted,
    ItemCame,
    ItemMissed,
    ItemOffered,
    ItemOfferOver,
    ItemReopened,
    ItemReturned,
    ItemSolved,
)
from acd.core.moment import MINUTE, SECOND
from tests.core.items import BOSS, floor_of_items


def test_a_chat_is_offered_and_accepted() -> None:
    """Who is free is offered it at once; what he accepts is his, with how long it waited."""
    it = floor_of_items("1001")
    chat = it.bring()
    assert it.offered_to(chat) == "1001"
    it.at += 5 * SECOND
    assert it.granted(heard.AcceptItem, item=chat) == chat
    item = it.item(chat)
    assert (item.stage, item.agent, item.offer, it.agent().items) == (Stage.OPEN, "1001", None, (chat,))
    kinds = [type(fact) for fact in it.facts]
    assert kinds.index(ItemCame) < kinds.index(ItemOffered) < kinds.index(ItemAccepted)
    assert [fact.waited for fact in it.told(ItemAccepted)] == [5 * SECOND]


def test_the_least_loaded_is_asked_first() -> None:
    """Three chats go round: nobody has two while another has none."""
    it = floor_of_items("1001", "1002", "1003")
    for _ in range(3):
        chat = it.bring()
        it.ask(heard.AcceptItem, it.offered_to(chat), item=chat)
    assert [len(it.agent(code).items) for code in ("1001", "1002", "1003")] == [1, 1, 1]


def test_nobody_is_offered_more_than_he_may_have() -> None:
    """Three chats are the site's measure, an agent's card may say otherwise; the fourth waits till one is solved."""
    it = floor_of_items("1001")
    chats = [it.bring() for _ in range(4)]
    for chat in chats[:3]:
        it.granted(heard.AcceptItem, item=chat)
    assert it.item(chats[3]).stage is Stage.WAITING
    assert it.refused(heard.AcceptItem, item=chats[3]) == "full"
    it.granted(heard.SolveItem, item=chats[0])
    assert it.offered_to(chats[3]) == "1001"


def test_a_missed_chat_holds_him() -> None:
    """Nothing done in 20 s is a miss: held, and the switch is told; the chat goes to somebody else."""
    it = floor_of_items()
    chat = it.bring()
    first = it.offered_to(chat) or ""
    it.orders.clear()
    it.wait(20 * SECOND)
    assert [fact.agent for fact in it.told(ItemMissed)] == [first]
    hold = it.agent(first).holds[HoldKind.MISSED]
    assert hold.reason == f"missed chat {chat} from queue sales"
    assert hold.why is not None
    assert (hold.why.says, hold.why.values) == ("missed-chat", {"item": chat, "queue": "sales"})
    assert [order.pause for order in it.orders if isinstance(order, orders.Arrange)] == ["missed"]
    assert it.offered_to(chat) not in (None, first)
    it.wish(heard.Resume, first)
    assert it.agent(first).shown == "free"


def test_a_ticket_not_taken_passes_on() -> None:
    """A minute, and it is offered to the next; nobody is held for it."""
    it = floor_of_items()
    ticket = it.bring(Kind.TICKET)
    first = it.offered_to(ticket) or ""
    it.wait(MINUTE)
    assert it.offered_to(ticket) not in (None, first)
    assert it.told(ItemMissed) == []
    assert not it.agent(first).holds


def test_a_decline_passes_on_and_comes_back_only_after_all_others() -> None:
    """Who declined is asked again when everybody else who could have it was, and half a minute has passed."""
    it = floor_of_items()
    chat = it.bring()
    order = []
    for _ in range(2):
        asked = it.offered_to(chat) or ""
        order.append(asked)
        it.granted(heard.DeclineItem, asked, item=chat)
    assert sorted(order) == ["1001", "1002"]
    assert it.item(chat).stage is Stage.WAITING
    it.wait(30 * SECOND)
    assert it.offered_to(chat) == order[0]
    assert it.refused(heard.DeclineItem, order[1], item=chat) == "not-offered"


def test_who_may_not_decline_is_told_whose_it_is() -> None:
    """Whom it is offered to, or who has it: that he is not offered it he sees himself."""
    it = floor_of_items()
    chat = it.bring()
    asked = it.offered_to(chat) or ""
    other = {"1001": "1002", "1002": "1001"}[asked]
    told = it.ask(heard.DeclineItem, other, item=chat)
    assert isinstance(told, Refused)
    assert f"is not offered to agent {other}, but to agent {asked}" in told.why
    it.granted(heard.AcceptItem, asked, item=chat)
    told = it.ask(heard.DeclineItem, other, item=chat)
    assert isinstance(told, Refused)
    assert f": agent {asked}" in told.why
    assert it.refused(heard.DeclineItem, other, item=chat) == "not-offered"


def test_a_break_withdraws_the_offer() -> None:
    """No miss: somebody else has it at once. What he accepted stays his, and is there when he resumes."""
    it = floor_of_items()
    kept = it.bring()
    he = it.offered_to(kept) or ""
    it.granted(heard.AcceptItem, he, item=kept)
    more = [it.bring() for _ in range(2)]
    mine = next(one for one in more if it.offered_to(one) == he)
    it.facts.clear()
    it.wish(heard.Choose, he, type="lunch")
    assert it.offered_to(mine) != he
    assert [fact.why for fact in it.told(ItemOfferOver)] == ["withdrawn"]
    assert it.agent(he).items == (kept,)
    assert it.told(ItemMissed) == []


def test_a_ring_withdraws_the_offer() -> None:
    """A call and a chat do not fight for him: the chat goes to another."""
    it = floor_of_items()
    chat = it.bring()
    he = it.offered_to(chat) or ""
    it.call(agent=he)
    assert it.offered_to(chat) not in (None, he)


def test_chats_of_who_logs_off_go_back_and_tickets_stay() -> None:
    """The customer of a chat is served next, before others; a ticket waits for its agent."""
    it = floor_of_items("1001")
    chat, ticket = it.bring(), it.bring(Kind.TICKET)
    it.granted(heard.AcceptItem, item=chat)
    it.granted(heard.AcceptItem, item=ticket)
    urgent = it.bring(priority=9)
    it.wish(heard.LogOut)
    assert it.item(chat).stage is Stage.WAITING
    assert [fact.why for fact in it.told(ItemReturned)] == ["logged off"]
    assert (it.item(ticket).stage, it.item(ticket).agent) == (Stage.OPEN, "1001")
    it.wish(heard.LogIn, type="all")
    assert it.offered_to(chat) == "1001"
    assert it.item(urgent).stage is Stage.WAITING


def test_of_an_agent_who_is_removed_everything_goes_back() -> None:
    """Nothing is with nobody."""
    it = floor_of_items()
    ticket = it.bring(Kind.TICKET)
    he = it.offered_to(ticket) or ""
    it.granted(heard.AcceptItem, he, item=ticket)
    it.hear(heard.AgentUnset(it.at, he))
    assert it.offered_to(ticket) not in (None, he)


def test_two_who_accept_at_once() -> None:
    """The first has it; the other is told who; the first may ask twice."""
    it = floor_of_items()
    ticket = it.bring(Kind.TICKET, "slow")
    assert it.item(ticket).stage is Stage.WAITING
    assert it.granted(heard.AcceptItem, "1002", item=ticket) == ticket
    answer = it.ask(heard.AcceptItem, "1001", item=ticket)
    assert "1002 (Agent 1002) has" in answer.why
    assert it.granted(heard.AcceptItem, "1002", item=ticket)


def test_to_solve_gives_the_most_urgent() -> None:
    """The nearest due, then priority, then age; on a break tickets alone, if its type has them."""
    it = floor_of_items("1001", levels=True)
    it.wish(heard.Choose, type="catch-up")
    old = it.bring(Kind.TICKET, "slow")
    it.at += SECOND
    high = it.bring(Kind.TICKET, "slow", priority=5)
    it.bring(Kind.CHAT, "slow")
    assert it.granted(heard.ToSolve) == old
    it.hear(heard.LevelUnset(it.at, "gold"))
    low = it.bring(Kind.TICKET, "slow")
    assert it.granted(heard.ToSolve) == high
    assert it.granted(heard.ToSolve) == low
    assert it.refused(heard.ToSolve) == "nothing"
    it.wish(heard.Choose, type="lunch")
    assert it.refused(heard.ToSolve) == "type"


def test_a_transfer_to_an_agent_and_a_queue() -> None:
    """A ticket is the other's at once, a chat is offered to him; in a queue it waits for everybody."""
    it = floor_of_items()
    ticket, chat = it.bring(Kind.TICKET), ""
    he = it.offered_to(ticket) or ""
    other = "1002" if he == "1001" else "1001"
    it.granted(heard.AcceptItem, he, item=ticket)
    it.granted(heard.TransferItem, he, item=ticket, to_agent=other)
    assert it.item(ticket).agent == other
    assert it.refused(heard.TransferItem, he, item=ticket, to_agent=he) == "not-his"
    chat = it.bring()
    he = it.offered_to(chat) or ""
    other = "1002" if he == "1001" else "1001"
    it.granted(heard.AcceptItem, he, item=chat)
    it.granted(heard.TransferItem, he, item=chat, to_agent=other)
    assert it.offered_to(chat) == other
    it.granted(heard.TransferItem, he, BOSS, item=chat, to_queue="help")
    assert it.item(chat).queue == "help"
    assert it.refused(heard.TransferItem, "", BOSS, item=chat, to_queue="nowhere") == "unknown-queue"
    assert it.refused(heard.TransferItem, "", BOSS, item=chat, to_agent="77") == "unknown-agent"
    assert it.refused(heard.TransferItem, "", BOSS, item=chat) == "target"


def test_who_transfers_to_a_queue_is_not_the_next_to_be_asked() -> None:
    """Though he has room again, and nobody else has; after a while he is. A chat that he had goes before those that nobody had."""
    it = floor_of_items("1001")
    chat = it.bring()
    it.granted(heard.AcceptItem, item=chat)
    it.granted(heard.TransferItem, item=chat, to_queue="help")
    assert it.offered_to(chat) is None
    assert it.item(chat).front
    it.wait(it.floor.rules.ask_again)
    assert it.offered_to(chat) == "1001"


def test_what_waits_for_its_customer_goes_on_when_he_writes() -> None:
    """Or when its time has come; it counts for nobody's measure meanwhile."""
    it = floor_of_items("1001")
    ticket = it.bring(Kind.TICKET)
    it.granted(heard.AcceptItem, item=ticket)
    it.granted(heard.PendItem, item=ticket, until=it.at + MINUTE)
    assert it.item(ticket).stage is Stage.PENDING
    it.wait(MINUTE)
    assert it.item(ticket).stage is Stage.OPEN
    it.granted(heard.PendItem, item=ticket)
    it.write(ticket)
    assert (it.item(ticket).stage, it.item(ticket).unread) == (Stage.OPEN, 2)
    assert it.refused(heard.PendItem, item=ticket, until=it.at) == "until"


def test_solved_it_leaves_and_comes_back_by_its_customer() -> None:
    """It leaves in the step after it was solved; a message, with what was on record, opens it again for the same agent."""
    it = floor_of_items("1001")
    ticket = it.bring(Kind.TICKET)
    it.granted(heard.AcceptItem, item=ticket)
    it.at += MINUTE
    it.granted(heard.SolveItem, item=ticket, disposition="done")
    was = it.item(ticket)
    assert [(f.disposition, f.handled) for f in it.told(ItemSolved)] == [("done", MINUTE)]
    it.wait(0)
    assert ticket not in it.floor.items
    assert it.agent().items == ()
    assert it.refused(heard.ReopenItem, item=ticket) == "unknown-item"
    it.write(ticket, was=was)
    assert (it.item(ticket).stage, it.item(ticket).agent) == (Stage.OPEN, "1001")
    assert [fact.why for fact in it.told(ItemReopened)] == ["customer"]


def test_solved_it_can_be_fetched_and_reopened() -> None:
    """It is there for a minute; reopened it stays."""
    it = floor_of_items("1001")
    chat = it.bring()
    it.granted(heard.AcceptItem, item=chat)
    it.granted(heard.SolveItem, item=chat)
    was = it.item(chat)
    it.wait(0)
    it.hear(heard.ItemCame(it.at, was.card, was=was))
    it.wait(SECOND)
    it.granted(heard.ReopenItem, item=chat)
    assert it.offered_to(chat) == "1001"
    it.granted(heard.AcceptItem, item=chat)
    it.granted(heard.SolveItem, item=chat)
    it.wait(0)
    it.hear(heard.ItemCame(it.at, was.card, was=was))
    it.wait(MINUTE)
    assert chat not in it.floor.items


def test_a_chat_whose_visitor_went_is_closed() -> None:
    """Nobody is offered a chat that nobody is at the other end of; one that was accepted stays."""
    it = floor_of_items("1001")
    mine, gone = it.bring(), ""
    it.granted(heard.AcceptItem, item=mine)
    it.wish(heard.Choose, type="lunch")
    gone = it.bring()
    for chat in (mine, gone):
        it.hear(heard.Visitor(it.at, chat, False))
    it.wait(2 * MINUTE)
    it.wait(0)
    assert gone not in it.floor.items
    assert it.item(mine).stage is Stage.OPEN


def test_changes_of_an_item() -> None:
    """Each is a fact; another queue takes the offer back from who is not in it."""
    it = floor_of_items("1001")
    it.hear(heard.QueueSet(it.at, QueueCard("other")))
    chat = it.bring()
    it.hear(heard.ItemSet(it.at, chat, "rita", priority=4, tags=("vip",), queue="other", subject="New"))
    card = it.item(chat).card
    assert (card.priority, card.tags, card.queue, card.subject) == (4, ("vip",), "other", "New")
    assert it.item(chat).stage is Stage.WAITING
    it.hear(heard.ItemSet(it.at, chat, "rita", queue="sales", most_penalty=0))
    assert it.offered_to(chat) == "1001"


def test_a_late_alarm_makes_no_miss() -> None:
    """Who became free while the daemon slept is offered what waits from now on, not from then."""
    it = floor_of_items("1001")
    it.call()
    it.answer()
    it.hang_up()
    it.hear(heard.QueueSet(it.at, QueueCard("sales", aftercall=10 * SECOND)))
    chat = it.bring()
    it.call("c2")
    it.answer("c2")
    it.hang_up("c2")
    assert it.item(chat).stage is Stage.WAITING
    it.wait(10 * MINUTE)
    assert it.offered_to(chat) == "1001"
    assert it.item(chat).offer.until == it.at + 20 * SECOND  # type: ignore[union-attr]
    assert it.told(ItemMissed) == []


def test_a_start_goes_on_with_what_was_on_record() -> None:
    """Who was offered something while the daemon was away missed nothing; what an agent had is his."""
    it = floor_of_items("1001")
    mine, offered = it.bring(), ""
    it.granted(heard.AcceptItem, item=mine)
    offered = it.bring()
    items = tuple(it.floor.items.values())
    new = floor_of_items("1001")
    new.at = it.at + 10 * MINUTE
    new.hear(heard.ItemsAre(new.at, items))
    assert new.agent().items == (mine,)
    assert new.offered_to(offered) == "1001"
    assert new.told(ItemMissed) == []
