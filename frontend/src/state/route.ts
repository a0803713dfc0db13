/** The address bar: which flow and which run are on the screen, and what is looked at in them. */
export type Route = { page: "new" } | { page: "flow"; id: string } | { page: "run"; id: string };

export interface Address {
  route: Route;
  /** The run that is followed beside the flow, or null. */
  run: string | null;
}

/** What is looked at beside flow and run: parameters and their values, such as `step` and `["add"]`. */
export type Looked = Readonly<Record<string, readonly string[]>>;

const RUN = "run";

/** Return what an address means; an unknown one is the front page. */
export function readAddress(url: URL): Address {
  const [room, id] = url.pathname.split("/").filter(Boolean);
  const run = url.searchParams.get(RUN);
  if (room === "flows" && id) return { route: { page: "flow", id: decodeURIComponent(id) }, run };
  if (room === "runs" && id) return { route: { page: "run", id: decodeURIComponent(id) }, run: decodeURIComponent(id) };
  return { route: { page: "new" }, run };
}

/** Return what an address says is looked at. */
export function readLooked(url: URL): Looked {
  const names = new Set(url.searchParams.keys());
  names.delete(RUN);
  return Object.fromEntries([...names].map((name) => [name, url.searchParams.getAll(name)]));
}

/** Return the address of a page, and of what is looked at there. */
export function writeAddress({ route, run }: Address, looked: Looked = {}): string {
  const query = new URLSearchParams();
  if (run !== null && route.page !== "run") query.append(RUN, run);
  for (const [name, values] of Object.entries(looked)) for (const value of values) query.append(name, value);
  const path = route.page === "new" ? "/" : `/${route.page}s/${encodeURIComponent(route.id)}`;
  // These mean nothing in a query, and names of ports and streams are easier to read with them.
  const text = query.toString().replaceAll("%3E", ">").replaceAll("%3A", ":").replaceAll("%2C", ",");
  return text === "" ? path : `${path}?${text}`;
}

export function addressNow(): Address {
  return readAddress(new URL(location.href));
}

let lookedNow: () => Looked = () => ({});

/** Tell how to find out what is looked at, whenever an address is written. */
export function provideLooked(find: () => Looked): void {
  lookedNow = find;
}

/** Put an address in the bar; `push` when Back should return to the one before. */
export function putAddress(address: Address, how: "push" | "replace"): void {
  const to = writeAddress(address, lookedNow());
  // The place that a dialog took in the history is free for the page it led to.
  const over = history.state === OVERLAY;
  if (how === "push" && !over) {
    if (to !== location.pathname + location.search) history.pushState(null, "", to);
  } else if (to !== location.pathname + location.search || (over && how === "push")) history.replaceState(how === "push" ? null : history.state, "", to);
}

/** Marks the place in the history that a dialog took, so that Back closes it. */
export const OVERLAY = "overlay";
