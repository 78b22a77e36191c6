"""How often Python looks for garbage that holds itself.

It does so whenever 700 more objects exist than before, and that is many times a second on a busy floor: a floor is made of frozen
values, which are let go by themselves and hold nobody in a circle. What does (an error and its traceback, a task) is found later.
"""

from __future__ import annotations

import gc
from typing import Final

OBJECTS: Final = (50_000, 20, 50)  # more of them, and then every 20th and 50th time the older ones, too


def look_seldom() -> None:
    """Called once all is loaded: what is there now stays, and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OBJECTS)
