/** Choosing where a step's sample items come from: so many of its own, or a file that is uploaded. */
import { api } from "../api/client";
import { notify, notifyFailure } from "./notices";
import { wishFor } from "./preview";

/** Take so many of a step's own items; of a step that reads a file, this asks for the file to be read. */
export function sampleOwn(stepId: string, first: number): void {
  wishFor(stepId, { first });
}

/** Upload a file whose items stand in for the step's own in previews. */
export async function sampleFile(stepId: string, file: File): Promise<void> {
  try {
    const { upload, look } = await api.uploadSample(file);
    wishFor(stepId, { upload, file: { name: file.name, items: look.items } });
    if (look.bad > 0) notify("warning", `${look.bad.toLocaleString("en-US")} of the items in ${file.name} cannot be read`, look.first_problem);
  } catch (error) {
    notifyFailure(`${file.name} cannot be the sample`, error);
  }
}
