/** The address bar: which flow and which run are on the screen. */
export type Route = { page: "new" } | { page: "flow"; id: string } | { page: "run"; id: string };

export interface Address {
  route: Route;
  /** The run that is followed beside the flow, or null. */
  run: string | null;
}

/** Return what an address means; an unknown one is the front page. */
export function readAddress(url: URL): Address {
  const [room, id] = url.pathname.split("/").filter(Boolean);
  const run = url.searchParams.get("run");
  if (room === "flows" && id) return { route: { page: "flow", id: decodeURIComponent(id) }, run };
  if (room === "runs" && id) return { route: { page: "run", id: decodeURIComponent(id) }, run: decodeURIComponent(id) };
  return { route: { page: "new" }, run };
}

/** Return the address of a page. */
export function writeAddress({ route, run }: Address): string {
  if (route.page === "run") return `/runs/${encodeURIComponent(route.id)}`;
  const path = route.page === "flow" ? `/flows/${encodeURIComponent(route.id)}` : "/";
  return run === null ? path : `${path}?run=${encodeURIComponent(run)}`;
}

export function addressNow(): Address {
  return readAddress(new URL(location.href));
}

/** Put an address in the bar; `push` when Back should return to the one before. */
export function putAddress(address: Address, how: "push" | "replace"): void {
  const to = writeAddress(address);
  if (to === location.pathname + location.search) return;
  if (how === "push") history.pushState(null, "", to);
  else history.replaceState(null, "", to);
}
