"""`make bench`: every work measured beside Bytewax and Polars in one run; writes the figures into the README.

`make bench WORKS="sums files-10"` measures these alone and prints the tables: names of works, or one of its key counts.
"""

from __future__ import annotations

import sys

from tests.bench.measuring import Rounds, memory, single_us
from tests.bench.tables import (
    HELD_KEYS,
    RULES,
    beside_others,
    by_batch_size,
    machine,
    memory_words,
    single_words,
    write,
)
from tests.bench.works import WORKS, Work

SINGLE = ("sums", "lists", "sliding", "session", "join")


def main() -> None:
    wanted = sys.argv[1:]
    head = machine()
    print(head, flush=True)
    found = [_measured(work) for work in WORKS if not wanted or work.id in wanted or work.name in wanted]
    parts = [f"{head} {RULES}", "\n".join(beside_others(found)), "By batch size:", "\n".join(by_batch_size(found))]
    if not wanted:
        parts.append(memory_words({work: memory(work, HELD_KEYS) for work in ("sums", "lists")}))
        parts.append(single_words({work: single_us(work) for work in SINGLE}))
        write("\n\n".join(parts))
    print("", *parts, sep="\n\n")


def _measured(work: Work) -> Rounds:
    rounds = Rounds(work)
    print(list(beside_others([rounds]))[-1], flush=True)
    return rounds


if __name__ == "__main__":
    main()
