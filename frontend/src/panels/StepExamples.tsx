/** What an operator makes of a few items; the server's tests run every one of these. */
import { Fragment } from "react";
import type { OperatorEntry } from "../api/types";
import { exampleLines } from "../flow/exampleText";
import markdown from "./Markdown.module.css";
import classes from "./SidePanel.module.css";

export function StepExamples({ entry }: { entry: OperatorEntry }) {
  if (entry.examples.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3>{entry.examples.length === 1 ? "Example" : "Examples"}</h3>
      {entry.examples.map((example) => (
        <div key={example.title} className={markdown.text}>
          {example.title === "" ? null : <p>{example.title}</p>}
          <div className={classes.example}>
            {exampleLines(example).map(({ name, text }, index) => (
              <Fragment key={index}>
                <span>{name}</span>
                <span>{text}</span>
              </Fragment>
            ))}
          </div>
        </div>
      ))}
    </section>
  );
}
