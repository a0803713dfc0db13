import { describe, expect, test } from "vitest";
import type { Flow } from "../../api/types";
import { chosenView, viewsOf } from "./views";

function flow(steps: string, streams: string): Flow {
  return {
    format: 1, name: "f", description: "", run: { clock: "auto", epoch_every: "10s", downtime: "does_not_count", cost_of_lateness: null }, layout: {}, notes: [], groups: [],
    steps: steps.split(" ").map((step) => {
      const [id = "", operator = "map"] = step.split(":");
      return { id, operator, config: {} };
    }),
    streams: streams.split(" ").map((stream) => {
      const [from = "", to = ""] = stream.split(">");
      return { from, to };
    }),
  };
}

const FLOW = flow("source add:collect_window print:stdout_sink keep:null_sink", "source.down>add.up add.down>print.up add.late>keep.up source.down>keep.up");
const STREAMS = { "add.down": "", "add.late": "", "add.meta": "", "source.down": "" };

describe("what Output can look at", () => {
  test("is each sink's lines and inputs, then every stream in the order of the flow", () => {
    expect(viewsOf(FLOW, STREAMS, []).map((view) => view.label)).toEqual([
      "print: printed lines", "print: items", "keep: items of add.late", "keep: items of source.down",
      "source.down", "add.down", "add.late", "add.meta",
    ]);
  });

  test("is at first what reached the last sink", () => {
    expect(chosenView(viewsOf(FLOW, STREAMS, []), null)?.label).toBe("keep: items of source.down");
  });

  test("is at first the printed lines when the last sink prints", () => {
    const printing = flow("source print:stdout_sink", "source.down>print.up");
    expect(chosenView(viewsOf(printing, { "source.down": "" }, []), null)?.label).toBe("print: printed lines");
  });

  test("is at first a sink of results, even when one of errors comes after it", () => {
    const both = flow("source report:null_sink broken:stdout_sink", "source.down>report.up source.errors>broken.up");
    expect(chosenView(viewsOf(both, { "source.down": "", "source.errors": "" }, []), null)?.label).toBe("report: items");
  });

  test("is at first what the last step let through when there is no sink", () => {
    const open = flow("source keep:filter", "source.down>keep.up");
    const streams = { "source.down": "", "keep.down": "", "keep.errors": "" };
    expect(chosenView(viewsOf(open, streams, []), null)?.name).toBe("keep.down");
  });

  test("stays what was chosen, as long as that is there", () => {
    const views = viewsOf(FLOW, STREAMS, []);
    expect(chosenView(views, "add.meta")?.name).toBe("add.meta");
    expect(chosenView(views, "gone.down")?.label).toBe("keep: items of source.down");
  });

  test("is nothing before the run has told its streams", () => {
    expect(chosenView([], null)).toBeNull();
  });
});
