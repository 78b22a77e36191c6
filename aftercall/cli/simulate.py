"""`aftercall simulate`: real SIP phones and callers against a floor of its own, and what came of the promises."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.text import Text
from typer.core import TyperGroup

from aftercall.cli.faults import ExitCode, Fault, Usage
from aftercall.cli.promises import show_report
from aftercall.cli.say import Column, Json, as_json, line, note, show
from aftercall.cli.spans import clock
from aftercall.settings import load_settings

if TYPE_CHECKING:
    from aftercall.simulator.play import Elsewhere
    from aftercall.simulator.race import RaceOptions
    from aftercall.simulator.tally import Tally


class Scenarios(TyperGroup):
    """`simulate calm` is `simulate play calm`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = not args or args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["play", *args])


app = typer.Typer(
    cls=Scenarios,
    no_args_is_help=True,
    help="Real SIP phones and callers against a floor of its own, which starts and stops with it.",
)

RACE: Final = (
    Column("mechanism"),
    Column("calls", right=True),
    Column("offers in aftercall", right=True),
    Column("on a break", right=True),
    Column("took", right=True),
)
NAMES: Final = {
    "aftercall": "Aftercall",
    "wrapuptime": "wrapuptime, shared_lastcall",
    "pause_on_complete": "pause on AgentComplete",
}


SCENARIOS: Final = (
    Column("scenario"),
    Column("lasts", right=True),
    Column("agents", right=True),
    Column("about", fold=True),
)


@app.command()
def scenarios(json: Json = False) -> None:
    """Which scenarios there are."""
    from aftercall.simulator.named import SCENARIOS as NAMED

    if json:
        as_json([{"name": one.name, "about": one.about, "seconds": one.seconds} for one in NAMED.values()])
        return
    rows = [
        [one.name, clock(one.seconds * 1000), str(sum(one.agents.values())), one.about]
        for one in NAMED.values()
    ]
    show(SCENARIOS, rows, "none")


@app.command()
def play(
    scenario: Annotated[
        str, typer.Argument(help="Its name; `play` may be left out. See `simulate scenarios`.")
    ],
    seconds: Annotated[int | None, typer.Option(min=5, help="How long; else as the scenario says.")] = None,
    seed: Annotated[int, typer.Option(help="Of what happens at random.")] = 1,
    sip: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="On a floor that is running: where its Asterisk takes SIP."),
    ] = None,
    ami_user: Annotated[
        str, typer.Option(help="There: an AMI user who reads system, call and agent, unfiltered.")
    ] = "observer",
    ami_secret: Annotated[
        str, typer.Option(envvar="AFTERCALL_OBSERVER_SECRET", show_envvar=True, help="His password.")
    ] = "",
    json: Json = False,
) -> None:
    """Live a scenario on a floor of its own, or with --sip on a running one, and report the promises."""
    from aftercall.simulator.named import SCENARIOS as NAMED
    from aftercall.simulator.play import ScenarioOptions, run_scenario

    if scenario not in NAMED:
        raise Usage(f"no scenario is called {scenario!r}", f"take race, {', '.join(NAMED)}")
    elsewhere = _elsewhere(sip, ami_user, ami_secret) if sip else None
    report = run_scenario(scenario, ScenarioOptions(seconds, seed, elsewhere, _tick))
    _end_of_progress()
    if json:
        as_json(report.as_json())
    else:
        show_report(report)
    if not report.held:
        broken = [promise.name for promise in report.promises if not promise.held]
        raise Fault(f"broken: {', '.join(broken)}")


def _elsewhere(sip: str, user: str, secret: str) -> Elsewhere:
    """The running floor of these settings."""
    from aftercall.simulator.ami import Login
    from aftercall.simulator.observer import EVENTS
    from aftercall.simulator.play import At, Elsewhere

    host, colon, port = sip.rpartition(":")
    if not colon or not port.isdecimal():
        raise Usage(f"--sip {sip!r} is no address", "write it as 127.0.0.1:5060")
    settings = load_settings()
    login = Login(settings.ami.port, user, secret, settings.ami.host, EVENTS)
    return Elsewhere(At(host, int(port)), login, settings.api.socket)


def _tick(tally: Tally) -> None:
    _progress(
        {
            "callers": tally.joined,
            "calls": tally.calls,
            "rings": tally.offers,
            "left waiting": tally.abandoned,
        }
    )


def _end_of_progress() -> None:
    if sys.stderr.isatty():
        note("")


