/** What flows into and out of a step: each port with the type of its items. */
import type { OperatorEntry, PortEntry, PortType, StepCheck } from "../api/types";
import { Inline } from "./Markdown";
import classes from "./SidePanel.module.css";

export function PortTypes({ entry, check }: { entry: OperatorEntry; check: StepCheck }) {
  return (
    <>
      <Side title="Comes in" ports={entry.ups} typeOf={(port) => check.ups[port.name]?.[0]} />
      <Side title="Goes out" ports={entry.downs} typeOf={(port) => check.downs[port.name]} />
    </>
  );
}

function Side({ title, ports, typeOf }: { title: string; ports: readonly PortEntry[]; typeOf: (port: PortEntry) => PortType | undefined }) {
  if (ports.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {ports.map((port) => (
        <PortCard key={port.name} port={port} type={typeOf(port)} />
      ))}
    </section>
  );
}

export function PortCard({ port, type }: { port: PortEntry; type: PortType | undefined }) {
  const fields = Object.entries(type?.fields ?? {});
  return (
    <div className={classes.port} data-role={port.role}>
      <header>
        <b>{port.name}</b>
        <small>{type ? (type.keyed ? "with keys" : "without keys") : "type not known yet"}</small>
      </header>
      <p>
        <Inline text={port.help} />
      </p>
      {type ? (
        <table className={classes.schema}>
          <tbody>
            {fields.length === 0 ? <Line name="item" type={type.item} /> : fields.map(([name, text]) => <Line key={name} name={name} type={text} />)}
          </tbody>
        </table>
      ) : null}
    </div>
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
