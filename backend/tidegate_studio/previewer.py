"""The previews of a studio: one process, started when the first is asked for, replaced when it fails.

    asked -> waiting (one for each tab: a newer one overtakes it) -> at work -> answer
                                                                       | overtaken and slow: process killed
                                                                       | no answer in time: process killed
                                                                       | process died: one failed preview

Previews never touch the processes of runs. A process that holds much more memory than a fresh one is replaced too.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tidegate import PreviewFailure, PreviewResult
from tidegate_studio.preview_process import Answer, NotBegun, OutOfTime, PreviewProcess, ProcessLost
from tidegate_studio.problems import ProblemCode, Refused
from tidegate_studio.settings import MIB, Settings

GRACE_SECONDS = 1.0
"""How much longer than an order may take its process has to say so itself; and how long one that was overtaken has."""
MOST_WAITING = 32
HEAVY_BYTES = 1024 * MIB
"""A process that holds so much when nothing is asked of it is replaced."""
READABLE = "Upload CSV with a header, JSON Lines or Parquet, in UTF-8."


@dataclass(eq=False)
class _Asked:
    """An order on its way."""

    tab: str
    order: bytes
    answer: asyncio.Future[Answer]
    overtaken: asyncio.Event = field(default_factory=asyncio.Event)

    def fail(self, error: Exception) -> None:
        """Answer with an error, unless there is an answer."""
        if not self.answer.done():
            self.answer.set_exception(error)


class Previewer:
    """Owns the process of previews."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: OrderedDict[str, _Asked] = OrderedDict()
        self._now: _Asked | None = None
        self._work: asyncio.Task[None] | None = None
        self._process: PreviewProcess | None = None
        self._count = 0
        self.waits_for = ""
        """Why no preview can be tried yet, in words; empty when that is not so."""

    async def preview(self, tab: str, request: bytes) -> bytes:
        """Return what came of a preview, as JSON; `request` is JSON that has been validated."""
        try:
            _, body = await self._ask(tab, b'{"kind":"preview","request":' + request + b"}")
        except ProcessLost as lost:
            failure = PreviewFailure(step_id=None, code=lost.code, message=str(lost))
            return PreviewResult(failure=failure).model_dump_json().encode()
        return body

    async def look_at(self, name: str) -> bytes:
        """Return what is in an uploaded sample, as JSON; refuse one that cannot be read."""
        try:
            condition, body = await self._ask("", b'{"kind":"look","name":"' + name.encode() + b'"}')
        except ProcessLost as lost:
            raise Refused(ProblemCode.SAMPLE_UNREADABLE, str(lost), READABLE) from None
        if condition.refused:
            raise Refused(ProblemCode.SAMPLE_UNREADABLE, condition.refused, READABLE)
        return body

    async def close(self) -> None:
        """Kill the process; what waits for it fails."""
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work
        for asked in (*self._waiting.values(), self._now):
            if asked is not None:
                asked.fail(ProcessLost("The studio is stopping. Ask again when it is back."))
        await self._let_go()

    async def _ask(self, tab: str, order: bytes) -> Answer:
        loop = asyncio.get_running_loop()
        asked = _Asked(tab, order, loop.create_future())
        self._count += 1
        place = tab or f"\0{self._count}"
        self._overtake(place, tab)
        if len(self._waiting) >= MOST_WAITING:
            raise Refused(
                ProblemCode.TOO_MANY_PREVIEWS, f"{MOST_WAITING} previews are waiting already.", "Try again in a moment."
            )
        self._waiting[place] = asked
        if self._work is None or self._work.done():
            self._work = loop.create_task(self._serve())
        return await asked.answer

    def _overtake(self, place: str, tab: str) -> None:
        if (older := self._waiting.pop(place, None)) is not None:
            older.fail(_overtaken())
        if self._now is not None and tab and self._now.tab == tab:
            self._now.overtaken.set()

    async def _serve(self) -> None:
        """See one order after another through, until none waits."""
        while self._waiting:
            _, self._now = self._waiting.popitem(last=False)
            try:
                answer = await self._carried_out(self._now)
            except (ProcessLost, Refused) as failed:
                self._now.fail(failed)
            else:
                self._now.answer.set_result(answer)
            self._now = None

    async def _carried_out(self, asked: _Asked) -> Answer:
        try:
            return await self._by_one_process(asked)
        except NotBegun:
            # It was killed while nothing was asked of it, and nobody had seen that yet.
            return await self._by_one_process(asked)

    async def _by_one_process(self, asked: _Asked) -> Answer:
        process = await self._at_hand()
        exchange = asyncio.ensure_future(process.exchange(asked.order))
        try:
            answer = await self._in_time(asked, exchange)
        except BaseException:
            exchange.cancel()
            await self._let_go()
            raise
        if answer[0].rss_bytes > HEAVY_BYTES:
            await self._let_go()
        if asked.overtaken.is_set():
            raise _overtaken()
        return answer

    async def _in_time(self, asked: _Asked, exchange: asyncio.Future[Answer]) -> Answer:
        """Wait for an answer: as long as an order may take, and for one that was overtaken not much longer."""
        overtaken: asyncio.Future[bool] = asyncio.ensure_future(asked.overtaken.wait())
        either: set[asyncio.Future[Any]] = {exchange, overtaken}
        whole = self._settings.preview_seconds + GRACE_SECONDS
        try:
            await asyncio.wait(either, timeout=whole, return_when=asyncio.FIRST_COMPLETED)
            if not exchange.done() and overtaken.done():
                await asyncio.wait({exchange}, timeout=GRACE_SECONDS)
        finally:
            overtaken.cancel()
        if exchange.done():
            return exchange.result()
        if asked.overtaken.is_set():
            raise _overtaken()
        raise OutOfTime(self._settings)

    async def _at_hand(self) -> PreviewProcess:
        """Return a process that lives; one that died while nothing was asked of it is replaced."""
        if self._process is not None and self._process.gone:
            await self._let_go()
        if self._process is None:
            self._process = await self._started()
        return self._process

    async def _started(self) -> PreviewProcess:
        try:
            return await PreviewProcess.start(self._settings, self._wait_for)
        finally:
            self._wait_for("")

    def _wait_for(self, reason: str) -> None:
        self.waits_for = reason

    async def _let_go(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.end()


def _overtaken() -> Refused:
    return Refused(
        ProblemCode.PREVIEW_OVERTAKEN, "A newer preview was asked for meanwhile.", "Use the answer to the newer one."
    )
