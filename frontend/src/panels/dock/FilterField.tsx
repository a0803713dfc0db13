/** Where a filter is typed: any words, or `val > 3`, `user = a`; what cannot be read says why. */
import { useId } from "react";
import IconFilter from "@tabler/icons-react/dist/esm/icons/IconFilter.mjs";
import { useDock } from "./dockStore";
import { NarrowField } from "./NarrowField";

const HOW = 'Words are looked for in every field. Or compare a field: val > 3, user = "a b", time >= 10:04, late_by > 5s, name ~ part. Join with and, or, not and brackets.';

interface FilterFieldProps {
  /** The part of what is looked at that is the filter. */
  readonly field: "filter" | "lateFilter" | "windowFilter";
  /** Why the filter cannot be; null when it can. */
  readonly why: string | null;
}

export function FilterField({ field, why }: FilterFieldProps) {
  const id = useId();
  const value = useDock((dock) => dock[field]) ?? "";
  return (
    <NarrowField
      value={value}
      label="Filter"
      placeholder="Filter: words, val > 3"
      clearLabel="Show everything"
      testId="filter"
      icon={<IconFilter size={13} aria-hidden="true" />}
      title={HOW}
      wrongId={why === null ? undefined : id}
      onChange={(text) => useDock.setState({ [field]: text === "" ? null : text })}
    >
      {why !== null && <span id={id} role="alert" className="dk-filter-why" data-testid="filter-why">{why}</span>}
    </NarrowField>
  );
}
