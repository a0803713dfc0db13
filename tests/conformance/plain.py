"""Cases of operators without windows and joins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.conformance.driving import Driven, by_port
from tests.conformance.flows import (
    KEYED,
    MIXED,
    NotExpressible,
    Record,
    flow_of,
    keyed_source,
    source_of,
    type_of,
)
from tests.conformance.translate import Untranslatable, translated, translated_pair

from tidegate.batch import Batch, batch_of
from tidegate.keys import KeyDictionary
from tidegate.testing import run_flow
from tidegate.types import StreamType, parse_type

import pyarrow as pa  # isort: skip

ITEM = {"x": "item", "v": "item"}


def _text(text: str, names: Mapping[str, str] = ITEM, parts: Mapping[int, str] | None = None) -> str:
    try:
        return translated(text, names, parts)
    except Untranslatable as reason:
        raise NotExpressible(str(reason)) from None


def _keyed(record: Record) -> bool:
    return bool(record["params"].get("keyed", True))


def _flow(record: Record, *steps: tuple[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the flow of a record: its items, with their keys if they have any, and then these steps."""
    if _keyed(record):
        return flow_of(keyed_source(record), *KEYED, *steps)
    needs_keys = record["operator"].endswith("_value") or record["operator"] == "collect"
    items = record["input"]
    if needs_keys:
        # Items without keys at an operator that wants them: in a typed flow, a port that wants a keyed stream.
        return flow_of(source_of(type_of(items), items, record["batch_size"]), ("key_rm", {}), *steps)
    return flow_of(source_of(type_of(items), items, record["batch_size"]), *steps)


def _one(kind: str, field: str, param: str, fails: bool = True) -> Callable[[Record], Any]:
    """Return what expresses an operator of one expression over `x`, the item, or `v`, the value of a keyed one."""

    def express(record: Record) -> Any:
        config = {field: _text(record["params"][param])}
        if fails:
            config["on_error"] = "fail"
        return {"down": run_flow(_flow(record, (kind, config))).items("last.down")}

    return express


def _bare(kind: str) -> Callable[[Record], Any]:
    return lambda record: {"down": run_flow(_flow(record, (kind, {}))).items("last.down")}


def _branch(record: Record) -> Any:
    config = {"condition": _text(record["params"]["predicate"]), "on_error": "fail"}
    result = run_flow(_flow(record, ("branch", config)))
    return {"trues": result.items("last.trues"), "falses": result.items("last.falses")}


def _collect(record: Record) -> Any:
    params = record["params"]
    # Bytewax takes a size below 1 for 1.
    config = {"timeout": f"{params['timeout']}us", "max_size": max(1, params["max_size"])}
    if record["driver"] == "logic":
        return _collect_script(record, config)
    return {"down": run_flow(_flow(record, ("collect", config))).items("last.down")}


def _collect_script(record: Record, config: Mapping[str, Any]) -> Any:
    items = [item for step in record["script"] for item in step.get("items", ())]
    driven = Driven(flow_of(source_of(type_of(items), items), ("key_on", {"key": '"a"'}), ("collect", config)))
    stream = StreamType(parse_type(type_of(items)), True)

    def batch(values: Sequence[Any], keys: KeyDictionary) -> Batch:
        return batch_of(values, stream).with_keys(keys.intern(pa.array(["a"] * len(values), pa.string())), keys)

    steps = []
    due: int | None = None
    for step, wanted in zip(record["script"], record["expected"]["steps"], strict=True):
        outputs = driven.do(step, batch)
        found = [item for part in by_port(outputs, "down") for item in part.columns["item"].to_pylist()]
        if step["do"] == "batch" and due is not None and due <= step["now"]:
            # The script leaves the overdue wake-up to a later step; in an activation it follows the items at once.
            _expect_overdue(found)
            return [step["events"] for step in record["expected"]["steps"]]
        due = wanted.get("notify_at")
        steps.append(found)
    return steps


def _expect_overdue(found: Sequence[Any]) -> None:
    assert len(found) == 1, "an overdue list takes in the items of the activation that finds it, and leaves"


