"""OpenID Connect: people come in by their company's provider (authorization code, PKCE, nonce). Wants the extra `oidc`.

What the provider says is believed only after its signature, issuer, audience, nonce and times were checked. Who was sent there is kept
in memory for ten minutes; the browser that comes back must be the one that was sent (a cookie says so).
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

import httpx2

from aftercall.people.rights import Role
from aftercall.settings import Oidc

ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"]
"""Signatures with a key of the provider's own; never `none`, never our shared password."""
WITHIN: Final = 600.0
"""Seconds in which somebody comes back."""
MOST: Final = 10_000
FRESH: Final = 3600.0
"""Seconds for which the provider's description and keys are not asked for again."""
LEEWAY: Final = 60
"""Seconds by which the provider's clock may be wrong."""
TIMEOUT: Final = 10.0


class OidcError(Exception):
    """`code` for the log-in page; the message, with what the provider said, is for the log."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who was sent to the provider. `back`: the page that he wanted."""

    redirect: str
    nonce: str
    verifier: str
    back: str
    at: float


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the provider vouches for. `subject` is his for ever; `name` and `shown` are what he is called there."""

    subject: str
    name: str
    shown: str
    roles: frozenset[Role]


class Provider:
    def __init__(self, settings: Oidc) -> None:
        """Raises ImportError without the extra."""
        import joserfc.jwt  # noqa: F401 - found out at the start, not when the first one comes

        self.settings = settings
        self._pending: OrderedDict[str, Pending] = OrderedDict()
        self._description: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, Any] | None = None
        self._one = asyncio.Lock()

    async def send(self, redirect: str, back: str) -> tuple[str, str]:
        """(state, where to). Raises OidcError."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        where = (await self._described())["authorization_endpoint"]
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        pending = Pending(redirect, secrets.token_urlsafe(32), verifier, back, monotonic())
        self._keep(state, pending)
        there: str = prepare_grant_uri(
            where,
            self.settings.client_id,
            "code",
            redirect,
            self.settings.scope,
            state,
            nonce=pending.nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return state, there

    def returned(self, state: str) -> Pending | None:
        """Once; None: nobody was sent with it, or too long ago."""
        found = self._pending.pop(state, None)
        return found if found is not None and monotonic() - found.at < WITHIN else None

    async def known(self, code: str, pending: Pending) -> Known:
        """Raises OidcError."""
        answer = await self._exchange(code, pending)
        claims = await self._claims(answer, pending.nonce)
        return Known(
            subject=f"{self.settings.issuer} {claims['sub']}",
            name=str(claims.get("preferred_username") or claims.get("email") or claims["sub"]),
            shown=str(claims.get("name") or ""),
            roles=self._roles(claims),
        )

    def _keep(self, state: str, pending: Pending) -> None:
        self._pending[state] = pending
        while len(self._pending) > MOST:
            self._pending.popitem(last=False)

    # --- the provider's word -------------------------------------------------------------------------------------

    async def _exchange(self, code: str, pending: Pending) -> dict[str, Any]:
        password = self.settings.client_secret.get_secret_value()
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": pending.redirect,
            "code_verifier": pending.verifier,
        }
        if not password:
            body["client_id"] = self.settings.client_id
        where = (await self._described())["token_endpoint"]
        auth = httpx2.BasicAuth(self.settings.client_id, password) if password else None
        return await self._json("POST", where, data=body, auth=auth)

    async def _claims(self, answer: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise OidcError("trouble", "the provider's answer holds no id_token")
        try:
            return await self._checked(token, nonce, await self._key_set())
        except UnsignedError:
            return await self._checked(token, nonce, await self._key_set(anew=True))

    async def _checked(self, token: str, nonce: str, keys: Any) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError

        wanted = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.settings.issuer or ""},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims: Mapping[str, Any] = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            wanted.validate(dict(claims))
        except (BadSignatureError, InvalidKeyIdError) as error:
            raise UnsignedError(str(error)) from error
        except (JoseError, ValueError) as error:
            raise OidcError("trouble", f"the provider's token is not right: {error}") from error
        if claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise OidcError("trouble", "the provider's token was made for another program")
        return claims

    def _roles(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        found: Any = claims
        for part in self.settings.claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        values = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        named = {str(value) for value in values}
        return frozenset(role for value, role in self.settings.roles.items() if value in named)

    # --- the provider itself -------------------------------------------------------------------------------------

    async def _described(self) -> dict[str, Any]:
        async with self._one:
            if self._description is None or monotonic() - self._description[0] > FRESH:
                issuer = self.settings.issuer or ""
                found = await self._json("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != issuer:
                    why = f"it says that it is {found.get('issuer')!r}: set web.oidc.issuer to that, if it is right"
                    raise OidcError("trouble", f"OpenID Connect provider {issuer}: {why}")
                self._description = (monotonic(), found)
            return self._description[1]

    async def _key_set(self, anew: bool = False) -> Any:
        from joserfc.jwk import KeySet

        if anew or self._keys is None or monotonic() - self._keys[0] > FRESH:
            found = await self._json("GET", (await self._described())["jwks_uri"])
            self._keys = (monotonic(), KeySet.import_key_set(found))  # type: ignore[arg-type]
        return self._keys[1]

    async def _json(self, method: str, where: str, **more: Any) -> dict[str, Any]:
        try:
            async with httpx2.AsyncClient(timeout=TIMEOUT) as http:
                answer = await http.request(method, where, **more)
                found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise OidcError("away", f"{where} does not answer as it should: {error!r}") from error
        if answer.status_code >= 400 or not isinstance(found, dict):
            said = found.get("error") if isinstance(found, dict) else ""
            raise OidcError("trouble", f"{where} answered {answer.status_code} {said}".rstrip())
        return found


class UnsignedError(OidcError):
    """Not by a key that we have: it may have new ones."""

    def __init__(self, why: str) -> None:
        super().__init__("trouble", f"the provider's token is not signed by it: {why}")


def provider_of(settings: Oidc) -> Provider | None:
    """None: OpenID Connect is off. Raises SettingsError without the extra."""
    from aftercall.settings import SettingsError

    if settings.issuer is None:
        return None
    try:
        return Provider(settings)
    except ImportError as error:
        why = f"settings: web.oidc.issuer needs the package {error.name}: install aftercall[oidc]"
        raise SettingsError(why) from error
