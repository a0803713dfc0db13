/** Files made in the page, part by part, so that a large one stops nobody's work. */

/** Parts put together before the page may do something else. */
const AT_A_TIME = 5;

/** Save these parts as a file of that name. */
export async function saveParts(name: string, parts: Iterable<string>, type: string): Promise<void> {
  const blobs: Blob[] = [];
  let some: string[] = [];
  for (const part of parts) {
    some.push(part);
    if (some.length < AT_A_TIME) continue;
    // Text in a blob is out of the page's own memory.
    blobs.push(new Blob(some));
    some = [];
    await new Promise((resolve) => setTimeout(resolve));
  }
  saveBlob(name, new Blob([...blobs, ...some], { type: `${type};charset=utf-8` }));
}

function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser takes its own hold of the file before it lets go of ours.
  setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
}
