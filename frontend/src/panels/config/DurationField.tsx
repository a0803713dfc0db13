/** A span of time: text as the engine reads it, steps up and down, and the usual ones to pick. */
import { ActionIcon, Menu, TextInput } from "@mantine/core";
import IconClock from "@tabler/icons-react/dist/esm/icons/IconClock.mjs";
import type { KeyboardEvent } from "react";
import { defaultText } from "../../flow/config";
import { DAY, HOUR, MINUTE, readDuration, SECOND, writeDuration } from "../../flow/micros";
import { durationText } from "../../run/timeText";
import { settle } from "../../state/flowStore";
import { FieldShell } from "./FieldShell";
import { useFieldProblems, useForm, type FieldProps } from "./formContext";
import classes from "./config.module.css";

const PICKS = ["1s", "5s", "10s", "1m", "5m", "1h", "1d"] as const;
const STEPS: readonly bigint[] = [DAY, HOUR, 5n * MINUTE, MINUTE, 5n * SECOND, SECOND, 100_000n, 10_000n, 1_000n, 1n];

export function DurationField({ field }: { field: FieldProps }) {
  const { change } = useForm();
  const problems = useFieldProblems(field.path, false);
  const text = typeof field.value === "string" ? field.value : field.value === undefined || field.value === null ? "" : String(field.value as number);
  const least = leastOf(field.schema);
  const read = text.trim() === "" ? null : readDuration(text);
  const wrong = read === null ? null : "wrong" in read ? read.wrong : tooShort(read.us, least);
  const set = (next: string): void => change(field.path, next === "" ? (field.required ? "" : undefined) : next);
  const step = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    set(stepped(text === "" ? (defaultText(field.schema) ?? "0s") : text, event.key === "ArrowUp", least));
  };
  return (
    <FieldShell field={field} aside={read !== null && "us" in read && <Meaning text={text} us={read.us} />}>
      {(wiring) => (
        <>
          <TextInput
            {...wiring}
            error={wiring["aria-invalid"] || wrong !== null}
            withErrorStyles={false}
            value={text}
            placeholder={defaultText(field.schema) ?? "such as 10s"}
            spellCheck={false}
            autoComplete="off"
            styles={{ input: { fontFamily: "var(--tg-mono)", fontSize: "12px" } }}
            onChange={(event) => set(event.currentTarget.value)}
            onKeyDown={step}
            onBlur={() => {
              if (read !== null && "us" in read && wrong === null) set(writeDuration(read.us));
              settle();
            }}
            rightSection={<Picks label={field.label} least={least} onPick={set} />}
            rightSectionPointerEvents="all"
          />
          {wrong !== null && problems.length === 0 && <p className={classes.wrong}><span aria-hidden>!</span> {wrong}</p>}
        </>
      )}
    </FieldShell>
  );
}

/** What a text means, where it is written otherwise. */
function Meaning({ text, us }: { text: string; us: bigint }) {
  const canonical = writeDuration(us);
  return canonical === text.trim() ? null : <span className={classes.expects}>= {durationText(canonical)}</span>;
}

function Picks({ label, least, onPick }: { label: string; least: bigint | null; onPick: (text: string) => void }) {
  const picks = least === 0n ? ["0s", ...PICKS] : PICKS;
  return (
    <Menu position="bottom-end" width={96}>
      <Menu.Target>
        <ActionIcon size={24} aria-label={`Usual values of ${label}`} title="Usual values; arrow keys step up and down">
          <IconClock size={14} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {picks.map((pick) => (
          <Menu.Item key={pick} onClick={() => onPick(pick)}>
            {durationText(pick)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Return the shortest that is allowed, where the schema says. */
function leastOf(schema: FieldProps["schema"]): bigint | null {
  const least = schema["at_least"];
  const read = typeof least === "string" ? readDuration(least) : null;
  return read !== null && "us" in read ? read.us : null;
}

function tooShort(us: bigint, least: bigint | null): string | null {
  if (least === null || us >= least) return null;
  if (least === 0n) return "It is not negative.";
  return least === 1n ? "It is longer than nothing." : `It is at least ${durationText(writeDuration(least))}.`;
}

/** Return a duration one sensible step longer or shorter: a tenth of it or less, in round units. */
export function stepped(text: string, up: boolean, least: bigint | null): string {
  const read = readDuration(text);
  if ("wrong" in read) return text;
  const size = read.us < 0n ? -read.us : read.us;
  const step = size === 0n ? SECOND : (STEPS.find((one) => one * 10n <= size) ?? 1n);
  const next = read.us + (up ? step : -step);
  return writeDuration(least !== null && next < least ? least : next);
}
