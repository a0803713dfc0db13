import { describe, expect, test } from "vitest";
import { readLooked, writeAddress } from "../../state/route";
import { dockLooked, lookedDock, parameterOf } from "./dockAddress";
import { DOCK_AT_FIRST, DOCK_TABS, type DockView } from "./dockStore";

const FIELDS = Object.keys(DOCK_AT_FIRST) as (keyof DockView)[];

function there(view: DockView): DockView {
  const path = writeAddress({ route: { page: "flow", id: "f" }, run: "r" }, dockLooked(view));
  return lookedDock(readLooked(new URL(path, "http://here"))).view;
}

describe("what is looked at in the dock", () => {
  test("needs no word while it is as at first", () => {
    expect(dockLooked(DOCK_AT_FIRST)).toEqual({});
    expect(there(DOCK_AT_FIRST)).toEqual(DOCK_AT_FIRST);
  });

  test.each(FIELDS.filter((field) => field !== "tab"))("is read from the address as it was written: %s", (field) => {
    for (const value of ['val > 3 and user = "a b"', "-", "", "2022-01-01T00:00:00Z..2022-01-02T00:00:00Z"]) {
      const view = { ...DOCK_AT_FIRST, [field]: value };
      expect(there(view)).toEqual(view);
    }
  });

  test("is read whole, every field at once", () => {
    const all = { ...Object.fromEntries(FIELDS.map((field) => [field, `a ${field}`])), tab: "late" } as DockView;
    expect(there(all)).toEqual(all);
  });

  test.each(DOCK_TABS)("is the tab %s", (tab) => {
    expect(there({ ...DOCK_AT_FIRST, tab }).tab).toBe(tab);
  });

  test("has a parameter of its own for every field, and none that is the page's", () => {
    const names = FIELDS.map(parameterOf);
    expect(new Set([...names, "run", "step", "stream", "token"]).size).toBe(FIELDS.length + 4);
  });

  test("is as at first where the address names a tab there is not, which is said", () => {
    const { view, missing } = lookedDock({ tab: ["nope"], view: ["add.down"] });
    expect([view.tab, view.view, missing]).toEqual(["output", "add.down", ["There is no tab 'nope' in the dock."]]);
  });
});
