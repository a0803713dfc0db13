/** A choice of a few words: side by side where they fit, else as a list. */
import { NativeSelect, SegmentedControl } from "@mantine/core";
import { defaultText } from "../../flow/config";
import { FieldShell, type Wiring } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** More choices, or longer words, do not fit side by side. */
const [MOST_BESIDE, MOST_LETTERS] = [4, 36];

interface ChooserProps {
  readonly wiring: Wiring;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
}

/** The control of a choice; nothing is chosen where the value is none of the choices. */
export function Chooser({ wiring, value, choices, onChoose }: ChooserProps) {
  const letters = choices.reduce((count, { label }) => count + label.length, 0);
  if (choices.length > MOST_BESIDE || letters > MOST_LETTERS) return <Listed wiring={wiring} value={value} choices={choices} onChoose={onChoose} />;
  return (
    <SegmentedControl
      id={wiring.id}
      aria-labelledby={`${wiring.id}-label`}
      aria-describedby={wiring["aria-describedby"]}
      fullWidth
      size="xs"
      // The kit chooses the first where nothing is chosen, if it may.
      value={value}
      onChange={onChoose}
      data={[...choices]}
    />
  );
}

function Listed({ wiring, value, choices, onChoose }: ChooserProps) {
  const known = choices.some((choice) => choice.value === value);
  const first = value === "" ? [{ value: "", label: "Choose…" }] : known ? [] : [{ value, label: value }];
  return <NativeSelect {...wiring} error={wiring["aria-invalid"]} value={value} data={[...first, ...choices]} onChange={(event) => onChoose(event.currentTarget.value)} />;
}

export function ChoiceField({ field, options }: { field: FieldProps; options: readonly string[] }) {
  const { change } = useForm();
  const value = typeof field.value === "string" ? field.value : (defaultText(field.schema) ?? "");
  const known = options.includes(value) || value === "" ? options : [...options, value];
  const choices = known.map((option) => ({ value: option, label: option.replaceAll("_", " ") }));
  return <FieldShell field={field}>{(wiring) => <Chooser wiring={wiring} value={value} choices={choices} onChoose={(next) => change(field.path, next)} />}</FieldShell>;
}