@app.command()
def race(
    agents: Annotated[int, typer.Option(min=1, help="Agents of each mechanism.")] = 4,
    queues: Annotated[int, typer.Option(min=1, help="Queues, with every agent in each.")] = 5,
    callers: Annotated[
        int, typer.Option(min=1, help="Callers on the line at once, for each mechanism.")
    ] = 60,
    calls: Annotated[int, typer.Option(min=1, help="Calls of each mechanism.")] = 1000,
    seconds: Annotated[int, typer.Option(min=1, help="Length of an aftercall.")] = 2,
    seed: Annotated[int, typer.Option(help="Of what happens at random.")] = 1,
    kill_daemon: Annotated[
        bool, typer.Option("--kill-daemon", help="Kill and restart the daemon at random.")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help="Only this mechanism; repeat it for more.")] = None,
    json: Json = False,
) -> None:
    """Aftercall against Asterisk's wrapuptime and against pausing on AgentComplete, under the same calls."""
    from aftercall.simulator.race import RaceOptions, run_race

    mechanisms = tuple(only or NAMES)
    if unknown := [name for name in mechanisms if name not in NAMES]:
        raise Fault(
            f"no mechanism is called {', '.join(unknown)}", f"take {', '.join(NAMES)}", ExitCode.USAGE
        )
    options = RaceOptions(
        agents=agents,
        queues=queues,
        callers=callers,
        calls=calls,
        seconds=seconds,
        seed=seed,
        kill_daemon=kill_daemon,
        mechanisms=mechanisms,
        progress=_progress,
    )
    result = run_race(options)
    _end_of_progress()
    if json:
        as_json(result)
    else:
        _show_race(result, options)
    _judge(result.get("aftercall", {}))


@app.command()
def campaign(
    contacts: Annotated[int, typer.Option(min=20, help="Rows of the contact list.")] = 500,
    agents: Annotated[int, typer.Option(min=1, help="Agents at phones that answer by themselves.")] = 8,
    mode: Annotated[str, typer.Option(help="preview, progressive, power or predictive.")] = "predictive",
    profile: Annotated[
        str, typer.Option(help="Who is behind the numbers: mixed, scarce, everybody, machines, day.")
    ] = "mixed",
    hour: Annotated[
        int | None,
        typer.Option(min=0, max=23, help="Hour in which they are called, for day; else that where they are."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of what happens at random.")] = 1,
    seconds: Annotated[int, typer.Option(min=30, help="At most so long.")] = 1800,
    kill_daemon: Annotated[
        bool, typer.Option("--kill-daemon", help="Kill and restart the daemon at random.")
    ] = False,
    json: Json = False,
) -> None:
    """An outbound campaign against a simulated carrier, and what came of the dialer's promises."""
    from aftercall.simulator.campaign import CampaignOptions, run_campaign
    from aftercall.simulator.carrier import PROFILES
    from dialer.core.cards import Mode

    if mode not in (modes := [one.value for one in Mode]):
        raise Usage(f"no mode is called {mode!r}", f"take {', '.join(modes)}")
    if profile not in PROFILES:
        raise Usage(f"no profile is called {profile!r}", f"take {', '.join(PROFILES)}")
    options = CampaignOptions(
        contacts, agents, mode, profile, seed, seconds, kill_daemon=kill_daemon, hour=hour, progress=_progress
    )
    report = run_campaign(options)
    _end_of_progress()
    if json:
        as_json(report.as_json())
    else:
        show_report(report)
    if not report.held:
        broken = [promise.name for promise in report.promises if not promise.held]
        raise Fault(f"broken: {', '.join(broken)}")


def _progress(calls: Mapping[str, int]) -> None:
    """On a terminal, one line that is written over."""
    if sys.stderr.isatty():
        text = "  ".join(f"{name} {count}" for name, count in calls.items())
        sys.stderr.write(f"\r{text}   ")
        sys.stderr.flush()


def _show_race(result: Mapping[str, Any], options: RaceOptions) -> None:
    line(
        f"{options.agents} agents in {options.queues} queues, {options.callers} callers, {options.seconds} s of aftercall"
    )
    show(RACE, [_row(name, one) for name, one in result.items()], "nobody ran")
    for promise in result.get("aftercall", {}).get("promises", ()):
        if not promise["held"]:
            line(f"BROKEN: {promise['name']}: {promise['detail']}")


def _row(name: str, one: Mapping[str, Any]) -> list[str | Text]:
    offers = one["offers_in_aftercall"]
    return [
        NAMES[name],
        str(one["calls"]),
        Text(str(offers), style="bold red" if offers else "green"),
        str(one.get("offers_on_break", "-")),
        clock(round(one["took_seconds"] * 1000)),
    ]


def _judge(ours: Mapping[str, Any]) -> None:
    """The others may break what they never promised."""
    broken = [promise["name"] for promise in ours.get("promises", ()) if not promise["held"]]
    if broken:
        raise Fault(f"broken: {', '.join(broken)}")
