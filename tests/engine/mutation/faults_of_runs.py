"""Seeded faults of keys and runs: order of keys, what leaves by key, wake-ups, snapshots, going on, clocks, files."""

from __future__ import annotations

from tests.engine.mutation.fault import Fault

STOPS = "tests/engine/test_recovery.py::test_a_stop_of_any_length_at_any_turn_changes_nothing[3600000000]"
KEYS = "tests/engine/test_keys.py::test_ids_count_up_by_first_appearance_and_order_is_that_of_bytes"
RESUMING = "tests/engine/test_resuming.py"
CLOCK = "tests/engine/test_virtual_clock.py"
STEPPING = "tests/engine/test_stepping.py"
OPEN_WINDOWS = "tests/engine/windows/test_open_windows.py"
DECISIONS = "tests/engine/windows/test_decisions.py"

KEY_FAULTS = (
    Fault(
        "a key comes after those that it is the beginning of",
        "kernels/order.py",
        "return bool(end - at < other_end - other)",
        "return bool(end - at > other_end - other)",
        KEYS,
    ),
    Fault(
        "a key is sorted by the first byte of its neighbour too",
        "kernels/order.py",
        "if begin + byte < end:",
        "if begin + byte <= end:",
        KEYS,
    ),
    Fault(
        "two keys that are alike in their first bytes stay as they came",
        "kernels/order.py",
        "if stop - at > 1:",
        "if stop - at > 2:",
        KEYS,
    ),
    Fault(
        "a list of `collect` leaves so long after its first item",
        "operators/collect.py",
        "self.due_us[waiting] = system_us + self.config.timeout_us",
        "self.due_us[waiting] = np.minimum(self.due_us[waiting], system_us + self.config.timeout_us)",
        "tests/engine/operators/test_collect.py::test_every_item_starts_the_wait_anew",
    ),
    Fault(
        "a list of `collect` leaves a microsecond after it is due",
        "operators/collect.py",
        "np.flatnonzero(self.due_us <= system_us)",
        "np.flatnonzero(self.due_us < system_us)",
        "keyed collect",
    ),
    Fault(
        "a list of `collect` has one item more than it may",
        "operators/collect.py",
        ">= self.config.max_size]",
        "> self.config.max_size]",
        "keyed collect",
    ),
    Fault(
        "a list of `collect` that was stopped counts one item a key",
        "operators/collect.py",
        "np.add.at(self.counts, ids, 1)",
        "self.counts[ids] = 1",
        "resumed collect",
    ),
    Fault(
        "the time of a stop makes a list of `collect` leave early",
        "operators/collect.py",
        "self.due_us[waiting] += for_us",
        "self.due_us[waiting] += 0",
        STOPS,
    ),
    Fault(
        "what keys come to in the end leaves in the order in which they came",
        "final_step.py",
        "ids = ids[self.keys.order(ids, distinct=True)]",
        "ids = ids[:]",
        "keyed count_final",
    ),
    Fault(
        "a batch is reduced on from the one before it",
        "operators/reduce_final.py",
        "        self.within.states.clear(places)\n",
        "",
        "keyed reduce_final",
    ),
    Fault(
        "a key of a stopped job that gets no more items comes to nothing",
        "final_step.py",
        'self.counts[ids] = one(table["items"]).to_numpy()',
        "self.counts[ids] = 0",
        "resumed count_final",
    ),
    Fault(
        "states are worked out in the order of arrival across the keys",
        "stateful_step.py",
        "order = self.keys.order(batch.key_ids)",
        "order = np.arange(batch.length)",
        "keyed stateful_map",
    ),
    Fault(
        "states are not taken back",
        "stateful_step.py",
        '        self.states.write(ids.astype(np.int64), one(table["state"]))\n',
        "",
        "resumed stateful_map",
    ),
)

