"""All settings in one frozen object, every default in sight.

Read, the first that has it wins, from: environment (`AFTERCALL_AMI__PORT=5038`), secret files (a directory named by
`AFTERCALL_SECRETS`: a file `ami__secret` holds it), and `aftercall.toml` (in the working directory, or named by `AFTERCALL_CONFIG`).
A name that is not known is an error that names it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ami(Part):
    """How to reach Asterisk: the daily user, and the one for provisioning."""

    host: str = "127.0.0.1"
    port: int = 5038
    user: str = "aftercall"
    secret: SecretStr = SecretStr("")
    provision_user: str = "aftercall-provision"
    provision_secret: SecretStr = SecretStr("")
    recording: Path | None = Field(default=None, description="file to which all that AMI says is recorded")
    audit_every: float = Field(default=60.0, description="seconds between two audits of the switch")


class DatabaseSettings(Part):
    url: str = Field(default="sqlite:///aftercall.db", description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")


class Mqtt(Part):
    """Without a host MQTT is off and everything else works."""

    host: str | None = None
    port: int = 1883
    user: str | None = None
    password: SecretStr | None = None
    tls: bool = False
    numbers: bool = Field(default=False, description="tell callers' numbers and names too")


class Api(Part):
    socket: Path = Field(default=Path("aftercall.sock"), description="Unix socket; only its owner may open it")


class FloorSettings(Part):
    """Graces, in seconds."""

    answer_within: float = 5.0
    phone_grace: float = 60.0
    zone: str = Field(default="UTC", description="the site's time zone: when its day begins")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="AFTERCALL_", env_nested_delimiter="__", extra="forbid", frozen=True, nested_model_default_partial_update=True
    )

    site: str = "main"
    language: str = "en"
    state_dir: Path = Field(default=Path("."), description="where the spool and the default database lie")
    log: str = Field(default="auto", description="auto | console | json")
    ami: Ami = Ami()
    database: DatabaseSettings = DatabaseSettings()
    mqtt: Mqtt = Mqtt()
    api: Api = Api()
    floor: FloorSettings = FloorSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources: list[Any] = [init_settings, env_settings]
        if secrets := os.environ.get("AFTERCALL_SECRETS"):
            sources.append(
                NestedSecretsSettingsSource(
                    file_secret_settings, secrets_dir=secrets, secrets_nested_delimiter="__"
                )
            )
        sources.append(TomlConfigSettingsSource(settings_cls, toml_file=config_file()))
        return tuple(sources)


def config_file() -> Path:
    return Path(os.environ.get("AFTERCALL_CONFIG", "aftercall.toml"))


class SettingsError(Exception):
    """A setting is wrong; the message names it and says what was given."""


def load_settings(**given: Any) -> Settings:
    """Raises SettingsError with one line for each wrong setting."""
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise SettingsError(f"settings ({config_file()} and AFTERCALL_*): " + "; ".join(lines)) from None
