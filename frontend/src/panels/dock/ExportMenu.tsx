/** The menu that puts the rows of a table into a file: all that are kept, or those the filter lets through. */
import { Menu } from "@mantine/core";
import IconDownload from "@tabler/icons-react/dist/esm/icons/IconDownload.mjs";
import { useState } from "react";
import { exported, exportName, type ExportFormat } from "../../run/exportText";
import type { TableField } from "../../run/fields";
import { everyRow, whole } from "../../run/rows";
import type { Sample } from "../../run/sample";
import { saveParts } from "../../state/download";
import { counted } from "./cells";

interface ExportMenuProps {
  readonly sample: Sample;
  /** The numbers of the rows; null for all. */
  readonly rows: () => readonly number[] | null;
  readonly count: number;
  readonly fields: readonly TableField[];
  /** What the file is called after: flow, step, port. */
  readonly name: readonly string[];
}

const FORMATS: readonly (readonly [format: ExportFormat, title: string, help: string])[] = [
  ["csv", "CSV", "Every value exactly as it is."],
  ["csv_for_spreadsheets", "CSV for spreadsheets", "A ' before text that a spreadsheet would run as a formula."],
  ["jsonl", "JSON Lines", "An object for each item, exact."],
];

export function ExportMenu({ sample, rows, count, fields, name }: ExportMenuProps) {
  const [busy, setBusy] = useState(false);
  const save = async (format: ExportFormat) => {
    setBusy(true);
    await saveParts(exportName(name, format), exported(sample, rows() ?? whole(everyRow(sample)), fields, format), format === "jsonl" ? "application/x-ndjson" : "text/csv");
    setBusy(false);
  };
  return (
    <Menu position="top-end" width={300} withinPortal>
      <Menu.Target>
        <button type="button" className="dk-button" disabled={busy || count === 0} data-testid="export" title="Put these rows into a file">
          <IconDownload size={13} aria-hidden="true" /> {busy ? "Writing…" : "Export"}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{counted(count, "row")} as</Menu.Label>
        {FORMATS.map(([format, title, help]) => (
          <Menu.Item key={format} onClick={() => void save(format)} data-testid={`export-${format}`}>
            {title}
            <span className="dk-menu-help">{help}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
