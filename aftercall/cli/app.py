"""All nouns and verbs joined into one command, and the one place where a failure becomes a line and an exit code."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from aftercall.cli import (
    agents,
    attempts,
    calendars,
    callbacks,
    calls,
    campaigns,
    contacts,
    customers,
    dnc,
    hooks,
    hours,
    items,
    levels,
    mailboxes,
    numbers,
    pacing,
    phones,
    queues,
    recordings,
    reports,
    simulate,
    sla,
    tokens,
    trunks,
    types,
    users,
    widgets,
)
from aftercall.cli.audit import audit
from aftercall.cli.check import check
from aftercall.cli.demo import demo
from aftercall.cli.faults import ExitCode, Fault
from aftercall.cli.listen import listen
from aftercall.cli.replay import replay
from aftercall.cli.run import run
from aftercall.cli.say import note

FAULTS: Final = (
    ("aftercall.settings", "SettingsError", ExitCode.USAGE),
    ("acd.store.errors", "BadCard", ExitCode.REFUSED),
    ("acd.store.errors", "StoreError", ExitCode.UNREACHABLE),
    ("dialer.load.errors", "WrongWish", ExitCode.USAGE),
    ("dialer.load.errors", "LoadError", ExitCode.REFUSED),
    ("aftercall.web.socket", "SocketError", ExitCode.REFUSED),
    ("aftercall.web.port", "PortError", ExitCode.REFUSED),
    ("aftercall.bench.errors", "BenchError", ExitCode.UNREACHABLE),
    ("acd.board.broker", "BrokerAway", ExitCode.UNREACHABLE),
    ("aftercall.asking", "ClientError", ExitCode.UNREACHABLE),
    ("aftercall.pacing.scenario", "ScenarioError", ExitCode.USAGE),
    ("aftercall.pacing.policies", "PolicyError", ExitCode.USAGE),
    ("aftercall.pacing.report", "PictureError", ExitCode.REFUSED),
    ("aftercall.pacing.report", "FileError", ExitCode.USAGE),
)
"""Errors of other parts whose message is for people. By name: a part that was not loaded raised nothing, and a command
that needs none of them starts without them."""


def known_fault(error: Exception) -> ExitCode | None:
    if isinstance(error, Fault):
        return error.code
    for module, name, code in FAULTS:
        if module in sys.modules and isinstance(error, getattr(sys.modules[module], name)):
            return code
    return None


class Root(TyperGroup):
    """Failures that a person can do something about are one line on the error stream, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            code = known_fault(error)
            if code is None:
                raise
            note(f"aftercall: {error}")
            raise typer.Exit(code) from error


app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="An open contact-centre floor for Asterisk: agents, queues, breaks and aftercall.",
    epilog="Exit codes: 0 done, 1 refused or a broken promise, 2 usage, 3 daemon or part not reachable, 4 unknown.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"aftercall {version('aftercall')}")
        raise typer.Exit


@app.callback()
def _root(
    config: Annotated[
        Path | None,
        typer.Option(help="Settings file, instead of ./aftercall.toml.", exists=True, dir_okay=False),
    ] = None,
    socket: Annotated[
        Path | None, typer.Option(help="The daemon's socket, instead of the one in the settings.")
    ] = None,
    shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Where settings come from; they are read by whoever needs them."""
    if config is not None:
        os.environ["AFTERCALL_CONFIG"] = str(config)
    if socket is not None:
        os.environ["AFTERCALL_API__SOCKET"] = str(socket)


app.command()(run)
app.command()(listen)
app.command()(check)
app.command()(demo)
app.command()(replay)
app.command()(audit)
app.command("to-solve")(items.to_solve)
for noun in (
    agents,
    queues,
    types,
    phones,
    numbers,
    calendars,
    levels,
    recordings,
    reports,
    mailboxes,
    widgets,
    hooks,
    hours,
    sla,
    campaigns,
    trunks,
    contacts,
    dnc,
    attempts,
    callbacks,
    calls,
    items,
    customers,
    users,
    tokens,
    simulate,
    pacing,
):
    app.add_typer(noun.app, name=noun.__name__.rpartition(".")[2])
