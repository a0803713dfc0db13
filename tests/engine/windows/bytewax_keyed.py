"""The real Bytewax's side of a comparison of steps without windows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, run_main
from tests.engine.windows.bytewax_side import Hand, Turns
from tests.engine.windows.cases import Fields, concat, reduced, whole_of
from tests.engine.windows.keyed_cases import KeyedCase, repeated, running_sum
from tests.engine.windows.oracle import Row


def run_keyed_bytewax(case: KeyedCase) -> list[Row]:
    """Run the case and return what came out."""
    found: list[Row] = []
    flow = Dataflow("flow")
    sides = []
    for side in range(case.sides):
        turns = [[(item.key, item.value) for item in turn if item.side == side] for turn in case.turns]
        sides.append(op.input(f"side{side}", flow, Turns(turns, Hand(), [])))
    op.output("down", STEPS[case.operator](case, sides), TestingSink(found))
    run_main(flow)
    return found


def _one(state: int | None, value: Fields) -> tuple[int | None, Any]:
    state, (emitted,) = running_sum(state, value)
    return state, emitted


STEPS: dict[str, Callable[[KeyedCase, list[Any]], Any]] = {
    "collect": lambda case, sides: op.collect("step", sides[0], timedelta(microseconds=case.timeout_us), case.max_size),
    "join": lambda case, sides: op.join("step", *sides, insert_mode=case.insert_mode, emit_mode=case.emit_mode),
    "stateful_map": lambda case, sides: op.stateful_map("step", sides[0], _one),
    "stateful_flat_map": lambda case, sides: op.stateful_flat_map("step", sides[0], repeated),
    "count_final": lambda case, sides: op.count_final("step", sides[0], lambda pair: pair[0]),
    "fold_final": lambda case, sides: op.fold_final("step", sides[0], str, concat),
    "reduce_final": lambda case, sides: op.reduce_final("step", sides[0], reduced),
    "max_final": lambda case, sides: op.max_final("step", sides[0], whole_of),
    "min_final": lambda case, sides: op.min_final("step", sides[0], whole_of),
}
