"""Asking for memory before it is needed, so that the waits of many items overlap.

With a million keys every item's key lies somewhere else, and the loop would wait for memory item by item. Asking for
the line of a later item costs a nanosecond and hides most of that.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic

AHEAD = 32
"""How many items ahead: far enough for memory to answer, near enough for the line to stay."""

FITS_THE_CACHE = 16_384
"""Rows that are near at hand anyway; asking for them costs more than it saves."""

_WRITE, _KEEP, _DATA = 1, 3, 1


def _prefetch(typing_context: Any, array: Any, row: Any) -> Any:
    """Compile to one instruction, which says nothing, changes nothing, and never fails."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = cgutils.create_struct_proxy(signature.args[0])(context, builder, arguments[0])
        stride = cgutils.unpack_tuple(builder, whole.strides)[0]
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.gep(builder.bitcast(whole.data, byte), [builder.mul(arguments[1], stride)])
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(prefetch, [address, number(_WRITE), number(_KEEP), number(_DATA)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


def _do_nothing(array: Any, row: Any) -> None:
    """Stand in where kernels are run as Python, without being compiled."""


ask_for: Any = _do_nothing if config.DISABLE_JIT else intrinsic(_prefetch)
"""`ask_for(array, row)` asks for the memory of a row of an array."""
