/** The editor of one expression: a line that grows, completes what is known, and underlines what the check found. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, acceptCompletion } from "@codemirror/autocomplete";
import { defaultKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { setDiagnostics, setDiagnosticsEffect, type Diagnostic as Squiggle } from "@codemirror/lint";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder, tooltips } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Diagnostic, PortType } from "../../api/types";
import { useCatalogue } from "../../state/catalogue";
import { settle } from "../../state/flowStore";
import { completionsAt, type Known } from "./completion";
import { hoverHelp, type SampleOf } from "./hover";
import { expressionLanguage } from "./language";
import classes from "./expression.module.css";

interface Props {
  id: string;
  label: string;
  describedBy: string;
  invalid: boolean;
  hint: string;
  text: string;
  problems: readonly Diagnostic[];
  ups: readonly PortType[];
  samples: SampleOf;
  onChange: (text: string) => void;
}

/** Marks a change that came from outside, such as an undo, and must not be told as an edit. */
const fromOutside = Annotation.define<boolean>();

export default function Editor(props: Props) {
  const { text, problems } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const attributes = useRef(new Compartment());
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!host.current) return;
    const { text: first } = latest.current;
    const extensions = [...steady(() => latest.current), attributes.current.of(attributesOf(latest.current))];
    const made = new EditorView({ parent: host.current, state: EditorState.create({ doc: first, extensions }) });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, annotations: fromOutside.of(true) });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, problems.flatMap((problem) => squiggle(problem, editor.state.doc.length))));
  }, [problems]);

  const { id, label, describedBy, invalid, hint } = props;
  useEffect(() => {
    view.current?.dispatch({ effects: attributes.current.reconfigure(attributesOf({ id, label, describedBy, invalid, hint })) });
  }, [id, label, describedBy, invalid, hint]);

  return <div ref={host} className={classes.editor} data-invalid={invalid} />;
}

function attributesOf({ id, label, describedBy, invalid, hint }: Pick<Props, "id" | "label" | "describedBy" | "invalid" | "hint">): Extension {
  return [
    placeholder(hint),
    EditorView.contentAttributes.of({ id, "aria-label": label, "aria-describedby": describedBy, "aria-invalid": String(invalid), autocapitalize: "off", spellcheck: "false" }),
  ];
}

function steady(props: () => Props): Extension[] {
  const known = (): Known => ({ ups: props().ups, functions: useCatalogue.getState().catalog?.functions ?? [] });
  return [
    expressionLanguage,
    bracketMatching(),
    closeBrackets(),
    drawSelection(),
    EditorView.lineWrapping,
    // The panel scrolls and would cut the list off; the page does not.
    tooltips({ parent: document.body, position: "fixed" }),
    autocompletion({ override: [(context) => completionsAt(context, known())], icons: false }),
    hoverHelp(known, (path) => props().samples(path)),
    keymap.of([
      { key: "Tab", run: acceptCompletion },
      ...completionKeymap,
      // Enter ends an expression instead of breaking it; with Mod it belongs to the studio.
      { key: "Enter", run: () => true },
      ...closeBracketsKeymap,
      ...defaultKeymap.filter((binding) => !["Enter", "Mod-Enter", "Mod-/", "Mod-i", "Mod-["].includes(binding.key ?? "")),
    ]),
    EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 && change.docChanged ? [change, oneLine(change.newDoc.toString())] : change)),
    // What was underlined is no longer what is there: the next check marks it anew.
    EditorState.transactionExtender.of((change) => (change.docChanged ? { effects: setDiagnosticsEffect.of([]) } : null)),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) props().onChange(update.state.doc.toString());
      if (update.focusChanged && !update.view.hasFocus) settle();
    }),
  ];
}

/** Pasted line ends become spaces: an expression is one line, however long. */
function oneLine(text: string) {
  return { changes: { from: 0, to: text.length, insert: text.replace(/\s*\n\s*/g, " ") }, sequential: true };
}

function squiggle(problem: Diagnostic, length: number): Squiggle[] {
  const from = Math.min(problem.span?.start ?? 0, length);
  const to = Math.min(problem.span?.end ?? length, length);
  return length === 0 ? [] : [{ from: Math.min(from, Math.max(to - 1, 0)), to, severity: problem.severity, message: problem.message }];
}
