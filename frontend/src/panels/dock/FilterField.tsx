/** Where a filter is typed: any words, or `val > 3`, `user = a`; what cannot be read says why. */
import { useEffect, useId, useState } from "react";
import IconFilter from "@tabler/icons-react/dist/esm/icons/IconFilter.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";

const HOW = 'Words are looked for in every field. Or compare a field: val > 3, user = "a b", time >= 10:04, late_by > 5s, name ~ part. Join with and, or, not and brackets.';

interface FilterFieldProps {
  readonly value: string;
  /** Why the filter cannot be; null when it can. */
  readonly why: string | null;
  readonly onChange: (value: string) => void;
}

export function FilterField({ value, why, onChange }: FilterFieldProps) {
  const id = useId();
  // What is typed shows at once, however long the table takes to follow.
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const type = (text: string) => {
    setTyped(text);
    onChange(text);
  };
  return (
    <span className="dk-filter" data-wrong={why !== null}>
      <IconFilter size={13} aria-hidden="true" />
      <input
        type="text"
        aria-label="Filter"
        aria-invalid={why !== null}
        aria-describedby={why === null ? undefined : id}
        placeholder="Filter: words, val > 3"
        title={HOW}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || typed === "") return;
          event.preventDefault();
          type("");
        }}
        data-testid="filter"
      />
      {typed !== "" && (
        <button type="button" className="dk-icon-button" aria-label="Show everything" onClick={() => type("")}>
          <IconX size={12} aria-hidden="true" />
        </button>
      )}
      {why !== null && <span id={id} role="alert" className="dk-filter-why" data-testid="filter-why">{why}</span>}
    </span>
  );
}
