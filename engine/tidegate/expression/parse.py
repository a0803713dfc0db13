"""Turns text into the tree of what was written, and refuses everything that is not in the language.

Python's own parser reads the text; nothing of it is ever compiled or run. What may appear is listed in `_READERS`,
and whatever is not listed there is refused. Deliberately absent: lambdas, comprehensions, f-strings, assignments,
methods, keyword arguments, tuples, sets, slices, bytes and complex numbers.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import Any

from tidegate.expression.errors import CALL, CONSTANT, LIMIT, NAME, NOT_ALLOWED, Refusal, cut, problem_at
from tidegate.expression.source import Source, checked_source, empty
from tidegate.expression.tree import (
    Call,
    Chain,
    Choice,
    Index,
    ListDisplay,
    Literal,
    Logic,
    Name,
    Operation,
    Part,
    RecordDisplay,
    Written,
)
from tidegate.expression.wording import METHODS, REFUSED, advice_for_syntax, unbalanced

MAX_DEPTH = 100
"""Levels of nesting; a sum of a hundred terms is a hundred levels deep."""

MIN_INT, MAX_INT = -(2**63), 2**63 - 1

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.USub: "-", ast.Not: "not",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.And: "and", ast.Or: "or",
}  # fmt: skip

_UNKNOWN_OPERATORS: dict[type[ast.AST], str] = {
    ast.BitAnd: "'&' is not an operator here. Use 'and' between conditions.",
    ast.BitOr: "'|' is not an operator here. Use 'or' between conditions.",
    ast.BitXor: "'^' is not an operator here. Use '**' for a power.",
    ast.Invert: "'~' is not an operator here. Use 'not' before a condition.",
    ast.LShift: "'<<' is not an operator here. Multiply by a power of two.",
    ast.RShift: "'>>' is not an operator here. Use '//' with a power of two.",
    ast.MatMult: "'@' is not an operator here. Remove it.",
    ast.UAdd: "A leading '+' does nothing. Remove it.",
}


def parse(text: str) -> Written:
    """Return the tree of `text`; raise `Refusal` with the first problem."""
    source = checked_source(text)
    try:
        return _Reader(source).read(_syntax_tree(source), 0)
    except (RecursionError, MemoryError):
        raise _too_deep(0, len(text)) from None


def _too_deep(start: int, end: int) -> Refusal:
    message = f"The expression nests deeper than {MAX_DEPTH} levels. Split it over several steps."
    return Refusal(problem_at(start, end, LIMIT, message))


def _syntax_tree(source: Source) -> ast.expr:
    try:
        body = _python_tree(source.parsed)
    except SyntaxError as error:
        raise Refusal(advice_for_syntax(source, *_clearest(source, error))) from None
    except ValueError:
        message = "The expression holds a number with too many digits. Write at most 19 digits."
        raise Refusal(problem_at(0, len(source.text), CONSTANT, message)) from None
    if (body.lineno, body.col_offset) != (1, 0):
        return body
    # The brackets put around the text belong to a part of it: it closes one that it did not open, or has commas.
    if isinstance(body, ast.Tuple) and not body.elts:
        raise Refusal(empty(source.text))
    if isinstance(body, (ast.Tuple, ast.GeneratorExp)):
        return body
    raise Refusal(unbalanced(source))


def _python_tree(text: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\d" in a pattern is kept as it is written; no warning is due.
        return ast.parse(text, mode="eval").body


def _clearest(source: Source, error: SyntaxError) -> tuple[SyntaxError, int]:
    """Return the error without the brackets put around, if there is one, and the characters its columns are off by."""
    plain = source.text.lstrip(" \t")
    try:
        _python_tree(plain)
    except SyntaxError as clearer:
        if len(source.lines) == 1:
            return clearer, len(source.text) - len(plain)
    return error, -1


class _Reader:
    """Reads one syntax tree; every refusal names the place."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def read(self, node: ast.expr, depth: int) -> Written:
        if depth > MAX_DEPTH:
            raise _too_deep(*self.source.span(node))
        reader = _READERS.get(type(node))
        if reader is None:
            raise self.refused(node, NOT_ALLOWED, REFUSED.get(type(node).__name__, REFUSED[""]))
        written: Written = reader(self, node, depth + 1)
        return written

    def refused(self, node: ast.AST, code: str, message: str) -> Refusal:
        return Refusal(problem_at(*self.source.span(node), code, message))

    def literal(self, node: ast.Constant, depth: int) -> Written:
        value = node.value
        start, end = self.source.span(node)
        if isinstance(value, bool | None):
            return Literal(start, end, value)
        if isinstance(value, int):
            return Literal(start, end, self.fitting(node, value))
        if isinstance(value, float):
            return Literal(start, end, self.finite(node, value))
        if isinstance(value, str):
            return Literal(start, end, self.encodable(node, value))
        raise self.refused(node, NOT_ALLOWED, REFUSED[type(value).__name__])

    def fitting(self, node: ast.AST, value: int) -> int:
        if MIN_INT <= value <= MAX_INT:
            return value
        shown = cut(self.source.written(node), 24)
        raise self.refused(node, CONSTANT, f"{shown} does not fit in 64 bits. Write a number of at most 19 digits.")

    def finite(self, node: ast.AST, value: float) -> float:
        if value in (float("inf"), float("-inf")):
            shown = cut(self.source.written(node), 24)
            raise self.refused(node, CONSTANT, f'{shown} is too large for a float. Write float("inf") for infinity.')
        return value

    def encodable(self, node: ast.AST, value: str) -> str:
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise self.refused(node, CONSTANT, "The text holds half of a surrogate pair. Write the whole character.")
        return value

    def name(self, node: ast.Name, depth: int) -> Written:
        return Name(*self.source.span(node), self.as_written(node, node.id))

    def as_written(self, node: ast.AST, read: str) -> str:
        """Return the name, unless Python's parser would read other letters than the person wrote."""
        written = self.source.written(node)
        if written.endswith(read) and (isinstance(node, ast.Attribute) or written == read):
            return read
        shown = cut(written.rpartition(".")[2].strip())
        message = f"The name {shown!r} holds letters that read as {cut(read)!r}. Write them plainly."
        raise self.refused(node, NAME, message)

    def unary(self, node: ast.UnaryOp, depth: int) -> Written:
        operand, operator = node.operand, self.operator(node, node.op)
        if operator == "-" and isinstance(operand, ast.Constant) and type(operand.value) is int:
            return Literal(*self.source.span(node), self.fitting(node, -operand.value))
        return Operation(*self.source.span(node), operator, (self.read(operand, depth),))

    def binary(self, node: ast.BinOp, depth: int) -> Written:
        operator = self.operator(node, node.op)
        return Operation(*self.source.span(node), operator, self.all_of([node.left, node.right], depth))

    def operator(self, node: ast.AST, operator: ast.AST) -> str:
        if type(operator) not in _OPERATORS:
            raise self.refused(node, NOT_ALLOWED, _UNKNOWN_OPERATORS[type(operator)])
        return _OPERATORS[type(operator)]

    def all_of(self, nodes: list[ast.expr], depth: int) -> tuple[Written, ...]:
        return tuple(self.read(node, depth) for node in nodes)

    def compare(self, node: ast.Compare, depth: int) -> Written:
        operators = tuple(_OPERATORS[type(operator)] for operator in node.ops)
        return Chain(*self.source.span(node), operators, self.all_of([node.left, *node.comparators], depth))

    def logic(self, node: ast.BoolOp, depth: int) -> Written:
        return Logic(*self.source.span(node), _OPERATORS[type(node.op)], self.all_of(node.values, depth))

    def choice(self, node: ast.IfExp, depth: int) -> Written:
        return Choice(*self.source.span(node), *self.all_of([node.test, node.body, node.orelse], depth))

    def part(self, node: ast.Attribute, depth: int) -> Written:
        if node.attr.startswith("__"):
            raise self.refused(node, NOT_ALLOWED, REFUSED["Attribute"])
        return Part(*self.source.span(node), self.read(node.value, depth), self.as_written(node, node.attr))

    def index(self, node: ast.Subscript, depth: int) -> Written:
        return Index(*self.source.span(node), self.read(node.value, depth), self.read(node.slice, depth))

    def list_display(self, node: ast.List, depth: int) -> Written:
        return ListDisplay(*self.source.span(node), self.all_of(node.elts, depth))

    def record_display(self, node: ast.Dict, depth: int) -> Written:
        names: list[str] = []
        for key in node.keys:
            if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                raise self.refused(
                    key or node, NOT_ALLOWED, 'A record\'s names are quoted texts. Write {"name": value}.'
                )
            if key.value in names:
                raise self.refused(key, NAME, f"The field {cut(key.value)!r} is there twice. Rename one of them.")
            names.append(self.encodable(key, key.value))
        return RecordDisplay(*self.source.span(node), tuple(names), self.all_of(node.values, depth))

    def call(self, node: ast.Call, depth: int) -> Written:
        if isinstance(node.func, ast.Attribute):
            raise self.method(node.func)
        if not isinstance(node.func, ast.Name):
            raise self.refused(node, CALL, "Only functions from the list may be called. Write a function's name here.")
        if node.keywords:
            raise self.refused(node.keywords[0], CALL, "Arguments have no names here. Give them in order.")
        function = self.as_written(node.func, node.func.id)
        return Call(*self.source.span(node), function, self.all_of(node.args, depth))

    def method(self, node: ast.Attribute) -> Refusal:
        function = METHODS.get(node.attr, node.attr)
        message = (
            f"Values have no methods, so '.{cut(node.attr)}()' cannot be called. Use a function: {cut(function)}(...)."
        )
        if node.attr.startswith("_"):
            message = "Attribute access is not part of the language. Use a function from the list."
        return self.refused(node, NOT_ALLOWED, message)


_READERS: dict[type[ast.expr], Callable[[_Reader, Any, int], Written]] = {
    ast.Constant: _Reader.literal,
    ast.Name: _Reader.name,
    ast.UnaryOp: _Reader.unary,
    ast.BinOp: _Reader.binary,
    ast.Compare: _Reader.compare,
    ast.BoolOp: _Reader.logic,
    ast.IfExp: _Reader.choice,
    ast.Attribute: _Reader.part,
    ast.Subscript: _Reader.index,
    ast.List: _Reader.list_display,
    ast.Dict: _Reader.record_display,
    ast.Call: _Reader.call,
}
