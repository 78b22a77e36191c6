"""All settings in one frozen object, every default in sight.

Read, the first that has it wins, from: environment (`AFTERCALL_AMI__PORT=5038`), secret files (a directory named by
`AFTERCALL_SECRETS`: a file `ami__secret` holds it), and `aftercall.toml` (in the working directory, or named by `AFTERCALL_CONFIG`).
A name that is not known is an error that names it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from aftercall.people.rights import Role
from aftercall.phones.sheet import Transport
from aftercall.post.servers import Tls


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ami(Part):
    """How to reach Asterisk: the daily user, and the one for provisioning."""

    host: str = Field(default="127.0.0.1", description="where Asterisk's AMI listens")
    port: int = Field(default=5038, description="its port")
    user: str = Field(default="aftercall", description="the daily user")
    secret: SecretStr = Field(default=SecretStr(""), description="his password")
    provision_user: str = Field(
        default="aftercall-provision", description="the user that may configure Asterisk"
    )
    provision_secret: SecretStr = Field(default=SecretStr(""), description="his password")
    recording: Path | None = Field(default=None, description="file to which all that AMI says is recorded")
    audit_every: float = Field(default=60.0, description="seconds between two audits of the switch")


class DatabaseSettings(Part):
    url: str = Field(
        default="sqlite:///aftercall.db", description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    )


class Journal(Part):
    keep: int = Field(
        default=400,
        ge=0,
        description="days for which facts, intervals, calls and the audit trail are kept; 0: for ever. "
        "Each night at 3 what is older is deleted",
    )


class ItemsSettings(Part):
    """Chats and tickets. What is not over is never deleted."""

    keep: int = Field(
        default=400,
        ge=0,
        description="days for which solved and closed chats and tickets are kept, with all that was written; 0: for ever. "
        "Each night at 3 what is older is deleted",
    )
    customers: Literal["untouched", "all", "none"] = Field(
        default="untouched",
        description="customers with whom nothing is left: untouched: they leave, but for those whose card somebody changed by hand; "
        "all: these too; none: every card stays",
    )


class Mqtt(Part):
    """Without a host MQTT is off and everything else works."""

    host: str | None = Field(default=None, description="the broker; without it MQTT is off")
    port: int = Field(default=1883, description="its port")
    user: str | None = Field(default=None, description="our user there; none: anonymous")
    password: SecretStr | None = Field(default=None, description="his password")
    tls: bool = Field(default=False, description="encrypted, the broker's certificate checked")
    ca_file: Path | None = Field(
        default=None, description="the authority that signed it, a PEM file; none: the system's. Implies tls"
    )
    numbers: bool = Field(default=False, description="tell callers' numbers and names too")


class Api(Part):
    socket: Path = Field(
        default=Path("aftercall.sock"), description="Unix socket; only its owner may open it"
    )


class Oidc(Part):
    """People come in by OpenID Connect. Without an issuer it is off."""

    issuer: str | None = Field(
        default=None, description="the provider's address, as in its tokens; without it OpenID Connect is off"
    )
    client_id: str = Field(default="aftercall", description="as it is registered there")
    client_secret: SecretStr = Field(
        default=SecretStr(""), description="its password there; empty: it has none"
    )
    scope: str = Field(default="openid profile email", description="what is asked for")
    claim: str = Field(default="groups", description="the claim that says what somebody is; a.b: b within a")
    roles: dict[str, Role] = Field(
        default={}, description='which of its values gives which role: {"cc-agents" = "agent"}'
    )
    make: bool = Field(
        default=False, description="who is not known here is made a user, if his claim gives him a role"
    )


class Web(Part):
    """The desktop and the API over TCP."""

    host: str = Field(default="127.0.0.1", description="where it listens; 0.0.0.0: everywhere")
    port: Annotated[int, Field(ge=0, le=65535)] | None = Field(
        default=8420, description="its port; 0: any that is free; none: not over TCP at all"
    )
    public_url: str | None = Field(
        default=None,
        description="the address that people type, if a proxy stands in front: https://desk.example",
    )
    certificate: Path | None = Field(
        default=None, description="PEM file, with the chain: it speaks TLS itself"
    )
    key: Path | None = Field(default=None, description="the certificate's key, a PEM file")
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description='proxies whose word on who asks is taken: ["127.0.0.1/32"]; none: nobody\'s'
    )
    session_idle: float = Field(
        default=12.0, gt=0, le=8784, description="hours after which a session that nobody uses is over"
    )
    session_longest: float = Field(
        default=30.0, gt=0, le=366, description="days after which a session is over, used or not"
    )
    oidc: Oidc = Oidc()

    @field_validator("port", mode="before")
    @classmethod
    def none_is_a_word(cls, value: object) -> object:
        """TOML and the environment have none of their own."""
        return None if value in ("none", "") else value

    @model_validator(mode="after")
    def key_and_certificate(self) -> Web:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key go together: set both, or none")
        return self


class Uploads(Part):
    """Files of contacts, and of numbers not to be called, that are brought over the API."""

    directory: Path | None = Field(
        default=None, description="where they lie while they are worked on; none: `uploads` in state_dir"
    )
    largest: int = Field(default=1 << 30, ge=1, description="bytes of one file, at most")
    keep: int = Field(
        default=7, ge=0, description="days after which a file that nobody works on is gone; 0: it is kept"
    )


class FloorSettings(Part):
    """Graces, in seconds."""

    answer_within: float = Field(default=5.0, description="seconds after which a wish is answered as unknown")
    phone_grace: float = Field(
        default=60.0, description="seconds within which a phone that was gone brings back what was"
    )
    tell_listening: bool = Field(
        default=False, description="whether an agent is shown that a supervisor hears his call"
    )
    zone: str = Field(
        default="UTC",
        description="the site's time zone: when its day begins, and by which clock the command tells time",
    )
    chats: int = Field(
        default=3, ge=0, le=100, description="chats that an agent has open at most, if his card does not say"
    )
    tickets: int = Field(
        default=5,
        ge=0,
        le=1000,
        description="tickets that an agent has open at most, if his card does not say",
    )
    ask_again: float = Field(
        default=30.0,
        ge=1,
        description="seconds after which an item that all passed on is offered to them again",
    )
    reopen: float = Field(
        default=0.0, ge=0, description="seconds for which a solved item stays on the screens"
    )


class RecordingSettings(Part):
    """Asterisk writes recordings; the daemon finds and deletes them only where it can see them."""

    directory: Path | None = Field(
        default=None,
        description="Asterisk's spool/monitor/acd, as the daemon sees it; without it nothing there is looked at or deleted",
    )
    own: bool = Field(default=False, description="agents may play the recordings of their own calls")


class PhonesSettings(Part):
    """What softphones are told, on their sheets and links."""

    host: str | None = Field(
        default=None, description="where phones find Asterisk; none: the machine that the page comes from"
    )
    port: int = Field(default=5060, ge=1, le=65535, description="its SIP port")
    transport: Transport = Field(default="udp", description="udp | tcp | tls")
    link_hours: float = Field(
        default=24.0, gt=0, le=720, description="for how long a link to a phone's settings is good"
    )


class HooksSettings(Part):
    """Webhooks: where they may lead, and how long they are tried."""

    keep_trying: float = Field(
        default=24.0, gt=0, le=168, description="hours after which an event that nobody takes is given up"
    )
    within: float = Field(default=10.0, gt=0, le=60, description="seconds for one attempt, all of it")
    private: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(),
        description='private networks that hooks may reach, this machine too: ["127.0.0.0/8", "10.1.0.0/16"]; none: none',
    )
    http: bool = Field(default=False, description="without encryption also to other machines than this one")


class MailSettings(Part):
    """The site's own mail server, for what it sends by itself, and for mailboxes that name none; how mailboxes are read."""

    host: str | None = Field(default=None, description="the SMTP server; without it the site sends nothing")
    port: int = Field(default=587, ge=1, le=65535, description="its port")
    tls: Tls = Field(default="starttls", description="tls: from the first byte | starttls | none")
    user: str = Field(default="", description="our user there; empty: nobody logs in")
    password: SecretStr = Field(default=SecretStr(""), description="his password")
    sender: str = Field(default="", description="the address that mail comes from; empty: the user")
    sender_name: str = Field(default="Aftercall", description="the name beside it")
    ca_file: Path | None = Field(
        default=None, description="one more authority whose certificates mail servers may show, a PEM file"
    )
    plain: bool = Field(
        default=False,
        description="mailboxes may be reached without encryption on other machines than this one",
    )
    within: float = Field(default=60.0, gt=0, le=600, description="seconds for one letter, all of it")
    poll: float = Field(default=20.0, ge=1, le=3600, description="seconds between two looks into a mailbox")
    largest: int = Field(
        default=10 << 20,
        ge=1 << 10,
        description="bytes of one attachment that are brought, at most, and of all of a letter; "
        "what is larger stays in the mailbox",
    )
    per_hour: int = Field(
        default=30, ge=1, description="letters of one sender in an hour that become messages, at most"
    )
    keep_trying: float = Field(
        default=48.0, gt=0, le=240, description="hours after which an answer that no server takes is given up"
    )


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="AFTERCALL_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    site: str = Field(default="main", description="the site's name, in MQTT topics and in the journal")
    language: str = Field(
        default="en", description="of prompts and names where nobody chose one: en, pl, ru, et, es"
    )
    state_dir: Path = Field(
        default=Path("."), description="where the spool lies: what waits for the database"
    )
    log: str = Field(default="auto", description="auto | console | json")
    ami: Ami = Ami()
    database: DatabaseSettings = DatabaseSettings()
    journal: Journal = Journal()
    items: ItemsSettings = ItemsSettings()
    mqtt: Mqtt = Mqtt()
    api: Api = Api()
    web: Web = Web()
    uploads: Uploads = Uploads()
    floor: FloorSettings = FloorSettings()
    recording: RecordingSettings = RecordingSettings()
    phones: PhonesSettings = PhonesSettings()
    hooks: HooksSettings = HooksSettings()
    mail: MailSettings = MailSettings()

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
                    file_secret_settings,
                    secrets_dir=secrets,
                    secrets_prefix="",
                    secrets_nested_delimiter="__",
                )
            )
        sources.append(TomlConfigSettingsSource(settings_cls, toml_file=config_file()))
        return tuple(sources)


def config_file() -> Path:
    return Path(os.environ.get("AFTERCALL_CONFIG", "aftercall.toml"))


class SettingsError(Exception):
    """A setting is wrong; the message names it and says what was given."""


def load_settings(**given: Any) -> Settings:
    """Raises SettingsError with one line that names each wrong setting."""
    _named_places_exist()
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = "; ".join(_wrong(one) for one in error.errors())
        raise SettingsError(f"settings ({config_file()} and AFTERCALL_*): {wrong}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"settings file {config_file()} cannot be read: {error}") from None


def _named_places_exist() -> None:
    """What somebody named must be there: falling back to defaults would start another floor than he meant."""
    for name, kind in (("AFTERCALL_CONFIG", "file"), ("AFTERCALL_SECRETS", "directory")):
        place = os.environ.get(name)
        if place and not Path(place).exists():
            raise SettingsError(f"{name} names a {kind} that is not there: {place}")


def _wrong(error: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    return f"{name}: " + ("there is no such setting" if error["type"] == "extra_forbidden" else error["msg"])
