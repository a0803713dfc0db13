/** The focus goes back to what a picture is of, once it is drawn again. */

export function focusNode(nodeId: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`)?.focus({ preventScroll: true }));
}
