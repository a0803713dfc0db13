"""The benchmark compares like with like: on a few items every contender comes to the same."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from tests.bench.answers import Answer
from tests.bench.measuring import same
from tests.bench.works import WORKS, drawn_for

pytest.importorskip("bytewax.operators", reason="Bytewax does not run on this Python", exc_type=ImportError)


@pytest.mark.parametrize("work", sorted({work.name for work in WORKS}))
def test_every_contender_comes_to_the_same(work: str, tmp_path: Path) -> None:
    ours = _answer("tidegate", work, tmp_path)
    assert ours["results"] > 0
    for name in ("bytewax", "polars"):
        theirs = _answer(name, work, tmp_path)
        assert same(ours, theirs), f"{name}: {theirs} instead of {ours}"


def _answer(name: str, work: str, folder: Path) -> Answer:
    prepare = import_module(f"tests.bench.contenders.{name}").prepare
    (folder / name).mkdir()
    do, _ = prepare(work, drawn_for(work, 10, 2_000), 500, folder / name)
    answer: Answer = do()()
    return answer
