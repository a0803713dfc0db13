/** A note's text: headings, lists, `code`, *emphasis*, and lines where the person broke them. */
import { Fragment, type ReactNode } from "react";
import { Inline } from "../panels/Markdown";
import classes from "./NoteCard.module.css";

export function NoteText({ text }: { text: string }) {
  return blocksOf(text).map((block, index) => <Block key={index} lines={block} />);
}

/** Return the text in blocks: split at empty lines, around headings, and where a list begins or ends. */
function blocksOf(text: string): string[][] {
  const blocks: string[][] = [];
  let kind = "";
  for (const line of text.split("\n")) {
    const next = kindOf(line);
    if (next !== "" && next === kind && next !== "heading") blocks.at(-1)?.push(line);
    else if (next !== "") blocks.push([line]);
    kind = next;
  }
  return blocks;
}

function kindOf(line: string): string {
  if (line.trim() === "") return "";
  if (/^#{1,3} /.test(line)) return "heading";
  if (/^\s*[-*] /.test(line)) return "list";
  return /^\s*\d+[.)] /.test(line) ? "numbers" : "text";
}

function Block({ lines }: { lines: string[] }) {
  const [first = ""] = lines;
  const kind = kindOf(first);
  if (kind === "heading") return <Heading level={first.indexOf(" ")}>{<Inline text={first.replace(/^#+ /, "")} />}</Heading>;
  if (kind === "list") return <ul>{items(lines, /^\s*[-*] /)}</ul>;
  if (kind === "numbers") return <ol start={Number.parseInt(first, 10)}>{items(lines, /^\s*\d+[.)] /)}</ol>;
  return <p>{broken(lines)}</p>;
}

function items(lines: string[], mark: RegExp): ReactNode {
  return lines.map((line, index) => (
    <li key={index}>
      <Inline text={line.replace(mark, "")} />
    </li>
  ));
}

function broken(lines: string[]): ReactNode {
  return lines.map((line, index) => (
    <Fragment key={index}>
      {index > 0 ? <br /> : null}
      <Inline text={line} />
    </Fragment>
  ));
}

/** Headings of notes are no headings of the page: they would stand between those of its panels. */
function Heading({ level, children }: { level: number; children: ReactNode }) {
  return (
    <p className={classes.heading} data-level={level}>
      {children}
    </p>
  );
}
