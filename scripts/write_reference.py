"""Write the reference from what it describes: settings.md, command.md, and the starting set in types.md.

python scripts/write_reference.py            write them
python scripts/write_reference.py --check    fail if they say anything else
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from acd.core.cards import TypeCard
from acd.store.starting_set import STARTING_TYPES
from aftercall.cli.app import app
from aftercall.cli.spans import short
from aftercall.settings import Settings

FOLDER = Path(__file__).parent.parent / "docs" / "reference"

SETTINGS = """# Settings

Every setting has a default that works on one machine. Who wants another one says so in the environment, in a file, or (for secrets)
in a file of its own; the first that has it wins:

1. environment: `AFTERCALL_` and the name, parts joined by two underscores: `AFTERCALL_AMI__PORT=5038`
2. secret files: a directory named by `AFTERCALL_SECRETS`, in it a file `ami__secret` with the secret
3. `aftercall.toml` in the working directory, or the file that `AFTERCALL_CONFIG` (or `aftercall --config`) names

```toml
site = "main"

[ami]
host = "127.0.0.1"

[database]
url = "postgresql://aftercall:…@127.0.0.1/aftercall"
```

A name that is not known is an error that names it. `aftercall check` tries what is set.

| name | environment | default | meaning |
|---|---|---|---|
"""

COMMAND = """# The command

`aftercall NOUN VERB`. Wherever a program might read along, `--json` prints JSON; tables have no frame, so that `awk` can cut them.
What is not the answer itself (warnings, failures) goes to the error stream, one line each.

| exit code | means |
|---|---|
| 0 | done |
| 1 | refused, or a promise that does not hold; nothing was changed |
| 2 | usage: what was typed, or a setting, cannot be meant |
| 3 | the daemon, or a part that is needed, cannot be reached |
| 4 | unknown: Asterisk has not confirmed it in time; it stays asked for |

SPAN is written as `90`, `90s`, `2m`, `1m30s`, `1:30`, `8h` or `3d` (72 hours). A MOMENT is ISO 8601: with a zone
(`2026-11-24T08:00+01:00`, `Z`), or without one, and then
by the site's clock (asked of a calendar, by the calendar's). KIND:CODE is `queue:CODE`, `phone:CODE`, `sound:NAME`,
`dialplan:EXT@CONTEXT` or `hangup`.

Time is told by the clock of the site (`floor.zone`), whatever the machine's is: a time alone is today's, any other day stands beside
it. Answers of calendars, and when a promise by one would be due, are by that calendar's clock, with its offset. `--json` has moments
in UTC.

Before the noun: `--config FILE` names the settings file, `--socket PATH` the daemon's socket.

"""


def settings_page() -> str:
    rows = "".join(
        f"| `{name}` | `{env}` | {default} | {meaning} |\n"
        for name, env, default, meaning in settings(Settings)
    )
    return SETTINGS + rows


def settings(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, str, str, str]]:
    """(name, environment variable, default, meaning) of each setting, nested ones by their whole name."""
    for name, field in model.model_fields.items():
        here = (*path, name)
        if isinstance(field.default, BaseModel):
            yield from settings(type(field.default), here)
        else:
            yield (
                ".".join(here),
                "AFTERCALL_" + "__".join(here).upper(),
                shown(field),
                field.description or "",
            )


def shown(field: FieldInfo) -> str:
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return "none" if value in (None, "") else f"`{value}`"


def command_page() -> str:
    root: Any = typer.main.get_command(app)
    return COMMAND + "\n".join(
        section for name, command in root.commands.items() for section in commands((name,), command)
    )


def commands(path: tuple[str, ...], command: Any) -> Iterator[str]:
    """A section for each verb; a noun is a heading with its verbs below."""
    if hasattr(command, "commands"):
        yield f"## {path[-1]}\n\n{command.help}\n"
        for name, verb in command.commands.items():
            yield from commands((*path, name), verb)
        return
    level = "##" if len(path) == 1 else "###"
    words = " ".join(("aftercall", *path, *map(argument, arguments(command))))
    yield f"{level} {' '.join(path)}\n\n`{words}`\n\n{first_line(command.help)}\n" + options(command)


def arguments(command: Any) -> list[Any]:
    return [one for one in command.params if one.param_type_name == "argument"]


def argument(one: Any) -> str:
    name = (one.metavar or one.name.upper()).strip("{}").upper()
    return name if one.required else f"[{name}]"


def options(command: Any) -> str:
    rows = [
        f"| {' '.join(f'`{name}`' for name in (*one.opts, *one.secondary_opts))} | {one.help or ''} |"
        for one in command.params
        if one.param_type_name == "option" and not one.hidden and one.name != "help"
    ]
    return "\n| option | |\n|---|---|\n" + "\n".join(rows) + "\n" if rows else ""


def first_line(text: str | None) -> str:
    return " ".join((text or "").split())


def types_page() -> str:
    """The page as it stands, with the starting set written in."""
    page = (FOLDER / "types.md").read_text(encoding="utf-8")
    begin, end = "<!-- types: written -->", "<!-- types: end -->"
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n{starting_types()}{end}{tail}"


def starting_types() -> str:
    rows = "".join(f"| {' | '.join(type_row(card))} |\n" for card in STARTING_TYPES)
    return "| code | name | group | takes | paid | star |  |\n|---|---|---|---|---|---|---|\n" + rows


def type_row(card: TypeCard) -> list[str]:
    takes = [name for name in ("calls", "chats", "tickets") if getattr(card, name)]
    back = ", resumes by itself" if card.returns else ""
    rule = (
        f"timed, {short(card.length)}{back}"
        if card.length
        else f"warned after {short(card.limit)}"
        if card.limit
        else ""
    )
    paid = "yes" if card.paid else "no"
    return [
        f"`{card.code}`",
        card.names["en"],
        card.group.value,
        ", ".join(takes) or "-",
        paid,
        f"`*6{card.star}`",
        rule,
    ]


def main() -> None:
    wrong = []
    pages = (("settings.md", settings_page()), ("command.md", command_page()), ("types.md", types_page()))
    for name, text in pages:
        page = FOLDER / name
        if "--check" not in sys.argv:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            wrong.append(name)
    if wrong:
        raise SystemExit(f"docs/reference/{', '.join(wrong)}: not as the code is; run python {sys.argv[0]}")


if __name__ == "__main__":
    main()
