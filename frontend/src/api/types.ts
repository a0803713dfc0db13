/** The server's types under the words of the house. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type Flow = Schemas["Flow"];
export type Step = Schemas["Step"];
export type Stream = Schemas["Stream"];
export type Position = Schemas["Position"];

export type Catalog = Schemas["Catalog"];
export type OperatorEntry = Schemas["OperatorEntry"];
export type PortEntry = Schemas["PortEntry"];
export type FunctionEntry = Schemas["FunctionEntry"];
export type Example = Schemas["Example"];

export type Diagnostic = Schemas["Diagnostic"];
export type CheckResult = Schemas["CheckResult"];
export type StepCheck = Schemas["StepCheck"];
export type PortType = Schemas["PortType"];

export type FlowSummary = Schemas["FlowSummary"];
export type FlowDetail = Schemas["FlowDetail"];
export type Problem = Schemas["Problem"];
export type SessionState = Schemas["SessionState"];

export type Job = Schemas["Job"];
export type Run = Schemas["Run"];
export type RunStatus = Schemas["RunStatus"];
export type RunEvent = Schemas["RunEvent"];
export type StepStats = Schemas["StepStats"];
