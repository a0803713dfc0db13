"""Tidegate's engine: items, time and state. It knows nothing of the studio."""

from tidegate.catalog import Catalog, OperatorEntry, describe
from tidegate.check import CheckResult, PortType, StepCheck, check, examine
from tidegate.diagnostics import Code, Diagnostic, Span
from tidegate.drive import Command, drive
from tidegate.errors import (
    Aborted,
    BadItemRefused,
    BrokenFlow,
    EngineError,
    FileRefused,
    RecoveryRefused,
    StateDamaged,
    StateLimit,
    StateOwner,
    StateVersion,
    StoreBusy,
    StoreFailed,
    UnexpectedItem,
)
from tidegate.events import (
    EVENT,
    EVENTS,
    Gap,
    Items,
    OpenWindow,
    OpenWindows,
    Printed,
    RunEnded,
    RunEvent,
    RunStarted,
    RunStatus,
    Stats,
    StatusChanged,
    StepFailed,
    StepStats,
    StepUntil,
)
from tidegate.fields import format_instant
from tidegate.flow import Flow, Position, RunSettings, Step, Stream
from tidegate.kernels.warm import warm
from tidegate.plan import Plan
from tidegate.read import JsonProblem, ReadFlow, read_flow, read_json
from tidegate.recovery import fitted
from tidegate.snapshot import EpochSnapshot, StepSnapshot
from tidegate.stepping import Stepping
from tidegate.store import SqliteStore
from tidegate.tables import TableFormat, TablePage, export_table, read_table
from tidegate.virtual_clock import ClockSet, VirtualClock
from tidegate.worker import FROZEN_US, Worker

__all__ = [
    "EVENT",
    "EVENTS",
    "FROZEN_US",
    "Aborted",
    "BadItemRefused",
    "BrokenFlow",
    "Catalog",
    "CheckResult",
    "ClockSet",
    "Code",
    "Command",
    "Diagnostic",
    "EngineError",
    "EpochSnapshot",
    "FileRefused",
    "Flow",
    "Gap",
    "Items",
    "JsonProblem",
    "OpenWindow",
    "OpenWindows",
    "OperatorEntry",
    "Plan",
    "PortType",
    "Position",
    "Printed",
    "ReadFlow",
    "RecoveryRefused",
    "RunEnded",
    "RunEvent",
    "RunSettings",
    "RunStarted",
    "RunStatus",
    "Span",
    "SqliteStore",
    "StateDamaged",
    "StateLimit",
    "StateOwner",
    "StateVersion",
    "Stats",
    "StatusChanged",
    "Step",
    "StepCheck",
    "StepFailed",
    "StepSnapshot",
    "StepStats",
    "StepUntil",
    "Stepping",
    "StoreBusy",
    "StoreFailed",
    "Stream",
    "TableFormat",
    "TablePage",
    "UnexpectedItem",
    "VirtualClock",
    "Worker",
    "check",
    "describe",
    "drive",
    "examine",
    "export_table",
    "fitted",
    "format_instant",
    "read_flow",
    "read_json",
    "read_table",
    "warm",
]
