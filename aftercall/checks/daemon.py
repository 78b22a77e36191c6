"""The daemon: alive at its socket, which only its owner may open; what it says of its parts, and of drift."""

from __future__ import annotations

import stat
from typing import Any, Final

from aftercall.checks.finding import Finding, failed, ok, skipped, warning
from aftercall.cli.daemon import NotThere, get
from aftercall.cli.faults import Fault
from aftercall.settings import Settings

PART: Final = "daemon"


def look(settings: Settings) -> list[Finding]:
    """Asked over its own socket, as every command does."""
    try:
        health = get("/health")
    except NotThere as away:
        return [
            failed(PART, "answers", away.why, away.remedy),
            skipped(PART, "drift", "the daemon does not run"),
        ]
    except Fault as fault:
        return [failed(PART, "answers", fault.why, fault.remedy)]
    return [
        ok(PART, "answers", f"version {health['version']}, site {health['site']}"),
        _mode(settings),
        *(_part(part) for part in health["parts"]),
        _drift(),
    ]


def _mode(settings: Settings) -> Finding:
    mode = stat.S_IMODE(settings.api.socket.stat().st_mode)
    if mode & 0o077:
        return failed(
            PART, "socket", f"mode {mode:04o}: others may open it", f"chmod 600 {settings.api.socket}"
        )
    return ok(PART, "socket", f"{settings.api.socket}, mode {mode:04o}")


def _part(part: Any) -> Finding:
    what = f"sees {part['name']}"
    if part["state"] == "off":
        return skipped(PART, what, "off")
    if part["state"] == "away":
        return failed(PART, what, part["detail"] or "away", "see what is said of it above")
    return ok(PART, what, part["detail"])


def _drift() -> Finding:
    try:
        drift = get("/drift")["drift"]
    except Fault as fault:
        return failed(PART, "drift", fault.why, fault.remedy or "see what is said of Asterisk above")
    if drift:
        text = (
            f"{len(drift)} thing{'s' * (len(drift) != 1)} in Asterisk stand otherwise: {'; '.join(drift[:3])}"
        )
        return warning(PART, "drift", text, "`aftercall check --repair` writes them again")
    return ok(PART, "drift", "Asterisk holds what is configured")
