"""Where the routes of a noun are collected: whole, each with its full path, who asks, and its limit, so that an app only lists them.

Nothing is included into anything: FastAPI would make every route anew for each inclusion, some of them while the first
request waits, and the daemon's loop with it.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Depends

from aftercall.web.caller import asker

ROOT: Final = "/api/v1"
LARGEST_BODY: Final = 64 * 1024
"""Bytes that a request may bring, where its route says nothing else."""


def asked(prefix: str = "", **more: Any) -> APIRouter:
    """Routes under /api/v1 of a `prefix`, for whom the door lets in: each asks first who it is. `more` as APIRouter takes it."""
    return APIRouter(prefix=ROOT + prefix, dependencies=[Depends(asker)], max_body_size=LARGEST_BODY, **more)


def public(prefix: str = "", **more: Any) -> APIRouter:
    """Routes under /api/v1 for everybody, or that ask by themselves who it is."""
    return APIRouter(prefix=ROOT + prefix, max_body_size=LARGEST_BODY, **more)
