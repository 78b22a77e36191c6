"""What waits for the broker."""

from __future__ import annotations

from acd.board.outbox import Outbox
from acd.board.topics import Message, cleared


def state(name: str, text: bytes = b"1") -> Message:
    return Message(f"aftercall/main/agents/{name}", text, retain=True)


def event(number: int) -> Message:
    return Message(f"aftercall/main/events/daemon/asterisk/{number}", b"e", retain=False)


def taken(box: Outbox) -> list[Message]:
    out = []
    while (message := box.take()) is not None:
        out.append(message)
    return out


def test_while_the_broker_is_away_nothing_waits() -> None:
    """Events are counted, not kept; of the states the newest is kept and told first on the return."""
    box = Outbox()
    box.put(event(1))
    box.put_state(state("a"))
    box.put_state(state("a", b"2"))
    assert len(box) == 0
    box.open()
    box.put(event(2))
    assert taken(box) == [state("a", b"2"), event(2)]
    assert box.skipped == 1


def test_a_cut_counts_what_was_not_yet_sent() -> None:
    """Events in the box at the moment of a cut are skipped; states come again with the board."""
    box = Outbox()
    box.open()
    box.put_state(state("a"))
    box.put(event(1))
    box.shut()
    assert (box.skipped, len(box)) == (1, 0)
    box.open()
    assert taken(box) == [state("a")]


def test_the_box_is_bounded_and_heals() -> None:
    """A broker too slow for us costs events, never memory; the board is due again when there is room."""
    box = Outbox(room=3)
    box.open()
    for number in range(10):
        box.put(event(number))
    box.put_state(state("a"))
    assert (len(box), box.skipped, box.overflowed) == (3, 7, True)
    assert taken(box) == [event(0), event(1), event(2)]
    box.open()
    assert (taken(box), box.overflowed) == ([state("a")], False)


def test_what_is_gone_is_cleared() -> None:
    """A state taken back is cleared at the broker and not told again."""
    box = Outbox()
    box.open()
    box.put_state(state("a"))
    box.put_state(cleared(state("a").topic))
    assert taken(box) == [state("a"), cleared(state("a").topic)]
    box.open()
    assert taken(box) == []


def test_strangers_at_the_broker_go_once_the_board_is_whole() -> None:
    """States of a former life are cleared, but not before we know all that is on the board."""
    box = Outbox()
    box.open()
    box.found(state("old").topic)
    box.found(state("a").topic)
    assert taken(box) == []
    box.put_board([state("a")])
    assert taken(box) == [cleared(state("old").topic), state("a")]
    box.found(state("older").topic)
    box.found(state("a").topic)
    assert taken(box) == [cleared(state("older").topic)]


def test_a_topic_longer_than_mqtt_allows_is_skipped() -> None:
    """A code of absurd length costs its own event and nothing else."""
    box = Outbox()
    box.open()
    box.put(Message("x" * 70_000, b"e", retain=False))
    assert (len(box), box.skipped) == (0, 1)
