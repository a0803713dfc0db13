import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLayout } from "../../state/layout";
import { keepLooked, lookWhen } from "../../state/looking";
import { dockPart } from "./dockAddress";
import { DOCK_AT_FIRST, useDock } from "./dockStore";

let stop = (): void => undefined;

beforeEach(() => {
  useDock.setState(DOCK_AT_FIRST);
  useLayout.setState({ dockOpen: true });
  stop = keepLooked(dockPart);
});
afterEach(() => stop());

/** Open an address; while it is being opened, a person does this. */
async function open(path: string, meanwhile = (): void => undefined): Promise<void> {
  history.replaceState(null, "", path);
  let arrive = (): void => undefined;
  const opened = lookWhen(() => new Promise<void>((done) => { arrive = done; }));
  meanwhile();
  arrive();
  await opened;
}

const tabInAddress = (): string | null => new URL(location.href).searchParams.get("tab");

test("an address that is opened is looked at", async () => {
  await open("/runs/r?tab=late&late-item=7");
  expect([useDock.getState().tab, useDock.getState().lateItem]).toEqual(["late", "7"]);
});

test("a tab chosen before a page has finished opening stays, and the address follows it", async () => {
  await open("/runs/r?tab=late", () => useDock.setState({ tab: "timeline" }));
  expect([useDock.getState().tab, tabInAddress()]).toEqual(["timeline", "timeline"]);
});

test("a tab chosen meanwhile stays though the address names none", async () => {
  await open("/runs/r", () => useDock.setState({ tab: "windows" }));
  expect([useDock.getState().tab, tabInAddress()]).toEqual(["windows", "windows"]);
});

test("what the address says of the rest is looked at all the same", async () => {
  await open("/runs/r?tab=late&metrics-sort=-busy", () => useDock.setState({ tab: "metrics" }));
  expect([useDock.getState().tab, useDock.getState().metricsSort]).toEqual(["metrics", "-busy"]);
});

test("what was looked at before and not touched since gives way to the address", async () => {
  useDock.setState({ tab: "log", logText: "left" });
  await open("/runs/r?tab=late");
  expect([useDock.getState().tab, useDock.getState().logText]).toEqual(["late", null]);
});

test("a folded dock unfolds for an address that names a tab", async () => {
  useLayout.setState({ dockOpen: false });
  await open("/runs/r?tab=late");
  expect([useLayout.getState().dockOpen, useDock.getState().tab, tabInAddress()]).toEqual([true, "late", "late"]);
});

test("a folded dock stays folded for any other, with the tab it had", async () => {
  useDock.setState({ tab: "log" });
  useLayout.setState({ dockOpen: false });
  await open("/runs/r?metrics-sort=-busy");
  expect([useLayout.getState().dockOpen, useDock.getState().tab, tabInAddress()]).toEqual([false, "log", null]);
});

test("a tab of a folded dock is not in the address, so that a reload leaves it folded", async () => {
  await open("/runs/r?tab=late");
  useLayout.setState({ dockOpen: false });
  await vi.waitFor(() => expect(tabInAddress()).toBeNull());
});
