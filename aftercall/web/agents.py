"""Agents: who they are. What is wished of them is in `wishes`, their days in `days`."""

from __future__ import annotations

import structlog

from acd.core.cards import AgentCard
from aftercall.office.nouns import AGENTS
from aftercall.web import routers
from aftercall.web.answers import AgentItem, MadeAgents, PinSet, Removed, SavedAgent, as_dict
from aftercall.web.bodies import AgentBody, AgentsBody, PinBody
from aftercall.web.caller import Configurer, House, Seer
from aftercall.web.responses import IN_USE, NOT_KNOWN, NOT_TAKEN, THERE

log = structlog.get_logger(__name__)
router = routers.asked("/agents", tags=["agents"])


def item(card: AgentCard) -> dict[str, object]:
    return as_dict(card, *AgentItem.model_fields)


@router.get("", summary="All agents' cards")
async def all_agents(house: House, by: Seer) -> list[AgentItem]:
    return [AgentItem.model_validate(item(card)) for card in (await house.office.all()).agents]


@router.get("/{code}", summary="One agent's card", responses=NOT_KNOWN)
async def one_agent(code: str, house: House, by: Seer) -> AgentItem:
    return AgentItem.model_validate(item(await house.office.one(AGENTS, code)))


@router.post("", summary="Make several agents at once", responses=THERE)
async def make_agents(body: AgentsBody, house: House, by: Configurer) -> MadeAgents:
    cards, warning = await house.office.make_agents(body.codes, body.shared(), body.own_phone)
    log.info("agents", codes=body.codes, done="made", by=by.name)
    return MadeAgents(made=[AgentItem.model_validate(item(card)) for card in cards], warning=warning or None)


@router.put("/{code}", summary="Make an agent, or change what is sent", responses=NOT_TAKEN)
async def put_agent(code: str, body: AgentBody, house: House, by: Configurer) -> SavedAgent:
    saved = await house.office.change_agent(code, body.changes())
    log.info("agent", code=code, done=saved.done, by=by.name)
    return SavedAgent.model_validate(
        {**item(saved.card), "done": saved.done, "warning": saved.warning or None}
    )


@router.delete("/{code}", summary="Remove an agent; what he did stays on record", responses=IN_USE)
async def delete_agent(code: str, house: House, by: Configurer) -> Removed:
    removed = await house.office.remove(AGENTS, code)
    log.info("agent", code=code, done="removed", by=by.name)
    return Removed(done="removed", code=code, warning=removed.warning or None)


@router.put("/{code}/pin", summary="Set the PIN for log-ins at other phones", responses=NOT_TAKEN)
async def put_pin(code: str, body: PinBody, house: House, by: Configurer) -> PinSet:
    await house.office.set_pin(code, body.pin)
    log.info("pin", agent=code, by=by.name)
    return PinSet(agent=code, pin="none" if body.pin is None else "set")
