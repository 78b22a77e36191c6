"""Settings: where they come from, which goes before which, and what a mistake is answered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from aftercall.settings import SettingsError, load_settings
from tests.cli.conftest import run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of our own, without any setting of this machine's."""
    monkeypatch.chdir(tmp_path)
    for name in ("AFTERCALL_CONFIG", "AFTERCALL_SECRETS", "AFTERCALL_API__SOCKET"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_defaults_need_nothing(place: Path) -> None:
    """No file, no environment: every setting has its default."""
    assert load_settings().ami.port == 5038


def test_environment_before_secrets_before_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that has it wins, setting by setting, also within one part."""
    (place / "aftercall.toml").write_text('site = "a"\n[ami]\nport = 1\nhost = "file"\nsecret = "file"\n')
    (place / "secrets").mkdir()
    (place / "secrets" / "ami__secret").write_text("from the secret file")
    monkeypatch.setenv("AFTERCALL_SECRETS", str(place / "secrets"))
    monkeypatch.setenv("AFTERCALL_AMI__PORT", "2")
    settings = load_settings()
    assert (settings.site, settings.ami.host, settings.ami.port) == ("a", "file", 2)
    assert settings.ami.secret.get_secret_value() == "from the secret file"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[ami]\nprot = 1\n", "ami.prot: there is no such setting"),
        ('stie = "x"\n', "stie: there is no such setting"),
        ("[ami]\nport = true\nhost = 3\n", "ami.host"),
        ("site =\n", "cannot be read"),
    ],
)
def test_a_mistake_is_one_line(place: Path, text: str, named: str) -> None:
    """A misspelt name, a wrong value, a broken file: exit code 2 and one line that names it."""
    (place / "aftercall.toml").write_text(text)
    done = run("agents", "list")
    assert done.code == 2
    assert named in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["AFTERCALL_CONFIG", "AFTERCALL_SECRETS"])
def test_what_is_named_must_be_there(place: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A settings file or secret directory that is named and missing is an error, never the defaults."""
    monkeypatch.setenv(name, str(place / "nowhere"))
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_secrets_are_not_shown(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing the settings shows no password."""
    monkeypatch.setenv("AFTERCALL_AMI__SECRET", "topsecret")
    assert "topsecret" not in repr(load_settings())
