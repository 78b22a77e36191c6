"""The files that differ from site to site, for an Asterisk of our own: its directories, ports and secrets."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe

from aftercall.bench.asterisk_home import Home
from aftercall.bench.errors import BenchError
from aftercall.bench.folders import asterisk_conf, cache
from aftercall.bench.ports import free_port, port_range

DAILY = "aftercall"
PROVISION = "aftercall-provision"
LANGUAGES = ("en", "pl", "ru", "et", "es")


def _secrets() -> dict[str, str]:
    return {user: token_urlsafe(18) for user in (DAILY, PROVISION)}


@dataclass(frozen=True, slots=True)
class Site:
    ami_port: int
    sip_port: int
    rtp: range
    secrets: dict[str, str] = field(default_factory=_secrets, repr=False)
    host: str = "127.0.0.1"


def new_site(rtp_ports: int) -> Site:
    return Site(free_port(), free_port(), port_range(rtp_ports))


def lay_out(home: Home, folder: Path) -> None:
    """Make the directories of one server, with our configuration, sounds and music in them."""
    for name in ("etc", "lib", "run", "log", "spool", "cache", "data/sounds", "data/moh"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    source = asterisk_conf()
    if not any(source.glob("*.conf")):
        raise BenchError(
            f"no Asterisk configuration in {source}: this installation is broken, install it again"
        )
    for conf in source.glob("*.conf"):
        shutil.copy(conf, folder / "etc" / conf.name)
    _borrow_data(home, folder / "data")
    _own_sounds(folder / "data")


def _borrow_data(home: Home, data: Path) -> None:
    """Asterisk's own prompts and documentation (without which modules refuse to load), by link."""
    _link_entries(home, home.outside(home.data), data, but=("sounds", "moh"))
    sounds = home.outside(home.data) / "sounds"
    _link_entries(home, sounds, data / "sounds", but=LANGUAGES)
    for language in LANGUAGES:
        _link_entries(home, home.real(sounds / language), data / "sounds" / language)


def _link_entries(home: Home, source: Path, target: Path, but: tuple[str, ...] = ()) -> None:
    target.mkdir(exist_ok=True)
    for entry in source.glob("*"):
        if entry.name not in but:
            (target / entry.name).symlink_to(home.inside(entry))


def _own_sounds(data: Path) -> None:
    """What `scripts/make-sounds` made: `sounds/LANGUAGE/acd/*.wav` and `moh/*.wav`."""
    made = cache() / "sounds"
    for prompt in made.glob("sounds/*/acd/*.wav"):
        folder = data / prompt.parent.relative_to(made)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(prompt, folder / prompt.name)
    for music in made.glob("moh/*.wav"):
        shutil.copy(music, data / "moh" / music.name)


def write_site(home: Home, folder: Path, site: Site) -> None:
    etc = folder / "etc"
    (etc / "asterisk.conf").write_text(_directories(home, folder))
    (etc / "acd_transport.conf").write_text(f"bind = {site.host}:{site.sip_port}\n")
    (etc / "acd_manager_bind.conf").write_text(f"bindaddr = {site.host}\nport = {site.ami_port}\n")
    (etc / "acd_manager_users.conf").write_text("".join(_users(site)))
    (etc / "acd_manager_users.conf").chmod(0o600)
    (etc / "rtp.conf").write_text(f"[general]\nrtpstart = {site.rtp.start}\nrtpend = {site.rtp.stop - 1}\n")
    for name in ("acd_queues.conf", "acd_phones.conf"):
        (etc / name).touch()


def _users(site: Site) -> list[str]:
    return [f"[{user}](+)\nsecret = {secret}\n\n" for user, secret in site.secrets.items()]


def _directories(home: Home, folder: Path) -> str:
    places = {
        "astetcdir": home.inside(folder / "etc"),
        "astmoddir": home.modules,
        "astvarlibdir": home.inside(folder / "lib"),
        "astdbdir": home.inside(folder / "lib"),
        "astkeydir": home.inside(folder / "lib"),
        "astdatadir": home.inside(folder / "data"),
        "astagidir": home.inside(folder / "lib"),
        "astspooldir": home.inside(folder / "spool"),
        "astrundir": home.inside(folder / "run"),
        "astlogdir": home.inside(folder / "log"),
        "astcachedir": home.inside(folder / "cache"),
    }
    lines = [f"{name} => {path}" for name, path in places.items()]
    return "\n".join(
        ["[directories]", *lines, "", "[options]", "systemname = aftercall-bench", "highpriority = no", ""]
    )
