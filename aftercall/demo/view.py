"""The living floor on a screen: header, queues, agents, last events, how to join in. Pure: a world and a moment in, a picture out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.layout import Layout
from rich.table import Table
from rich.text import Text

from acd.board.events import Event
from acd.board.models import AgentBoard, QueueBoard
from acd.core.moment import Moment, Span
from aftercall.cli import colours
from aftercall.cli.moments import time_of_day
from aftercall.cli.sentences import sentence
from aftercall.cli.spans import clock, left
from aftercall.demo.world import World
from dialer.board.models import CampaignBoard

WIDE = 110
"""From so many columns on there is more to see of each agent."""
TALL = 32
"""From so many lines on a campaign's agents are seen one by one, and how to command the floor."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the floor. `remains`: until the end of the play; `join`: lines for who has a softphone; `more`: others,
    where the screen is tall."""

    title: str
    remains: Span
    join: Sequence[str]
    more: Sequence[str] = ()


def picture(world: World, frame: Frame, now: Moment, width: int, height: int) -> RenderableType:
    """On a low screen a campaign's agents are in the campaign's lines only."""
    layout = Layout()
    join = [*frame.join, *(frame.more if height >= TALL else ())]
    written = writing_lines(world)
    queues = [board for code, board in sorted(world.queues.items()) if code not in world.campaigns]
    agents = [board for board in world.in_order() if height >= TALL or not _outbound(world, board)]
    campaigns = [board for _, board in sorted(world.campaigns.items())]
    others = 1 + len(queues) + 1 + len(written) + len(agents) + 1 + len(join)
    lines = lines_each(height - others, len(campaigns))
    events = height - others - lines * len(campaigns)
    layout.split_column(
        Layout(header(world, frame), size=1),
        Layout(queue_table(queues, now), size=len(queues) + 1),
        *([Layout(Group(*written), size=len(written))] if written else []),
        *(Layout(campaign_lines(board), size=lines) for board in campaigns),
        Layout(agent_table(agents, now, width), size=len(agents) + 1),
        *([Layout(EventLines(list(world.events)), size=events)] if events > 0 else []),
        Layout(Text("\n".join(join), style="dim", no_wrap=True), size=len(join)),
    )
    return layout


def lines_each(room: int, campaigns: int) -> int:
    """How many of its three lines each campaign is shown with: on a low screen the first has to do."""
    return max(1, min(3, room // campaigns)) if campaigns else 0


class EventLines:
    """As many of the last events as there is room for, the newest at the bottom."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for event in self._events[-(options.height or 5) :]:
            yield event_line(event)


def header(world: World, frame: Frame) -> Text:
    daemon = world.daemon
    link = daemon.asterisk.link if daemon and daemon.asterisk else "?"
    answered = sum(board.today.answered for board in world.queues.values())
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f" {frame.title} ", style="bold reverse")
    text.append(f"  {left(frame.remains)} left" if frame.remains > 0 else "  over", style="bold")
    text.append(f"  {answered} answered  {world.heard} events, {world.missed} missed  Asterisk {link}")
    if daemon and daemon.state != "up":
        text.append(f"  daemon {daemon.state}", style="bold red")
    return text


def writing_lines(world: World) -> list[Text]:
    """Chats, then tickets: how many wait, are offered to somebody, held, put off; and what was promised of all of them."""
    if world.witness is None:
        return []
    kept, broken = world.witness.kept, world.witness.broken
    promises = {
        "chats": ("kept", kept, "green"),
        "tickets": ("broken", broken, "bold red" if broken else "green"),
    }
    found = []
    for kind, (word, count, style) in promises.items():
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(f"{kind:<11} ", style="bold")
        text.append(f"{written(world, kind):<46}")
        text.append(f"promises {word} {count}", style=style)
        found.append(text)
    return found


def written(world: World, kind: str) -> str:
    lines = [getattr(board, kind) for board in world.queues.values()]
    offers = [id for board in world.agents.values() for id in board.items.offered if id[0] == kind[0]]
    waiting = max(0, sum(line.waiting for line in lines) - len(offers))
    held, put_off = sum(line.open for line in lines), sum(line.pending for line in lines)
    return f"{waiting} waiting, {len(offers)} offered, {held} held, {put_off} put off"


def _outbound(world: World, board: AgentBoard) -> bool:
    return bool(board.queues) and set(board.queues) <= world.campaigns.keys()


def campaign_lines(board: CampaignBoard) -> Text:
    """What is dialled and abandoned against the cap; who is there, what is out; and why it dials as it does."""
    cap, agents, lines = board.cap, board.agents, board.lines
    rate = "" if cap.rate is None else f"{cap.rate:.1f} %, "
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{board.code:<11} ", style="bold")
    text.append(f"{board.mode}, {board.state}  ", style="" if board.state == "running" else "dim")
    style = "bold red" if cap.passed and cap.live else "green"
    text.append(f"abandoned {cap.abandoned} of {cap.live} ({rate}cap {cap.cap:g} %)", style=style)
    text.append(f"\n{'':<11} {board.today} dialled, {board.minute} a minute; ")
    text.append(f"{agents.free} free, {agents.talking} talking, {agents.aftercall} aftercall; ")
    text.append(f"{lines.ringing} ringing, {lines.waiting} waiting")
    text.append(f"\n{'':<11} {board.why}", style="dim")
    return text


