"""The instructions of a little machine for expressions that are applied item after item to a state.

    code       one row per instruction: (operation, target, left, right), the last three being registers; jumps name
               the instruction to go to as their right
    regs       registers of 64 bits; `floats` is the same memory, read as floats
    nulls      what a register lacks: 0 nothing, NULL its value, FAULTY its value could not be had

Nothing is said here of why an instruction fails: whoever runs a program learns which entries failed, and with which
state, and asks the expression itself.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

NULL, FAULTY = 1, 2

(CHECK, MOVE, JUMP, UNLESS_TRUE, IF_TRUE, IF_FALSE, IF_KNOWN, AND, OR, IS_NULL, IS_KNOWN, NEED) = range(12)
FIRST_STRICT = 12
(NOT, ADD, SUBTRACT, MULTIPLY, FLOOR_DIVIDE, MODULO, DIVIDE, NEGATE, ABSOLUTE, ADD_TIME, SUBTRACT_TIME) = range(12, 23)
(EQUAL, UNEQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, LEAST, MOST, TO_FLOAT, TO_BOOL) = range(23, 33)
FIRST_FLOAT = 33
(F_ADD, F_SUBTRACT, F_MULTIPLY, F_FLOOR_DIVIDE, F_MODULO, F_DIVIDE, F_NEGATE, F_ABSOLUTE) = range(33, 41)
(F_EQUAL, F_UNEQUAL, F_LESS, F_LESS_EQUAL, F_GREATER, F_GREATER_EQUAL, F_LEAST, F_MOST) = range(41, 49)
(F_SQRT, F_ROUND, F_FLOOR, F_CEIL, F_TRUNCATE, F_IS_NAN, F_IS_FINITE) = range(49, 56)

_MIN_TIME_US, _MAX_TIME_US = -62_135_596_800_000_000, 253_402_300_799_999_999
_MIN_INT = -(2**63)
_SMALL = 2**31
_LIMIT = 2.0**63


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _times(a: Any, b: Any) -> Any:
    """Return the product and whether it fits."""
    product = a * b
    if -_SMALL < a < _SMALL and -_SMALL < b < _SMALL:
        return product, True
    if a == 0 or b == 0:
        return product, True
    # The compiler takes it that a product never overflows, so it is no use to divide it again.
    size, other = np.uint64(a), np.uint64(b)
    if a < 0:
        size = np.uint64(0) - size
    if b < 0:
        other = np.uint64(0) - other
    most = np.uint64(2**63 - 1) + np.uint64((a < 0) != (b < 0))
    return product, size <= most // other


@njit(cache=True, nogil=True, error_model="numpy")
def _floor_floats(a: Any, b: Any) -> Any:
    """Return the quotient rounded down, as NumPy does."""
    rest = np.fmod(a, b)
    quotient = (a - rest) / b
    if rest != 0.0 and (b < 0.0) != (rest < 0.0):
        quotient -= 1.0
    if quotient != 0.0:
        floored = math.floor(quotient) if abs(quotient) < _LIMIT else quotient
        return floored + 1.0 if quotient - floored > 0.5 else floored * 1.0
    return math.copysign(0.0, a / b)


@njit(cache=True, nogil=True, error_model="numpy")
def _modulo_floats(a: Any, b: Any) -> Any:
    """Return the rest of that division, with the sign of the divisor."""
    rest = np.fmod(a, b)
    if rest != 0.0:
        return rest + b if (b < 0.0) != (rest < 0.0) else rest
    return math.copysign(0.0, b)


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _steer(op: Any, target: Any, left: Any, right: Any, at: Any, regs: Any, nulls: Any) -> Any:
    """Do an instruction that looks at nulls itself; return the next one, or -1 for a fault."""
    if op == MOVE:
        regs[target], nulls[target] = regs[left], nulls[left]
    elif op == CHECK:
        if nulls[left] == FAULTY:
            return -1
    elif op == NEED:
        if nulls[left] != 0:
            return -1
    elif op == JUMP:
        return right
    elif op == UNLESS_TRUE:
        return at if nulls[left] == 0 and regs[left] != 0 else right
    elif op == IF_TRUE:
        return right if nulls[left] == 0 and regs[left] != 0 else at
    elif op == IF_FALSE:
        return right if nulls[left] == 0 and regs[left] == 0 else at
    elif op == IF_KNOWN:
        return right if nulls[left] == 0 else at
    elif op == IS_NULL:
        regs[target], nulls[target] = nulls[left] != 0, 0
    elif op == IS_KNOWN:
        regs[target], nulls[target] = nulls[left] == 0, 0
    else:
        decision = op == OR
        decided = (nulls[left] == 0 and (regs[left] != 0) == decision) or (
            nulls[right] == 0 and (regs[right] != 0) == decision
        )
        regs[target] = decision if decided else not decision
        nulls[target] = 0 if decided else nulls[left] | nulls[right]
    return at


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _on_floats(op: Any, target: Any, a: Any, b: Any, regs: Any, floats: Any) -> Any:
    """Do an instruction on floats that are there; return whether there is a result."""
    if op == F_ADD:
        floats[target] = a + b
    elif op == F_SUBTRACT:
        floats[target] = a - b
    elif op == F_MULTIPLY:
        floats[target] = a * b
    elif op in (F_DIVIDE, F_FLOOR_DIVIDE, F_MODULO):
        if b == 0.0:
            return False
        if op == F_DIVIDE:
            floats[target] = a / b
        elif op == F_FLOOR_DIVIDE:
            floats[target] = _floor_floats(a, b)
        else:
            floats[target] = _modulo_floats(a, b)
    elif op == F_NEGATE:
        floats[target] = -a
    elif op == F_ABSOLUTE:
        floats[target] = abs(a)
    elif op == F_EQUAL:
        regs[target] = a == b
    elif op == F_UNEQUAL:
        regs[target] = a != b
    elif op == F_LESS:
        regs[target] = a < b
    elif op == F_LESS_EQUAL:
        regs[target] = a <= b
    elif op == F_GREATER:
        regs[target] = a > b
    elif op == F_GREATER_EQUAL:
        regs[target] = a >= b
    elif op == F_LEAST:
        floats[target] = b if b < a or a != a else a
    elif op == F_MOST:
        floats[target] = b if b > a or a != a else a
    elif op == F_SQRT:
        if a < 0.0:
            return False
        floats[target] = math.sqrt(a)
    elif op == F_IS_NAN:
        regs[target] = a != a
    elif op == F_IS_FINITE:
        regs[target] = abs(a) < math.inf
    else:
        whole = a
        if op == F_ROUND:
            whole = np.rint(a)
        elif op == F_FLOOR:
            whole = np.floor(a)
        elif op == F_CEIL:
            whole = np.ceil(a)
        else:
            whole = np.trunc(a)
        if not (whole >= -_LIMIT and whole < _LIMIT):
            return False
        regs[target] = np.int64(whole)
    return True


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def _on_ints(op: Any, target: Any, a: Any, b: Any, regs: Any, floats: Any) -> Any:
    """Do an instruction on whole numbers that are there; return whether there is a result."""
    if op in (ADD, ADD_TIME):
        total = a + b
        if ((a ^ total) & (b ^ total)) < 0 or (op == ADD_TIME and (total < _MIN_TIME_US or total > _MAX_TIME_US)):
            return False
        regs[target] = total
    elif op in (SUBTRACT, SUBTRACT_TIME):
        rest = a - b
        if ((a ^ b) & (a ^ rest)) < 0 or (op == SUBTRACT_TIME and (rest < _MIN_TIME_US or rest > _MAX_TIME_US)):
            return False
        regs[target] = rest
    elif op == MULTIPLY:
        product, fits = _times(a, b)
        if not fits:
            return False
        regs[target] = product
    elif op == EQUAL:
        regs[target] = a == b
    elif op == UNEQUAL:
        regs[target] = a != b
    elif op == LESS:
        regs[target] = a < b
    elif op == LESS_EQUAL:
        regs[target] = a <= b
    elif op == GREATER:
        regs[target] = a > b
    elif op == GREATER_EQUAL:
        regs[target] = a >= b
    elif op == LEAST:
        regs[target] = min(a, b)
    elif op == MOST:
        regs[target] = max(a, b)
    elif op == TO_FLOAT:
        floats[target] = np.float64(a)
    elif op == TO_BOOL:
        regs[target] = a != 0
    elif op == NOT:
        regs[target] = a == 0
    elif op in (NEGATE, ABSOLUTE):
        if a == _MIN_INT:
            return False
        regs[target] = -a if op == NEGATE or a < 0 else a
    elif b == 0:
        return False
    elif op == DIVIDE:
        floats[target] = np.float64(a) / np.float64(b)
    elif b == -1:
        if op == FLOOR_DIVIDE and a == _MIN_INT:
            return False
        regs[target] = -a if op == FLOOR_DIVIDE else 0
    elif op == FLOOR_DIVIDE:
        regs[target] = a // b
    else:
        regs[target] = a % b
    return True


@njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
def run(code: Any, regs: Any, floats: Any, nulls: Any) -> Any:
    """Run a program; return whether it came to its end."""
    at = 0
    while at < len(code):
        op, target, left, right = code[at, 0], code[at, 1], code[at, 2], code[at, 3]
        at += 1
        if op == ADD and nulls[left] | nulls[right] == 0:
            # By far the most frequent one.
            total = regs[left] + regs[right]
            if ((regs[left] ^ total) & (regs[right] ^ total)) < 0:
                return False
            regs[target], nulls[target] = total, 0
        elif op < FIRST_STRICT:
            at = _steer(op, target, left, right, at, regs, nulls)
            if at < 0:
                return False
        elif nulls[left] | nulls[right]:
            nulls[target] = NULL
        else:
            nulls[target] = 0
            if op >= FIRST_FLOAT:
                if not _on_floats(op, target, floats[left], floats[right], regs, floats):
                    return False
            elif not _on_ints(op, target, regs[left], regs[right], regs, floats):
                return False
    return True
