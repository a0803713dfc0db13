import { describe, expect, test } from "vitest";
import { lateSentence, type LateItem } from "./late";

const LATE: LateItem = {
  stepId: "add", key: "a", windowId: "0", value: 2, timestamp: "2022-01-01T00:00:03Z", watermark: "2022-01-01T00:00:12Z",
  lateBy: "9s", waitNeeded: "9s", windowOpen: "2022-01-01T00:00:00Z", windowClose: "2022-01-01T00:00:10Z", windowWasOpen: false,
  arrivedAt: "2026-05-05T10:00:00Z", position: "6", watermarkPosition: "5",
};

const CASES: readonly [claim: string, late: Partial<LateItem>, frozen: boolean, sentence: string][] = [
  [
    "a closed window", {}, true,
    "`a` 00:00:03 came when its watermark already stood at 00:00:12 (set by item 5): late by 9 s. A wait of 9 s would have kept it. Window 0 [00:00:00, 00:00:10) was closed.",
  ],
  [
    "a window that was still open", { watermark: "2022-01-01T00:00:05Z", lateBy: "2s", waitNeeded: "2s", windowWasOpen: true }, true,
    "`a` 00:00:03 came when its watermark already stood at 00:00:05 (set by item 5): late by 2 s. A wait of 2 s would have kept it. Window 0 [00:00:00, 00:00:10) was still open: lateness goes by the watermark, not by the window.",
  ],
  [
    "a live run says when it arrived", {}, false,
    "`a` 00:00:03 came at 2026-05-05 10:00:00 on the system's clock when its watermark already stood at 00:00:12 (set by item 5): late by 9 s. A wait of 9 s would have kept it. Window 0 [00:00:00, 00:00:10) was closed.",
  ],
  [
    "a live run on the day of its items leaves out the day", { arrivedAt: "2022-01-01T00:00:14Z" }, false,
    "`a` 00:00:03 came at 00:00:14 on the system's clock when its watermark already stood at 00:00:12 (set by item 5): late by 9 s. A wait of 9 s would have kept it. Window 0 [00:00:00, 00:00:10) was closed.",
  ],
  [
    "a watermark that time had moved names no item", { watermarkPosition: null }, true,
    "`a` 00:00:03 came when its watermark already stood at 00:00:12: late by 9 s. A wait of 9 s would have kept it. Window 0 [00:00:00, 00:00:10) was closed.",
  ],
  [
    "a session has no window to name", { windowId: "-1", windowOpen: null, windowClose: null, windowWasOpen: null }, true,
    "`a` 00:00:03 came when its watermark already stood at 00:00:12 (set by item 5): late by 9 s. A wait of 9 s would have kept it. It belongs to no window: a late item opens no session.",
  ],
  [
    "instants on different days show their day", { watermark: "2022-01-02T00:00:12.5Z", lateBy: "1d 9s 500ms", waitNeeded: "1d 1m 9s 500ms" }, true,
    "`a` 2022-01-01 00:00:03 came when its watermark already stood at 2022-01-02 00:00:12.5 (set by item 5): late by 1 d 9.5 s. A wait of 1 d 1 min 9.5 s would have kept it. Window 0 [2022-01-01 00:00:00, 2022-01-01 00:00:10) was closed.",
  ],
];

describe("a late item is explained in words", () => {
  test.each(CASES)("%s", (_claim, late, frozen, sentence) => {
    expect(lateSentence({ ...LATE, ...late }, frozen)).toBe(sentence);
  });
});