def _table(*columns: tuple[str, bool, int]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold underline")
    for name, right, width in columns:
        table.add_column(
            name, justify="right" if right else "left", width=width, no_wrap=True, overflow="ellipsis"
        )
    return table


def queue_table(queues: Sequence[QueueBoard], now: Moment) -> Table:
    table = _table(
        ("queue", False, 11),
        ("waiting", True, 7),
        ("longest", True, 7),
        ("free", True, 5),
        ("talking", True, 7),
        ("aftercall", True, 9),
        ("answered", True, 8),
        ("lost", True, 5),
        ("level", True, 7),
    )
    for board in queues:
        table.add_row(*queue_row(board, now))
    return table


def queue_row(board: QueueBoard, now: Moment) -> list[Text]:
    level = board.today.service_level
    longest = "" if board.longest_since is None else clock(max(0, now - board.longest_since))
    lost = board.today.abandoned + board.today.timeout + board.today.other
    cells = [
        board.name,
        str(board.waiting or ""),
        longest,
        *(str(count or "") for count in (board.members.free, board.members.talking, board.members.aftercall)),
        str(board.today.answered),
        str(lost or ""),
        "" if level is None else f"{level:.0f} %",
    ]
    texts = [Text(cell) for cell in cells]
    if board.waiting:
        texts[1].stylize("bold")
    return texts


def agent_table(agents: Sequence[AgentBoard], now: Moment, width: int) -> Table:
    wide = [("queues", False, width - 84)] if width >= WIDE else []
    table = _table(
        ("agent", False, 5),
        ("name", False, 14),
        ("state", False, 12),
        ("for", True, 7),
        ("left", True, 5),
        ("type", False, 9),
        ("next", False, 9),
        ("with", False, 11),
        *wide,
    )
    for board in agents:
        row = agent_row(board, now)
        table.add_row(*(row if wide else row[:-1]))
    return table


def agent_row(board: AgentBoard, now: Moment) -> list[Text]:
    until = board.aftercall.deadline if board.aftercall else board.planned_return
    after = board.next
    where = board.call.queue if board.call else board.aftercall.queue if board.aftercall else ""
    if board.state == "supervisor" and board.holds:
        where = f"by {board.holds[-1].by}"
    where = where or _at_the_desk(board)
    return [
        Text(board.code),
        Text(board.name),
        colours.state(board.state),
        Text(clock(max(0, now - board.since))),
        Text(left(until - now) if until else "", style="bold" if board.aftercall else ""),
        Text(board.type.code if board.type else ""),
        Text("" if after is None else after.type or "log out", style="italic"),
        Text(where),
        Text(" ".join(board.queues), style="dim"),
    ]


def _at_the_desk(board: AgentBoard) -> str:
    """What he has in writing: in eleven letters."""
    items = board.items
    counts = [f"{count} {kind}" for count, kind in ((items.chats, "ch"), (items.tickets, "ti")) if count]
    return ", ".join([*counts, *(["…"] if items.offered else [])])


def event_line(event: Event) -> Text:
    told = event.model_dump(mode="json")
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{time_of_day(event.at)} ", style="dim")
    text.append(f"{event.kind:<18} {event.code:<9} ")
    text.append(sentence(told), style=colours.EVENTS.get(event.kind, ""))
    return text


def plain(world: World, frame: Frame, now: Moment) -> str:
    """The same in one line, for pipes and logs."""
    states = ", ".join(f"{count} {state}" for state, count in sorted(world.states().items()))
    queues = "; ".join(
        f"{code} {board.waiting} waiting"
        + (f" ({clock(now - board.longest_since)})" if board.longest_since else "")
        for code, board in sorted(world.queues.items())
    )
    campaigns = "; ".join(
        f"{code} {board.lines.ringing} ringing, {board.today} dialled, abandoned {board.cap.abandoned} of {board.cap.live}"
        for code, board in sorted(world.campaigns.items())
    )
    answered = sum(board.today.answered for board in world.queues.values())
    lost = sum(board.today.abandoned for board in world.queues.values())
    head = f"{left(frame.remains)} left" if frame.remains > 0 else "over: callers go, agents finish"
    desks = _plain_desks(world)
    return f"{head} | {states} | {queues} | {desks}{campaigns} | {answered} answered, {lost} abandoned, {world.missed} events missed"


def _plain_desks(world: World) -> str:
    if world.witness is None:
        return ""
    kinds = "; ".join(f"{kind} {written(world, kind)}" for kind in ("chats", "tickets"))
    return f"{kinds}; promises kept {world.witness.kept}, broken {world.witness.broken} | "
