"""Every connector: one outside system each, its source and its sink."""

from tidegate.connectors.files import FileSink, FileSource
from tidegate.operator import Operator

CONNECTORS: tuple[type[Operator], ...] = (
    FileSource,
    FileSink,
)
