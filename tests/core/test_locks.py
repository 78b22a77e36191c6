"""The lock files say what is installed, never from where: that is each machine's own business."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["requirements.lock", "docker/requirements.lock", "package-lock.json"])
def test_no_addresses(name: str) -> None:
    """Each holds hashes, and no address at all: of no registry, no archive, no sponsor."""
    text = (ROOT / name).read_text()
    assert "sha256:" in text or "sha512-" in text
    assert [line for line in text.splitlines() if "://" in line] == []
