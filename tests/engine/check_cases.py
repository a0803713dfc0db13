"""Flows with something wrong in them, each with what is to be found: code, step, field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tidegate import Code
from tidegate.flow import MAX_STEPS

Found = tuple[str, str | None, str | None]
"""A code, the step, and the field or port."""

SCHEMA = {"time": "timestamp", "user": "str", "val": "int", "tags": "list[str]"}
ITEMS = {"id": "items", "operator": "testing_source", "config": {"schema": SCHEMA, "items": []}}
SINK = {"id": "out", "operator": "null_sink"}
NOTE = {"id": "n", "x": 0, "y": 0}
CLOCK = {"type": "event", "timestamp": "time", "wait": "0s"}
TUMBLING = {"type": "tumbling", "length": "10s"}
SLIDING = {"type": "sliding", "length": "10s", "offset": "5s"}
SESSION = {"type": "session", "gap": "5s"}
WINDOWS = {"clock": CLOCK, "windower": TUMBLING}


def flow(*steps: dict[str, Any], streams: Sequence[str] | None = None) -> dict[str, Any]:
    """Return a flow of these steps in a row, or with streams such as `a.down b.up`."""
    ends = [f"{up['id']}.down {down['id']}.up" for up, down in pairwise(steps)]
    pairs = [text.split() for text in (ends if streams is None else streams)]
    return {"steps": list(steps), "streams": [{"from": up, "to": down} for up, down in pairs]}


def step(operator: str, step_id: str = "s", **config: Any) -> dict[str, Any]:
    return {"id": step_id, "operator": operator, "config": config}


def one(operator: str, **config: Any) -> dict[str, Any]:
    """Return a flow with one step between a source and a sink."""
    return flow(ITEMS, step(operator, **config), SINK)


def keyed(operator: str, **config: Any) -> dict[str, Any]:
    return flow(ITEMS, step("key_on", "key", key="user"), step(operator, **config), SINK)


def window(**config: Any) -> dict[str, Any]:
    return keyed("collect_window", **{"clock": CLOCK, "windower": TUMBLING, **config})


def join(operator: str, of_side: str = "item", **config: Any) -> dict[str, Any]:
    """Return a flow that joins items with the same items, or with what an expression makes of them."""
    steps = [
        ITEMS,
        step("key_on", "key", key="user"),
        step("map", "other", value=of_side),
        step(operator, **config),
        SINK,
    ]
    ends = ["items.down key.up", "key.down other.up", "key.down s.sides", "other.down s.sides", "s.down out.up"]
    return flow(*steps, streams=ends)


def sums(**aggregations: Any) -> dict[str, Any]:
    return keyed("aggregate_window", clock=CLOCK, windower=TUMBLING, aggregations=aggregations)


def tumbling(**more: Any) -> dict[str, Any]:
    return window(windower={**TUMBLING, **more})


CASES: list[tuple[str, Any, list[Found]]] = [
    ("a flow that can run", one("filter", keep="val > 1"), []),
    ("not json", b"{", [("json-syntax", None, None)]),
    ("a field twice", b'{"name": "a", "name": "b"}', [("json-duplicate", None, None)]),
    ("not a number", b'{"format": NaN}', [("json-number", None, "format")]),
    ("too deep", b"[" * 200 + b"]" * 200, [("json-depth", None, None)]),
    ("not utf-8", b"\xff", [("encoding", None, None)]),
    ("no object", [], [("flow-shape", None, None)]),
    ("from the future", {"format": 9}, [("flow-format", None, "format")]),
    ("too many steps", {"steps": [SINK] * (MAX_STEPS + 1)}, [("flow-size", None, "steps")]),
    ("no steps", {}, [("flow-empty", None, None)]),
    ("an id with a dot", {"steps": [step("inspect", "a.b")]}, [("step-id", "a.b", "steps.0.id")]),
    ("two steps of one name", flow(ITEMS, SINK, SINK, streams=["items.down out.up"]), [("step-twice", "out", None)]),
    ("an operator that is not there", one("flter"), [("unknown-operator", "s", "operator")]),
    ("a field that is not there", one("filter", keep="true", when="x"), [("unknown-field", "s", "when")]),
    ("a field that is missing", one("filter"), [("missing-field", "s", "keep")]),
    ("a value that does not fit", one("inspect", label=7), [("bad-value", "s", "label")]),
    (
        "a stream from nowhere",
        flow(ITEMS, SINK, streams=["items.down out.up", "itms.down out.up"]),
        [("unknown-step", None, None)],
    ),
    (
        "a stream to a port that is not there",
        flow(ITEMS, SINK, streams=["items.down out.up", "items.late out.down"]),
        [("unknown-port", "items", "late"), ("unknown-port", "out", "down")],
    ),
    (
        "a guard that has nothing to compare with",
        flow(step("testing_source", schema="{at: timestamp}", items=[], guard={"timestamp": "at"}), SINK),
        [("guard-idle", "s", "guard")],
    ),
    (
        "two streams into one port",
        flow(ITEMS, {**ITEMS, "id": "more"}, SINK, streams=["items.down out.up", "more.down out.up"]),
        [("port-twice", "out", "up")],
    ),
    (
        "one stream twice",
        flow(ITEMS, SINK, streams=["items.down out.up", "items.down out.up"]),
        [("port-twice", "out", "up")],
    ),
    ("a loose port", flow(ITEMS, SINK, streams=[]), [("loose-port", "out", "up")]),
    (
        "a circle",
        flow(ITEMS, step("merge", "a"), step("inspect", "b"), SINK, streams=["items.down a.ups", "a.down b.up", "b.down a.ups", "b.down out.up"]),
        [("cycle", "a", None)],
    ),
    ("a step that feeds itself", flow(step("inspect", "a"), SINK, ITEMS, streams=["a.down a.up", "items.down out.up"]), [("cycle", "a", None)]),
    (
        "no source",
        flow(step("inspect", "a"), SINK),
        [("loose-port", "a", "up"), ("no-source", None, None)],
    ),
    ("two notes of one name", flow(ITEMS, SINK) | {"notes": [NOTE, NOTE]}, [("note-twice", None, "notes.1.id")]),
    (
        "two groups of one name",
        flow(ITEMS, SINK) | {"groups": [{"id": "g"}, {"id": "g"}]},
        [("group-twice", None, "groups.1.id")],
    ),
    (
        "a group with a step that is not there",
        flow(ITEMS, SINK) | {"groups": [{"id": "g", "steps": ["items", "zebra"]}]},
        [("unknown-step", None, "groups.0.steps")],
    ),
    (
        "a step in two groups",
        flow(ITEMS, SINK) | {"groups": [{"id": "g", "steps": ["items"]}, {"id": "h", "steps": ["items"]}]},
        [("group-twice", "items", "groups.1.steps")],
    ),
    ("no sink", flow(ITEMS), [("no-sink", None, None)]),
    ("no key", one("collect", timeout="1s", max_size=2), [("not-keyed", "s", "up")]),
    (
        "streams of two types",
        flow(ITEMS, step("map", "m", value="val"), step("merge"), SINK, streams=["items.down m.up", "items.down s.ups", "m.down s.ups", "s.down out.up"]),
        [("stream-type", "s", "ups")],
    ),
    ("a file that is empty", flow(step("file_source", path="empty.csv"), SINK), [("unknown-schema", "s", "schema")]),
    ("a file that is not there", flow(step("file_source", path="no.csv"), SINK), [("no-such-file", "s", "path")]),
    ("a file outside", flow(step("file_source", path="../up.csv"), SINK), [("path-outside", "s", "path")]),
    ("a folder", flow(step("file_source", path="folder.csv"), SINK), [("path-kind", "s", "path")]),
    ("too many files", flow(step("file_source", path="many/*"), SINK), [("path-many", "s", "path")]),
    ("a name no file has", flow(step("file_source", path="a\0.csv"), SINK), [("path-name", "s", "path")]),
    (
        "one file written twice",
        flow(ITEMS, step("file_sink", "one", path="made.csv"), step("file_sink", "two", path="made.csv"), streams=["items.down one.up", "items.down two.up"]),
        [("path-taken", "two", "path")],
    ),
    ("half an expression", one("filter", keep="val >"), [("expression-syntax", "s", "keep")]),
    ("a lambda", one("filter", keep="lambda: true"), [("expression-not-allowed", "s", "keep")]),
    ("a field nobody has", one("filter", keep="vall > 1"), [("expression-name", "s", "keep")]),
    ("a function nobody has", one("filter", keep="__import__('os')"), [("expression-call", "s", "keep")]),
    ("a number for a truth", one("filter", keep="val"), [("expression-type", "s", "keep")]),
    ("too large a number", one("filter", keep="val > 99999999999999999999"), [("expression-constant", "s", "keep")]),
    ("too long", one("filter", keep="val > 1 and " * 5_000 + "true"), [("expression-limit", "s", "keep")]),
    ("a look-ahead", one("filter", keep='matches(user, "(?=x)")'), [("expression-regex", "s", "keep")]),
    ("a format of times nobody has", one("map", value='format_time(time, "%Q")'), [("expression-format", "s", "value")]),
    ("a zone nobody has", one("map", value='hour(time, "Mars/Olympus")'), [("expression-timezone", "s", "value")]),
    ("a length of nothing", tumbling(length="0s"), [("bad-value", "s", "windower.length")]),
    ("a length below nothing", tumbling(length="-1s"), [("bad-value", "s", "windower.length")]),
    ("a length that is no length", tumbling(length="PT10S"), [("bad-value", "s", "windower.length")]),
    ("a length beyond time", tumbling(length="4000000d"), [("bad-value", "s", "windower.length")]),
    ("a length beyond 64 bits", tumbling(length=2**63), [("bad-value", "s", "windower.length")]),
    ("windows of another kind", tumbling(type="rolling"), [("bad-value", "s", "windower")]),
    ("no windows", keyed("collect_window", clock=CLOCK), [("missing-field", "s", "windower")]),
    ("sliding windows", window(windower=SLIDING), []),
    ("an offset as long as the length", window(windower={**SLIDING, "offset": "10s"}), []),
    ("an offset that leaves gaps", window(windower={**SLIDING, "offset": "10000001us"}), [("bad-value", "s", "windower")]),
    ("an offset of nothing", window(windower={**SLIDING, "offset": "0s"}), [("bad-value", "s", "windower.offset")]),
    ("an offset below nothing", window(windower={**SLIDING, "offset": "-1s"}), [("bad-value", "s", "windower.offset")]),
    ("no offset", window(windower={"type": "sliding", "length": "10s"}), [("missing-field", "s", "windower.offset")]),
    ("an offset where none is", tumbling(offset="5s"), [("unknown-field", "s", "windower.offset")]),
    ("a thousand windows for each item", window(windower={**SLIDING, "length": "1000s", "offset": "1s"}), []),
    ("a window more", window(windower={**SLIDING, "length": "1001s", "offset": "1s"}), [("bad-value", "s", "windower")]),
    ("sessions", window(windower=SESSION), []),
    ("sessions without a gap", window(windower={"type": "session"}), [("missing-field", "s", "windower.gap")]),
    ("a gap of nothing", window(windower={**SESSION, "gap": "0s"}), []),
    ("a gap below nothing", window(windower={**SESSION, "gap": "-1us"}), [("bad-value", "s", "windower.gap")]),
    ("a late rule nobody has", window(clock={**CLOCK, "late_rule": "never"}), [("bad-value", "s", "clock.late_rule")]),
    ("a late rule where nothing is late", window(clock={"type": "system", "late_rule": "window_closed"}), [("unknown-field", "s", "clock.late_rule")]),
    ("a set of records", window(into="set", value="item"), [("expression-type", "s", "value")]),
    ("a set of nothing", window(into="set"), [("missing-field", "s", "value")]),
    ("a map without names", window(into="map", value="val"), [("missing-field", "s", "name")]),
    ("a map named by numbers", window(into="map", value="val", name="val"), [("expression-type", "s", "name")]),
    ("a list with names", window(name="user"), [("bad-value", "s", "name")]),
    ("a count of windows without a key", one("count_window", **WINDOWS), [("missing-field", "s", "key")]),
    ("a count of windows by a number", one("count_window", **WINDOWS, key="val"), [("expression-type", "s", "key")]),
    ("unordered sessions folded without a merge", keyed("fold_window", clock=CLOCK, windower=SESSION, ordered=False, initial="0", fold="acc + val"), [("missing-field", "s", "merge")]),
    ("ordered sessions, folded", keyed("fold_window", clock=CLOCK, windower=SESSION, initial="0", fold="acc + val"), []),
    ("unordered windows, folded", keyed("fold_window", **WINDOWS, ordered=False, initial="0", fold="acc + val"), []),
    ("a merge into another type", keyed("fold_window", **WINDOWS, initial="0", fold="acc + val", merge="str(a)"), [("expression-type", "s", "merge")]),
    ("a merge of items", keyed("fold_window", **WINDOWS, initial="0", fold="acc + val", merge="a + val"), [("expression-name", "s", "merge")]),
    ("a reduction of windows to a part", keyed("reduce_window", **WINDOWS, reduce="a.val"), [("expression-type", "s", "reduce")]),
    ("the largest record of a window", keyed("max_window", **WINDOWS), [("expression-type", "s", "by")]),
    ("the smallest list of a window", keyed("min_window", **WINDOWS, by="tags"), [("expression-type", "s", "by")]),
    ("a window of items without keys", one("reduce_window", **WINDOWS, reduce="a"), [("not-keyed", "s", "up")]),
    ("a join", join("join"), []),
    ("a join of windows", join("join_window", **WINDOWS), []),
    ("a join without keys", flow(ITEMS, {**ITEMS, "id": "more"}, step("join"), SINK, streams=["items.down s.sides", "more.down s.sides", "s.down out.up"]), [("not-keyed", "s", "sides")]),
    ("a mode of joining nobody has", join("join", insert_mode="any"), [("bad-value", "s", "insert_mode")]),
    ("a mode of telling nobody has", join("join_window", **WINDOWS, emit_mode="never"), [("bad-value", "s", "emit_mode")]),
    ("a name for each side", join("join", names=["a", "b"]), []),
    ("a side without a name", join("join", names=["a"]), [("bad-value", "s", "names")]),
    ("two sides of one name", join("join_window", **WINDOWS, names=["a", "a"]), [("bad-value", "s", "names.1")]),
    ("a side called side", join("join", names=["side", "b"]), [("bad-value", "s", "names.0")]),
    ("a side of no usable name", join("join", names=["a", "b c"]), [("bad-value", "s", "names.1")]),
    ("a timestamp that one side has not", join("join_window", of_side="val", **WINDOWS), [("expression-name", "s", "clock.timestamp")]),
    ("an alignment without a zone", tumbling(align_to="2022-01-01T00:00:00"), [("bad-value", "s", "windower.align_to")]),
    ("an alignment before the year 1", tumbling(align_to=-(10**17)), [("bad-value", "s", "windower.align_to")]),
    ("the first and the last instant", tumbling(align_to="9999-12-31T23:59:59.999999Z"), []),
    ("the longest wait", window(clock={**CLOCK, "wait": "3652500d"}), []),
    ("a wait below nothing", window(clock={**CLOCK, "wait": "-1s"}), [("bad-value", "s", "clock.wait")]),
    ("a clock nobody has", window(clock={"type": "moon"}), [("bad-value", "s", "clock")]),
    ("a clock without a timestamp", window(clock={"type": "event"}), [("missing-field", "s", "clock.timestamp")]),
    ("a timestamp that is none", window(clock={**CLOCK, "timestamp": "user"}), [("expression-type", "s", "clock.timestamp")]),
    ("a fold into another type", keyed("fold_final", initial="0", fold="user"), [("expression-type", "s", "fold")]),
    ("a fold from an item", keyed("fold_final", initial="val", fold="acc"), [("expression-name", "s", "initial")]),
    ("a fold from nothing known", keyed("fold_final", initial="[]", fold="acc"), [("expression-type", "s", "fold")]),
    ("a fold of two slips", keyed("fold_final", initial="0", fold="acc + vall"), [("expression-name", "s", "fold")]),
    ("a fold without keys", one("fold_final", initial="0", fold="acc"), [("not-keyed", "s", "up")]),
    ("a reduction to a part", keyed("reduce_final", reduce="a.val"), [("expression-type", "s", "reduce")]),
    ("the largest record", keyed("max_final"), [("expression-type", "s", "by")]),
    ("the smallest list", keyed("min_final", by="tags"), [("expression-type", "s", "by")]),
    ("a count by a number", one("count_final", key="val"), [("expression-type", "s", "key")]),
    ("no sums", keyed("aggregate_final", aggregations={}), [("bad-value", "s", "aggregations")]),
    ("a sum of a text", keyed("aggregate_final", aggregations={"n": {"function": "sum", "of": "user"}}), [("expression-type", "s", "aggregations.n.of")]),
    ("a state of no known type", keyed("stateful_map", state="state", value="1"), [("expression-type", "s", "state")]),
    ("a state of no type at all", keyed("stateful_map", state="1", value="1", state_type="x"), [("bad-value", "s", "state_type")]),
    ("a state that changes its type", keyed("stateful_map", state='1 if state is null else user', value="1"), [("expression-type", "s", "state")]),
    ("an emission that is no list", keyed("stateful_flat_map", state="1", values="val"), [("expression-type", "s", "values")]),
    ("no aggregations", sums(), [("bad-value", "s", "aggregations")]),
    ("a sum of nothing", sums(total={"function": "sum"}), [("expression-type", "s", "aggregations.total.of")]),
    ("a sum of texts", sums(total={"function": "sum", "of": "user"}), [("expression-type", "s", "aggregations.total.of")]),
    ("a result with a window's name", sums(open_time={"function": "count"}), [("bad-value", "s", "aggregations.open_time")]),
    ("a quantile without q", sums(n={"function": "quantile", "of": "val"}), [("bad-value", "s", "aggregations.n.q")]),
    ("a quantile above 1", sums(n={"function": "quantile", "of": "val", "q": 1.5}), [("bad-value", "s", "aggregations.n.q")]),
    ("a sum with q", sums(n={"function": "sum", "of": "val", "q": 0.5}), [("bad-value", "s", "aggregations.n.q")]),
    ("an aggregation nobody has", sums(n={"function": "cuont"}), [("bad-value", "s", "aggregations.n.function")]),
    (
        "a field with the name of its union's tag",
        one("enrich", table={"type": "rows"}, match="user", key="user"),
        [("missing-field", "s", "table.schema"), ("missing-field", "s", "table.rows")],
    ),
    (
        "items that do not fit",
        flow(step("testing_source", schema={"a": "int"}, items=[{"a": 1}, {"a": "x"}, {"b": 1}, {"$": "STOP"}]), SINK),
        [("bad-value", "s", "items.1"), ("bad-value", "s", "items.2"), ("bad-value", "s", "items.3")],
    ),
    ("a type nobody has", flow(step("testing_source", schema={"a": "integer"}, items=[]), SINK), [("bad-value", "s", "schema")]),
    (
        "many problems at once",
        flow(ITEMS, step("filter", "f", keep="vall > 1"), step("flter", "g"), step("inspect", "h", labl=1), {**SINK, "config": {"x": 1}}),
        [("expression-name", "f", "keep"), ("unknown-operator", "g", "operator"), ("unknown-field", "h", "labl"), ("unknown-field", "out", "x")],
    ),
]  # fmt: skip

NOBODY_CAN_YET = {Code.KEYED: "no operator refuses items that carry a key"}
