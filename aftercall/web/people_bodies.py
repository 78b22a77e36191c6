"""What may be sent of people. Passwords are never said again: not in answers, not in errors, not in the log."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field, SecretStr

from aftercall.people.rights import Role
from aftercall.people.user import LONGEST
from aftercall.web.bodies import Body

RoleWord = Literal["agent", "supervisor", "manager", "administrator", "tester"]
Password = Annotated[SecretStr, Field(strict=False, max_length=4 * LONGEST)]


class LogInBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "anna", "password": "four words in a row"}]}
    )

    name: str = Field(max_length=200)
    password: Password


class OwnPasswordBody(Body):
    old: Password
    new: Password


class PasswordBody(Body):
    password: Password | None = Field(
        description="null: he has none, and comes in by OpenID Connect or not at all"
    )


class UserBody(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"shown": "Anna Nowak", "roles": ["agent"], "agent": "1001", "language": "pl"}]
        }
    )

    shown: str = Field(default="", description="his name for people; a new user's is his log-in name")
    roles: list[RoleWord] = Field(default=[], max_length=len(Role))
    agent: str | None = Field(default=None, description="the agent that he is; demanded for the role agent")
    reach: list[str] | None = Field(
        default=None, max_length=1000, description="queues and campaigns that his rights extend to; null: all"
    )
    subject: str | None = Field(
        default=None,
        min_length=1,
        max_length=255,
        description="his `sub` at the provider of OpenID Connect; null: he does not come by it",
    )
    language: str = "en"
    active: bool = Field(default=True, description="false: he cannot come in, and his sessions end")

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        if "roles" in found:
            found["roles"] = frozenset(Role(role) for role in self.roles)
        if "reach" in found:
            found["reach"] = None if self.reach is None else frozenset(self.reach)
        return found


class TokenBody(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"user": "wallboard", "label": "the wall", "roles": ["supervisor"]}]}
    )

    user: str = Field(description="whose it is: it can do no more than he")
    label: str = Field(description="what it is for")
    roles: list[RoleWord] | None = Field(
        default=None, min_length=1, description="some of his; null: all he has now"
    )
    until: Annotated[AwareDatetime, Field(strict=False)] | None = Field(
        default=None, description="when it ends; null: not by itself"
    )
