"""Levels are configured: what is promised already is computed anew."""

from __future__ import annotations

from acd.core import promises
from acd.core.heard import LevelSet, LevelUnset
from acd.core.items import promising
from acd.core.scene import Scene


def on_level_set(scene: Scene, event: LevelSet) -> None:
    code = event.level.code
    if scene.levels.get(code) != event.level:
        scene.put("levels", code, event.level)
        why = f"level {code} was changed"
        promises.anew(scene, why)
        promising.anew(scene, why)


def on_level_unset(scene: Scene, event: LevelUnset) -> None:
    scene.drop("levels", event.code)
    why = f"level {event.code} was removed"
    promises.anew(scene, why)
    promising.anew(scene, why)
