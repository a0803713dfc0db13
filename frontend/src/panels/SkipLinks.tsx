/** The way past what is not needed, for those who come with the keyboard. */
import { ACTIONS } from "../state/actions";
import { focusRegion } from "../state/regions";
import classes from "./SkipLinks.module.css";

export function SkipLinks() {
  return (
    <nav className={classes.skip} aria-label="Skip to">
      <button type="button" onClick={() => focusRegion("canvas")}>
        Skip to the canvas
      </button>
      <button type="button" onClick={ACTIONS.outline.perform}>
        Skip to the outline
      </button>
      <button type="button" onClick={() => focusRegion("dock")}>
        Skip to the dock
      </button>
    </nav>
  );
}
