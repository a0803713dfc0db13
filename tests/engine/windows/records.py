"""From a conformance record to the oracle, and from what the oracle gave back to the record's words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.engine.windows.oracle import (
    Collected,
    Content,
    Down,
    EventClock,
    Folded,
    FoldedToTheEnd,
    Grid,
    Held,
    Item,
    Joined,
    Kept,
    KeyedStep,
    Late,
    Mapped,
    Matched,
    Meta,
    Reduced,
    ReducedToTheEnd,
    Session,
    SystemClock,
    Windowed,
    WindowStep,
    counted,
    counted_to_the_end,
    largest,
    largest_of_all,
    listed,
    mapped,
    smallest,
    smallest_of_all,
    unique,
)

Record = Mapping[str, Any]

RECORDS = Path(__file__).parents[2] / "conformance/bytewax-0.21.1.jsonl"
FOREVER_US = 2**70


def read_records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in RECORDS.read_text("utf-8").splitlines()]


# -- settings ---------------------------------------------------------------------------------------------------------

FOLDS: dict[str, Callable[[], Folded]] = {
    "list": lambda: Folded([], lambda acc, v: [*acc, v[1]], lambda a, b: a + b),
    "sum": lambda: Folded(0, lambda acc, v: acc + v[1], lambda a, b: a + b),
    "count": counted,
    "concat": lambda: Folded("", lambda acc, v: acc + str(v[1]), lambda a, b: a + "|" + b),
    "span": lambda: Folded(
        None,
        lambda acc, v: [min(acc[0], v[0]), max(acc[1], v[0])] if acc else [v[0], v[0]],
        lambda a, b: [min(a[0], b[0]), max(a[1], b[1])],
    ),
}
REDUCERS: dict[str, Callable[[Any, Any], Any]] = {
    "sum": lambda a, b: [a[0], a[1] + b[1]],
    "concat": lambda a, b: [a[0], f"{a[1]},{b[1]}"],
    "keep_first": lambda a, b: a,
    "keep_last": lambda a, b: b,
}
INTO: dict[str, Callable[[list[Any]], Any]] = {
    "list": listed(),
    "set": lambda items: [json.loads(text) for text in sorted(unique(lambda one: json.dumps(one.value))(items))],
    "dict": lambda items: [
        [t, p] for t, p in mapped(lambda one: one.value[0], lambda one: one.value[1])(items).items()
    ],
}


def windowed(record: Record) -> Windowed:
    """Return the settings of a record's window step."""
    params = record["params"]
    clock, windower = params["clock"], params["windower"]
    wait = clock.get("wait")
    return Windowed(
        SystemClock() if clock["type"] == "system" else EventClock(FOREVER_US if wait == "max" else wait),
        Session(windower["gap"])
        if windower["type"] == "session"
        else Grid(windower["length"], windower.get("offset") or windower["length"], windower["align_to"]),
        lambda: _holds(record),
        params.get("ordered", record["operator"] in ("collect_window", "fold_window", "join_window")),
    )


def _holds(record: Record) -> Held:
    params, operator = record["params"], record["operator"]
    if operator == "collect_window":
        return Kept(INTO[params.get("into", "list")])
    if operator == "fold_window":
        return FOLDS[params["fold"]]()
    if operator == "count_window":
        return counted()
    if operator == "reduce_window":
        return Reduced(REDUCERS[params["reduce"]])
    if operator == "join_window":
        return Joined(
            len(record["inputs"]) if "inputs" in record else 2,
            params.get("insert_mode", "last"),
            params.get("emit_mode", "final"),
        )
    return {"max_window": largest, "min_window": smallest}[operator](lambda value: value[1])


def content(record: Record) -> Callable[[], Content]:
    """Return what makes the content of a key of a record's step without windows."""
    params, operator = record["params"], record["operator"]

    def evaluated(text: str, **names: Any) -> Any:
        return eval(text, {"min": min, "max": max, "str": str, "len": len, "sum": sum, **names})

    if operator == "collect":
        return lambda: Collected(params["timeout"], params["max_size"])
    if operator == "join":
        return lambda: Matched(
            len(record["inputs"]), params.get("insert_mode", "last"), params.get("emit_mode", "complete")
        )
    if operator == "stateful_map":
        return lambda: Mapped(lambda state, v: _one(evaluated(params["mapper"], state=state, v=v)))
    if operator == "stateful_flat_map":
        return lambda: Mapped(lambda state, v: evaluated(params["mapper"], state=state, v=v))
    if operator == "count_final":
        return counted_to_the_end
    if operator == "fold_final":
        return lambda: FoldedToTheEnd(
            evaluated(params["builder"]), lambda acc, v: evaluated(params["folder"], acc=acc, v=v)
        )
    if operator == "reduce_final":
        return lambda: ReducedToTheEnd(lambda a, b: evaluated(params["reducer"], a=a, b=b))
    best = {"max_final": largest_of_all, "min_final": smallest_of_all}[operator]
    return lambda: best(lambda v: evaluated(params["by"], v=v))


def _one(pair: tuple[Any, Any]) -> tuple[Any, list[Any]]:
    return pair[0], [pair[1]]


# -- runs -------------------------------------------------------------------------------------------------------------


