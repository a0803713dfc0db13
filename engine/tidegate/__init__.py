"""Tidegate's engine: items, time and state. It knows nothing of the studio."""

from tidegate.catalog import Catalog, OperatorEntry, describe
from tidegate.check import CheckResult, PortType, StepCheck, check, examine
from tidegate.diagnostics import Code, Diagnostic, Span
from tidegate.drive import Command, drive
from tidegate.errors import Aborted, BadItemRefused, BrokenFlow, EngineError, FileRefused, StateLimit
from tidegate.events import (
    EVENT,
    EVENTS,
    Gap,
    Items,
    Printed,
    RunEnded,
    RunEvent,
    RunStarted,
    RunStatus,
    Stats,
    StatusChanged,
    StepFailed,
    StepStats,
)
from tidegate.flow import Flow, Position, RunSettings, Step, Stream
from tidegate.kernels.warm import warm
from tidegate.plan import Plan
from tidegate.read import JsonProblem, ReadFlow, read_flow, read_json
from tidegate.tables import TableFormat, TablePage, export_table, read_table
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
    "Code",
    "Command",
    "Diagnostic",
    "EngineError",
    "FileRefused",
    "Flow",
    "Gap",
    "Items",
    "JsonProblem",
    "OperatorEntry",
    "Plan",
    "PortType",
    "Position",
    "Printed",
    "ReadFlow",
    "RunEnded",
    "RunEvent",
    "RunSettings",
    "RunStarted",
    "RunStatus",
    "Span",
    "StateLimit",
    "Stats",
    "StatusChanged",
    "Step",
    "StepCheck",
    "StepFailed",
    "StepStats",
    "Stream",
    "TableFormat",
    "TablePage",
    "Worker",
    "check",
    "describe",
    "drive",
    "examine",
    "export_table",
    "read_flow",
    "read_json",
    "read_table",
    "warm",
]
