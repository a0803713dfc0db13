"""`PreviewProcess`: one process of previews, from the previewer's side of the pipes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from tidegate_studio.orders import LENGTH_BYTES
from tidegate_studio.preview_orders import MAX_ANSWER_BYTES, Condition, Limits
from tidegate_studio.settings import Settings
from tidegate_studio.supervisor import COMPLAINT_BYTES, INHERITED

STARTING_SECONDS = 600.0
"""A process that compiles kernels for the first time takes a minute, and minutes on a machine that does much else."""
ENDING_SECONDS = 1.0

Answer = tuple[Condition, bytes]


class ProcessLost(Exception):
    """The process gave no answer; the message says why, to a person."""

    code = "process-lost"


class OutOfTime(ProcessLost):
    """The process used up its time and could not say so itself."""

    code = "too-long"

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            f"The preview was still at work after {settings.preview_seconds:g} s and was stopped. "
            "Take fewer sample items."
        )


class NotBegun(ProcessLost):
    """The process was lost before it had begun with the order, so that another one can do it."""


class PreviewProcess:
    """A process that tries flows on samples, one at a time."""

    def __init__(self, process: asyncio.subprocess.Process, settings: Settings) -> None:
        self._process, self._settings = process, settings
        self._complaints = bytearray()
        self._listener = asyncio.ensure_future(self._listen())

    @staticmethod
    async def start(settings: Settings, waits_for: Callable[[str], None]) -> PreviewProcess:
        """Return a process that is ready: in a group of its own, with next to no environment.

        What that waits for, if it takes long, is told in words.
        """
        pipe = asyncio.subprocess.PIPE
        try:
            started = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "tidegate_studio.preview_child"),
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                env={name: os.environ[name] for name in INHERITED if name in os.environ},
                cwd=settings.data_root,
                start_new_session=True,
            )
        except OSError as error:
            raise ProcessLost(f"No process for previews could be started: {error.strerror or error}.") from None
        process = PreviewProcess(started, settings)
        try:
            await asyncio.wait_for(process._made_ready(waits_for), STARTING_SECONDS)
        except BaseException as error:
            await process.end()
            if isinstance(error, TimeoutError):
                raise ProcessLost("The process for previews did not start in time. Ask again.") from None
            raise
        return process

    @property
    def gone(self) -> bool:
        """Return whether it has ended."""
        return self._process.returncode is not None

    async def exchange(self, order: bytes) -> Answer:
        """Send an order and return the answer, which follows the word that it was begun; raise `ProcessLost`."""
        self._send(len(order).to_bytes(LENGTH_BYTES, "big") + order)
        try:
            await self._answer()
        except ProcessLost as lost:
            raise NotBegun(str(lost)) from None
        return await self._answer()

    async def end(self) -> None:
        """Kill the process and all it has started, and wait until it is gone; keep the end of what it complained of."""
        if not self.gone:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        await self._listener
        if self._complaints:
            with suppress(OSError):
                (self._settings.data / "preview-stderr.txt").write_bytes(self._complaints)

    async def _made_ready(self, waits_for: Callable[[str], None]) -> None:
        limits = Limits(
            data_root=str(self._settings.data_root),
            uploads=str(self._settings.samples),
            memory_bytes=self._settings.preview_memory_bytes,
            open_files=self._settings.run_open_files,
            seconds=self._settings.preview_seconds,
        )
        self._send(limits.model_dump_json().encode() + b"\n")
        while reason := (await self._answer())[0].waits_for:
            waits_for(reason)

    def _send(self, text: bytes) -> None:
        assert self._process.stdin is not None, "opened with a pipe"
        self._process.stdin.write(text)

    async def _answer(self) -> Answer:
        assert self._process.stdout is not None, "opened with a pipe"
        try:
            length = int.from_bytes(await self._process.stdout.readexactly(LENGTH_BYTES), "big")
            if length > MAX_ANSWER_BYTES:
                raise ProcessLost(f"The preview's process answered with {length:,} bytes. Ask for fewer items.")
            frame = await self._process.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await self._loss() from None
        head, _, body = frame.partition(b"\n")
        return Condition.model_validate_json(head), body

    async def _loss(self) -> ProcessLost:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), ENDING_SECONDS)
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return OutOfTime(self._settings)
        how = f"was killed by {signal.Signals(-code).name}" if code is not None and code < 0 else "ended by itself"
        return ProcessLost(
            f"The preview's process {how}. The next preview has a new one: change the flow, or ask again."
        )

    async def _listen(self) -> None:
        assert self._process.stderr is not None, "opened with a pipe"
        while part := await self._process.stderr.read(4096):
            self._complaints += part
            del self._complaints[:-COMPLAINT_BYTES]
