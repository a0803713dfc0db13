/** A small flow and the operators it is made of, for the tests. */
import type { Flow, OperatorEntry, PortEntry, Step } from "../api/types";
import { blankFlow } from "./document";

type Ports = Record<string, Partial<PortEntry>>;

function port(name: string, more: Partial<PortEntry> = {}): PortEntry {
  return { name, help: "", keyed: "any", many: false, role: "main", ...more };
}

/** Return an operator with these ports and no configuration. */
export function operator(kind: string, ups: Ports, downs: Ports): OperatorEntry {
  const ports = (side: Ports): PortEntry[] => Object.entries(side).map(([name, more]) => port(name, more));
  return {
    kind, title: kind, group: "Transform", icon: "box", summary: "", help: "", ups: ports(ups), downs: ports(downs),
    source: Object.keys(ups).length === 0, sink: Object.keys(downs).length === 0, examples: [], guarantee: null, config_schema: {},
  };
}

export const OPERATORS: ReadonlyMap<string, OperatorEntry> = new Map(
  [
    operator("source", {}, { down: {} }),
    operator("map", { up: {} }, { down: {}, errors: { role: "errors" } }),
    operator("key_on", { up: {} }, { down: { keyed: "keyed" } }),
    operator("key_rm", { up: { keyed: "keyed" } }, { down: { keyed: "unkeyed" } }),
    operator("window", { up: { keyed: "keyed" } }, { down: { keyed: "keyed" }, late: { keyed: "keyed", role: "late" } }),
    operator("merge", { ups: { many: true } }, { down: {} }),
    operator("table", { up: { keyed: "unkeyed" } }, {}),
    operator("sink", { up: {} }, {}),
  ].map((entry) => [entry.kind, entry]),
);

/** Return a flow of steps written `id: operator`, and streams written `a.down > b.up`. */
export function flowOf(steps: Record<string, string>, streams: string[] = []): Flow {
  return {
    ...blankFlow("test"),
    steps: Object.entries(steps).map(([id, kind]): Step => ({ id, operator: kind, config: {} })),
    streams: streams.map((text) => {
      const [from = "", to = ""] = text.split(" > ");
      return { from, to };
    }),
    layout: Object.fromEntries(Object.keys(steps).map((id, index) => [id, { x: index * 240, y: 0 }])),
  };
}
