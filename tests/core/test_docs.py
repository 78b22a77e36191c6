"""The pages show what stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import typer

from aftercall.cli.app import app
from aftercall.simulator.named import SCENARIOS

ROOT = Path(__file__).parents[2]


def test_the_state_diagrams_are_drawn_from_the_tables() -> None:
    """docs/architecture.md shows PRESENCE and WORK as they are."""
    done = subprocess.run(
        [sys.executable, "scripts/draw_states.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_reference_is_written_from_the_code() -> None:
    """settings.md, command.md and the starting set in types.md say what the code says."""
    done = subprocess.run(
        [sys.executable, "scripts/write_reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_links_between_pages_lead_somewhere() -> None:
    """Every link to a file, in the README, the docs and beside the configuration, has its file."""
    pages = [ROOT / "README.md", ROOT / "asterisk_conf" / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in _links(page.read_text())]
    missing = [f"{page.relative_to(ROOT)}: {link}" for page, link in links if not _leads(page, link)]
    assert missing == []


def _links(page: str) -> list[str]:
    """Outside blocks: what looks like a link there is a section of Asterisk's files."""
    return re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


def _leads(page: Path, link: str) -> bool:
    """`[section](+)` is Asterisk's, not a link."""
    return link in ("+", "!") or "://" in link or (page.parent / link).exists()


def test_commands_in_the_docs_exist() -> None:
    """What the pages tell people to type is understood by the command: each noun, verb and option."""
    root: Any = typer.main.get_command(app)
    lines = [
        line
        for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
        for line in _typed(page.read_text())
    ]
    assert len(lines) > 20
    assert [line for line in lines if not _understood(root, line.split())] == []


def _typed(page: str) -> list[str]:
    """The words after `aftercall`, in blocks of commands and in the text."""
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    inline = re.findall(r"`aftercall ([a-z][^`]*)`", page)
    return inline + [
        line for block in blocks for line in re.findall(r"^aftercall ([a-z][^#&\n]*)", block, re.MULTILINE)
    ]


def _understood(command: Any, words: list[str]) -> bool:
    if hasattr(command, "commands"):
        verbs = {**command.commands, **dict.fromkeys(SCENARIOS, command.commands.get("play"))}
        return not words or (words[0] in verbs and _understood(verbs[words[0]], words[1:]))
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return all(word in known for word in words if word.startswith("--"))
