"""The functions as data, for the editor's completion and the help page."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from tidegate.expression.functions import FUNCTIONS


class FunctionEntry(BaseModel):
    """One function, as the help page shows it."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="What is written before the brackets.")
    group: str = Field(description="The heading it is listed under.")
    signature: str = Field(description="How it may be called, one way per line.")
    doc: str = Field(description="One sentence on what it gives.")
    example: str = Field(description="An expression that calls it.")
    example_value: str = Field(description="What the example gives, as an expression.")


def describe_functions() -> list[FunctionEntry]:
    """Return every function, in the order of the help page."""
    return [
        FunctionEntry(
            name=function.name,
            group=function.group,
            signature="\n".join(_signature(function.name, form.text) for form in function.forms),
            doc=function.doc,
            example=function.example,
            example_value=function.gives,
        )
        for function in FUNCTIONS.values()
    ]


def _signature(name: str, text: str) -> str:
    parameters, _, result = text.rpartition(" -> ")
    return f"{name}({parameters}) -> {result}"
