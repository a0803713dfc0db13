/** A small choice in the line above a table: the browser's own select, dressed for the dock. */
import { useId } from "react";

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly group?: string;
}

export interface SelectProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Select({ label, options, value, onChange }: SelectProps) {
  const id = useId();
  const groups = [...new Set(options.map((option) => option.group))];
  return (
    <span className="dk-select">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)} data-testid="dock-select">
        {groups.map((group) => (
          <Group key={group ?? ""} name={group} options={options.filter((option) => option.group === group)} />
        ))}
      </select>
    </span>
  );
}

function Group({ name, options }: { name: string | undefined; options: readonly Option[] }) {
  const listed = options.map(({ value, label }) => (
    <option key={value} value={value}>{label}</option>
  ));
  return name === undefined ? <>{listed}</> : <optgroup label={name}>{listed}</optgroup>;
}