def _merge(record: Record) -> Any:
    sides = record["inputs"]
    kind = type_of([item for side in sides for item in side])
    sources = [source_of(kind, side, record["batch_size"]) for side in sides]
    steps = [{"id": f"items{n}", "operator": "testing_source", "config": source} for n, source in enumerate(sources)]
    streams = [{"from": f"items{n}.down", "to": "last.ups"} for n in range(len(sides))]
    result = run_flow({"steps": [*steps, {"id": "last", "operator": "merge"}], "streams": streams})
    return {"down": result.items("last.down")}


def _fold_final(record: Record) -> Any:
    params = record["params"]
    config = {"initial": _text(params["builder"]), "fold": _text(params["folder"]), "on_error": "fail"}
    return {"down": run_flow(_flow(record, ("fold_final", config))).items("last.down")}


def _reduce_final(record: Record) -> Any:
    config = {"reduce": _text(record["params"]["reducer"]), "on_error": "fail"}
    return {"down": run_flow(_flow(record, ("reduce_final", config))).items("last.down")}


def _best_final(kind: str) -> Callable[[Record], Any]:
    def express(record: Record) -> Any:
        values = [value for _, value in record["input"]]
        pairs = all(isinstance(value, list) for value in values) and type_of(values) == MIXED
        if not pairs:
            by = {"by": _text(record["params"].get("by", "v"))}
            return {"down": run_flow(_flow(record, (kind, by))).items("last.down")}
        return _best_of_pairs(record, kind, values)

    return express


def _best_of_pairs(record: Record, kind: str, values: Sequence[Sequence[Any]]) -> Any:
    """Express values that are tuples of several types as records with a field for each part."""
    names = [f"p{number}" for number in range(len(values[0]))]
    columns = zip(*values, strict=True)
    schema = {"k": "str", **{name: type_of(column) for name, column in zip(names, columns, strict=True)}}
    items = [{"k": key, **dict(zip(names, value, strict=True))} for key, value in record["input"]]
    by = _text(record["params"].get("by", "v"), ITEM, dict(enumerate(names)))
    source = source_of(schema, items, record["batch_size"])
    result = run_flow(flow_of(source, ("key_on", {"key": "k"}), (kind, {"by": by})))
    return {"down": [[key, [item[name] for name in names]] for key, item in result.items("last.down")]}


def _count_final(record: Record) -> Any:
    return {
        "down": run_flow(_flow(record, ("count_final", {"key": _text(record["params"]["key"])}))).items("last.down")
    }


def _stateful(kind: str, emits: str) -> Callable[[Record], Any]:
    def express(record: Record) -> Any:
        names = {"v": "item", "x": "item", "state": "state"}
        try:
            state, value = translated_pair(record["params"]["mapper"], names)
        except Untranslatable:
            # A function that gives no pair has no state to give: a step that lacks one of its two expressions.
            state, value = None, _text(record["params"]["mapper"], names)
        config = {emits: value} if state is None else {"state": state, emits: value}
        if state == "None":
            config["state_type"] = "int"  # A state that never is anything has no type of its own.
        return {"down": run_flow(_flow(record, (kind, config))).items("last.down")}

    return express


EXPRESSED: Mapping[str, Callable[[Record], Any]] = {
    "collect": _collect,
    "merge": _merge,
    "map": _one("map", "value", "mapper"),
    "map_value": _one("map", "value", "mapper"),
    "filter": _one("filter", "keep", "predicate"),
    "filter_value": _one("filter", "keep", "predicate"),
    "filter_map": _one("filter_map", "value", "mapper"),
    "filter_map_value": _one("filter_map", "value", "mapper"),
    "flat_map": _one("flat_map", "values", "mapper"),
    "flat_map_value": _one("flat_map", "values", "mapper"),
    "flatten": _bare("flatten"),
    "key_on": _one("key_on", "key", "key"),
    "key_rm": _bare("key_rm"),
    "redistribute": _bare("redistribute"),
    "raises": _bare("raises"),
    "branch": _branch,
    "count_final": _count_final,
    "fold_final": _fold_final,
    "reduce_final": _reduce_final,
    "max_final": _best_final("max_final"),
    "min_final": _best_final("min_final"),
    "stateful_map": _stateful("stateful_map", "value"),
    "stateful_flat_map": _stateful("stateful_flat_map", "values"),
}