def batches(record: Record, item: Callable[[Any, int], Item]) -> list[list[Item]]:
    """Return the items of every turn: a batch of each input, side by side, until the longest has ended."""
    sides, size = record.get("inputs") or [record["input"]], record["batch_size"]
    turns = range(0, max(len(side) for side in sides), size)
    return [[item(row, number) for number, side in enumerate(sides) for row in side[at : at + size]] for at in turns]


def windowed_item(row: Any, side: int) -> Item:
    key, at_us, payload = row
    return Item(key, at_us, [at_us, payload], side)


def run_windowed(record: Record) -> dict[str, Any]:
    """Run a record of the runtime whose clock stands still."""
    step = WindowStep(windowed(record))
    for items in batches(record, windowed_item):
        step.turn(0, items)
    step.end()
    return ports(record, step)


def run_executions(record: Record) -> dict[str, Any]:
    """Run a record that ends and goes on: nothing but the order of marks tells a run from the next."""
    step, executions = WindowStep(windowed(record)), []
    for row in [*record["input"], "EOF"]:
        if not isinstance(row, str):
            step.turn(0, [windowed_item(row, 0)])
            continue
        if row == "EOF":
            step.end()
        executions.append(ports(record, step))
        forget_events(step)
    return {"executions": executions}


def forget_events(step: WindowStep) -> None:
    step.events.clear()
    step.turns.clear()


def ports(record: Record, step: WindowStep) -> dict[str, Any]:
    return {
        "down": [[down.key, [down.window_id, plain(down.value)]] for down in step.down],
        "late": [[late.key, [late.window_id, late_value(record, late)]] for late in step.late],
        "meta": [[meta.key, [meta.window_id, span(meta)]] for meta in step.meta],
    }


def span(meta: Meta) -> dict[str, Any]:
    return {"open": meta.open_time, "close": meta.close_time, "merged": list(meta.merged_ids)}


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def late_value(record: Record, late: Late) -> Any:
    """Return what Bytewax gives for a late item: a join adds the side, a count has the whole item."""
    if record["operator"] == "join_window":
        return [late.item.side, late.item.value]
    return [late.key, late.item.value] if record["operator"] == "count_window" else late.item.value


def run_keyed(record: Record) -> dict[str, Any]:
    """Run a record of a step without windows."""

    def item(row: Any, side: int) -> Item:
        key, value = row if record["params"].get("keyed", True) else (row, row)
        return Item(key, None, value, side)

    step = KeyedStep(content(record))
    for items in batches(record, item):
        step.turn(0, items)
    step.end()
    return {"down": [[key, plain(value)] for key, value in step.down]}


# -- scripts: one key, a clock that moves -----------------------------------------------------------------------------


def run_window_script(record: Record) -> list[dict[str, Any]]:
    """Run a script; the wake-up that is told is the instant the watermark waits for, as Bytewax has it."""
    step, found = WindowStep(windowed(record)), []
    for deed in record["script"]:
        _do(step, deed)
        machine = step.machines.get("a")
        outcome = {"events": [_event(record, event) for event in step.events], "retained": machine is not None}
        forget_events(step)
        found.append(outcome if machine is None else {**outcome, "notify_at": _notify_at(machine)})
    return found


def _do(step: WindowStep, deed: Mapping[str, Any]) -> None:
    if deed["do"] == "batch":
        step.take(deed["now"], [Item("a", at_us, [at_us, payload]) for at_us, payload in deed["items"]])
    elif deed["do"] == "notify" and "a" in step.machines:
        step.machines["a"].wake_us = step.now_us  # The script says when it wakes.
        step.wake(deed["now"])
    elif deed["do"] == "eof":
        step.end()


def _event(record: Record, event: Down | Late | Meta) -> list[Any]:
    if isinstance(event, Down):
        return ["down", event.window_id, plain(event.value)]
    if isinstance(event, Late):
        return ["late", event.window_id, late_value(record, event)]
    return ["meta", event.window_id, span(event)]


def _notify_at(machine: Any) -> int | None:
    targets: Sequence[int] = [machine.queue[0].arrived.at_us] if machine.queue and machine.settings.ordered else []
    closes = machine.windows.next_close()
    if closes is not None:
        targets = [*targets, closes - isinstance(machine.settings.windower, Session)]
    return min(targets, default=None)


def run_collect_script(record: Record) -> list[dict[str, Any]]:
    """Run a script of `collect`, whose steps are told without the key."""
    step, found = KeyedStep(content(record)), []
    for deed in record["script"]:
        if deed["do"] == "batch":
            step.due.clear()  # The script says when it wakes.
            step.turn(deed["now"], [Item("a", None, value) for value in deed["items"]])
        elif deed["do"] == "notify":
            step.due = {"a": deed["now"]}
            step.turn(deed["now"], [])
        else:
            step.end()
        outcome = {"events": [value for _, value in step.down], "retained": "a" in step.contents}
        step.down.clear()
        found.append({**outcome, "notify_at": step.due["a"]} if outcome["retained"] else outcome)
    return found


def run_record(record: Record) -> Any:
    """Return what the oracle gives, in the form of the record's `expected`."""
    is_windowed = record["operator"].endswith("_window")
    if "executions" in record:
        return run_executions(record)
    if record["driver"] == "logic":
        return {"steps": run_window_script(record) if is_windowed else run_collect_script(record)}
    return run_windowed(record) if is_windowed else run_keyed(record)
