"""Writes `orders.jsonl`, the orders that the example `orders_file` reads: always the same ones.

    python examples/make_orders.py FOLDER [COUNT]

Orders come about ten a second over some three hours, a few of them late, and one in ten thousand lines is broken.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2022, 1, 1, tzinfo=UTC)
SHOPS = ("amber", "birch", "cedar", "delta", "elder", "fjord", "grove", "heron")
PRODUCTS = {"tea": 450, "coffee": 790, "cocoa": 520, "honey": 840, "biscuits": 330}
BROKEN_EVERY = 10_000


def main() -> None:
    """Write the file and say where it is."""
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 120_000
    target = folder / "orders.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines(count))
    print(f"{count:,} orders in {target}")


def lines(count: int) -> Iterator[str]:
    """Return the lines of the file, oldest order first but for the late ones."""
    chance = random.Random(2022)
    for number in range(1, count + 1):
        delay_s = chance.uniform(5, 60) if chance.random() < 0.01 else chance.uniform(0, 2)
        time = START + timedelta(seconds=number / 10 - delay_s)
        product = chance.choice(tuple(PRODUCTS))
        order = {
            "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "order": number,
            "shop": chance.choices(SHOPS, range(len(SHOPS), 0, -1))[0],
            "product": product,
            "count": chance.randint(1, 6),
            "cents": PRODUCTS[product],
        }
        line = json.dumps(order, separators=(",", ":"))
        yield (line[: len(line) // 2] if number % BROKEN_EVERY == 0 else line) + "\n"


if __name__ == "__main__":
    main()
