/** A field that narrows a list as it is typed into: Escape, or the cross, shows everything again. */
import { useEffect, useState, type ReactNode } from "react";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";

interface NarrowFieldProps {
  readonly value: string;
  readonly label: string;
  readonly placeholder: string;
  /** What the cross does, in words. */
  readonly clearLabel: string;
  readonly testId: string;
  readonly icon: ReactNode;
  readonly title?: string;
  /** The element that says why what is typed cannot be read, by its id; without one it can. */
  readonly wrongId?: string | undefined;
  readonly children?: ReactNode;
  readonly onChange: (text: string) => void;
}

export function NarrowField({ value, label, placeholder, clearLabel, testId, icon, title, wrongId, children, onChange }: NarrowFieldProps) {
  // What is typed shows at once, however long the list takes to follow.
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const type = (text: string): void => {
    setTyped(text);
    onChange(text);
  };
  return (
    <span className="dk-filter" data-wrong={wrongId !== undefined}>
      {icon}
      <input
        type="text"
        aria-label={label}
        aria-invalid={wrongId !== undefined}
        aria-describedby={wrongId}
        placeholder={placeholder}
        title={title}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || typed === "") return;
          event.preventDefault();
          type("");
        }}
        data-testid={testId}
      />
      {typed !== "" && (
        <button type="button" className="dk-icon-button" aria-label={clearLabel} onClick={() => type("")}>
          <IconX size={12} aria-hidden="true" />
        </button>
      )}
      {children}
    </span>
  );
}
