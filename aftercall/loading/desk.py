"""What people do with files: bring one, choose how it is read, try it, load it, stop it, take it back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from acd.core.moment import Moment
from acd.store.database import Database
from acd.store.errors import BadCard
from aftercall.loading.foreman import Foreman
from aftercall.loading.receive import check_size, receive
from aftercall.loading.shelf import plain_name
from aftercall.loading.upload import AT_WORK, Purpose, State, Task, Upload, Wish
from aftercall.loading.verdicts import RowVerdict, page
from aftercall.office.errors import NotKnown, OfficeError, database
from dialer.load.errors import WrongWish
from dialer.load.mapping import Template
from dialer.load.templates import forget, keep, templates
from dialer.load.undo import Undone, undo
from dialer.load.views import all_loads

Row = dict[str, Any]
FILES: Final = 200
"""Uploads that are kept at once."""


class NotNow(OfficeError):  # noqa: N818 - reads as what it is
    """It cannot be done with an upload that stands as this one does."""

    code = "not-now"


class LoadDesk:
    """Raises NotKnown, NotNow, BadCard, TooLarge, DiskFull and DatabaseAway."""

    def __init__(self, db: Database, foreman: Foreman, largest: int) -> None:
        self.foreman = foreman
        self.largest = largest
        self._database = db
        self._undoing: dict[int, asyncio.Task[Undone]] = {}

    # --- one file ------------------------------------------------------------------------------------------------

    def all(self) -> list[Upload]:
        """The newest first."""
        return sorted(self.foreman.uploads.values(), key=lambda one: (one.at, one.id), reverse=True)

    def one(self, name: str) -> Upload:
        found = self.foreman.uploads.get(name)
        if found is None:
            raise NotKnown("upload", name, self.foreman.uploads)
        return found

    async def bring(
        self,
        parts: AsyncIterator[bytes],
        file: str,
        said: int | None,
        purpose: Purpose,
        campaign: str | None,
        by: str,
        at: Moment,
        wish: Wish,
    ) -> Upload:
        """Looked at when it is there. A file that does not come whole leaves nothing."""
        check_size(said, self.largest)
        if len(self.foreman.uploads) >= FILES:
            raise NotNow(f"{FILES} uploads are kept already", "take away those that are done with")
        shelf, file = self.foreman.shelf, plain_name(file)
        name = shelf.new()
        try:
            size = await receive(parts, shelf.content(name, file), self.largest, said)
        except BaseException:
            shelf.remove(name)
            raise
        upload = self.foreman.put(Upload(name, file, size, purpose, campaign, by, at, wish))
        self.foreman.look_later(upload)
        return upload

    async def choose(self, name: str, wish: Wish) -> Upload:
        """Looks again. A wish that cannot be meant is refused, and the one before stays."""
        upload = self.one(name)
        if upload.state in AT_WORK or upload.state in (State.CUT, State.LOADED, State.UNDONE):
            raise NotNow(f"upload {name} is {_standing(upload)}: how it is read stands", _next(upload))
        looked = await self.foreman.look(replace(upload, wish=wish))
        if looked.fault is None or not looked.fault.field:
            return looked
        fault = looked.fault
        self.foreman.put(upload)
        raise BadCard(fault.field, _value(wish, fault.field), f"cannot be meant: {fault.why}", fault.remedy)

    def start(self, name: str, task: Task) -> Upload:
        """Waits for its turn; a load that was cut goes on."""
        upload = self.one(name)
        fit = (State.READY, State.CUT) if task is Task.LOAD else (State.READY,)
        if upload.state not in fit:
            raise NotNow(f"upload {name} is {_standing(upload)}", _next(upload))
        problem = upload.look and upload.look["problem"]
        if problem:
            raise NotNow(f"upload {name} cannot be loaded as it is read: {problem['why']}", "map its columns")
        if upload.purpose is Purpose.DO_NOT_CALL and task is Task.LOAD and not upload.wish.source:
            raise BadCard("source", "", "is missing", "say where the numbers are from: a register, letters")
        return self.foreman.submit(upload, task)

    async def cancel(self, name: str) -> Upload:
        upload = self.one(name)
        if upload.state not in (State.WAITING, State.TRYING, State.LOADING):
            raise NotNow(f"upload {name} is {_standing(upload)}: there is nothing to stop", _next(upload))
        return await self.foreman.cancel(name)

    def remove(self, name: str) -> None:
        """The file and what is known of it; contacts that were loaded stay."""
        upload = self.one(name)
        if upload.state in AT_WORK:
            raise NotNow(f"upload {name} is {_standing(upload)}", "stop it first")
        self.foreman.remove(name)

    async def verdicts(self, name: str, verdicts: Sequence[str], after: int, limit: int) -> list[RowVerdict]:
        upload = self.one(name)
        path = self.foreman.shelf.verdicts(name)
        if upload.trial is None or not path.exists():
            raise NotNow(f"upload {name} was not tried as it is read now", "try it first")
        return await asyncio.to_thread(page, path, verdicts, after, limit)

    def rejected(self, name: str) -> Path:
        """Of the load if there was one, else of the trial."""
        upload, shelf = self.one(name), self.foreman.shelf
        path = shelf.rejected(name) if upload.load or upload.counts else shelf.would_be_rejected(name)
        if not path.exists():
            raise NotNow(f"upload {name} has no rows that were not loaded", "")
        return path

    # --- loads, wherever they were made --------------------------------------------------------------------------

    async def loads(self, campaign: str | None, most: int) -> list[Row]:
        with database():
            return await all_loads(self._database, campaign, most)

    async def load(self, which: int) -> Row:
        with database():
            found = await all_loads(self._database, None, 1, which)
        if not found:
            raise NotKnown("load", str(which), ())
        return found[0]

    async def undo(self, which: int, at: Moment, within: float) -> Undone | None:
        """None: it takes longer than `within` seconds, and goes on; asked again, somebody waits for the same."""
        await self._halt(which)
        task = self._undoing.get(which)
        if task is None:
            task = self._undoing[which] = asyncio.create_task(undo(self._database, which, at))
            task.add_done_callback(lambda done: self._undone(which, done))
        with database():
            try:
                async with asyncio.timeout(within):
                    return await asyncio.shield(task)
            except TimeoutError:
                return None
            except WrongWish as error:
                raise NotKnown("load", str(which), ()) from error

    async def _halt(self, which: int) -> None:
        """While it is loaded by a worker of ours, that ends first."""
        for upload in self.all():
            if upload.load == which and upload.state in AT_WORK:
                await self.foreman.cancel(upload.id)

    def _undone(self, which: int, task: asyncio.Task[Undone]) -> None:
        del self._undoing[which]
        if task.cancelled() or task.exception() is not None:
            return
        for upload in self.all():
            if upload.load == which and upload.state in (State.CUT, State.LOADED):
                self.foreman.put(replace(upload, state=State.UNDONE, fault=None))

    async def close(self) -> None:
        going = list(self._undoing.values())
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    # --- kept mappings -------------------------------------------------------------------------------------------

    async def mappings(self) -> dict[str, Template]:
        with database():
            return await templates(self._database)

    async def keep_mapping(self, name: str, mapping: Template) -> None:
        with database():
            await keep(self._database, name, mapping)

    async def forget_mapping(self, name: str) -> None:
        with database():
            try:
                await forget(self._database, name)
            except WrongWish as error:
                raise NotKnown("mapping", name, await templates(self._database)) from error


def _value(wish: Wish, field: str) -> object:
    return dict(wish.columns) if field == "mapping" else getattr(wish, field, "")


def _standing(upload: Upload) -> str:
    words = {State.REFUSED: "no list", State.CUT: "cut off", State.LOOKING: "being looked at"}
    return words.get(upload.state, upload.state.value)


def _next(upload: Upload) -> str:
    remedies = {
        State.CUT: "load it to go on, or take it back",
        State.LOADED: "bring the file again to load it once more",
        State.UNDONE: "bring the file again to load it once more",
        State.REFUSED: "choose how it is read, or bring another file",
    }
    return remedies.get(upload.state, "wait until it is through, or stop it")
