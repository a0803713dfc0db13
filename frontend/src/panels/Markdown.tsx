/** The little Markdown of help texts: paragraphs, lists, indented examples, `code`, *emphasis*. */
import { Fragment, type ReactNode } from "react";
import classes from "./Markdown.module.css";

export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      {text.split(/\n{2,}/).map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  );
}

function Block({ text }: { text: string }) {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return null;
  if (lines.every((line) => line.startsWith("    "))) {
    // A wide example scrolls, and what scrolls must be reachable from the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    return <pre tabIndex={0}>{lines.map((line) => line.slice(4)).join("\n")}</pre>;
  }
  if (lines.every((line) => /^\s*[-*] /.test(line) || line.startsWith("  "))) {
    const items = text.split(/^\s*[-*] /m).slice(1);
    return (
      <ul>
        {items.map((item, index) => (
          <li key={index}>
            <Inline text={item.trim()} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <p>
      <Inline text={lines.join(" ")} />
    </p>
  );
}

/** A line of help: the marks within it, and nothing else. */
export function Inline({ text }: { text: string }): ReactNode {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*)/).map((part, index) => {
    if (part.startsWith("`")) return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.startsWith("**")) return <strong key={index}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("*") && part.length > 2) return <em key={index}>{part.slice(1, -1)}</em>;
    return <Fragment key={index}>{part}</Fragment>;
  });
}
