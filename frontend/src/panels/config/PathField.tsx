/** A file below the data folder: written as a path or a pattern, or chosen, with what it means said below. */
import { Button, TextInput } from "@mantine/core";
import IconFolder from "@tabler/icons-react/dist/esm/icons/IconFolder.mjs";
import { useEffect, useState } from "react";
import { api } from "../../api/client";
import type { Matches } from "../../api/types";
import { settle } from "../../state/flowStore";
import { FileBrowser } from "./FileBrowser";
import { sizeText } from "./fileText";
import { FieldShell } from "./FieldShell";
import { useForm, type FieldProps } from "./formContext";
import classes from "./config.module.css";

export function PathField({ field }: { field: FieldProps }) {
  const { change } = useForm();
  const [browsing, setBrowsing] = useState(false);
  const text = typeof field.value === "string" ? field.value : "";
  const reads = field.schema["access"] !== "write";
  const set = (next: string): void => change(field.path, next === "" && !field.required ? undefined : next);
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <>
          <div className={classes.entryHead}>
            <TextInput
              {...wiring}
              error={wiring["aria-invalid"]}
              value={text}
              placeholder={reads ? "orders.csv, or logs/*.jsonl" : "such as results.jsonl"}
              spellCheck={false}
              autoComplete="off"
              styles={{ input: { fontFamily: "var(--tg-mono)", fontSize: "12px" } }}
              onChange={(event) => set(event.currentTarget.value)}
              onBlur={settle}
            />
            <Button variant="default" h={30} leftSection={<IconFolder size={14} stroke={1.6} />} onClick={() => setBrowsing(true)}>
              Browse
            </Button>
          </div>
          {reads && text !== "" && <WhatMatches pattern={text} />}
          <FileBrowser
            opened={browsing}
            onClose={() => setBrowsing(false)}
            onChoose={(path) => {
              settle();
              set(path);
              settle();
              setBrowsing(false);
            }}
          />
        </>
      )}
    </FieldShell>
  );
}

/** After so long without another letter the server is asked. */
const ASK_AFTER_MS = 250;

/** How many files a run would read; nothing while that is not known, and where the check says what is wrong. */
function WhatMatches({ pattern }: { pattern: string }) {
  const [known, setKnown] = useState<{ readonly pattern: string; readonly matches: Matches } | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    const ask = (): void => void api.matches(pattern, asking.signal).then((matches) => setKnown({ pattern, matches }), () => setKnown(null));
    const timer = setTimeout(ask, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [pattern]);
  if (known === null || known.pattern !== pattern) return <p className={classes.meaning}>&nbsp;</p>;
  const { count, bytes, names } = known.matches;
  return (
    <p className={classes.meaning} title={names.join("\n")} role="status">
      {count === 0 ? "No file matches now" : `${count.toLocaleString("en-US")} ${count === 1 ? "file matches" : "files match"}, ${sizeText(bytes)}`}
      {count > 1 && `: ${names.slice(0, 2).join(", ")}${count > 2 ? ", …" : ""}`}
    </p>
  );
}
