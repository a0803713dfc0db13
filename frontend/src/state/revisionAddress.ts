/** The address of one revision, `/flows/:id/v/:n`: the flow, with that revision's picture before it. */

/** Return the number of the revision that an address asks for, or null. */
export function revisionIn(pathname: string): number | null {
  const found = /^\/flows\/[^/]+\/v\/([1-9]\d{0,8})\/?$/.exec(pathname)?.[1];
  return found === undefined ? null : Number(found);
}

export function revisionAddress(flowId: string, revision: number): string {
  return `/flows/${encodeURIComponent(flowId)}/v/${revision}`;
}
