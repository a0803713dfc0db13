/** The dock below the canvas: what a run tells. */
export function Dock() {
  return <div />;
}
