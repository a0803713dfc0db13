"""Every row of semantics.md is true, for one item and among others."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.engine.expression.page import AGGREGATIONS, fields_of, parts

from tidegate.expression import Expression, Scope, compile_expression
from tidegate.types import Record, StreamType, arrow_type

ROWS = [
    pytest.param(*row, id=f"{row.given or ''} | {row.text}"[:80])
    for title, rows in parts().items()
    if title != AGGREGATIONS
    for row in rows
]


@pytest.mark.parametrize(("given", "text", "gives", "outcome"), ROWS)
def test_the_page_is_true(given: str | None, text: str, gives: str | None, outcome: str | None) -> None:
    fields = fields_of(given)
    compiled = compile_expression(
        text, Scope(StreamType(Record.of({name: kind for name, (kind, _) in fields.items()})))
    )
    if outcome and outcome.startswith("problem"):
        assert not isinstance(compiled, Expression), f"it gives {compiled}"
        assert [f"problem: {problem.code}" for problem in compiled] == [outcome]
        return
    assert isinstance(compiled, Expression), f"{compiled}"
    # The same item between two nulls, in a slice: neither neighbours nor offsets may matter.
    columns = {
        name: pa.concat_arrays([pa.nulls(3, arrow_type(kind)), value, pa.nulls(2, arrow_type(kind))]).slice(2, 3)
        for name, (kind, value) in fields.items()
    }
    for columns_of_row, length, row in (({name: value for name, (_, value) in fields.items()}, 1, 0), (columns, 3, 1)):
        found = compiled.evaluate(columns_of_row, length)
        if outcome:
            assert found.bad is not None
            assert found.bad[row]
            assert f"bad: {found.reasons(row)[0]}" == outcome
            assert not found.values[row].is_valid, "a bad item keeps a value"
        else:
            assert gives is not None
            references = Scope(StreamType(Record.of({name: kind for name, (kind, _) in fields.items()})))
            wanted = compile_expression(gives, references)
            assert isinstance(wanted, Expression)
            assert found.bad is None or not found.bad[row]
            assert wanted.type == compiled.type
            assert wanted.evaluate(columns_of_row, length).values[row] == found.values[row]


def test_the_page_has_a_table_for_each_part() -> None:
    assert len(ROWS) > 300
    assert all(rows for title, rows in parts().items() if title)
