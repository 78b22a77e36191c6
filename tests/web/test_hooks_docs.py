"""The receiver that the documentation shows is one."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from aftercall.bench.ports import free_port
from tests.web.hook_kit import hooked, new_floor

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "webhooks.md"


async def test_the_receiver_of_the_page(template: Path, tmp_path: Path) -> None:
    """It takes what is signed with its secret, prints the events, and refuses what somebody else signed."""
    shown = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert shown is not None
    port = free_port()
    secret = "0123456789abcdef"
    program = shown[1].replace("the secret that was shown", secret).replace("8900", str(port))
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with hooked(new_floor(template, tmp_path)) as it:
            await it.make(f"http://127.0.0.1:{port}/", secret=secret)
            await it.make(f"http://127.0.0.1:{port}/", "other", secret=secret[::-1])
            for _ in range(100):
                came = await it.hooks.test("crm")
                if came.ok:
                    break
                await asyncio.sleep(0.1)
            assert (came.status, (await it.hooks.test("other")).status) == (204, 403)
    finally:
        running.terminate()
        await running.wait()
