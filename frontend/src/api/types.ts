/** The server's types under the words of the house, and the flow document with nothing left out. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

/** A server's type as it is answered: fields with a default are there, too. */
type Answered<T> = Required<T>;

export type Stream = Schemas["Stream"];
export type Position = Schemas["Position"];
export type Note = Schemas["Note"];
export type StepGroup = Schemas["StepGroup"];
/** How a note or a group is tinted. */
export type Tint = Note["color"];
export type Step = Omit<Schemas["Step"], "config"> & { config: Record<string, unknown> };
/** The document with every part present; `completed` makes one of a document that left parts out. */
export type Flow = Omit<Answered<Schemas["Flow"]>, "steps" | "run"> & { steps: Step[]; run: Answered<Schemas["RunSettings"]> };
export type FlowDocument = Schemas["Flow"];

export type Catalog = Schemas["Catalog"];
export type OperatorEntry = Schemas["OperatorEntry"];
export type PortEntry = Schemas["PortEntry"];
export type StepExample = Schemas["StepExample"];
export type FunctionEntry = Schemas["FunctionEntry"];
export type Example = Omit<Schemas["Example"], "flow"> & { flow: Flow };

export type Diagnostic = Answered<Schemas["Diagnostic"]>;
export type CheckResult = Omit<Schemas["CheckResult"], "diagnostics"> & { diagnostics: Diagnostic[] };
export type StepCheck = Schemas["StepCheck"];
export type PortType = Schemas["PortType"];

export type PreviewResult = Schemas["PreviewResult"];
export type PreviewsNow = Schemas["PreviewsNow"];
export type PreviewStep = Schemas["PreviewStep"];
export type PreviewPort = Schemas["PreviewPort"];
export type PreviewValues = Schemas["PreviewValues"];
export type PreviewFailure = Schemas["PreviewFailure"];
export type PreviewAsked = Omit<Schemas["PreviewFlow"], "flow"> & { flow: Flow };
export type SampleWish = Schemas["SampleWish"];
export type UploadedSample = Schemas["UploadedSample"];

export type FlowSummary = Schemas["FlowSummary"];
export type FlowDetail = Omit<Schemas["FlowDetail"], "flow"> & { flow: Flow };
export type Revision = Schemas["Revision"];
/** A refusal; `current` is there when a save met a newer revision. */
export type Problem = Omit<Schemas["Problem"], "code" | "diagnostics"> & { code: string; diagnostics: Diagnostic[]; current?: FlowDetail };
export type FileEntry = Schemas["FileEntry"];
export type FolderListing = Schemas["FolderListing"];
export type Matches = Schemas["Matches"];
export type SessionState = Schemas["SessionState"];

export type Job = Schemas["Job"];
export type Run = Omit<Schemas["Run"], "flow"> & { flow: Flow };
export type RunStatus = Schemas["RunStatus"];
export type RunEvent = Schemas["RunEvent"];
export type StepStats = Schemas["StepStats"];
export type StepUntil = Schemas["StepUntil"];
