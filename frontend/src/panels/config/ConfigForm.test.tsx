import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Diagnostic, OperatorEntry } from "../../api/types";
import { stepOf } from "../../flow/document";
import { flowOf, operator } from "../../flow/example.testing";
import { flowNow, showUnsaved, undo, useFlow } from "../../state/flowStore";
import { ConfigForm } from "./ConfigForm";

const ENTRY: OperatorEntry = {
  ...operator("window", { up: {} }, { down: {} }),
  config_schema: {
    $defs: {
      Event: { title: "EventClock", type: "object", properties: { type: { const: "event" }, wait: { type: "string", format: "duration", default: 5_000_000, at_least: "0s" } } },
      Guard: { title: "Guard", type: "object", required: ["timestamp"], properties: { timestamp: { type: "string" } } },
      Function: { enum: ["count", "sum", "quantile"], type: "string" },
      Aggregation: {
        type: "object", required: ["function"],
        properties: {
          function: { $ref: "#/$defs/Function", functions: { count: { help: "How many.", takes: "" }, quantile: { help: "Below which a share lies.", takes: "int, float" } } },
          of: { anyOf: [{ type: "string" }, { type: "null" }], default: null, format: "expression", expects: null },
        },
      },
      System: { title: "SystemClock", type: "object", properties: { type: { const: "system" } } },
    },
    type: "object",
    required: ["clock", "schema"],
    properties: {
      clock: { oneOf: [{ $ref: "#/$defs/Event" }, { $ref: "#/$defs/System" }], description: "What tells the time." },
      schema: { type: "string", format: "type" },
      items: { type: "array", items: {} },
      max_size: { type: "integer", minimum: 1, default: 3, description: "How many at most." },
      ordered: { type: "boolean", default: true },
      since: { type: "string", format: "instant", default: 0 },
      guard: { anyOf: [{ $ref: "#/$defs/Guard" }, { type: "null" }], default: null },
      names: { type: "array", items: { type: "string" }, default: [] },
      aggregations: { type: "object", additionalProperties: { $ref: "#/$defs/Aggregation" }, format: "aggregations" },
      on_error: { enum: ["errors", "drop"], type: "string", default: "errors" },
    },
  },
};

const DIAGNOSTIC: Diagnostic = { code: "bad-value", severity: "error", message: "Say how long.", step_id: "w", port: null, field: "clock.wait", span: null };

function Form() {
  const step = useFlow((state) => stepOf(state.history.present, "w"));
  return step ? <ConfigForm step={step} entry={ENTRY} /> : null;
}

function show(config: Record<string, unknown>, diagnostics: Diagnostic[] = []): void {
  const flow = flowOf({ w: "window" });
  showUnsaved({ ...flow, steps: [{ id: "w", operator: "window", config }] }, "new-test");
  useFlow.setState({ check: { runnable: false, diagnostics, steps: {} } });
  render(<MantineProvider><Form /></MantineProvider>);
}

const config = () => stepOf(flowNow(), "w")?.config;
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

/** What the kit asks a browser and this test's page does not have. */
const silent = { matches: false, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {} };
beforeEach(() => {
  Object.assign(window, { matchMedia: () => silent });
  Object.assign(document, { fonts: silent });
});
afterEach(cleanup);

test("every field is found by its label and says what it is for", () => {
  show({ clock: { type: "event" } });
  for (const label of ["Clock", "Wait", "Schema", "Items", "Max size", "Ordered", "On error"]) expect(screen.getByLabelText(label)).toBeTruthy();
  expect(screen.getByText("How many at most.")).toBeTruthy();
});

test("a default is shown, in the document's words, and not written", () => {
  show({ clock: { type: "event" } });
  expect((screen.getByLabelText("Wait") as HTMLInputElement).placeholder).toBe("5s");
  expect(config()).toEqual({ clock: { type: "event" } });
});

test("typing changes the flow, and one undo takes it back", () => {
  show({ clock: { type: "event" } });
  type("Wait", "1");
  type("Wait", "10s");
  expect(config()).toEqual({ clock: { type: "event", wait: "10s" } });
  act(undo);
  expect(config()).toEqual({ clock: { type: "event" } });
});

test("a field that is emptied is left out, so that its default holds", () => {
  show({ clock: { type: "event", wait: "1s" } });
  type("Wait", "");
  expect(config()).toEqual({ clock: { type: "event" } });
});

test("choosing another kind shows that kind's fields, and coming back finds what was written there", () => {
  show({ clock: { type: "event", wait: "1s" } });
  fireEvent.click(screen.getByRole("radio", { name: "System" }));
  expect(config()).toEqual({ clock: { type: "system" } });
  expect(screen.queryByLabelText("Wait")).toBeNull();
  fireEvent.click(screen.getByRole("radio", { name: "Event" }));
  expect(config()).toEqual({ clock: { type: "event", wait: "1s" } });
});

