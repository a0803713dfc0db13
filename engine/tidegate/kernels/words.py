"""Text bytes, eight at a time: one load instead of a loop whose length the processor has to guess."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils, config
from numba.extending import intrinsic


def _load(typing_context: Any, data: Any, at: Any) -> Any:
    """Compile to one load of eight bytes from any address; the caller has made sure that they are there."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = cgutils.create_struct_proxy(signature.args[0])(context, builder, arguments[0])
        address = builder.gep(array.data, [arguments[1]])
        word = builder.load(builder.bitcast(address, ir.IntType(64).as_pointer()))
        word.align = 1
        return word

    return types.uint64(data, types.int64), generate


def _read(data: Any, at: Any) -> Any:
    """Do the same where kernels are run as Python, without being compiled."""
    return np.uint64(int.from_bytes(data[at : at + 8].tobytes(), "little"))


_load_word: Any = _read if config.DISABLE_JIT else intrinsic(_load)


@njit(cache=True, nogil=True, inline="always")
def word(data: Any, at: int, count: int) -> Any:
    """Return `count` (at most 8) bytes from `at` as one little-endian number, zeros above them."""
    if at + 8 <= len(data):
        # Twice half the shift, because a shift by all 64 bits means nothing to the processor.
        unwanted = np.uint64(32 - 4 * count)
        return _load_word(data, at) << unwanted << unwanted >> unwanted >> unwanted
    slowly = np.uint64(0)
    for byte in range(count):
        slowly |= np.uint64(data[at + byte]) << np.uint64(8 * byte)
    return slowly


@njit(cache=True, nogil=True, inline="always")
def same(data: Any, start: int, length: int, arena: Any, at: int) -> bool:
    """Return whether `length` bytes are the same in both."""
    done = 0
    while done + 8 < length:
        if word(data, start + done, 8) != word(arena, at + done, 8):
            return False
        done += 8
    return bool(word(data, start + done, length - done) == word(arena, at + done, length - done))
