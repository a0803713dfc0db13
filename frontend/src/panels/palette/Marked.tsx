/** A text with the letters marked that were found in it. */
import { Fragment } from "react";
import classes from "../dialogs/dialogs.module.css";

export function Marked({ text, marks }: { text: string; marks: readonly number[] }) {
  const marked = new Set(marks);
  return pieces(text, marked).map((piece, index) => (marked.has(piece.at) ? <mark key={index} className={classes.mark}>{piece.text}</mark> : <Fragment key={index}>{piece.text}</Fragment>));
}

function pieces(text: string, marked: ReadonlySet<number>): { at: number; text: string }[] {
  const found: { at: number; text: string }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const last = found.at(-1);
    if (last && marked.has(last.at) === marked.has(at)) last.text += text.charAt(at);
    else found.push({ at, text: text.charAt(at) });
  }
  return found;
}
