/** The live check: shortly after each change the server is asked what is wrong with the flow. */
import { api, Refused } from "../api/client";
import type { CheckResult, Diagnostic, Problem } from "../api/types";
import { flowNow, setCheck, useFlow } from "./flowStore";
import { sessionEnded } from "./session";

/** Long enough to take the letters of one stroke of the hand together; a check that is overtaken is given up. */
const PAUSE_MS = 50;

/** What the server answers when it cannot even read the flow: a number beyond 64 bits, a document that is too large. */
const UNREADABLE = [400, 413, 422];

/** Return what there is to tell of a flow that could not be read: that alone, as nothing else was looked at. */
function unreadable({ code, detail, hint, diagnostics }: Problem): CheckResult {
  const message = hint === "" ? detail : `${detail} ${hint}`;
  const why: Diagnostic = { code: code as Diagnostic["code"], severity: "error", message, step_id: null, port: null, field: null, span: null };
  return { runnable: false, diagnostics: diagnostics.length > 0 ? diagnostics : [why], steps: {} };
}

/** Check the flow whenever it has changed; returns how to end that. */
export function keepChecking(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;

  const ask = async (): Promise<void> => {
    asking?.abort();
    asking = new AbortController();
    const flow = flowNow();
    try {
      setCheck(flow, await api.check(flow, asking.signal));
    } catch (error) {
      // A check that was overtaken or got no answer leaves the last result; the next change asks again.
      if (!(error instanceof Refused)) return;
      if (error.problem.status === 401) sessionEnded();
      if (UNREADABLE.includes(error.problem.status)) setCheck(flow, unreadable(error.problem));
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  };

  later();
  const stop = useFlow.subscribe((state, before) => {
    if (state.history.present !== before.history.present) later();
  });
  return () => {
    stop();
    clearTimeout(timer);
    asking?.abort();
  };
}
