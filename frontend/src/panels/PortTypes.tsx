/** What flows into and out of a step: each port with the type of its items. */
import type { OperatorEntry, PortEntry, PortType, StepCheck } from "../api/types";
import { Inline } from "./Markdown";
import classes from "./SidePanel.module.css";

export function PortTypes({ entry, check }: { entry: OperatorEntry; check: StepCheck }) {
  return (
    <>
      <Side title="What comes in" ports={entry.ups} typesOf={(port) => check.ups[port.name] ?? []} />
      <Side title="What goes out" ports={entry.downs} typesOf={(port) => [check.downs[port.name]]} />
    </>
  );
}

type Types = readonly (PortType | undefined)[];

function Side({ title, ports, typesOf }: { title: string; ports: readonly PortEntry[]; typesOf: (port: PortEntry) => Types }) {
  if (ports.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {ports.map((port) => (
        <PortCard key={port.name} port={port} types={typesOf(port)} />
      ))}
    </section>
  );
}

/** A port with what it is for, and the type of each stream; streams of one type are told once. */
export function PortCard({ port, types }: { port: PortEntry; types: Types }) {
  const [first, ...others] = types;
  const alike = others.every((type) => type?.text === first?.text);
  return (
    <div className={classes.port} data-role={port.role}>
      <header>
        <b>{port.name}</b>
        {alike ? <small>{others.length > 0 ? `${types.length} streams, ${keyWords(first)}` : keyWords(first)}</small> : null}
      </header>
      <p>
        <Inline text={port.help} />
      </p>
      {alike ? <Shape type={first} /> : types.map((type, index) => <NumberedShape key={index} type={type} number={index + 1} />)}
    </div>
  );
}

function keyWords(type: PortType | undefined): string {
  return type ? (type.keyed ? "with keys" : "without keys") : "type not known yet";
}

function NumberedShape({ type, number }: { type: PortType | undefined; number: number }) {
  return (
    <>
      <small className={classes.stream}>
        stream {number}, {keyWords(type)}
      </small>
      <Shape type={type} />
    </>
  );
}

function Shape({ type }: { type: PortType | undefined }) {
  if (!type) return null;
  const fields = Object.entries(type.fields ?? {});
  return (
    <table className={classes.schema}>
      <tbody>
        {fields.length === 0 ? <Line name="item" type={type.item} /> : fields.map(([name, text]) => <Line key={name} name={name} type={text} />)}
      </tbody>
    </table>
  );
}

function Line({ name, type }: { name: string; type: string }) {
  return (
    <tr>
      <td>{name}</td>
      <td>{type}</td>
    </tr>
  );
}
