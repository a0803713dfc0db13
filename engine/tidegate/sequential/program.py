"""`Program`: an expression as instructions for the little machine of `kernels/instructions.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.expression.compile import Step
from tidegate.sequential.leaves import Lacks, Words
from tidegate.types import Type

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Input:
    """A part of an expression that does not depend on the state; each leaf has a register."""

    step: Step
    type: Type | None
    """None: only whether it can be had is of interest."""
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions and the registers they work on."""

    code: npt.NDArray[np.int64]
    regs: Words
    """All registers, with the constants in them."""
    nulls: Lacks
    states: Mapping[str, Places]
    """The registers of each state's leaves."""
    inputs: tuple[Input, ...]
    input_at: Places
    """The register of each leaf of the inputs."""
    results: Places
    """The registers of the result's leaves."""
    starts: Places
    """The registers of the value that an empty slot takes as it is; none where there is no such value."""