STATE_FAULTS = (
    Fault(
        "a stopped job does not wake for the windows it has taken back",
        "open_windows.py",
        "self.wake_us = -kernel.NO_WAKE if len(slots) else kernel.NO_WAKE",
        "self.wake_us = kernel.NO_WAKE",
        STOPS,
    ),
    Fault(
        "the time of a stop makes its items late",
        "open_windows.py",
        "keyed[clocked, kernel.LEAD] -= for_us",
        "keyed[clocked, kernel.LEAD] -= 0",
        STOPS,
    ),
    Fault(
        "windows opened after a stop count as opened before it",
        "open_windows.py",
        "self.pool[kernel.OPENED] = int(sequence.max(initial=-1)) + 1",
        "self.pool[kernel.OPENED] = 0",
        "resumed count_window, tumbling",
    ),
    Fault(
        "the order in which windows were opened is not taken back",
        "open_windows.py",
        "        self.windows[slots, kernel.SEQUENCE] = sequence\n",
        "",
        "resumed count_window, tumbling",
    ),
    Fault(
        "the ids of sessions are not taken back",
        "session_windows.py",
        '        self.windows[slots, layout.ID] = one(windows["id"]).to_numpy()\n',
        "        self.windows[slots, layout.ID] = 0\n",
        "resumed count_window, session",
    ),
    Fault(
        "sessions that are taken back end where they begin",
        "session_windows.py",
        'self.windows[slots, layout.CLOSE] = one(windows["close_us"]).to_numpy()',
        'self.windows[slots, layout.CLOSE] = one(windows["open_us"]).to_numpy()',
        "resumed count_window, session",
    ),
    Fault(
        "what had gone into a session is forgotten in a stop",
        "kernels/session.py",
        "for place in range(offsets[which], offsets[which + 1]):",
        "for place in range(offsets[which], offsets[which]):",
        "resumed count_window, session",
    ),
    Fault(
        "items that wait are not taken back",
        "window_state.py",
        'if step.pending is not None and state["waiting"].num_rows:',
        'if step.pending is None and state["waiting"].num_rows:',
        "resumed fold_window, tumbling",
    ),
    Fault(
        "a window whose items all wait cannot be saved",
        "window_state.py",
        "not heard of them yet.\n    step.holding.make_room(step.windows.used)",
        "not heard of them yet.",
        "resumed fold_window, tumbling",
    ),
    Fault(
        "a stopped job counts its items from nought again",
        "window_state.py",
        'step.now_us, step.position = state["now_us"], state["position"]',
        'step.now_us, step.position = state["now_us"], 0',
        "resumed collect_window list, tumbling",
    ),
    Fault(
        "a clock that was set back between two runs moves a job back",
        "recovery.py",
        "return min(0, passed_us)",
        "return 0",
        f"{RESUMING}::test_a_clock_that_was_set_back_between_two_runs_counts_as_no_time",
    ),
    Fault(
        "items of another type are put to the state there was",
        "recovery.py",
        'return [*_changed("", saved.depends, dependence(now.operator)), *types]',
        'return [*_changed("", saved.depends, dependence(now.operator))]',
        f"{RESUMING}::test_a_type_that_enters_a_step_with_state_may_not_change",
    ),
    Fault(
        "of a state in parts only the first one is taken back",
        "division.py",
        "return pa.concat_tables(parts)",
        "return parts[0]",
        f"{RESUMING}::test_a_state_that_is_divided_and_joined_has_every_key_whole_and_in_order",
    ),
    Fault(
        "the bucket of a key depends on the last bits of its bytes alone",
        "kernels/buckets.py",
        "mixed = (mixed ^ (mixed >> np.uint64(33))) * _MIX",
        "mixed = mixed * _MIX",
        f"{RESUMING}::test_the_bucket_of_a_key_is_the_same_everywhere_and_for_ever",
    ),
    Fault(
        "a source that waited when a job was stopped waits no more",
        "running_step.py",
        "self._next_at_us = saved.next_at_us + still_us",
        "self._next_at_us = saved.next_at_us",
        f"{RESUMING}::test_the_time_between_two_runs_does_not_count_unless_it_is_asked_for",
    ),
)

