/** Flows to files and files to flows. */
import { fileName, readFlow, writeFlow } from "../flow/transfer";
import { isDataFile, readSample, type Sample } from "../flow/sample";
import { flowNow } from "./flowStore";
import { notify } from "./notices";
import { openUnsaved } from "./opening";

const MOST_BYTES = 8_000_000;

/** Give the flow to the browser as a file to keep. */
export function exportFlow(): void {
  const flow = flowNow();
  const address = URL.createObjectURL(new Blob([writeFlow(flow)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(flow);
  link.click();
  URL.revokeObjectURL(address);
}

/** Let the person choose a file: a flow, or data to begin a flow with. */
export function importFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,.jsonl,.ndjson,.csv,application/json,text/csv";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void takeFile(file);
  });
  input.click();
}

/** Open a file that was chosen or dropped. */
export async function takeFile(file: File): Promise<void> {
  if (file.size > MOST_BYTES) {
    return notify("error", `'${file.name}' is too large`, "Up to 8 MB can be opened here. Put it into the data folder and read it with a File step.");
  }
  const text = await file.text();
  if (isBinary(text)) return refuse(file.name, "It holds no text. A flow, CSV or JSON items can be opened here.");
  if (isDataFile(file.name, text)) return takeSample(file.name, readSample(file.name, text));
  const read = readFlow(text);
  if (!read.ok) return refuse(file.name, read.why);
  openUnsaved(read.flow);
}

/** Whether this was no text to begin with: letters that no text has, at its very start. */
function isBinary(text: string): boolean {
  return /[\0\uFFFD]/u.test(text.slice(0, 1_000));
}

function takeSample(name: string, sample: Sample): void {
  if (!sample.ok) return refuse(name, sample.why);
  openUnsaved(sample.flow);
  if (sample.note !== "") notify("info", `'${name}' opened`, sample.note);
}

function refuse(name: string, why: string): void {
  notify("error", `'${name}' could not be opened`, why);
}
