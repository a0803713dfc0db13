/** Back closes a dialog: while one is open it has a place of its own in the history. */
import { OVERLAY } from "./route";
import { closeDialog, useView } from "./view";

let stepsBack = 0;

/** Keep that up; returns how to end it. */
export function keepOverlay(): () => void {
  return useView.subscribe(({ dialog }, before) => {
    if (dialog !== null && before.dialog === null && history.state !== OVERLAY) history.pushState(OVERLAY, "");
    if (dialog === null && before.dialog !== null) setTimeout(leave);
  });
}

/** A dialog that closed without leading to another page gives its place back. */
function leave(): void {
  if (history.state !== OVERLAY || useView.getState().dialog !== null) return;
  stepsBack += 1;
  history.back();
}

/** Whether a step back was about a dialog only; then the page stays as it is. */
export function wasOverlay(): boolean {
  if (stepsBack > 0) {
    stepsBack -= 1;
    return true;
  }
  if (useView.getState().dialog === null) return false;
  closeDialog();
  return true;
}
