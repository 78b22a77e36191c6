"""The TCP port: bound before anything is said to be open, with TLS if there is a certificate."""

from __future__ import annotations

import socket
import ssl

from aftercall.settings import Web


class PortError(Exception):
    """The port or its certificate cannot be used; the message says why and what to do."""


def open_port(host: str, port: int) -> socket.socket:
    """Bound, not yet listening. Raises PortError."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind)
    except OSError as error:
        raise PortError(f"web.host {host}: {error.strerror}; name an address of this machine") from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        remedy = "set web.port to another one, or stop who has it"
        raise PortError(f"web.host {host}, web.port {port}: {error.strerror}; {remedy}") from error
    return bound


def tls(settings: Web) -> ssl.SSLContext | None:
    """None: without encryption. Raises PortError."""
    if settings.certificate is None or settings.key is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(settings.certificate, settings.key)
    except (OSError, ssl.SSLError) as error:
        files = f"web.certificate {settings.certificate}, web.key {settings.key}"
        why = error.strerror or getattr(error, "reason", None) or "cannot be used"
        raise PortError(f"{files}: {why}; name two PEM files that belong together") from error
    return context


def address(settings: Web, bound: socket.socket) -> str:
    """As a browser on this machine would write it."""
    scheme = "https" if settings.certificate is not None else "http"
    host, port = bound.getsockname()[:2]
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
