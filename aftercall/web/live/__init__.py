"""The floor as it changes, for open screens."""

from aftercall.web.live.live import Live
from aftercall.web.live.panels import Panels

__all__ = ["Live", "Panels"]