TIME_FAULTS = (
    Fault(
        "a step that is due at this very time is not woken",
        "running_step.py",
        "if due is not None and due <= system_us else []",
        "if due is not None and due < system_us else []",
        "collect_window list, tumbling",
    ),
    Fault(
        "a pause passes when it is over",
        "virtual_clock.py",
        "            self._real_us = self._seen_us = real_us\n            self.paused",
        "            self.paused",
        f"{CLOCK}::test_a_pause_of_any_length_is_no_time_at_all",
    ),
    Fault(
        "a clock that is set back takes the run along",
        "virtual_clock.py",
        "if (real_us < self._seen_us or jumped) and not self.paused:",
        "if jumped and not self.paused:",
        f"{CLOCK}::test_a_real_clock_that_is_set_back_is_followed_from_there_and_noted",
    ),
    Fault(
        "a wait ends a fraction of a microsecond early",
        "virtual_clock.py",
        "-(-ahead.numerator // ahead.denominator)",
        "ahead.numerator // ahead.denominator",
        f"{CLOCK}::test_whatever_happens_it_never_goes_back_and_wakes_on_the_microsecond",
    ),
    Fault(
        "a file is read on from where its first part ended",
        "formats/lines.py",
        "self.offset, self.line = self.offset + length, self.line + breaks",
        "self.offset, self.line = length, self.line + breaks",
        "tests/engine/connectors/test_reading.py::test_a_source_resumes_at_its_line",
    ),
    Fault(
        "lines after a part of a file have the numbers of the first ones",
        "formats/lines.py",
        "self.offset, self.line = self.offset + length, self.line + breaks",
        "self.offset, self.line = self.offset + length, self.line",
        "tests/engine/connectors/test_reading.py::test_a_source_resumes_at_its_line",
    ),
    Fault(
        "an item that left the watermark as it was is said to have set it",
        "decisions.py",
        "moved = after[: len(on_time)] > before[: len(on_time)]",
        "moved = after[: len(on_time)] >= before[: len(on_time)]",
        f"{DECISIONS}::test_every_item_is_decided_as_by_the_oracle_on_the_same_evidence[tumbling-behind_watermark]",
    ),
    Fault(
        "late items that there was no room for are not counted",
        "decisions.py",
        "        self._skipped_late += len(assigned.late) - len(late)\n",
        "",
        f"{DECISIONS}::test_late_items_are_the_last_to_be_left_out",
    ),
    Fault(
        "a record with nothing in it says nothing of what it left out",
        "decisions.py",
        "if self._parts or self._skipped or self._skipped_late:",
        "if self._parts:",
        f"{DECISIONS}::test_bad_items_are_not_in_the_record_and_do_not_hide_what_is_left_out",
    ),
    Fault(
        "the first item of a key by arrival is said to have set the watermark",
        "decisions.py",
        "before = after if self._by_arrival else np.concatenate",
        "before = np.concatenate",
        f"{DECISIONS}::test_where_time_is_that_of_arrival_no_item_sets_it[tumbling]",
    ),
)

STEP_FAULTS = (
    Fault(
        "the time that a turn of a step takes is the run's",
        "drive.py",
        "            self.clock.pause(self.seen_us)",
        "            self.clock.step(self.seen_us, by_us=1)",
        f"{STEPPING}::test_a_live_clock_is_moved_on_to_what_is_due_and_no_further",
    ),
    Fault(
        "the rest of a batch leaves when it is looked at",
        "worker.py",
        "self._system_us = system_us if self._apart_us is None else self._apart_us",
        "self._system_us = system_us",
        f"{STEPPING}::test_the_rest_of_a_batch_leaves_at_the_time_at_which_it_came",
    ),
    Fault(
        "an epoch ends within a batch",
        "drive.py",
        "if self.dirty and not self.worker.apart else None",
        "if self.dirty else None",
        f"{STEPPING}::test_no_epoch_ends_in_the_middle_of_a_batch_and_nothing_of_it_is_lost",
    ),
    Fault(
        "a pause that ends a long silence loses it",
        "drive.py",
        "        self._read(self.now_us() if until_us is None else until_us)",
        "        self.now_us()",
        f"{STEPPING}::test_a_pause_in_a_long_silence_loses_none_of_it",
    ),
    Fault(
        "an open session is said to close while an item could still go into it",
        "session_windows.py",
        "return silent_us + 1",
        "return silent_us",
        f"{OPEN_WINDOWS}::test_the_windows_that_are_told_are_those_of_the_oracle[session-behind_watermark]",
    ),
    Fault(
        "of many windows any are told",
        "shown_windows.py",
        "np.argpartition(leads, most)[:most]",
        "np.arange(most)",
        f"{OPEN_WINDOWS}::test_of_many_windows_those_of_the_keys_that_are_furthest_behind_are_told",
    ),
    Fault(
        "late items count as out of order",
        "kernels/disorder.py",
        "elif time < largest[key] and not is_late:",
        "elif time < largest[key]:",
        f"{OPEN_WINDOWS}::test_items_out_of_order_are_those_behind_what_their_key_has_shown_that_are_not_late"
        "[tumbling-behind_watermark]",
    ),
)

FAULTS = (*KEY_FAULTS, *STATE_FAULTS, *TIME_FAULTS, *STEP_FAULTS)
