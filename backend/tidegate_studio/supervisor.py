"""The processes of runs: started, told to stop, killed if they do not, and never outliving the studio.

    start -> process (own group, own limits, nearly empty environment) -> frames -> records, then hub
                 | stop, pause and the like: a line        | its end without `run_ended`: failed, with a reason
                 | no answer to stop in time: killed       |

A process may burn a core, leak or crash: that is one failed run with a reason, nothing else. One process waits ready,
so that a run does not begin with loading the engine.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

from msgspec import MsgspecError

from tidegate import RunEnded
from tidegate_studio.history import Header, History, header_of
from tidegate_studio.hub import Hub
from tidegate_studio.orders import LENGTH_BYTES, MAX_FRAME_BYTES, Ask, Order
from tidegate_studio.records import Records
from tidegate_studio.settings import Settings

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
"""The variables that a run's process gets; no other, so that no secret of the server's is in a run."""

COMPLAINT_BYTES = 16 * 1024
CLOSING_SECONDS = 3.0
SPARE_AFTER_SECONDS = 0.5
LOST = "The studio stopped while the run was under way."
SHUT_DOWN = "The studio was shut down."


Ending = Literal["stopped", "failed"]


class BrokenFrame(ValueError):
    """A process sent something that is no frame of events."""


@dataclass
class _Process:
    """A process that has been given a run, or waits for one, with the end of what it complained about."""

    process: asyncio.subprocess.Process
    complaints: bytearray = field(default_factory=bytearray)
    listener: asyncio.Task[None] | None = None

    def send(self, line: str) -> None:
        assert self.process.stdin is not None, "opened with a pipe"
        self.process.stdin.write(line.encode() + b"\n")

    def kill(self) -> None:
        if self.process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    async def gone(self) -> int:
        """Return the process's exit code, once it has one; one that lingers after its last word is killed."""
        try:
            await asyncio.wait_for(self.process.wait(), CLOSING_SECONDS)
        except TimeoutError:
            self.kill()
        code = await self.process.wait()
        if self.listener is not None:
            await self.listener
        return code

    async def listen(self) -> None:
        assert self.process.stderr is not None, "opened with a pipe"
        while part := await self.process.stderr.read(4096):
            self.complaints += part
            del self.complaints[:-COMPLAINT_BYTES]


@dataclass
class _Run:
    """A run under way."""

    id: UUID
    hub: Hub
    process: _Process | None = None
    asks: list[Ask] = field(default_factory=list)
    why_killed: str = ""
    stop_asked: bool = False
    ended: bool = False


