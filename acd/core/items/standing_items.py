"""The start: what was on record of items is on the floor again."""

from __future__ import annotations

from acd.core.heard import ItemsAre
from acd.core.item import HIS
from acd.core.items import promising
from acd.core.items.deal import everybody, offer_over, put_back
from acd.core.scene import Scene
from acd.core.value import replace


def on_items(scene: Scene, heard: ItemsAre) -> None:
    """Who was offered something while nobody was there to answer him missed nothing. What an agent had who is none any more goes
    back."""
    here = {item.id: item for item in heard.items if item.id not in scene.items}
    scene.items = scene.items.with_all(here.values())
    _with_their_agents(scene)
    for id, item in here.items():
        if item.offer is not None:
            offer_over(scene, item, "withdrawn")
        elif item.stage in HIS and item.agent not in scene.agents:
            put_back(scene, item, "removed", "system")
        scene.stirred.add(id)
    everybody(scene)
    if scene.levels:  # what a change had not reached when the daemon went
        promising.anew(scene, "the daemon was started")


def _with_their_agents(scene: Scene) -> None:
    items: dict[str, list[str]] = {}
    offers: dict[str, list[str]] = {}
    for id, item in scene.items.items():
        if item.stage in HIS and item.agent is not None:
            items.setdefault(item.agent, []).append(id)
        if item.offer is not None:
            offers.setdefault(item.offer.agent, []).append(id)
    for code, agent in list(scene.agents.items()):
        has, asked = tuple(items.get(code, ())), tuple(offers.get(code, ()))
        if (agent.items, agent.offers) != (has, asked):
            scene.put_agent(replace(agent, items=has, offers=asked))
