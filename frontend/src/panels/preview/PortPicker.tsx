/** Chooses which port's items are shown: each with how many left by it. */
import { shortCount } from "../dock/cells";
import classes from "./preview.module.css";

export interface Choice {
  readonly name: string;
  readonly label: string;
  /** How many items left by it; null while that is not known. */
  readonly total: number | null;
  readonly role: string;
}

interface Props {
  label: string;
  choices: readonly Choice[];
  chosen: string | null;
  onChoose: (name: string) => void;
}

export function PortPicker({ label, choices, chosen, onChoose }: Props) {
  return (
    <div className={classes.ports} role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.name}
          type="button"
          title={choice.total === null ? choice.label : `${choice.label}: ${choice.total.toLocaleString("en-US")} items`}
          aria-pressed={choice.name === chosen}
          data-role={choice.role}
          data-empty={choice.total === 0}
          onClick={() => onChoose(choice.name)}
        >
          <span>{choice.label}</span>
          {choice.total === null ? null : <b>{shortCount(choice.total)}</b>}
        </button>
      ))}
    </div>
  );
}
