"""Keys: one id per text, and the order of their UTF-8 bytes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.keys import KeyDictionary

LETTERS = st.sampled_from(["a", "b", "\0", "é", "\x7f", "\x80", "\uffff", "\U0001f600", "aaaaaaaa", "a" * 30])
TEXTS = st.lists(LETTERS, max_size=6).map("".join) | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
BATCHES = st.lists(st.lists(TEXTS, max_size=30), max_size=5)


def check(batches: list[list[str]], slices: bool = False) -> KeyDictionary:
    """Intern batch by batch; demand the ids of a plain dict and the order of a plain sort."""
    keys, plain = KeyDictionary(), dict[str, int]()
    for texts in batches:
        array = pa.array(["before", *texts, "after"] if slices else texts, pa.string())
        ids = keys.intern(array.slice(1, len(texts)) if slices else array)
        assert ids.tolist() == [plain.setdefault(text, len(plain)) for text in texts]
        assert keys.texts(ids).to_pylist() == texts
        for positions in (keys.order(ids), keys.order(ids[:3])):
            few = texts[: len(positions)]
            # The plain sort keeps the order of equals, as the engine's must.
            assert positions.tolist() == sorted(range(len(few)), key=lambda at, few=few: few[at].encode())
    assert len(keys) == len(plain)
    assert [keys.text(key_id) for key_id in plain.values()] == list(plain)
    return keys


@settings(max_examples=300, deadline=None)
@given(BATCHES, st.booleans())
def test_ids_count_up_by_first_appearance_and_order_is_that_of_bytes(batches: list[list[str]], slices: bool) -> None:
    check(batches, slices)


@pytest.mark.parametrize("pattern", ["{}", "user-{:09}", "{:09}-the-same-end", "x" * 100 + "{}", "{}é\0"])
def test_many_keys_grow_the_dictionary_and_keep_their_ids(pattern: str) -> None:
    texts = [pattern.format(number) for number in range(20_000)]
    np.random.default_rng(1).shuffle(texts)
    check([texts[:10], texts[:600], texts, texts[5_000:5_010], texts[::-1]])


def test_keys_that_differ_only_by_a_nul_are_different_keys() -> None:
    check([["a", "a\0", "", "\0", "\0\0", "a\0\0", "a", "aaaaaaaa\0", "aaaaaaaa"]])


def test_a_key_longer_than_all_there_is_room_for_fits() -> None:
    check([["short"], ["x" * 100_000, "y" * 1_000_000], ["x" * 100_000, "short", "x" * 99_999]])


def test_sorting_a_few_of_many_new_keys_ranks_only_those() -> None:
    keys = KeyDictionary()
    ids = keys.intern(pa.array([f"{number:05}" for number in reversed(range(5_000))]))
    assert keys.order(ids[:3]).tolist() == [2, 1, 0]
    assert keys.order(ids).tolist() == list(reversed(range(5_000)))
    more = keys.intern(pa.array(["00000x", "0"]))
    assert keys.order(np.concatenate([ids[-2:], more])).tolist() == [3, 1, 2, 0]


def test_a_null_is_no_key() -> None:
    with pytest.raises(AssertionError, match="null"):
        KeyDictionary().intern(pa.array(["a", None]))


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, unique=True, max_size=30), st.lists(TEXTS, max_size=30))
def test_what_is_looked_for_is_found_and_not_added(known: list[str], wanted: list[str]) -> None:
    keys = KeyDictionary()
    keys.intern(pa.array(known, pa.string()))
    found = keys.find(pa.array(["before", *wanted, *known], pa.string()).slice(1))
    assert found.tolist() == [known.index(text) if text in known else -1 for text in [*wanted, *known]]
    assert len(keys) == len(known)
