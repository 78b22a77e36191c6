"""The files that differ from site to site, for an Asterisk of our own: its directories, ports and secrets."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe

from aftercall.bench.asterisk_home import Home
from aftercall.bench.errors import BenchError
from aftercall.bench.folders import asterisk_conf, cache
from aftercall.bench.ports import free_port, give_back, port_range

DAILY = "aftercall"
PROVISION = "aftercall-provision"


def _secrets() -> dict[str, str]:
    return {user: token_urlsafe(18) for user in (DAILY, PROVISION)}


@dataclass(frozen=True, slots=True)
class Site:
    ami_port: int
    sip_port: int
    rtp: range
    secrets: dict[str, str] = field(default_factory=_secrets, repr=False)
    sip_host: str = "127.0.0.1"

    def give_back(self) -> None:
        for ports in (
            self.rtp,
            range(self.ami_port, self.ami_port + 1),
            range(self.sip_port, self.sip_port + 1),
        ):
            give_back(ports)


def new_site(rtp_ports: int, sip_host: str) -> Site:
    return Site(free_port(), free_port(), port_range(rtp_ports), sip_host=sip_host)


def lay_out(home: Home, folder: Path, verbose: int = 0) -> None:
    """Make the directories of one server, with our configuration, sounds and music in them."""
    for name in ("etc", "lib/keys", "run", "log", "spool", "cache", "data/sounds"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    source = asterisk_conf()
    if not any(source.glob("*.conf")):
        raise BenchError(
            f"no Asterisk configuration in {source}: this installation is broken, install it again"
        )
    for conf in [*source.glob("site/*.conf"), *source.glob("*.conf")]:
        shutil.copy(conf, folder / "etc" / conf.name)
    with (folder / "etc/logger.conf").open("a") as logger:
        logger.write(f"\nfull = notice,warning,error,verbose({verbose})\n")
    _borrow_data(home, folder / "data")
    _own_sounds(folder / "data")


def _borrow_data(home: Home, data: Path) -> None:
    """Asterisk's own prompts and documentation (without which modules refuse to load), by link."""
    source = home.outside(home.data)
    for entry in (*source.glob("*"), *source.glob("sounds/*")):
        link = data / entry.relative_to(source)
        if not link.exists():
            link.symlink_to(home.inside(entry))


def _own_sounds(data: Path) -> None:
    """What `scripts/make-sounds` made: the prompts `sounds/acd/LANGUAGE/*.wav` music and silence `moh-acd*/*.wav`."""
    made = cache() / "sounds"
    if not all(any(made.glob(f"{folder}/*.wav")) for folder in ("moh-acd", "moh-acd-silence")):
        raise BenchError(f"no music for waiting callers in {made}: run `make setup`, which makes it")
    shutil.copytree(made, data, dirs_exist_ok=True)


def write_site(home: Home, folder: Path, site: Site) -> None:
    """Put our values where the examples in asterisk_conf/site/ have others."""
    etc = folder / "etc"
    (etc / "acd_manager_users.conf").chmod(0o600)
    for name, text in {
        "asterisk.conf": _directories(home, folder) + _options(etc / "asterisk.conf"),
        "acd_transport.conf": f"[acd-udp]\ntype = transport\nprotocol = udp\nbind = {site.sip_host}:{site.sip_port}\n",
        "acd_manager_bind.conf": f"[general](+)\nbindaddr = 127.0.0.1\nport = {site.ami_port}\n",
        "acd_manager_users.conf": "".join(
            f"[{user}](+)\nsecret = {word}\n\n" for user, word in site.secrets.items()
        ),
        "rtp.conf": f"[general]\nrtpstart = {site.rtp.start}\nrtpend = {site.rtp.stop - 1}\nicesupport = no\n",
    }.items():
        (etc / name).write_text(text)


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
    return "\n".join(["[directories]", *(f"{name} => {path}" for name, path in places.items()), "", ""])


def _options(conf: Path) -> str:
    """All of asterisk.conf from [options] on: what is the same everywhere."""
    return "[options]" + conf.read_text().partition("[options]")[2]
