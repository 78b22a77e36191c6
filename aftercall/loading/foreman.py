"""Who gives the work out: looks at once, trials and loads one after the other; each in a process of its own.

What becomes true of an upload is written beside it before anybody hears of it. A daemon that comes back finds what was under way and
gives it out again; a load goes on after the last row that is in the database.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import structlog

from acd.core.moment import DAY, SECOND, Moment
from acd.store.encode import encode
from aftercall.loading.process import Worker, WorkerDied
from aftercall.loading.progress import Speed
from aftercall.loading.shelf import UploadShelf
from aftercall.loading.upload import AT_WORK, Fault, State, Task, Upload

log = structlog.get_logger(__name__)
LOOKS_AT_ONCE: Final = 2
SWEEP_EVERY: Final = 3600.0
"""Seconds."""

DOING: Final = {Task.TRIAL: State.TRYING, Task.LOAD: State.LOADING}
Told = Callable[[Upload], None]
HINT_EVERY: Final = SECOND


class Foreman:
    """`keep`: days after which an upload that rests goes; 0: never. `database`: its address, told to each worker by a pipe."""

    def __init__(self, shelf: UploadShelf, database: str, keep: int, now: Callable[[], Moment]) -> None:
        self.shelf = shelf
        self.uploads: dict[str, Upload] = {}
        self.ears: list[Told] = []
        self._database = database
        self.keep = keep
        self._now = now
        self._waiting: deque[str] = deque()
        self._bell = asyncio.Event()
        self._looks = asyncio.Semaphore(LOOKS_AT_ONCE)
        self._looking: set[asyncio.Task[None]] = set()
        self.at_work: tuple[str, Worker, asyncio.Event] | None = None
        self._cancelled: set[str] = set()
        self._speed: dict[str, Speed] = {}

    # --- what is known -------------------------------------------------------------------------------------------

    def put(self, upload: Upload) -> Upload:
        """On the disk, then told."""
        self.shelf.keep(upload)
        return self._tell(upload)

    def _tell(self, upload: Upload) -> Upload:
        self.uploads[upload.id] = upload
        for ear in self.ears:
            ear(upload)
        return upload

    def speed(self, name: str) -> Speed:
        return self._speed.get(name) or Speed()

    def remove(self, name: str) -> None:
        self.uploads.pop(name, None)
        self._speed.pop(name, None)
        self.shelf.remove(name)

    # --- work ----------------------------------------------------------------------------------------------------

    async def look(self, upload: Upload) -> Upload:
        """As it is read with what is wished now. A wish that cannot be meant comes back as its `fault`."""
        upload = replace(upload, state=State.LOOKING, look=None, trial=None, fault=None)
        self._tell(upload)
        worker = Worker()
        async with self._looks:
            try:
                async for name, value in worker.said(self._job("look", upload)):
                    upload = _looked(upload, name, value)
            except WorkerDied as error:
                upload = replace(upload, state=State.REFUSED, fault=_died(error))
        return upload if upload.id not in self.uploads else self.put(upload)

    def submit(self, upload: Upload, task: Task) -> Upload:
        upload = self.put(replace(upload, state=State.WAITING, task=task, fault=None, ended=None))
        self._waiting.append(upload.id)
        self._bell.set()
        return upload

    async def cancel(self, name: str) -> Upload:
        """It stands still when this returns. A trial is forgotten; of a load stays what is in the database."""
        if self.at_work is not None and self.at_work[0] == name:
            _, worker, over = self.at_work
            self._cancelled.add(name)
            worker.stop()
            await over.wait()
        elif name in self._waiting:
            self._waiting.remove(name)
            self.put(_stopped(self.uploads[name], None))
        return self.uploads[name]

    async def run(self) -> None:
        """Until cancelled. What was under way when the daemon went is given out again."""
        self._open()
        sweeping = asyncio.create_task(self._sweeps(), name="uploads swept")
        try:
            while True:
                while self._waiting:
                    await self._do(self._waiting.popleft())
                self._bell.clear()
                await self._bell.wait()
        finally:
            sweeping.cancel()
            for task in self._looking:
                task.cancel()
            await asyncio.gather(sweeping, *self._looking, return_exceptions=True)

    def _open(self) -> None:
        self.uploads |= {upload.id: upload for upload in self.shelf.open() if upload.id not in self.uploads}
        for upload in list(self.uploads.values()):
            if upload.state is State.LOOKING:
                self.look_later(upload)
            elif upload.state in AT_WORK and upload.task is not None and upload.id not in self._waiting:
                self.submit(upload, upload.task)

    def look_later(self, upload: Upload) -> None:
        async def look() -> None:
            await self.look(upload)

        task = asyncio.create_task(look(), name=f"look at {upload.id}")
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def _do(self, name: str) -> None:
        upload = self.uploads.get(name)
        if upload is None or (task := upload.task) is None:
            return
        began = self._now() if upload.began is None or task is Task.TRIAL else upload.began
        upload = self.put(replace(upload, state=DOING[task], began=began))
        self._speed[name], worker, over = Speed(), Worker(), asyncio.Event()
        self.at_work = name, worker, over
        fault: Fault | None = None
        try:
            async for word, value in worker.said(self._job(task.value, upload)):
                if word == "fault":
                    fault = Fault(**_fault(value))
                else:
                    upload = self._heard(upload, word, value)
        except WorkerDied as error:
            fault = None if name in self._cancelled else _died(error)
        finally:
            self.at_work = None
        if upload.state is DOING[task]:
            upload = self.put(replace(_stopped(upload, fault), ended=self._now()))
        self._cancelled.discard(name)
        over.set()
        log.info("upload", id=name, state=upload.state.value, load=upload.load, why=fault and fault.why)

    def _heard(self, upload: Upload, word: str, value: Any) -> Upload:
        if word == "begun":
            return self.put(replace(upload, load=value["load"], row=value["row"]))
        upload = replace(upload, rejected=value["rejected"])
        if word == "at":
            self._speed[upload.id].note(self._now(), value["row"])
            counts = {"counts": value["counts"]} if upload.task is Task.LOAD else {}
            return self._tell(replace(upload, row=value["row"], **counts))
        return self._done(upload, value["counts"])

    def _done(self, upload: Upload, counts: dict[str, Any]) -> Upload:
        ended = self._now()
        if upload.task is Task.TRIAL:
            return self.put(replace(upload, state=State.READY, task=None, row=0, began=None, trial=counts))
        upload = self.put(replace(upload, state=State.LOADED, task=None, counts=counts, ended=ended))
        self.shelf.drop_content(upload.id)
        return upload

    def _job(self, do: str, upload: Upload) -> dict[str, Any]:
        return {
            "do": do,
            "database": self._database,
            "directory": str(self.shelf.directory.absolute()),
            "upload": encode(upload),
            "at": self._now(),
        }

    # --- what is old ---------------------------------------------------------------------------------------------

    async def _sweeps(self) -> None:
        while True:
            for upload in list(self.uploads.values()):
                last = upload.ended or upload.at
                if self.keep and upload.state not in AT_WORK and last < self._now() - self.keep * DAY:
                    self.remove(upload.id)
            await asyncio.sleep(SWEEP_EVERY)


def _looked(upload: Upload, name: str, value: Any) -> Upload:
    if name == "look":
        return replace(upload, state=State.READY, look=value)
    return replace(upload, state=State.REFUSED, fault=Fault(**_fault(value)))


def _fault(value: dict[str, Any]) -> dict[str, str]:
    return {name: value[name] for name in ("why", "remedy", "field")}


def _died(error: WorkerDied) -> Fault:
    return Fault(f"the process that read it died: {error}", "try again; the daemon's log says more")


def _stopped(upload: Upload, fault: Fault | None) -> Upload:
    """A trial leaves nothing; a load that has begun can go on."""
    if upload.task is Task.LOAD and upload.load is not None:
        return replace(upload, state=State.CUT, task=None, fault=fault)
    return replace(upload, state=State.READY, task=None, row=0, began=None, fault=fault)


def hinting(hint: Callable[[], None], now: Callable[[], Moment]) -> Told:
    """An ear that passes on every change of a state, and once a second that work goes on."""
    states: dict[str, State] = {}
    last = 0

    def told(upload: Upload) -> None:
        nonlocal last
        if states.get(upload.id) is not upload.state or now() - last >= HINT_EVERY:
            states[upload.id], last = upload.state, now()
            hint()

    return told
