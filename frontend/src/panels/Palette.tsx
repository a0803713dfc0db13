/** The palette: every operator, by group, to be dragged onto the canvas or added with a click. */
import { ActionIcon, HoverCard, TextInput, Tooltip } from "@mantine/core";
import IconExpand from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebarLeftExpand.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { useMemo, useState, type DragEvent } from "react";
import type { OperatorEntry } from "../api/types";
import { groupedOperators } from "../flow/search";
import { OperatorIcon } from "../OperatorIcon";
import { carry } from "../state/canvasView";
import { loadCatalogue, useCatalogue } from "../state/catalogue";
import { useLayout } from "../state/layout";
import { addStep } from "../state/steps";
import { OPERATOR_DRAG } from "../state/view";
import { LeftTabs } from "./outline/LeftTabs";
import { Outline } from "./outline/Outline";
import { Markdown } from "./Markdown";
import leftSide from "./leftSide.module.css";
import classes from "./Palette.module.css";

export function Palette() {
  const open = useLayout((layout) => layout.paletteOpen);
  const outline = useLayout((layout) => layout.leftTab === "outline");
  if (!open) return <ClosedPalette />;
  return outline ? <Outline /> : <OpenPalette />;
}

function ClosedPalette() {
  return (
    <nav className={classes.closed} aria-label="Operators">
      <Tooltip label="Show the operators" position="right">
        <ActionIcon aria-label="Show the operators" onClick={() => useLayout.setState({ paletteOpen: true })}>
          <IconExpand size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </nav>
  );
}

function OpenPalette() {
  const catalog = useCatalogue((state) => state.catalog);
  const failure = useCatalogue((state) => state.failure);
  const [query, setQuery] = useState("");
  const groups = useMemo(() => (catalog ? groupedOperators(catalog, query) : []), [catalog, query]);
  const first = groups[0]?.operators[0];
  return (
    <nav className={`${leftSide.side} ${classes.palette}`} aria-label="Operators">
      <LeftTabs />
      <div className={classes.search}>
        <TextInput
          type="search"
          aria-label="Search operators"
          placeholder="Search operators"
          leftSection={<IconSearch size={14} />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && first && addStep(first, null)}
        />
      </div>
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group.name}>
            <h2>{group.name}</h2>
            {group.operators.map((entry) => (
              <Card key={entry.kind} entry={entry} />
            ))}
          </section>
        ))}
        {catalog && groups.length === 0 ? <p className={classes.none}>No operator matches '{query}'.</p> : null}
        {failure ? <Failed why={failure} /> : null}
      </div>
    </nav>
  );
}

function Failed({ why }: { why: string }) {
  return (
    <p className={classes.none} role="alert">
      The operators could not be loaded. {why}{" "}
      <button type="button" className={classes.link} onClick={() => void loadCatalogue()}>
        Try again
      </button>
    </p>
  );
}

function Card({ entry }: { entry: OperatorEntry }) {
  const begin = (event: DragEvent): void => {
    event.dataTransfer.setData(OPERATOR_DRAG, entry.kind);
    event.dataTransfer.effectAllowed = "copy";
    carry(entry.kind);
  };
  return (
    <HoverCard position="right-start" openDelay={500} closeDelay={60} width={320} shadow="md" withinPortal>
      <HoverCard.Target>
        <button
          type="button"
          className={classes.card}
          draggable
          onDragStart={begin}
          onDragEnd={() => carry(null)}
          onClick={() => addStep(entry, null)}
          data-testid={`palette-${entry.kind}`}
        >
          <OperatorIcon entry={entry} />
          <span>{entry.title}</span>
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown className={classes.help}>
        <strong>{entry.title}</strong>
        <p>{entry.summary}</p>
        <Markdown text={entry.help} />
        <small>Drag it onto the canvas, or click to add it.</small>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
