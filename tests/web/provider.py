"""A provider of OpenID Connect on 127.0.0.1: it lets in whoever it is told to, and signs with a key of its own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import RSAKey


@dataclass
class FakeProvider:
    """`claims`: of who comes next, over what is right; `key`: what it signs with, `shown`: the keys that it says are its own."""

    url: str
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1", "preferred_username": "anna"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    shown: list[RSAKey] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    away: bool = False

    def code(self, asked: dict[str, str]) -> str:
        """Somebody logged in there: the code with which the browser goes back."""
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return code

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def described() -> Any:
            if self.away:
                return Response("broken", 500)
            paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return {"issuer": self.url, **{name: self.url + path for name, path in paths.items()}}

        @app.get("/keys")
        async def keys() -> Any:
            return {"keys": [key.as_dict(private=False) for key in self.shown or [self.key]]}

        @app.post("/token")
        async def token(request: Request) -> Any:
            given = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked = self.codes.pop(given.get("code", ""), None)
            if asked is None or not self._proves(request, given, asked):
                return JSONResponse({"error": "invalid_grant"}, 400)
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

        return app

    def token(self, nonce: str) -> str:
        now = int(time.time())
        right = {"iss": self.url, "aud": "aftercall", "iat": now, "exp": now + 60, "nonce": nonce}
        return jwt.encode({"alg": "RS256", "kid": "one"}, right | self.claims, self.key)

    def _proves(self, request: Request, given: dict[str, str], asked: dict[str, str]) -> bool:
        """The program's password, the same way back, and the verifier of the challenge (RFC 7636)."""
        basic = base64.b64encode(b"aftercall:its word").decode()
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        same = given["redirect_uri"] == asked["redirect_uri"] and asked["code_challenge"] == challenge
        return same and request.headers.get("authorization") == f"Basic {basic}"


@asynccontextmanager
async def provider() -> AsyncIterator[FakeProvider]:
    bound = socket.create_server(("127.0.0.1", 0))
    made = FakeProvider(f"http://127.0.0.1:{bound.getsockname()[1]}")
    config = uvicorn.Config(made.app(), log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    server.capture_signals = _nothing  # type: ignore[method-assign]
    task = asyncio.create_task(server.serve([bound]))
    try:
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        yield made
    finally:
        server.should_exit = True
        await task
        bound.close()


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()
