"""Every operator that is no connector, in the palette's order within its group."""

from tidegate.operator import Operator
from tidegate.operators.aggregate_final import AggregateFinal
from tidegate.operators.aggregate_window import AggregateWindow
from tidegate.operators.branch import Branch
from tidegate.operators.collect import Collect
from tidegate.operators.collect_window import CollectWindow
from tidegate.operators.count_final import CountFinal
from tidegate.operators.count_window import CountWindow
from tidegate.operators.demo_source import DemoSource
from tidegate.operators.enrich import Enrich
from tidegate.operators.filter import Filter
from tidegate.operators.filter_map import FilterMap
from tidegate.operators.flat_map import FlatMap
from tidegate.operators.flatten import Flatten
from tidegate.operators.fold_final import FoldFinal
from tidegate.operators.fold_window import FoldWindow
from tidegate.operators.inspect import Inspect
from tidegate.operators.join import Join
from tidegate.operators.join_window import JoinWindow
from tidegate.operators.key_on import KeyOn
from tidegate.operators.key_rm import KeyRm
from tidegate.operators.map import Map
from tidegate.operators.max_final import MaxFinal
from tidegate.operators.max_window import MaxWindow
from tidegate.operators.merge import Merge
from tidegate.operators.min_final import MinFinal
from tidegate.operators.min_window import MinWindow
from tidegate.operators.null_sink import NullSink
from tidegate.operators.raises import Raises
from tidegate.operators.redistribute import Redistribute
from tidegate.operators.reduce_final import ReduceFinal
from tidegate.operators.reduce_window import ReduceWindow
from tidegate.operators.set_fields import SetFields
from tidegate.operators.stateful_flat_map import StatefulFlatMap
from tidegate.operators.stateful_map import StatefulMap
from tidegate.operators.stdout_sink import StdoutSink
from tidegate.operators.table_sink import TableSink
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
    StatefulMap,
    StatefulFlatMap,
    CountFinal,
    FoldFinal,
    ReduceFinal,
    MaxFinal,
    MinFinal,
    AggregateFinal,
    CollectWindow,
    AggregateWindow,
    CountWindow,
    FoldWindow,
    ReduceWindow,
    MaxWindow,
    MinWindow,
    Join,
    JoinWindow,
    StdoutSink,
    NullSink,
    Raises,
    TableSink,
)