test("a duration says what is wrong in words, steps by arrow keys, and is written as the engine writes it", () => {
  show({ clock: { type: "event" } });
  type("Wait", "90");
  expect(screen.getByText("90 what? Add a unit: us, ms, s, m, h, d or w.", { exact: false })).toBeTruthy();
  type("Wait", "90s");
  fireEvent.keyDown(screen.getByLabelText("Wait"), { key: "ArrowUp" });
  expect(config()).toEqual({ clock: { type: "event", wait: "1m 35s" } });
  type("Wait", "3600 s");
  fireEvent.blur(screen.getByLabelText("Wait"));
  expect(config()).toEqual({ clock: { type: "event", wait: "1h" } });
  type("Wait", "-1s");
  expect(screen.getByText("It is not negative.", { exact: false })).toBeTruthy();
});

test("an instant says what it means, and refuses one without a zone in words", () => {
  show({ clock: { type: "event" }, since: "2022-01-01T01:00:00+01:00" });
  expect(screen.getByText("2022-01-01 00:00:00 UTC", { exact: false })).toBeTruthy();
  type("Since", "2022-01-01T01:00:00");
  expect(screen.getByText("Which zone?", { exact: false })).toBeTruthy();
});

test("a list is put in another order by buttons and by keys", () => {
  show({ clock: { type: "event" }, names: ["a", "b", "c"] });
  fireEvent.click(screen.getByLabelText("Move Name 3 up"));
  expect(config()?.["names"]).toEqual(["a", "c", "b"]);
  fireEvent.keyDown(screen.getByLabelText("Name 1"), { key: "ArrowDown", altKey: true });
  expect(config()?.["names"]).toEqual(["c", "a", "b"]);
});

test("aggregations are rows of a name, a function with its help, and what it is of", () => {
  show({ clock: { type: "event" }, aggregations: { n: { function: "count" } } });
  expect(screen.getByText("How many.", { exact: false })).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Add result" }));
  type("Function of name", "quantile");
  type("q, for name: 0 is the smallest, 1 the largest", "0.9");
  fireEvent.click(screen.getByLabelText("Move name up"));
  expect(Object.entries(config()?.["aggregations"] ?? {})).toEqual([["name", { function: "quantile", q: 0.9 }], ["n", { function: "count" }]]);
});

test("a problem stands below its field and belongs to it", () => {
  show({ clock: { type: "event" } }, [DIAGNOSTIC]);
  const field = screen.getByLabelText("Wait");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const about = field.getAttribute("aria-describedby")?.split(" ").map((id) => document.getElementById(id)?.textContent);
  expect(about?.join()).toContain("Say how long.");
});

test("a problem that belongs to no field stands above them", () => {
  show({}, [{ ...DIAGNOSTIC, field: null, message: "Nothing flows in." }]);
  expect(screen.getByText("Nothing flows in.")).toBeTruthy();
});

test("a value the operator does not know is shown and can be removed", () => {
  show({ clock: { type: "event" }, colour: "red" });
  fireEvent.click(screen.getByRole("button", { name: /Remove 'colour'/ }));
  expect(config()).toEqual({ clock: { type: "event" } });
});

test("a schema is a row for each field, and changing one keeps the others, even when it was written as text", () => {
  show({ schema: "{time: timestamp, val: int}" });
  type("Field 2 type", "float");
  expect(config()?.["schema"]).toEqual({ time: "timestamp", val: "float" });
});

test("items are a table of the schema's fields", () => {
  show({ schema: { user: "str", val: "int" }, items: [{ user: "a", val: 1 }, { $: "EOF" }] });
  type("val of item 1", "12");
  expect(config()?.["items"]).toEqual([{ user: "a", val: 12 }, { $: "EOF" }]);
});

test("a group that may be absent is turned on and off, and keeps what was written in it", () => {
  show({ clock: { type: "event" } });
  expect(screen.queryByLabelText("Timestamp")).toBeNull();
  fireEvent.click(screen.getByLabelText("Guard"));
  expect(config()).toEqual({ clock: { type: "event" }, guard: {} });
  type("Timestamp", "time");
  fireEvent.click(screen.getByLabelText("Guard"));
  expect(config()).toEqual({ clock: { type: "event" } });
  fireEvent.click(screen.getByLabelText("Guard"));
  expect(config()).toEqual({ clock: { type: "event" }, guard: { timestamp: "time" } });
  act(undo);
  expect(config()).toEqual({ clock: { type: "event" } });
});
