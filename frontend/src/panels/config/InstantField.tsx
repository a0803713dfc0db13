/** An instant: ISO 8601 text with a zone, what it means in UTC and here, and the usual ones to pick. */
import { ActionIcon, Menu, TextInput } from "@mantine/core";
import IconCalendarTime from "@tabler/icons-react/dist/esm/icons/IconCalendarTime.mjs";
import { defaultText } from "../../flow/config";
import { readInstant, SECOND, writeInstant } from "../../flow/micros";
import { midnightOf, offsetAt, offsetText, ownZone, UTC, wallText } from "../../ruler/zones";
import { settle } from "../../state/flowStore";
import { FieldShell } from "./FieldShell";
import { useFieldProblems, useForm, type FieldProps } from "./formContext";
import classes from "./config.module.css";

export function InstantField({ field }: { field: FieldProps }) {
  const { change } = useForm();
  const problems = useFieldProblems(field.path, false);
  const text = typeof field.value === "string" ? field.value : "";
  const read = text === "" ? null : readInstant(text);
  const wrong = read !== null && "wrong" in read ? read.wrong : null;
  const set = (next: string): void => change(field.path, next === "" ? (field.required ? "" : undefined) : next);
  return (
    <FieldShell field={field}>
      {(wiring) => (
        <>
          <TextInput
            {...wiring}
            error={wiring["aria-invalid"] || wrong !== null}
            withErrorStyles={false}
            value={text}
            placeholder={defaultText(field.schema) ?? "such as 2022-01-01T00:00:00Z"}
            spellCheck={false}
            autoComplete="off"
            styles={{ input: { fontFamily: "var(--tg-mono)", fontSize: "12px" } }}
            onChange={(event) => set(event.currentTarget.value)}
            onBlur={settle}
            rightSection={<Picks label={field.label} onPick={set} />}
            rightSectionPointerEvents="all"
          />
          {read !== null && "us" in read && <p className={classes.meaning}>{meaning(read.us)}</p>}
          {wrong !== null && problems.length === 0 && <p className={classes.wrong}><span aria-hidden>!</span> {wrong}</p>}
        </>
      )}
    </FieldShell>
  );
}

function meaning(us: bigint): string {
  const zone = ownZone();
  const utc = `${wallText(us, UTC)} UTC`;
  return zone === UTC ? utc : `${utc}, ${wallText(us, zone)} in ${zone}`;
}

function Picks({ label, onPick }: { label: string; onPick: (text: string) => void }) {
  const zone = ownZone();
  const now = (): bigint => BigInt(Math.floor(Date.now() / 1_000)) * SECOND;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon size={24} aria-label={`Usual values of ${label}`} title="Now, or midnight">
          <IconCalendarTime size={14} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onPick(writeInstant(now()))}>Now</Menu.Item>
        <Menu.Item onClick={() => onPick(writeInstant(midnightOf(now(), UTC)))}>Today 00:00 UTC</Menu.Item>
        {zone !== UTC && <Menu.Item onClick={() => onPick(localText(midnightOf(now(), zone), zone))}>Today 00:00 in {zone}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Return an instant as local time with its offset, so that what was meant can be read off it. */
function localText(us: bigint, zone: string): string {
  return `${wallText(us, zone).replace(" ", "T")}${offsetText(offsetAt(zone, us))}`;
}
