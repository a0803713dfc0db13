"""Python expressions of the records as expressions of a flow.

The records' functions are written as Python over `x` (the item), `v` (its value), `state`, `acc`, `a` and `b`. What the
two languages share is copied; what only Python has is spelled in the other, and what has no spelling is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping


class Untranslatable(Exception):
    """The other language has no words for it."""


class _Spelling(ast.NodeTransformer):
    """Rewrites the tree of one expression; `names` are put in for bare names, `parts` for `v[0]`, `v[1]` ..."""

    def __init__(self, names: Mapping[str, str], parts: Mapping[int, str]) -> None:
        self.names, self.parts = names, parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.parse(self.names.get(node.id, node.id), mode="eval").body

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        index = node.slice
        of_value = isinstance(node.value, ast.Name) and node.value.id in ("v", "x") and self.parts
        if of_value and isinstance(index, ast.Constant) and index.value in self.parts:
            return ast.parse(self.parts[index.value], mode="eval").body
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """`state or 0` means the state, or 0 if there is none."""
        if (
            isinstance(node.op, ast.Or)
            and isinstance(node.values[0], ast.Name)
            and node.values[0].id in ("state", "acc")
        ):
            return _call("coalesce", *[self.visit(value) for value in node.values])
        return self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return ast.List([self.visit(part) for part in node.elts])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Attribute) and not node.keywords:
            text = self.visit(node.func.value)
            if node.func.attr == "split" and not node.args:
                return _call("split", text)
            if node.func.attr in ("upper", "lower", "strip", "split", "startswith", "endswith"):
                name = {"startswith": "starts_with", "endswith": "ends_with"}.get(node.func.attr, node.func.attr)
                return _call(name, text, *[self.visit(argument) for argument in node.args])
            raise Untranslatable(f"the method {node.func.attr}")
        if isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            raise Untranslatable("isinstance")
        return ast.Call(node.func, [self.visit(argument) for argument in node.args], node.keywords)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List) and len(node.left.elts) == 1:
            return _call("repeat", self.visit(node.left), self.visit(node.right))
        return self.generic_visit(node)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name), list(arguments), [])


def translated(text: str, names: Mapping[str, str], parts: Mapping[int, str] | None = None) -> str:
    """Return one expression in the other language."""
    tree = ast.parse(text, mode="eval").body
    return ast.unparse(ast.fix_missing_locations(ast.Expression(_Spelling(names, parts or {}).visit(tree))))


def translated_pair(text: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Return the two halves of a tuple that is written out."""
    tree = ast.parse(text, mode="eval").body
    if not isinstance(tree, ast.Tuple) or len(tree.elts) != 2:
        raise Untranslatable("a function that gives no pair")
    first, second = (translated(ast.unparse(part), names) for part in tree.elts)
    return first, second
