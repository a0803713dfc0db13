"""Every operator that is no connector, in the palette's order within its group."""

from tidegate.operator import Operator
from tidegate.operators.branch import Branch
from tidegate.operators.collect import Collect
from tidegate.operators.count_window import CountWindow
from tidegate.operators.demo_source import DemoSource
from tidegate.operators.enrich import Enrich
from tidegate.operators.filter import Filter
from tidegate.operators.filter_map import FilterMap
from tidegate.operators.flat_map import FlatMap
from tidegate.operators.flatten import Flatten
from tidegate.operators.inspect import Inspect
from tidegate.operators.join import Join
from tidegate.operators.join_window import JoinWindow
from tidegate.operators.key_on import KeyOn
from tidegate.operators.key_rm import KeyRm
from tidegate.operators.map import Map
from tidegate.operators.merge import Merge
from tidegate.operators.null_sink import NullSink
from tidegate.operators.raises import Raises
from tidegate.operators.redistribute import Redistribute
from tidegate.operators.set_fields import SetFields
from tidegate.operators.stdout_sink import StdoutSink
from tidegate.operators.testing_source import TestingSource

OPERATORS: tuple[type[Operator], ...] = (
    TestingSource,
    DemoSource,
    Map,
    SetFields,
    Filter,
    FilterMap,
    FlatMap,
    Flatten,
    Branch,
    Merge,
    Enrich,
    Inspect,
    KeyOn,
    KeyRm,
    Redistribute,
    Collect,
    CountWindow,
    Join,
    JoinWindow,
    StdoutSink,
    NullSink,
    Raises,
)
