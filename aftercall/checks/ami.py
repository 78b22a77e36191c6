"""A short visit to Asterisk as its two AMI users, through the daemon's own link; and what its files say."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from acd.asterisk.link import Link, LinkSettings
from aftercall.settings import Ami

PATIENCE: Final = 8.0  # seconds for connection, log-in and an Asterisk that is just starting
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Visit:
    """Both links, tried once; `up` says which of them stand."""

    daily: Link
    provision: Link


@asynccontextmanager
async def visit(ami: Ami) -> AsyncIterator[Visit]:
    settings = LinkSettings(events="off", connect=3.0, login=3.0, boot=PATIENCE)
    users = ((ami.user, ami.secret), (ami.provision_user, ami.provision_secret))
    daily, provision = (
        Link(ami.host, ami.port, user, secret.get_secret_value(), settings=settings) for user, secret in users
    )
    for link in (daily, provision):
        link.start()
    try:
        await asyncio.gather(_tried(daily), _tried(provision))
        yield Visit(daily, provision)
    finally:
        await daily.stop()
        await provision.stop()


async def _tried(link: Link) -> None:
    """Until it is up, or its first attempt is over, or our patience."""
    before, loop = link.why, asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while not link.up and link.why == before and loop.time() < deadline:  # noqa: ASYNC110 - a failure tells nobody
        await asyncio.sleep(0.02)


File = dict[str, list[tuple[str, str]]]
"""A configuration file as Asterisk reads it: section -> (name, value) in order; a name may stand more than once."""

_HEADER: Final = re.compile(r"(Category|Line)-(\d+)(?:-\d+)?")


async def file(link: Link, name: str) -> File | None:
    """None: Asterisk has no such file."""
    reply = await link.ask({"Action": "GetConfig", "Filename": name})
    if not reply.ok:
        return None
    sections: dict[str, str] = {}
    lines: File = {}
    for header, value in reply.response.lines():
        found = _HEADER.fullmatch(header)
        if found is None:
            continue
        if found[1] == "Category":
            sections[found[2]] = value
            lines.setdefault(value, [])
        else:
            key, _, setting = value.partition("=")
            lines[sections[found[2]]].append((key, setting))
    return lines


def value(of: File | None, section: str, name: str) -> str | None:
    """The last one counts, as for Asterisk."""
    values = [setting for key, setting in (of or {}).get(section, []) if key == name]
    return values[-1] if values else None


def ask_sip_server(ami: Ami) -> str | None:
    """`host:port` where phones register, as Asterisk's transport says; None: nobody could tell."""
    be_quiet()
    return asyncio.run(_sip_server(ami))


async def _sip_server(ami: Ami) -> str | None:
    async with visit(ami) as at:
        if not at.provision.up:
            return None
        bind = value(await file(at.provision, "acd_transport.conf"), "acd-udp", "bind")
    return _reachable(bind, ami.host) if bind else None


def be_quiet() -> None:
    """For a command: what the link would log is in the answer."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _reachable(bind: str, ami_host: str) -> str:
    """An address for phones: `0.0.0.0` is no place to call."""
    host, _, port = bind.rpartition(":") if re.search(r":\d+$", bind) else (bind, "", "5060")
    if host in ("0.0.0.0", "[::]", "::"):
        host = socket.gethostname() if ami_host in _LOOPBACK else ami_host
    return f"{host}:{port}"
