"""How a second terminal commands the demo's floor: a settings file that says where the floor is, and the line that names it. Pure."""

from __future__ import annotations

import json
import shlex
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PREFIX: Final = "AFTERCALL_"
NO_SETTINGS: Final = ("CONFIG", "SECRETS")
"""Where settings are; they are none themselves."""


def settings_text(env: Mapping[str, str]) -> str:
    """TOML that says what `AFTERCALL_AMI__PORT` and its like say; a JSON string is a TOML one."""
    tables: dict[str, list[str]] = defaultdict(list)
    for name, value in env.items():
        word = name.removeprefix(PREFIX)
        if word == name or word in NO_SETTINGS:
            continue
        table, parted, key = word.lower().rpartition("__")
        tables[table.replace("__", ".") if parted else ""].append(
            f"{key} = {json.dumps(value, ensure_ascii=False)}"
        )
    alone = tables.pop("", [])
    return "\n".join([*alone, *(f"\n[{table}]\n" + "\n".join(of) for table, of in tables.items())]) + "\n"


def lines(settings: Path) -> list[str]:
    return [
        "to command it from another terminal (then: aftercall agents list):",
        f"  export AFTERCALL_CONFIG={shlex.quote(str(settings))}",
    ]
