"""What an expression gives for the items that come into its step."""

from __future__ import annotations

import numpy as np

from tidegate.batch import Batch
from tidegate.expression import Scope, compile_expression
from tidegate.previewing.results import PreviewValues, WantedValues
from tidegate.render import json_values
from tidegate.step_expressions import evaluate
from tidegate.types import StreamType


def values_of(wanted: WantedValues, stream: StreamType, items: Batch) -> PreviewValues:
    """Return the value for each item; without a type where the text is no expression over these items."""
    expression = compile_expression(wanted.text, Scope(stream))
    if isinstance(expression, tuple):
        return PreviewValues(step_id=wanted.step_id, text=wanted.text)
    evaluated = evaluate(expression, items)
    bad = [] if evaluated.bad is None else np.flatnonzero(evaluated.bad).tolist()
    return PreviewValues(
        step_id=wanted.step_id,
        text=wanted.text,
        type=str(expression.type),
        values=json_values(evaluated.values),
        failures={row: evaluated.reasons(row)[1] for row in bad},
    )
