/** What flows in a stream, shown beside it while it is looked at: its ends, its key, its fields with their types. */
import { useStore } from "@xyflow/react";
import type { PortType, Stream } from "../api/types";
import { readRef } from "../flow/document";
import { keyedBy } from "../flow/keyedBy";
import { sceneNow } from "../state/scene";
import { StreamReadings } from "./StreamFigures";
import classes from "./StreamTip.module.css";

/** More fields than these are counted; the panel of the stream has them all. */
const MOST_FIELDS = 24;
const IN_ONE_COLUMN = 10;

export function StreamTip({ stream, type }: { stream: Stream; type: PortType | undefined }) {
  // The canvas is zoomed, words are not: a type is read from far away as well.
  const zoom = useStore((state) => state.transform[2]);
  return (
    <div className={classes.tip} style={{ transform: `translate(-50%, -100%) scale(${1 / zoom})` }} data-testid="stream-tip">
      <header>
        {stream.from} <span>→</span> {stream.to}
      </header>
      {type ? <Shape stream={stream} type={type} /> : <p>What flows here is not known yet.</p>}
      <StreamReadings stream={stream} />
    </div>
  );
}

function Shape({ stream, type }: { stream: Stream; type: PortType }) {
  const fields = Object.entries(type.fields);
  const shown = fields.slice(0, MOST_FIELDS);
  return (
    <>
      <p>{keyWords(stream, type)}</p>
      {fields.length === 0 ? <code className={classes.item}>{type.item}</code> : null}
      <dl data-columns={shown.length > IN_ONE_COLUMN ? 2 : 1}>
        {shown.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={text}>{text}</dd>
          </div>
        ))}
      </dl>
      {fields.length > shown.length ? <p>and {fields.length - shown.length} fields more</p> : null}
    </>
  );
}

function keyWords(stream: Stream, type: PortType): string {
  if (!type.keyed) return "without keys";
  const key = keyedBy(sceneNow(), readRef(stream.from));
  return key === null ? "with keys" : `keyed by ${key}`;
}
