/** The window ruler: which windows a step will have, before anything runs, and where a timestamp falls. */
import { NativeSelect, SegmentedControl, Textarea } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useEffect, useId, useMemo, useState } from "react";
import { explained, lengthText, pitfalls, spanText } from "../../ruler/explain";
import { typedInstants } from "../../ruler/instants";
import { stripOf, type Strip } from "../../ruler/strip";
import { idsAt, readWindower, windowOf, type Windower } from "../../ruler/windower";
import { dayOf, offsetAt, offsetText, ownZone, UTC, wallText } from "../../ruler/zones";
import { RulerStrip } from "./RulerStrip";
import classes from "./ruler.module.css";

export function WindowRuler({ config }: { config: Record<string, unknown> }) {
  const windower = readWindower(config);
  return (
    <section className={classes.ruler} aria-label="Window ruler" data-testid="window-ruler">
      {windower.kind === "broken" ? (
        <>
          <div className={classes.head}><h3>Window ruler</h3></div>
          <p className={classes.note}>The windows show here once <code>{windower.field}</code> can be read. {windower.wrong}</p>
        </>
      ) : (
        <Ruler windower={windower} />
      )}
    </section>
  );
}

function Ruler({ windower }: { windower: Windower }) {
  const [local, setLocal] = useLocalStorage({ key: "tidegate.ruler.zone", defaultValue: ownZone(), getInitialValueInEffect: false });
  const [which, setWhich] = useState<"utc" | "local">("utc");
  const [text, setText] = useState("");
  const now = useNow();
  const zone = which === "utc" ? UTC : local;
  const typed = useMemo(() => typedInstants(text), [text]);
  const strip = stripOf(windower, now, typed.instants);
  const input = useId();
  return (
    <>
      <div className={classes.head}>
        <h3>Window ruler</h3>
        <SegmentedControl size="xs" aria-label="Times in" value={which} onChange={(to) => setWhich(to as "utc" | "local")} data={[{ value: "utc", label: "UTC" }, { value: "local", label: "Local" }]} />
        {which === "local" && <NativeSelect className={classes.zone ?? ""} size="xs" aria-label="Time zone" value={local} data={zones()} onChange={(event) => setLocal(event.currentTarget.value)} />}
      </div>
      <RulerStrip strip={strip} windower={windower} now={now} zone={zone} label={inWords(windower, strip, zone)} />
      <AlignNote windower={windower} now={now} zone={zone} strip={strip} />
      <div>
        <label htmlFor={input} className={classes.note}>{windower.kind === "session" ? "Timestamps, to see which make one session" : "A timestamp, or several, to see where they fall"}</label>
        <Textarea id={input} value={text} onChange={(event) => setText(event.currentTarget.value)} placeholder={exampleOf(now)} autosize minRows={1} maxRows={6} spellCheck={false} styles={{ input: { fontFamily: "var(--tg-mono)", fontSize: "12px" } }} />
      </div>
      <Said windower={windower} typed={typed} now={now} zone={zone} />
      <List strip={strip} zone={zone} session={windower.kind === "session"} />
    </>
  );
}

function Said({ windower, typed, now, zone }: { windower: Windower; typed: ReturnType<typeof typedInstants>; now: bigint; zone: string }) {
  const tones: readonly (readonly [tone: string, lines: readonly string[]])[] = [
    ["said", explained(windower, typed.instants, zone)],
    ["error", typed.wrong],
    ["warning", pitfalls(windower, typed.instants[0] ?? now, zone === UTC ? ownZone() : zone)],
  ];
  return (
    <ul className={classes.said} aria-live="polite" data-testid="ruler-said">
      {tones.flatMap(([tone, lines]) => lines.map((line, index) => <li key={`${tone} ${index}`} data-tone={tone}>{tone === "warning" ? "▲ " : ""}{line}</li>))}
    </ul>
  );
}

/** Where `align_to` is, or what the pictures of sessions are made of. */
function AlignNote({ windower, now, zone, strip }: { windower: Windower; now: bigint; zone: string; strip: Strip }) {
  if (windower.kind === "session") {
    if (!strip.examples) return null;
    return <p className={classes.note}>Examples: items no further apart than {lengthText(windower.gap)} are together; after more silence than that (dashed) a session closes.</p>;
  }
  const { align } = windower;
  const windows = idsAt(windower, now).last;
  const far = align >= strip.from && align <= strip.to ? "marked above" : `${(windows < 0n ? -windows : windows).toLocaleString("en-US")} windows ${windows < 0n ? "ahead" : "ago"}`;
  const more = strip.leftOut > 0n ? ` ${strip.leftOut.toLocaleString("en-US")} more windows overlap here than are drawn.` : "";
  return <p className={classes.note}>Ids count from align_to, {wallText(align, zone)} ({offsetText(offsetAt(zone, align))}), {far}.{more}</p>;
}

/** The windows of the picture as a list. */
function List({ strip, zone, session }: { strip: Strip; zone: string; session: boolean }) {
  return (
    <details className={classes.list}>
      <summary>As a list</summary>
      <table>
        <thead><tr><th scope="col">window</th><th scope="col">opens</th><th scope="col">{session ? "last item" : "closes"}</th></tr></thead>
        <tbody>
          {strip.windows.map((window) => (
            <tr key={String(window.id)}><td>{String(window.id)}</td><td>{wallText(window.open, zone)}</td><td>{wallText(window.close, zone, dayOf(window.close, zone) !== dayOf(window.open, zone))}</td></tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function inWords(windower: Windower, strip: Strip, zone: string): string {
  if (windower.kind === "session") return `${strip.windows.length} sessions with a gap of ${lengthText(windower.gap)}`;
  const [first, last] = [strip.windows[0], strip.windows.at(-1)];
  if (first === undefined || last === undefined) return "No windows";
  return `Windows ${first.id} to ${last.id}: ${spanText(first, zone)} to ${spanText(windowOf(windower, last.id), zone)}`;
}

function exampleOf(now: bigint): string {
  return `${wallText(now, UTC).replace(" ", "T").replace(/\.\d+$/, "")}Z`;
}

/** The person's zone first, then all that the browser knows. */
function zones(): string[] {
  const own = ownZone();
  return [...new Set([own, ...Intl.supportedValuesOf("timeZone")])];
}

/** Now, a new one each second. */
function useNow(): bigint {
  const [now, setNow] = useState(() => BigInt(Date.now()) * 1_000n);
  useEffect(() => {
    const timer = setInterval(() => setNow(BigInt(Math.floor(Date.now() / 1_000)) * 1_000_000n), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
