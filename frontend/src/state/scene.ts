/** The flow with what is known about it, as the questions of flow/ want it. */
import type { Flow } from "../api/types";
import type { Scene } from "../flow/connect";
import { useCatalogue } from "./catalogue";
import { flowNow, useFlow } from "./flowStore";

export function sceneNow(flow: Flow = flowNow()): Scene {
  return { flow, operators: useCatalogue.getState().operators, check: useFlow.getState().check };
}
