"""The expression language: text to columns, checked against a schema before any item is seen."""

from tidegate.expression.compile import Evaluated, Expression, compile_expression, holds_null, type_of
from tidegate.expression.errors import PROBLEM_CODES, ExpressionProblem
from tidegate.expression.help import FunctionEntry, describe_functions
from tidegate.expression.scope import Scope

__all__ = [
    "PROBLEM_CODES",
    "Evaluated",
    "Expression",
    "ExpressionProblem",
    "FunctionEntry",
    "Scope",
    "compile_expression",
    "describe_functions",
    "holds_null",
    "type_of",
]
