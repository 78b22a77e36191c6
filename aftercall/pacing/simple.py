"""The plain rules: a line for each free agent, or a constant number of them."""

from __future__ import annotations

from aftercall.pacing.world import Deaf, World


class Constant(Deaf):
    """`ratio` lines for each free agent, those that ring included; 1 is progressive."""

    def __init__(self, ratio: float = 1.0, every: int = 1000) -> None:
        self.ratio, self.every = ratio, every

    def wanted(self, world: World) -> int:
        return max(0, int(self.ratio * len(world.idle) + 0.5) - len(world.ringing) - len(world.waiting))
