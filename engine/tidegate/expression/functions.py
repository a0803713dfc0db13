"""The table of all functions; each is declared once, in the file of its group."""

from __future__ import annotations

from tidegate.expression.declare import Form, Function
from tidegate.expression import arithmetic, deciding
from tidegate.expression.arrays import arrow

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("coalesce", "Nulls", "The first value that is not null.", "coalesce(null, 2)", "2",
                 (Form("*values: T -> T", deciding.first_known, lazy=True),)),
        Function("len", "Text", "Characters of a text.", 'len("é")', "1", (Form("text: str -> int", lambda text: arrow("utf8_length")(text).cast("int64")),)),
        )
}
