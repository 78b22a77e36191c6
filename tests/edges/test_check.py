"""`aftercall check` on real parts: all is well, and each failure with its own line and remedy."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from acd.asterisk import fit as floor_fit
from acd.asterisk.filters import Event
from acd.store.migrate import migrate
from aftercall.bench import Asterisk, Mosquitto, free_port
from aftercall.checks import asterisk as asterisk_check
from aftercall.checks.ami import ask_sip_server
from aftercall.settings import Ami
from dialer.asterisk import fit
from tests.cli.conftest import Typed, run

CONF = Path(__file__).parents[2] / "asterisk_conf"


@pytest.fixture(autouse=True)
def _loud() -> Iterator[None]:
    """The check keeps the log quiet; whoever comes after it in this process wants to hear."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def surroundings(
    asterisk: Asterisk, mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """Settings for real parts that are all well, but for the daemon, which does not run."""
    settings = {
        "CONFIG": str(_empty(tmp_path / "aftercall.toml")),
        "AMI__PORT": str(asterisk.ami_port),
        "AMI__SECRET": asterisk.secrets["aftercall"],
        "AMI__PROVISION_SECRET": asterisk.secrets["aftercall-provision"],
        "DATABASE__URL": f"sqlite:///{tmp_path}/floor.db",
        "MQTT__HOST": mosquitto.host,
        "MQTT__PORT": str(mosquitto.port),
        "API__SOCKET": str(tmp_path / "a.sock"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"AFTERCALL_{name}", value)
    asyncio.run(migrate(settings["DATABASE__URL"]))
    return monkeypatch


def _empty(path: Path) -> Path:
    path.touch()
    return path


def results(done: Typed) -> dict[str, str]:
    return {f"{f['part']}: {f['what']}": f["result"] for f in done.json["findings"]}


def failures(done: Typed) -> list[dict[str, str]]:
    return [finding for finding in done.json["findings"] if finding["result"] == "failed"]


def test_all_is_well_but_the_daemon(surroundings: pytest.MonkeyPatch) -> None:
    """Asterisk, both users, modules, dialplan, janitor, database and broker are right; only the daemon is missing."""
    done = run("check", "--json")
    assert done.code == 1
    assert [finding["part"] for finding in failures(done)] == ["daemon"]
    found = results(done)
    for what in (
        "rights of aftercall",
        "rights of aftercall-provision",
        "hearing of aftercall",
        "events of the floor",
        "events of the dialer",
        "modules",
        "dialplan",
        "janitor",
    ):
        assert found[f"asterisk: {what}"] == "ok"
    assert found["database: shape"] == found["database: writable"] == found["broker: writable"] == "ok"


def test_nothing_is_changed_by_looking(surroundings: pytest.MonkeyPatch, asterisk: Asterisk) -> None:
    """Permissions are tried without effect: queues, database and channels of Asterisk are as before."""
    looks = ("queue show", "database show", "core show channels count", "pjsip show endpoints")
    before = [_still(asterisk.cli(look)) for look in looks]
    run("check")
    assert [_still(asterisk.cli(look)) for look in looks] == before


def _still(text: str) -> str:
    """Counts of processed calls and the like go on by themselves."""
    return re.sub(r"\d+ calls? processed", "", text)


def test_how_long_asterisk_knows_its_hours(surroundings: pytest.MonkeyPatch, asterisk: Asterisk) -> None:
    """Two weeks ahead is well, a day that nobody wrote is a warning, and hours that are over fail with the calendar's code."""
    for days, result in ((15, "ok"), (9, "warning"), (-1, "failed")):
        until = datetime.now(UTC) + timedelta(days=days)
        asterisk.cli(f"database put acd-hours-shop last no,{until:%Y%m%d}")
        found = next(one for one in run("check", "--json").json["findings"] if one["what"] == "hours")
        assert found["result"] == result, found
        assert result == "ok" or ("shop" in found["text"] and "start the daemon" in found["remedy"])
    asterisk.cli("database del acd-hours-shop last")


def test_a_wrong_password(surroundings: pytest.MonkeyPatch) -> None:
    """One clear line that names the user, and the setting to look at."""
    surroundings.setenv("AFTERCALL_AMI__SECRET", "wrong")
    failed = next(one for one in failures(run("check", "--json")) if one["part"] == "asterisk")
    assert failed["what"] == "user aftercall"
    assert "Authentication failed" in failed["text"]
    assert "AFTERCALL_AMI__SECRET" in failed["remedy"]


def test_no_asterisk(surroundings: pytest.MonkeyPatch) -> None:
    """Nobody at that port: said for both users, and everything else is looked at all the same."""
    surroundings.setenv("AFTERCALL_AMI__PORT", str(free_port()))
    done = run("check", "--json")
    assert [one["what"] for one in failures(done) if one["part"] == "asterisk"] == [
        "user aftercall",
        "user aftercall-provision",
    ]
    assert results(done)["broker: writable"] == "ok"


def test_the_users_swapped(surroundings: pytest.MonkeyPatch, asterisk: Asterisk) -> None:
    """A daily user without its rights fails, and one that may configure Asterisk is warned of."""
    surroundings.setenv("AFTERCALL_AMI__USER", "aftercall-provision")
    surroundings.setenv("AFTERCALL_AMI__SECRET", asterisk.secrets["aftercall-provision"])
    done = run("check", "--json")
    found = results(done)
    assert any("may not QueueAdd" in one["text"] for one in failures(done))
    assert found["asterisk: limits of aftercall-provision"] == "warning"


def test_no_broker(surroundings: pytest.MonkeyPatch) -> None:
    """A broker that is set and not there fails; none set is no failure."""
    surroundings.setenv("AFTERCALL_MQTT__PORT", str(free_port()))
    assert [one["part"] for one in failures(run("check", "--json"))] == ["broker", "daemon"]
    surroundings.delenv("AFTERCALL_MQTT__HOST")
    assert results(run("check", "--json"))["broker: writable"] == "skipped"


def test_the_database(surroundings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not there yet is a warning and makes no file; a broken URL fails without showing its password."""
    surroundings.setenv("AFTERCALL_DATABASE__URL", f"sqlite:///{tmp_path}/later.db")
    assert results(run("check", "--json"))["database: reachable"] == "warning"
    assert not (tmp_path / "later.db").exists()
    surroundings.setenv("AFTERCALL_DATABASE__URL", "mysql://u:topsecret@h/db")
    done = run("check", "--json")
    assert results(done)["database: reachable"] == "failed"
    assert "topsecret" not in done.out


def test_an_unfit_socket(surroundings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A socket that a dead daemon left is a failure with the remedy."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "a.sock"))
    failed = failures(run("check", "--json"))[-1]
    assert "nobody listens" in failed["text"]
    assert "aftercall run" in failed["remedy"]


def test_for_people(surroundings: pytest.MonkeyPatch) -> None:
    """Without --json: a heading for each part, a line for each look, a remedy under each failure."""
    done = run("check")
    lines = done.out.splitlines()
    assert [line for line in lines if line in ("asterisk", "database", "broker", "daemon")]
    assert any(line.startswith("  FAIL  answers") for line in lines)
    assert any(line.startswith("        -> ") for line in lines)
    assert done.err.startswith("aftercall: 1 of ")


def test_where_phones_register(asterisk: Asterisk) -> None:
    """The softphone's server is asked of Asterisk itself."""
    ami = Ami.model_validate(
        {"port": asterisk.ami_port, "provision_secret": asterisk.secrets["aftercall-provision"]}
    )
    assert ask_sip_server(ami) == f"127.0.0.1:{asterisk.sip_port}"


def test_modules_are_those_of_our_configuration() -> None:
    """Every module that is demanded is loaded by asterisk_conf/modules.conf."""
    loaded = set(re.findall(r"^(?:pre)?load = (\w+)\.so", (CONF / "modules.conf").read_text(), re.MULTILINE))
    assert set(asterisk_check.MODULES) <= loaded


def test_applications_of_the_dialplan_are_demanded() -> None:
    """The list of modules covers what acd_extensions.conf calls: an app that is called has its module in it."""
    text = (CONF / "acd_extensions.conf").read_text()
    apps = {
        "Queue": "app_queue",
        "Gosub": "app_stack",
        "UserEvent": "app_userevent",
        "ExecIf": "app_exec",
        "Originate": "app_originate",
        "Playback": "app_playback",
        "Playtones": "app_playtones",
        "Read": "app_read",
        "MixMonitor": "app_mixmonitor",
        "Dial": "app_dial",
    }
    for app, module in apps.items():
        assert f"{app}(" in text
        assert module in asterisk_check.MODULES


def test_what_the_dialer_demands_is_ours() -> None:
    """Modules and contexts without which campaigns are not dialled are in asterisk_conf."""
    loaded = set(re.findall(r"^(?:pre)?load = (\w+)\.so", (CONF / "modules.conf").read_text(), re.MULTILINE))
    assert set(fit.MODULES) <= loaded
    contexts = re.findall(r"^\[([\w-]+)\]", (CONF / "acd_dialer.conf").read_text(), re.MULTILINE)
    assert set(fit.CONTEXTS) <= set(contexts)


@pytest.mark.parametrize(
    ("part", "events", "result"), [("floor", floor_fit.EVENTS, "failed"), ("dialer", fit.EVENTS, "warning")]
)
def test_events_that_are_filtered_out(
    surroundings: pytest.MonkeyPatch, asterisk: Asterisk, part: str, events: Mapping[str, Event], result: str
) -> None:
    """Each line that manager.conf lacks is named with the event that is missed for want of it."""
    file = asterisk.etc / "manager.conf"
    whole = file.read_text()
    lost = list(events)[-2:]
    try:
        file.write_text("\n".join(line for line in whole.splitlines() if not line.startswith(tuple(lost))))
        found = {finding["what"]: finding for finding in run("check", "--json").json["findings"]}
    finally:
        file.write_text(whole)
    said = found[f"events of the {part}"]
    assert said["result"] == result
    assert said["text"] == f"aftercall is not told {', '.join(events[line]['Event'] for line in lost)}"
    assert said["remedy"].endswith("; ".join(lost))


def test_events_that_are_needed_are_let_through() -> None:
    """Our own manager.conf has each line that is demanded."""
    own = re.findall(r"^eventfilter[^;\n]*", (CONF / "manager.conf").read_text(), re.MULTILINE)
    assert {*floor_fit.EVENTS, *fit.EVENTS} <= {line.strip() for line in own}
