"""What browsers are served: our own files, the words of each language, and what set-up copied from npm."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
FOLDERS: Final = {"static": HERE / "static", "vendor": HERE / "vendor", "words": HERE / "words"}
LANGUAGES: Final = ("en", "pl", "ru", "et", "es")
LIBRARIES: Final = {
    "preact": "preact/preact.mjs",
    "preact/hooks": "preact/hooks.mjs",
    "@preact/signals": "@preact/signals/signals.mjs",
    "@preact/signals-core": "@preact/signals-core/signals-core.mjs",
    "htm": "htm/htm.mjs",
    "chart.js": "chart.js/chart.js",
    "@kurkle/color": "@kurkle/color/color.esm.js",
}
"""Bare names in our modules, and the files that they mean."""


def first_spoken(accept_language: str) -> str | None:
    """The first of a browser's languages that we speak, as its header names them; None: none of them."""
    for part in accept_language.split(","):
        language = part.split(";")[0].strip().split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return None


@dataclass(frozen=True)
class Assets:
    """As they were when the daemon started. Everything lies under an address that changes with the files, so browsers may keep it
    for ever and never mix two versions."""

    @cached_property
    def mark(self) -> str:
        """Twelve hex digits of all files."""
        made = hashlib.sha256()
        for folder in FOLDERS.values():
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    made.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
        return made.hexdigest()[:12]

    @property
    def root(self) -> str:
        return f"/files/{self.mark}"

    @cached_property
    def styles(self) -> tuple[str, ...]:
        """Tokens first, then everything else by name: a later file may lean on an earlier one, never the other way."""
        names = sorted(file.name for file in (FOLDERS["static"] / "style").glob("*.css"))
        first = [name for name in ("tokens.css", "base.css", "parts.css") if name in names]
        return tuple(
            f"{self.root}/static/style/{name}" for name in first + [n for n in names if n not in first]
        )

    @cached_property
    def import_map(self) -> str:
        imports = {name: f"{self.root}/vendor/{file}" for name, file in LIBRARIES.items()}
        return json.dumps({"imports": {**imports, "~/": f"{self.root}/static/"}})

    @property
    def missing(self) -> tuple[str, ...]:
        """Libraries that set-up has not copied; `make node` does."""
        return tuple(file for file in LIBRARIES.values() if not (FOLDERS["vendor"] / file).is_file())
