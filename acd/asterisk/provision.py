"""Queues, phones and numbers into Asterisk at runtime, over the second AMI user. The database is their source: what stands
otherwise in our two files and our astdb families is drift, which is shown and written over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Final

import structlog

from acd.asterisk import drift
from acd.asterisk.conf import Category, Wanted
from acd.asterisk.drift import Change, Found
from acd.asterisk.link import Link
from acd.asterisk.names import PHONES_FILE, QUEUES_FILE
from acd.asterisk.snapshot import members_of
from acd.asterisk.wire import Action, Message

log = structlog.get_logger(__name__)
RELOADS: Final = {QUEUES_FILE: "app_queue.so", PHONES_FILE: "res_pjsip.so"}
WRITE_TIMEOUT: Final = 20.0  # a reload of many phones takes its time


class NotProvisioned(Exception):  # noqa: N818 - reads as what it is
    """Asterisk refused; the text says what and why, and what to do if we know."""


class Provision:
    """Raises NotProvisioned, and LinkLost or NoAnswer when nobody knows."""

    def __init__(self, daily: Link, provision: Link) -> None:
        self._daily = daily
        self._provision = provision
        self._one_at_a_time = asyncio.Lock()

    async def drift(self, wanted: Wanted) -> list[Change]:
        """What differs now; writes nothing."""
        return await asyncio.to_thread(drift.changes, wanted, await self._find())

    async def apply(self, wanted: Wanted) -> list[Change]:
        """Put right what differs; returns what that was. Queues and phones are there when this returns."""
        async with self._one_at_a_time:
            found = await self._find()
            listed = await asyncio.to_thread(drift.changes, wanted, found)
            await self._write_entries(wanted, listed)
            for file, module in RELOADS.items():
                if file == QUEUES_FILE:
                    await self._empty_queues(
                        c.what for c in listed if c.where == file and c.kind == "foreign"
                    )
                for action in drift.actions(file, drift.edits(file, wanted, found, listed), module):
                    await self._do(action)
            if listed:
                log.info("provisioned", changes=len(listed), first=[str(change) for change in listed[:10]])
            return listed

    # --- reading -------------------------------------------------------------------------------------------------

    async def _find(self) -> Found:
        files = {file: await self._file(file) for file in RELOADS}
        reply = await self._provision.ask_list({"Action": "DBGetTree"})
        if not reply.ok:
            raise NotProvisioned(f"DBGetTree: {reply.text}")
        entries = {item.get("Key").removeprefix("/"): item.get("Val") for item in reply.items}
        return Found(files, {key: value for key, value in entries.items() if drift.is_ours(key)})

    async def _file(self, file: str) -> tuple[Category, ...]:
        action = {"Action": "GetConfig", "Filename": file, "Filter": "TEMPLATES=include"}
        reply = await self._provision.ask(action, timeout=WRITE_TIMEOUT)
        if not reply.ok:
            raise NotProvisioned(
                f"{file}: {reply.text}; it must stand beside pjsip.conf and queues.conf, included there"
            )
        return await asyncio.to_thread(
            categories_of, reply.response
        )  # of a thousand phones: the loop is not held

    # --- writing -------------------------------------------------------------------------------------------------

    async def _write_entries(self, wanted: Wanted, listed: list[Change]) -> None:
        """Before the queues: a queue without its entries would have no aftercall."""
        for change in listed:
            if change.where != "astdb":
                continue
            family, _, key = change.what.rpartition("/")
            entry = {"Family": family, "Key": key}
            if change.kind == "foreign":
                await self._do({"Action": "DBDel", **entry}, fine="Database entry")
            else:
                await self._do({"Action": "DBPut", **entry, "Val": wanted.entries[change.what]})

    async def _empty_queues(self, queues: Iterator[str]) -> None:
        """Nobody may be a member of a queue that goes: app_queue keeps a bare pointer to it."""
        for queue in queues:
            status = await self._daily.ask_list({"Action": "QueueStatus", "Queue": queue})
            for member in members_of(status.items):
                interface = f"PJSIP/{member.phone}"
                await self._daily.ask({"Action": "QueueRemove", "Queue": queue, "Interface": interface})

    async def _do(self, action: Action, fine: str = "\0") -> None:
        reply = await self._provision.ask(action, timeout=WRITE_TIMEOUT)
        if not reply.ok and not reply.text.startswith(fine):
            raise NotProvisioned(f"{action['Action']} {action.get('DstFilename', '')}: {reply.text}")


_HEAD: Final = re.compile(r"(Category|IsTemplate|Templates|Line)-(\d+)(?:-\d+)?")


def categories_of(reply: Message) -> tuple[Category, ...]:
    """The sections in GetConfig's answer; their lines hold what is inherited too. Pure."""
    sections: dict[str, dict[str, str]] = {}
    lines: dict[str, list[tuple[str, str]]] = {}
    for header, value in reply.lines():
        found = _HEAD.fullmatch(header)
        if found is None:
            continue
        kind, number = found.groups()
        if kind == "Line":
            name, _, content = value.partition("=")
            lines.setdefault(number, []).append((name, content))
        else:
            sections.setdefault(number, {})[kind] = value
    return tuple(
        Category(
            section.get("Category", ""),
            tuple(lines.get(number, ())),
            section.get("Templates", ""),
            section.get("IsTemplate", "0") == "1",
        )
        for number, section in sections.items()
    )
