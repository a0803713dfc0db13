"""What a seeded fault is: a sentence, where it goes, what it puts in place of what, and the check that has to fail."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ENGINE = Path(__file__).parents[3] / "engine/tidegate"


class Fault(NamedTuple):
    """One fault. Its sentence says what is wrong in an engine that has it."""

    sentence: str
    file: str
    """Below `engine/tidegate`."""
    right: str
    """A text that stands in the file exactly once."""
    wrong: str
    check: str
    """One of `checks.py`, or a test by its id."""

    @property
    def module(self) -> str:
        """Return the module that is changed."""
        return "tidegate." + self.file.removesuffix(".py").replace("/", ".")

    def source(self) -> str:
        """Return the file with the fault in it; ValueError if the table no longer fits the engine."""
        text = (ENGINE / self.file).read_text("utf-8")
        if text.count(self.right) != 1:
            raise ValueError(
                f"{self.file} has {text.count(self.right)} times {self.right!r}, where it should be once; "
                f"update the fault {self.sentence!r} to what stands there now"
            )
        return text.replace(self.right, self.wrong)
