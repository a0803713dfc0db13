import { describe, expect, test } from "vitest";
import type { LateItem } from "../../run/late";
import { lateGeometry } from "./lateGeometry";

function at(time: string): string {
  return `2022-01-01T00:${time}Z`;
}

function late(item: string, watermark: string, window: [string, string] | null): LateItem {
  return {
    stepId: "add", key: "a", windowId: "0", value: 1, timestamp: at(item), watermark: at(watermark), lateBy: null, waitNeeded: null,
    windowOpen: window && at(window[0]), windowClose: window && at(window[1]), windowWasOpen: null, arrivedAt: null, position: null,
    watermarkPosition: null,
  };
}

describe("the drawing of a late item", () => {
  test("has everything in its order on one axis", () => {
    const places = lateGeometry(late("00:03", "00:12", ["00:00", "00:10"]));
    if (!places?.window) throw new Error("no window in the drawing");
    const order = [0, places.window.from, places.item, places.window.to, places.watermark, 1];
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(places.window).toMatchObject({ cutFrom: false, cutTo: false });
  });

  test("cuts a window that is much longer than the lateness, so that the lateness can be seen", () => {
    const places = lateGeometry(late("30:00", "30:01", ["00:00", "59:00"]));
    expect(places?.window).toMatchObject({ cutFrom: true, cutTo: true });
    expect((places?.watermark ?? 0) - (places?.item ?? 0)).toBeGreaterThan(0.05);
  });

  test("does without a window where there is none", () => {
    expect(lateGeometry(late("00:03", "00:12", null))).toMatchObject({ window: null });
  });

  test("is not there when the times cannot be read", () => {
    expect(lateGeometry({ ...late("00:03", "00:12", null), watermark: null })).toBeNull();
  });
});