class Supervisor:
    """Owns every process of every run."""

    def __init__(self, settings: Settings, records: Records) -> None:
        self._settings, self._records = settings, records
        self._runs: dict[UUID, _Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._spare: asyncio.Task[_Process] | None = None
        self._closing = False

    async def open(self) -> None:
        """Find the runs that a server before this one left behind, and make ready for new ones."""
        self._loop = asyncio.get_running_loop()
        for run_id in await asyncio.to_thread(self._records.lost):
            await self._end(_Run(run_id, self._new_hub(run_id)), "failed", LOST)
        self._prepare_spare()

    async def close(self) -> None:
        """Stop every run, then kill what is left."""
        self._closing = True
        for run in self._runs.values():
            self._pass_on(run, Ask(command="stop", reason=SHUT_DOWN))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING_SECONDS)
        for run in self._runs.values():
            self._kill(run, SHUT_DOWN)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING_SECONDS)
        if self._spare is not None:
            spare = await self._spare
            spare.kill()
            await spare.gone()

    @property
    def running(self) -> int:
        """Return how many runs are under way."""
        return len(self._runs)

    def hub(self, run_id: UUID) -> Hub | None:
        """Return the hub of a run that is under way, or None."""
        run = self._runs.get(run_id)
        return run.hub if run is not None else None

    def history(self, run_id: UUID) -> History:
        """Return the events of a run, under way or ended."""
        hub = self.hub(run_id)
        return (
            hub.history if hub is not None else History(self._folder(run_id) / "events", self._settings.history_bytes)
        )

    def start(self, run_id: UUID, order: Order) -> None:
        """Start a run; from any thread."""
        run = _Run(run_id, self._new_hub(run_id))
        self._runs[run_id] = run
        self._loop.call_soon_threadsafe(self._begin, run, order)

    def ask(self, run_id: UUID, ask: Ask) -> None:
        """Ask something of a run, which may already have ended by itself; from any thread."""
        run = self._runs.get(run_id)
        if run is not None:
            self._loop.call_soon_threadsafe(self._pass_on, run, ask)

    def _begin(self, run: _Run, order: Order) -> None:
        task = self._loop.create_task(self._live(run, order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pass_on(self, run: _Run, ask: Ask) -> None:
        if run.process is None:
            run.asks.append(ask)
        elif not run.ended:
            run.process.send(ask.model_dump_json())
        if ask.command == "stop" and not run.stop_asked:
            run.stop_asked = True
            seconds = self._settings.stop_seconds
            why = f"The run did not stop within {seconds:g} s and was killed."
            self._loop.call_later(seconds, self._kill, run, why)

    def _kill(self, run: _Run, why: str) -> None:
        if not run.ended and run.process is not None:
            run.why_killed = run.why_killed or why
            run.process.kill()

    async def _live(self, run: _Run, order: Order) -> None:
        """See one run through, from its process's start to its end."""
        try:
            await self._follow(run, order)
        except OSError as error:
            # No process could be made, or the disk is full: nothing more can be written, but the row can say so.
            why = f"The studio could not carry on with the run: {error.strerror or error}."
            self._kill(run, why)
            await asyncio.to_thread(self._records.ended, run.id, "failed", why, run.hub.history.last_seq)
            run.hub.end()
        finally:
            self._runs.pop(run.id, None)

    async def _follow(self, run: _Run, order: Order) -> None:
        process = await self._take_process()
        run.process = process
        process.send(order.model_dump_json(by_alias=True))
        for ask in run.asks:
            process.send(ask.model_dump_json())
        try:
            async for lines in _frames(process.process.stdout):
                await self._tell(run, lines)
        except BrokenFrame as broken:
            self._kill(run, str(broken))
        code = await process.gone()
        self._put_away(run, process)
        if not run.ended:
            await self._end(run, *_ending(run, code))

    async def _tell(self, run: _Run, lines: Sequence[bytes]) -> None:
        """Write events down, then what they mean for the run's row, then show them.

        In this order, who sees a job ended finds all its events, and who sees its last event finds the job ended.
        """
        headers = _headers(lines, run.hub.shown_seq + 1)
        run.hub.write(lines)
        for header in headers:
            if header.type == "status":
                await asyncio.to_thread(self._records.moved, run.id, header.status, header.reason)
            elif header.type == "run_ended":
                run.ended = True
                await asyncio.to_thread(self._records.ended, run.id, header.status, header.reason, header.seq)
        run.hub.show(lines)
        if run.ended:
            run.hub.end()

    async def _end(self, run: _Run, status: Ending, reason: str) -> None:
        """Tell the end of a run whose process did not."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        event = RunEnded(seq=run.hub.shown_seq + 1, at=at, status=status, reason=reason)
        await self._tell(run, [event.model_dump_json().encode()])

    def _put_away(self, run: _Run, process: _Process) -> None:
        if process.complaints:
            path = self._folder(run.id) / "stderr.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(process.complaints)

    async def _take_process(self) -> _Process:
        spare, self._spare = self._spare, None
        process = await spare if spare is not None else await self._spawn()
        if process.process.returncode is not None:
            process = await self._spawn()
        self._prepare_spare()
        return process

    def _prepare_spare(self) -> None:
        # After a while, so that loading it takes no time from what is starting now.
        self._loop.call_later(SPARE_AFTER_SECONDS, self._spawn_spare)

    def _spawn_spare(self) -> None:
        if self._spare is None and not self._closing:
            self._spare = self._loop.create_task(self._spawn())

    async def _spawn(self) -> _Process:
        pipe = asyncio.subprocess.PIPE
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        started = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "tidegate_studio.child"),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=environment,
            cwd=self._settings.data_root,
            start_new_session=True,
        )
        process = _Process(started)
        process.listener = self._loop.create_task(process.listen())
        return process

    def _new_hub(self, run_id: UUID) -> Hub:
        return Hub(History(self._folder(run_id) / "events", self._settings.history_bytes))

    def _folder(self, run_id: UUID) -> Path:
        return self._settings.data / "runs" / str(run_id)


async def _frames(pipe: asyncio.StreamReader | None) -> AsyncIterator[list[bytes]]:
    """Give the events of each whole frame, until the pipe ends; half a frame at its end is dropped."""
    assert pipe is not None, "opened with a pipe"
    while True:
        try:
            length = int.from_bytes(await pipe.readexactly(LENGTH_BYTES), "big")
            if length > MAX_FRAME_BYTES:
                raise BrokenFrame(f"The run's process sent {length:,} bytes of events at once.")
            frame = await pipe.readexactly(length)
        except asyncio.IncompleteReadError:
            return
        yield frame.split(b"\n")


def _headers(lines: Sequence[bytes], first: int) -> list[Header]:
    """Return what is to be known of these events, which must be numbered from `first` on."""
    try:
        headers = [header_of(line) for line in lines]
    except MsgspecError:
        raise BrokenFrame("The run's process sent something that is no event.") from None
    if [header.seq for header in headers] != list(range(first, first + len(lines))):
        raise BrokenFrame("The run's process lost count of its events.")
    return headers


def _ending(run: _Run, code: int) -> tuple[Ending, str]:
    """Return how a run ended whose process did not tell, and why."""
    if run.why_killed:
        return "stopped" if run.stop_asked else "failed", run.why_killed
    if code < 0:
        return "failed", f"The run's process was killed by {signal.Signals(-code).name}."
    return (
        "failed",
        f"The run's process ended with code {code} and no reason; stderr.txt in its folder has its last words.",
    )
