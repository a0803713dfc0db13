"""What the supervisor and a run's process say to each other.

    supervisor --Order, then Commands: one JSON object per line--> process
    process --frames of events: length (4 bytes, big-endian), then one event per line--> supervisor

The process numbers and stamps its events. When either pipe ends, the other side is gone.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from tidegate import Flow, StepUntil

LENGTH_BYTES = 4
MAX_FRAME_BYTES = 32 * 1024 * 1024


class Order(BaseModel):
    """What a process is to run, and within which limits."""

    model_config = ConfigDict(frozen=True)

    flow: Flow
    data_root: str
    memory_bytes: int
    open_files: int
    paused: bool = False
    """Whether it is to stand still before its first item."""


Wish = Literal["stop", "finish", "pause", "resume", "step", "speed"]
"""What a running process can be asked for."""


class Ask(BaseModel):
    """What a running process is asked for."""

    model_config = ConfigDict(frozen=True)

    command: Wish
    reason: str = ""
    """Why a run is to stop, in words."""
    speed: float = 1
    """How many times as fast as the machine's clock the run's is to go."""
    until: StepUntil = StepUntil.TURN
    """What a step is to end with."""
