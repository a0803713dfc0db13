import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followed } from "../../run";
import { NOT_FOLLOWING } from "../../run/followed";
import { applyEvents } from "../../run/runState";
import { items, script, started } from "../../run/script.testing";
import { Dock } from "./Dock";
import { DOCK_AT_FIRST, useDock } from "./dockStore";

function tell(...[events, first]: Parameters<typeof script>): void {
  act(() => followed.setState(applyEvents(followed.getState(), script(events, first))));
}

beforeEach(() => {
  // A list that draws only what is in sight needs a page with a height, which the test's page does not have.
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 240 });
  followed.setState(NOT_FOLLOWING, true);
  useDock.setState(DOCK_AT_FIRST);
  tell([started, { type: "status", status: "running", speed: 1 }, items(0, 3)]);
  render(<MantineProvider><Dock /></MantineProvider>);
});
afterEach(cleanup);

test("an address that asks for the order of a field that there is not holds no row back", () => {
  act(() => useDock.setState({ sort: "-price" }));
  tell([items(3, 2)], 4);
  expect(screen.getAllByTestId("output-item")).toHaveLength(5);
  expect(screen.getByTestId("freeze").textContent).toBe("Freeze");
});

test("a row is chosen as it is pressed: by the time it is let go of another may be there", () => {
  fireEvent.mouseDown(screen.getAllByTestId("output-item")[1] as HTMLElement);
  expect(screen.getByTestId("row-detail").textContent).toContain("item 1val1");
});

test("Escape puts away what was chosen, and only that", () => {
  fireEvent.mouseDown(screen.getAllByTestId("output-item")[1] as HTMLElement);
  fireEvent.keyDown(screen.getByRole("grid"), { key: "Escape" });
  expect(screen.queryByTestId("row-detail")).toBeNull();
});
