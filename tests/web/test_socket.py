"""The Unix socket: for its owner alone, who asks is known, dead daemons leave nothing in the way, living ones are left alone."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aftercall.asking import NotReachable
from aftercall.client import Client
from aftercall.web.peer import peer_of
from aftercall.web.socket import SocketError, open_socket
from tests.web.house import House, house

STRANGER = pwd.getpwnam("nobody")
ASK = """
import http.client, json, socket, sys
class Unix(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(sys.argv[1])
c = Unix("a")
try:
    c.request("GET", "/api/v1/health")
except PermissionError:
    print(json.dumps([0, "permission denied"]))
else:
    r = c.getresponse()
    print(json.dumps([r.status, json.loads(r.read())]))
"""
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: the kernel's limit for sockets is 107 bytes."""
    made = Path(tempfile.mkdtemp(prefix="acd-"))
    yield made
    shutil.rmtree(made)


def ask_as_stranger(path: Path) -> tuple[int, object]:
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable
    done = subprocess.run(
        [python, "-c", ASK, str(path)],
        user=STRANGER.pw_uid,
        group=STRANGER.pw_gid,
        capture_output=True,
        check=True,
        cwd="/",
    )
    status, body = json.loads(done.stdout)
    return status, body


# --- who asks ----------------------------------------------------------------------------------------------------


async def test_only_its_owner_may_open_it(empty: House) -> None:
    """The socket is made with mode 0600."""
    found = empty.socket.stat()
    assert stat.S_ISSOCK(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert found.st_uid == os.geteuid()


@needs_root
async def test_another_user_cannot_connect(empty: House) -> None:
    """The kernel keeps a stranger out, though he reaches the folder."""
    empty.folder.chmod(0o755)
    assert await asyncio.to_thread(ask_as_stranger, empty.socket) == (0, "permission denied")


@needs_root
async def test_another_user_is_refused_by_name_even_if_the_file_is_open(empty: House) -> None:
    """Somebody opened the socket to all: who asks is still known by the kernel's word, and refused by name."""
    empty.folder.chmod(0o755)
    empty.socket.chmod(0o666)
    status, body = await asyncio.to_thread(ask_as_stranger, empty.socket)
    assert status == 403
    assert isinstance(body, dict)
    assert body["error"]["code"] == "not-yours"
    assert "nobody" in body["error"]["why"]


@needs_root
async def test_the_owner_who_is_not_root_may_ask(empty: House) -> None:
    """A daemon that runs as another user serves that user, and root."""
    empty.folder.chmod(0o755)
    empty.socket.chmod(0o666)
    empty.service.owner = STRANGER.pw_uid
    assert (await asyncio.to_thread(ask_as_stranger, empty.socket))[0] == 200
    assert (await empty.client.health()).state == "ok"


def test_the_kernel_names_the_peer() -> None:
    """Both ends of a socket are this process and this user."""
    left, right = socket.socketpair(socket.AF_UNIX)
    with left, right:
        peer = peer_of(left)
    assert (peer.pid, peer.uid, peer.gid) == (os.getpid(), os.geteuid(), os.getegid())
    assert peer.name == pwd.getpwuid(os.geteuid()).pw_name


# --- opening -----------------------------------------------------------------------------------------------------


def test_a_dead_daemons_socket_is_replaced(folder: Path) -> None:
    """A file left by a daemon that was killed is no obstacle."""
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(folder / "a.sock"))
    opened = open_socket(folder / "a.sock")
    opened.close()
    assert not (folder / "a.sock").exists()


def test_a_living_daemon_is_left_alone(folder: Path) -> None:
    """A second daemon is refused with a line that says what to do, and the first one's socket stays."""
    opened = open_socket(folder / "a.sock")
    inode = (folder / "a.sock").stat().st_ino
    with pytest.raises(SocketError, match="already running here; stop it first"):
        open_socket(folder / "a.sock")
    assert (folder / "a.sock").stat().st_ino == inode
    opened.close()
    open_socket(folder / "a.sock").close()


def test_somebody_elses_listener_is_left_alone(folder: Path) -> None:
    """A program without our lock that listens there is no dead daemon."""
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(folder / "a.sock"))
        other.listen()
        with pytest.raises(SocketError, match="already running"):
            open_socket(folder / "a.sock")
    assert (folder / "a.sock").exists()


def test_a_file_that_is_no_socket_is_left_alone(folder: Path) -> None:
    """Nobody's document is deleted for a socket."""
    (folder / "a.sock").write_text("my notes")
    with pytest.raises(SocketError, match="no socket"):
        open_socket(folder / "a.sock")
    assert (folder / "a.sock").read_text() == "my notes"


def test_a_folder_open_to_all_is_refused(folder: Path) -> None:
    """Where anybody may rename files, the socket could be swapped; a sticky folder such as /tmp is fine."""
    folder.chmod(0o777)
    with pytest.raises(SocketError, match="chmod o-w"):
        open_socket(folder / "a.sock")
    folder.chmod(0o1777)
    open_socket(folder / "a.sock").close()


def test_a_missing_folder_is_made_for_the_owner(folder: Path) -> None:
    """Its mode is 0700."""
    opened = open_socket(folder / "run" / "a.sock")
    assert stat.S_IMODE((folder / "run").stat().st_mode) == 0o700
    opened.close()


def test_a_path_too_long_says_so(folder: Path) -> None:
    """The kernel's limit is told as what it is."""
    with pytest.raises(SocketError, match=r"longer than 107 bytes; set api\.socket"):
        open_socket(folder / ("x" * 120))


def test_a_place_that_cannot_be_written_says_so(folder: Path) -> None:
    """What the system says comes with a remedy."""
    (folder / "file").write_text("")
    with pytest.raises(SocketError, match="check the folder and its permissions"):
        open_socket(folder / "file" / "a.sock")


# --- the daemon's end, and the client's view ---------------------------------------------------------------------


async def test_a_stop_takes_the_socket_away_and_ends_streams_at_once(template: Path) -> None:
    """With a listener on the event stream, the API stops within seconds; his stream ends, the file is gone."""
    async with house(template) as it:
        path = it.socket
        listener = Client(path)
        lines: list[object] = []

        async def listen() -> None:
            lines.extend([event async for event in listener.events()])

        task = asyncio.create_task(listen())
        await asyncio.sleep(0.3)
        began = time.monotonic()
    assert time.monotonic() - began < 8
    await asyncio.wait_for(task, 10)
    await listener.__aexit__(None, None, None)
    assert not path.exists()


async def test_the_client_says_what_is_wrong_and_what_to_do(folder: Path) -> None:
    """No socket, a dead one and a silent end are three different lines; each names the socket."""
    path = folder / "a.sock"
    async with Client(path) as client:
        with pytest.raises(NotReachable, match=r"no daemon at .*a\.sock; start it with `aftercall run`"):
            await client.health()
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(path))
        with pytest.raises(NotReachable, match=r"nobody listens at .*a\.sock; start"):
            await client.state()
        with pytest.raises(NotReachable, match="nobody listens at"):
            await anext(client.events())
        path.unlink()
        rude = await asyncio.start_unix_server(lambda _, writer: writer.close(), path)
        async with rude:
            with pytest.raises(NotReachable, match="broke off"):
                await client.health()
