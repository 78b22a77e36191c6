"""An agent's day: edge to edge, to the millisecond, and what is wrong with it is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acd.core.cards import Group, TypeCard
from acd.core.moment import DAY, HOUR, MINUTE, SECOND, Moment
from acd.store.day import bounds, check_all, columns, make_day
from acd.store.day_check import check_day
from acd.store.interval import HOLDS, OFF, Correction, Move, corrected, intervals, sessions, sums

calm = settings(deadline=None, max_examples=60)  # a busy machine is no fault
T0: Moment = 1_800_000_000_000
TYPES = {
    "phone": TypeCard("phone", Group.WORK),
    "lunch": TypeCard("lunch", Group.BREAK, paid=False),
    "school": TypeCard("school", Group.BREAK, paid=True),
}
BUSY = ("free", "ringing", "talking", "on hold", "aftercall", *HOLDS)

steps = st.tuples(
    st.sampled_from(("off", "break", *BUSY)),
    st.sampled_from(("phone", "mail")),
    st.sampled_from(("lunch", "school")),
    st.integers(0, 3 * HOUR),
)


def lived(plan: list[tuple[str, str, str, int]]) -> list[Move]:
    """The moves of an agent who goes through these states; a state that he is in already is left out."""
    moves: list[Move] = []
    last = Move(0, "anna", T0, OFF, None, None, OFF)
    at = T0
    for state, work, pause, gap in plan:
        at += gap
        if state == last.state:
            continue
        kind = None if state == OFF else pause if state == "break" else work
        session = None if state == OFF else (at if last.session is None else last.session)
        last = Move(last.seq + 3, "anna", at, state, kind, session, last.state)
        moves.append(last)
    return moves


days = st.lists(steps, max_size=40).map(lived)
anywhere = st.integers(T0 - HOUR, T0 + 30 * HOUR)


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    begin = draw(anywhere)
    state = draw(st.sampled_from(("off", "free", "break")))
    kind = {"off": None, "free": "phone", "break": "lunch"}[state]
    length = draw(st.integers(1, 5 * HOUR))
    return Correction("anna", begin, begin + length, state, kind, "rita", "forgot", draw(st.integers(0, 9)))


@calm
@given(days, anywhere, st.integers(0, DAY), st.lists(corrections(), max_size=4))
def test_any_day_is_right(moves: list[Move], begin: Moment, length: int, some: list[Correction]) -> None:
    """Whatever an agent does and whichever window is looked at: no fault, with corrections and without."""
    seen = window(moves, begin, begin + length)
    assert check_day(seen, begin, begin + length, some) == []
    assert make_day("anna", seen, begin, begin + length, some).faults == ()


def window(moves: list[Move], begin: Moment, end: Moment) -> list[Move]:
    """What `reports` reads: the moves in it and the last one before."""
    return [move for move in moves if move.at < begin][-1:] + [
        move for move in moves if begin <= move.at < end
    ]


@calm
@given(days, anywhere, st.integers(0, DAY), st.lists(corrections(), max_size=4))
def test_edge_to_edge(moves: list[Move], begin: Moment, length: int, some: list[Correction]) -> None:
    """The row begins and ends with the window, and each interval begins where the last one ended."""
    row = corrected(intervals(window(moves, begin, begin + length), begin, begin + length), some)
    edges = [begin, *(part.end for part in row)]
    assert [part.begin for part in row] == edges[:-1]
    assert edges[-1] == begin + length
    assert all(part.length > 0 for part in row)


@calm
@given(days, st.integers(0, HOUR))
def test_parts_add_up_to_the_log_in(moves: list[Move], more: int) -> None:
    """The parts of each log-in add up to its length, from log-in to log-out, to the millisecond."""
    end = (moves[-1].at if moves else T0) + more
    found = sessions(moves, T0, end)
    assert sum(one.length for one in found) == sum(sums(intervals(moves, T0, end)).values())
    assert all(one.length == one.sum for one in found)
    log_ins = [move.at for move in moves if move.before == OFF and move.state != OFF and move.at < end]
    assert {one.session for one in found} <= set(log_ins)


@calm
@given(days, st.lists(st.integers(0, 60 * HOUR), max_size=5))
def test_days_add_up(moves: list[Move], cuts: list[int]) -> None:
    """However time is cut into days, the sums of the days are the sums of the whole."""
    edges = sorted({T0, T0 + 60 * HOUR, *(T0 + cut for cut in cuts)})
    whole = sums(intervals(moves, T0, T0 + 60 * HOUR))
    parts: dict[tuple[str, str | None], int] = {}
    for begin, end in pairwise(edges):
        for key, span in sums(intervals(window(moves, begin, end), begin, end)).items():
            parts[key] = parts.get(key, 0) + span
    assert parts == whole


@calm
@given(days, st.data())
def test_a_missing_move_is_found(moves: list[Move], data: st.DataObject) -> None:
    """If a move between two others is lost, the one after it tells."""
    assume(len(moves) >= 3)
    lost = data.draw(st.integers(1, len(moves) - 2))
    assume(moves[lost - 1].state != moves[lost].state)
    left = moves[:lost] + moves[lost + 1 :]
    assert "hole" in {fault.what for fault in check_day(left, T0, T0 + 100 * DAY)}


@calm
@given(days, st.data())
def test_a_doubled_move_is_found(moves: list[Move], data: st.DataObject) -> None:
    """A move that was written twice is told."""
    assume(moves)
    index = data.draw(st.integers(0, len(moves) - 1))
    doubled = [*moves[: index + 1], *moves[index:]]
    assert "order" in {fault.what for fault in check_day(doubled, T0, T0 + 100 * DAY)}


@calm
@given(days, st.data())
def test_a_move_back_in_time_is_found(moves: list[Move], data: st.DataObject) -> None:
    """Two moves whose moments were swapped overlap, and that is told."""
    assume(len(moves) >= 2)
    index = data.draw(st.integers(0, len(moves) - 2))
    one, two = moves[index : index + 2]
    assume(one.at < two.at)
    swapped = [*moves[:index], replace(one, at=two.at), replace(two, at=one.at), *moves[index + 2 :]]
    assert "overlap" in {fault.what for fault in check_day(swapped, T0, T0 + 100 * DAY)}


LOGIN = Move(1, "anna", T0, "free", "phone", T0, OFF)
LUNCH = Move(2, "anna", T0 + HOUR, "break", "lunch", T0, "free")


@pytest.mark.parametrize(
    ("moves", "what", "says"),
    [
        ([replace(LOGIN, session=T0 - 1)], "no log-in", "begins the session"),
        ([replace(LOGIN, before="free")], "hole", "was off, but comes from free: a move is missing"),
        ([LOGIN, replace(LUNCH, session=T0 + 5)], "session", "without log-out"),
        ([LOGIN, replace(LUNCH, session=None)], "session", "is break with the session None"),
        ([LOGIN, replace(LUNCH, type=None)], "type", "is break with the type None"),
        ([LOGIN, replace(LUNCH, state="asleep")], "unknown state", "'asleep'"),
        ([LOGIN, replace(LUNCH, at=T0 - 5)], "overlap", "begins 5 ms before"),
        ([replace(LOGIN, state="off", before="free")], "session", "is off with the session"),
    ],
)
def test_faults_name_what_is_wrong(moves: list[Move], what: str, says: str) -> None:
    """Each kind of wrong row is told, with agent and moment."""
    faults = check_day(moves, T0, T0 + DAY)
    assert any(fault.what == what and says in fault.text and fault.agent == "anna" for fault in faults)


@pytest.mark.parametrize(
    "correction",
    [
        Correction("anna", T0, T0, "free", "phone", "rita", "x"),
        Correction("anna", T0, T0 + 1, "free", "phone", "", "x"),
        Correction("anna", T0, T0 + 1, "off", "phone", "rita", "x"),
        Correction("anna", T0, T0 + 1, "asleep", "phone", "rita", "x"),
    ],
)
def test_wrong_corrections_are_told(correction: Correction) -> None:
    """A correction that is empty, nameless or of no state is a fault of the day."""
    assert [fault.what for fault in check_day([LOGIN], T0, T0 + DAY, [correction])] == ["correction"]


def test_corrections_lie_over_what_was() -> None:
    """A supervisor turns half of a lunch into training, later a part of that back; the moves stay as they were."""
    moves = [LOGIN, LUNCH, Move(3, "anna", T0 + 2 * HOUR, "off", None, None, "break")]
    first = Correction("anna", T0 + HOUR, T0 + HOUR + 30 * MINUTE, "break", "school", "rita", "was taught", 1)
    later = Correction(
        "anna", T0 + HOUR + 20 * MINUTE, T0 + HOUR + 30 * MINUTE, "break", "lunch", "rita", "less", 2
    )
    day = make_day("anna", moves, T0, T0 + 3 * HOUR, [later, first])
    assert day.faults == ()
    assert [(part.type, part.length // MINUTE, part.corrected) for part in day.intervals] == [
        ("phone", 60, ""),
        ("school", 20, "rita"),
        ("lunch", 10, "rita"),
        ("lunch", 30, ""),
        (None, 60, ""),
    ]
    assert day.logged_in == 2 * HOUR == sum(one.length for one in day.sessions)
    assert check_all([day]) == []


def test_time_can_be_added_and_taken_away() -> None:
    """A log-out that was forgotten is cut off by a correction, a log-in that was forgotten is put in."""
    cut = Correction("anna", T0 + HOUR, T0 + 2 * HOUR, "off", None, "rita", "had gone")
    put = Correction("anna", T0 - HOUR, T0, "free", "phone", "rita", "was there")
    day = make_day("anna", [LOGIN], T0 - HOUR, T0 + 2 * HOUR, [cut, put])
    assert day.logged_in == 2 * HOUR
    assert day.faults == ()


def test_columns_divide_the_log_in() -> None:
    """Aftercall always works and handles, breaks count as their type says, each hold has its own column."""
    states: list[tuple[str, str | None]] = [
        ("free", "phone"),
        ("talking", "phone"),
        ("aftercall", "lunch"),
        ("break", "lunch"),
    ]
    states += [
        ("break", "school"),
        ("missed", "phone"),
        ("supervisor", "phone"),
        ("phone", "phone"),
        ("off", None),
    ]
    moves, before = [], OFF
    for number, (state, kind) in enumerate(states):
        at = T0 + number * MINUTE
        moves.append(Move(number + 1, "anna", at, state, kind, None if state == OFF else T0, before))
        before = state
    found = columns(make_day("anna", moves, T0, T0 + HOUR).intervals, TYPES)
    assert (found.working, found.breaks, found.handling) == (4 * MINUTE, MINUTE, 2 * MINUTE)
    assert found.holds == {"missed": MINUTE, "supervisor": MINUTE, "phone": MINUTE, "booked": 0}
    assert found.logged_in == 8 * MINUTE


@calm
@given(days)
def test_columns_add_up(moves: list[Move]) -> None:
    """Working time, breaks and holds together are the log-in, whatever the types."""
    day = make_day("anna", moves, T0, T0 + DAY)
    found = columns(day.intervals, TYPES)
    assert found.working + found.breaks + sum(found.holds.values()) == found.logged_in == day.logged_in
    assert found.handling <= found.logged_in


@pytest.mark.parametrize(
    ("date", "zone", "hours"),
    [
        (dt.date(2026, 3, 29), "Europe/Warsaw", 23),
        (dt.date(2026, 10, 25), "Europe/Warsaw", 25),
        (dt.date(2026, 6, 1), "Europe/Tallinn", 24),
        (dt.date(2026, 12, 31), "UTC", 24),
    ],
)
def test_days_of_a_zone(date: dt.date, zone: str, hours: int) -> None:
    """A day goes from midnight to midnight of its zone, 23 or 25 hours long where the clocks change."""
    begin, end = bounds(date, zone)
    assert end - begin == hours * HOUR
    assert bounds(date + dt.timedelta(days=1), zone)[0] == end
    assert begin % (15 * MINUTE) == 0
    assert begin % SECOND == 0
