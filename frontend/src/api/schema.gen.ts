/** Stand-in for the types generated from the server's OpenAPI; replaced by `npm run types`. */
type RunStatus = "starting" | "running" | "paused" | "stopping" | "stopped" | "finished" | "failed";
interface Told {
  seq: number;
  at: string;
}
interface FlowDocument {
  format: 1;
  name: string;
  description: string;
  run: { clock: "auto" | "live" | "frozen" };
  steps: { id: string; operator: string; title?: string | null; config: Record<string, unknown> }[];
  streams: { from: string; to: string }[];
  layout: Record<string, { x: number; y: number }>;
}
interface PortEntry {
  name: string;
  help: string;
  keyed: "any" | "keyed" | "unkeyed";
  many: boolean;
  role: "main" | "late" | "meta" | "errors";
}
interface PortType {
  text: string;
  keyed: boolean;
  item: string;
  fields: Record<string, string>;
}
interface Diagnostic {
  code: string;
  severity: "error" | "warning";
  message: string;
  step_id: string | null;
  port: string | null;
  field: string | null;
  span: { start: number; end: number } | null;
}
interface StepStats {
  items_in: number;
  kept: number;
  late: number;
  bad: number;
  filtered: number;
  dropped: number;
  items_out: Record<string, number>;
  watermark: string | null;
  keys: number | null;
  open_windows: number | null;
  held: number | null;
}
interface RunStarted extends Told {
  type: "run_started";
  flow_name: string;
  clock: "live" | "frozen";
  streams: Record<string, string>;
}
interface StatusChanged extends Told {
  type: "status";
  status: RunStatus;
}
interface Stats extends Told {
  type: "stats";
  steps: Record<string, StepStats>;
  turns: number;
  elapsed_s: number;
}
interface Items extends Told {
  type: "items";
  step_id: string;
  port: string;
  first: number;
  count: number;
  keys: string[] | null;
  columns: Record<string, unknown[]>;
}
interface Gap extends Told {
  type: "gap";
  step_id: string;
  port: string;
  first: number;
  skipped: number;
}
interface Printed extends Told {
  type: "printed";
  step_id: string;
  lines: string[];
  skipped: number;
}
interface StepFailed extends Told {
  type: "step_failed";
  step_id: string | null;
  code: string;
  message: string;
}
interface RunEnded extends Told {
  type: "run_ended";
  status: "finished" | "stopped" | "failed";
  reason: string;
}
interface FunctionEntry {
  name: string;
  signature: string;
  group: string;
  summary: string;
  example: string;
}
interface OperatorEntry {
  kind: string;
  title: string;
  group: string;
  icon: string;
  summary: string;
  help: string;
  ups: PortEntry[];
  downs: PortEntry[];
  source: boolean;
  sink: boolean;
  config_schema: Record<string, unknown>;
}
interface FlowDetail {
  id: string;
  name: string;
  revision: number;
  saved_at: string;
  flow: FlowDocument;
}
interface Run {
  id: string;
  job_id: string;
  status: RunStatus;
  started_at: string | null;
  ended_at: string | null;
  reason: string;
  flow: FlowDocument;
  last_seq: number;
}
export interface components {
  schemas: {
    Flow: FlowDocument;
    Step: FlowDocument["steps"][number];
    Stream: FlowDocument["streams"][number];
    Position: { x: number; y: number };
    PortEntry: PortEntry;
    PortType: PortType;
    OperatorEntry: OperatorEntry;
    FunctionEntry: FunctionEntry;
    Catalog: { groups: string[]; operators: OperatorEntry[]; functions: FunctionEntry[] };
    Example: { id: string; name: string; description: string; flow: FlowDocument };
    Diagnostic: Diagnostic;
    StepCheck: { summary: string; ups: Record<string, PortType[]>; downs: Record<string, PortType> };
    CheckResult: {
      runnable: boolean;
      diagnostics: Diagnostic[];
      steps: Record<string, components["schemas"]["StepCheck"]>;
    };
    FlowSummary: { id: string; name: string; revision: number; saved_at: string; steps: number };
    FlowDetail: FlowDetail;
    Revision: { revision: number; saved_at: string; name: string; steps: number };
    Run: Run;
    RunStatus: RunStatus;
    Job: {
      id: string;
      name: string;
      flow_id: string | null;
      revision: number | null;
      submitted_at: string;
      status: RunStatus;
      run_id: string;
      run: Run;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      hint: string;
      diagnostics: Diagnostic[];
      current?: FlowDetail | null;
    };
    SessionState: { authenticated: boolean; version: string };
    StepStats: StepStats;
    RunStarted: RunStarted;
    StatusChanged: StatusChanged;
    Stats: Stats;
    Items: Items;
    Gap: Gap;
    Printed: Printed;
    StepFailed: StepFailed;
    RunEnded: RunEnded;
    RunEvent: RunStarted | StatusChanged | Stats | Items | Gap | Printed | StepFailed | RunEnded;
  };
}
