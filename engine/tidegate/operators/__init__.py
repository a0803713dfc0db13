"""Every operator that is no connector, in the palette's order within its group."""

from tidegate.operator import Operator
from tidegate.operators.aggregate_window import AggregateWindow
from tidegate.operators.collect import Collect
from tidegate.operators.collect_window import CollectWindow
from tidegate.operators.demo_source import DemoSource
from tidegate.operators.filter import Filter
from tidegate.operators.inspect import Inspect
from tidegate.operators.key_on import KeyOn
from tidegate.operators.key_rm import KeyRm
from tidegate.operators.map import Map
from tidegate.operators.merge import Merge
from tidegate.operators.null_sink import NullSink
from tidegate.operators.set_fields import SetFields
from tidegate.operators.stdout_sink import StdoutSink
from tidegate.operators.table_sink import TableSink
from tidegate.operators.testing_source import TestingSource

OPERATORS: tuple[type[Operator], ...] = (
    TestingSource,
    DemoSource,
    Map,
    SetFields,
    Filter,
    Merge,
    Inspect,
    KeyOn,
    KeyRm,
    Collect,
    CollectWindow,
    AggregateWindow,
    StdoutSink,
    NullSink,
    TableSink,
)
