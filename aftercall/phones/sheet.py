"""The settings of one phone, and how they are written for Linphone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from xml.sax.saxutils import escape

Transport = Literal["udp", "tcp", "tls"]
NAMES: Final = {"udp": "UDP", "tcp": "TCP", "tls": "TLS"}


@dataclass(frozen=True, slots=True)
class Door:
    """Where phones register. `host` None: where the page came from."""

    host: str | None = None
    port: int = 5060
    transport: Transport = "udp"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`name`: whose default phone it is, or its own code."""

    code: str
    name: str
    server: str
    port: int
    transport: Transport
    secret: str

    @property
    def address(self) -> str:
        return f"sip:{self.code}@{self.server}:{self.port};transport={self.transport}"


_LINPHONE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">
  <section name="proxy_0">
    <entry name="reg_proxy" overwrite="true">&lt;sip:{server}:{port};transport={transport}&gt;</entry>
    <entry name="reg_identity" overwrite="true">"{name}" &lt;sip:{code}@{server}&gt;</entry>
    <entry name="reg_expires" overwrite="true">600</entry>
    <entry name="reg_sendregister" overwrite="true">1</entry>
    <entry name="publish" overwrite="true">0</entry>
  </section>
  <section name="auth_info_0">
    <entry name="username" overwrite="true">{code}</entry>
    <entry name="passwd" overwrite="true">{secret}</entry>
    <entry name="domain" overwrite="true">{server}</entry>
  </section>
  <section name="sip">
    <entry name="default_proxy" overwrite="true">0</entry>
  </section>
</config>
"""


def linphone(sheet: Sheet) -> str:
    """Remote provisioning, as Linphone reads it. A name's quotes would end it."""
    return _LINPHONE.format(
        server=escape(sheet.server),
        port=sheet.port,
        transport=sheet.transport,
        name=escape(sheet.name.replace('"', "'").replace("\\", "/")),
        code=escape(sheet.code),
        secret=escape(sheet.secret),
    )
