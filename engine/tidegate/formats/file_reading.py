"""The running half of `file_source`: its files one after another, or all of them followed as they grow.

bounded   the files in the order of their names, each to its end
followed  what is new in each, in turn; when nothing is, the folder is looked at again after `poll_interval`:
          a new name is a new file; a known inode under another name is a file that was renamed; another inode
          under a known name is a file that was replaced, and the old one is still read to its end
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.bad_items import BadItem, BadItemRule
from tidegate.batch import Batch
from tidegate.diagnostics import Code
from tidegate.formats.portions import Portion
from tidegate.formats.standing import FileChanged, MakeReader, Standing
from tidegate.guard import Gate, Guard
from tidegate.holding import Int64s
from tidegate.operator import BuildContext, OnError, Outputs, Poll, SourceLogic
from tidegate.path_patterns import is_pattern
from tidegate.paths import PathRefused, survey

MOST_OPEN = 200
"""How many followed files are kept open."""


@dataclass(frozen=True, slots=True)
class ReadingOrder:
    """What the running half needs to know of the configuration."""

    path: str
    path_field: str | None
    tail: bool
    poll_interval_us: int
    batch_size: int
    guard: Guard | None
    on_error: OnError


class FileSourceLogic(SourceLogic):
    """Reads some lines at every poll; its position is one in each file."""

    def __init__(
        self, config: ReadingOrder, context: BuildContext, names: Callable[[], list[str]], make_reader: MakeReader
    ) -> None:
        super().__init__()
        self.config, self.data_root = config, context.data_root
        self.bad_items = BadItemRule(config.on_error, context.step_id, self.counters)
        self.gate = Gate(config.guard, config.on_error, context, self)
        self.now_us = 0
        self._names, self._make_reader = names, make_reader
        self._several = is_pattern(config.path)
        self.read, self.files, self._turn = 0, list[Standing](), 0
        self._told: list[BadItem] = []

    def open(self, state: Any | None) -> None:
        saved = state["files"] if state is not None else []
        self.read = state["read"] if state is not None else 0
        files = [Standing(entry["name"], self._make_reader, entry) for entry in saved]
        if self.config.tail:
            self.files = files
            self._look_again()
            return
        self.files = sorted(self._with_new_ones(files), key=lambda file: file.name)
        if (first := self._next_file()) is not None:
            first.open(self.data_root)

    def _with_new_ones(self, files: list[Standing]) -> list[Standing]:
        """Return files that were read before and those that are new; one that has grown since its end goes on."""
        known = {file.name: file for file in files}
        for name in self._names():
            size = survey(self.data_root, name)[1].st_size
            file = known.setdefault(name, Standing(name, self._make_reader))
            file.done = file.done and size <= file.saved["size"]
        return list(known.values())

    def poll(self, system_us: int) -> Poll:
        self.now_us = system_us
        return self._follow(system_us) if self.config.tail else self._go_through(system_us)

    def _go_through(self, system_us: int) -> Poll:
        file = self._next_file()
        if file is None:
            return Poll([], ended=True)
        if file.reader is None:
            file.open(self.data_root)
        outputs = self._outputs(file, file.next(self.config.batch_size))
        if file.done:
            file.close()
        return Poll(outputs, next_at_us=system_us)

    def _next_file(self) -> Standing | None:
        while self._turn < len(self.files) and self.files[self._turn].done:
            self._turn += 1
        return self.files[self._turn] if self._turn < len(self.files) else None

    def _follow(self, system_us: int) -> Poll:
        for _ in range(len(self.files)):
            self._turn = (self._turn + 1) % len(self.files)
            file = self.files[self._turn]
            if (outputs := self._more_of(file)) is not None:
                return Poll(self._tell() + outputs, next_at_us=system_us)
        found_more = self._look_again()
        wait_us = 0 if found_more else self.config.poll_interval_us
        return Poll(self._tell(), next_at_us=system_us + wait_us, listening=True)

    def _more_of(self, file: Standing) -> Outputs | None:
        """Return what is new in a followed file, None where nothing is."""
        if file.done or not self._opened(file):
            return None
        portion = file.next(self.config.batch_size)
        outputs = self._outputs(file, portion)
        empty = not portion.length and not portion.bad
        if file.done or (empty and len(self.files) > MOST_OPEN):
            file.close()
        return None if empty else outputs

    def _opened(self, file: Standing) -> bool:
        try:
            if file.reader is None:
                file.open(self.data_root, followed=True)
        except FileChanged as changed:
            self._begin_anew(file, changed.problem)
            return False
        except PathRefused as refused:
            if refused.kind is not Code.NO_SUCH_FILE:
                raise
            return False
        return True

    def _look_again(self) -> bool:
        """Take note of files that are new, renamed, replaced, cut or gone; return whether there may be more to read."""
        found = {stat.st_ino: (name, stat) for name in self._names() if (stat := self._stat(name)) is not None}
        changed = False
        for file in self.files:
            if file.inode in found:
                name, stat = found.pop(file.inode)
                changed |= not file.leaving and self._is_changed(file, name, stat)
            elif file.inode is not None:
                changed |= file.leave()
        for inode, (name, _) in found.items():
            self._welcome(name, inode)
        self.files = sorted((file for file in self.files if not file.done), key=lambda file: not file.leaving)
        self._turn = -1
        return changed or bool(found)

    def _is_changed(self, file: Standing, name: str, found: os.stat_result) -> bool:
        """Note a file's name; begin it anew if it was cut or written anew in place."""
        file.name = name
        if problem := file.change(found):
            self._begin_anew(file, problem)
        return bool(problem)

    def _welcome(self, name: str, inode: int) -> None:
        """Add a file whose inode was not known."""
        of_name = next((file for file in self.files if file.name == name), None)
        if of_name is not None and of_name.inode is None:
            of_name.inode = inode
            return
        if of_name is not None:
            self._notice("file-replaced", f"file {name!r} was replaced; the new one is read from its beginning")
        self.files.append(Standing(name, self._make_reader))
        self.files[-1].inode = inode

    def _stat(self, name: str) -> os.stat_result | None:
        try:
            return survey(self.data_root, name)[1]
        except PathRefused as refused:
            if refused.kind is Code.NO_SUCH_FILE:
                return None  # Not there yet, or gone since the folder was looked into.
            raise

    def _begin_anew(self, file: Standing, problem: str) -> None:
        self._notice("file-cut", f"file {file.name!r} {problem}; it is read from its beginning")
        file.begin_anew()

    def _notice(self, code: str, reason: str) -> None:
        self._told.append(BadItem(code, reason, self.read, ""))

    def _tell(self) -> Outputs:
        told, self._told = self._told, []
        return self.bad_items.tell(told)

    def _outputs(self, file: Standing, portion: Portion) -> Outputs:
        assert file.reader is not None, "what was read has a reader"
        before = f"{file.name!r}, " if self._several else ""
        bad = [
            BadItem(row.code, f"{before}{file.reader.unit} {row.line}: {row.reason}", self.read + row.at, row.text)
            for row in portion.bad
        ]
        outputs: Outputs = []
        if portion.columns is not None:
            batch = Batch(self._with_path(portion.columns, file.name, portion.length), portion.length)
            outputs = self.gate.admit(batch, self._positions(portion), self.now_us)
        self.read += portion.length + len(bad)
        return outputs + self.bad_items.refuse(bad)

    def _positions(self, portion: Portion) -> int | Int64s:
        """Return the number of the first good item, or of each where bad ones lie between them."""
        if not portion.bad:
            return self.read
        return self.read + np.delete(np.arange(portion.length + len(portion.bad)), [row.at for row in portion.bad])

    def _with_path(self, columns: dict[str, Any], name: str, length: int) -> dict[str, Any]:
        if self.config.path_field is None:
            return columns
        return columns | {self.config.path_field: pa.repeat(pa.scalar(name, pa.string()), length)}

    def snapshot(self) -> Any:
        return {"read": self.read, "files": [file.snapshot() for file in self.files]}

    def close(self) -> None:
        for file in self.files:
            file.close()
