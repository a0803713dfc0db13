import { beforeEach, expect, test } from "vitest";
import { useLayout } from "./layout";

function resize(width: number, height: number): void {
  Object.assign(window, { innerWidth: width, innerHeight: height });
  window.dispatchEvent(new Event("resize"));
}

const shown = (): boolean[] => [useLayout.getState().dockOpen, useLayout.getState().paletteOpen];

beforeEach(() => {
  resize(1440, 900);
  useLayout.setState({ dockOpen: true, paletteOpen: true });
});

test("a small window folds the dock and the left side, and a large one has them as they were", () => {
  resize(720, 450);
  expect(shown()).toEqual([false, false]);
  resize(1440, 900);
  expect(shown()).toEqual([true, true]);
});

test("a window that is only short keeps its left side, one that is only narrow its dock", () => {
  resize(1440, 450);
  expect(shown()).toEqual([false, true]);
  resize(720, 900);
  expect(shown()).toEqual([true, false]);
});

test("what is opened in a small window stays open there, and is not remembered", () => {
  useLayout.setState({ dockOpen: false });
  resize(720, 450);
  useLayout.setState({ dockOpen: true });
  resize(720, 440);
  expect(useLayout.getState().dockOpen).toBe(true);
  resize(1440, 900);
  expect(useLayout.getState().dockOpen).toBe(false);
});
