/** The menu that hides columns of a table and brings them back. */
import { Menu } from "@mantine/core";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconColumns from "@tabler/icons-react/dist/esm/icons/IconColumns.mjs";
import { useState } from "react";

/** What is hidden, by table, for as long as the page is there. */
const remembered = new Map<string, ReadonlySet<string>>();

export interface Hidden {
  readonly ids: ReadonlySet<string>;
  toggle(id: string): void;
}

/** Return which columns of a table are hidden. */
export function useHidden(table: string): Hidden {
  const [ids, set] = useState<ReadonlySet<string>>(() => remembered.get(table) ?? new Set());
  const toggle = (id: string): void => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    remembered.set(table, next);
    set(next);
  };
  return { ids, toggle };
}

export function ColumnsMenu({ names, hidden }: { names: readonly string[]; hidden: Hidden }) {
  const shown = names.filter((name) => !hidden.ids.has(name)).length;
  return (
    <Menu position="top-end" closeOnItemClick={false} withinPortal>
      <Menu.Target>
        <button type="button" className="dk-button" title="Which columns are shown" data-testid="columns">
          <IconColumns size={13} aria-hidden="true" /> {shown === names.length ? "Columns" : `${shown} of ${names.length}`}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: "auto" }}>
        {names.map((name) => (
          <Menu.Item
            key={name}
            role="menuitemcheckbox"
            aria-checked={!hidden.ids.has(name)}
            leftSection={<IconCheck size={13} aria-hidden="true" style={{ visibility: hidden.ids.has(name) ? "hidden" : "visible" }} />}
            // The last column stays: a table of nothing tells nothing.
            disabled={shown === 1 && !hidden.ids.has(name)}
            onClick={() => hidden.toggle(name)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
