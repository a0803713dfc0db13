/** What an empty flow shows: three ways to begin. */
import IconBook from "@tabler/icons-react/dist/esm/icons/IconBook.mjs";
import IconFile from "@tabler/icons-react/dist/esm/icons/IconFileImport.mjs";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { Kbd } from "@mantine/core";
import type { ReactNode } from "react";
import { importFile } from "../state/files";
import { isEmpty } from "../flow/document";
import { useFlow } from "../state/flowStore";
import { openDialog } from "../state/view";
import classes from "./EmptyFlow.module.css";

export function EmptyFlow() {
  const empty = useFlow((state) => isEmpty(state.history.present));
  if (!empty) return null;
  return (
    <div className={classes.empty}>
      <h2>Begin a flow</h2>
      <div className={classes.choices}>
        <Choice icon={<IconBook size={22} stroke={1.4} />} title="Example" text="A small flow that runs at once" onClick={() => openDialog({ kind: "examples" })} />
        <Choice icon={<IconFile size={22} stroke={1.4} />} title="From a file" text="A flow, or CSV or JSON items" onClick={importFile} />
        <Choice
          icon={<IconPlus size={22} stroke={1.4} />}
          title="Blank"
          text="Choose the first step"
          onClick={() => openDialog({ kind: "quick-add", at: null, from: null })}
        />
      </div>
      <p>
        Press <Kbd size="xs">/</Kbd> to add a step, or drag one from the left.
      </p>
    </div>
  );
}

function Choice({ icon, title, text, onClick }: { icon: ReactNode; title: string; text: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.choice} onClick={onClick}>
      {icon}
      <strong>{title}</strong>
      <span>{text}</span>
    </button>
  );
}
