/** A comparison as a picture: what was added, removed, changed; to be looked at, not to be edited. */
import "@xyflow/react/dist/style.css";
import { useComputedColorScheme, VisuallyHidden } from "@mantine/core";
import { Background, BackgroundVariant, Controls, Handle, Position, ReactFlow, ReactFlowProvider, type Edge, type Node, type NodeProps } from "@xyflow/react";
import { createContext, memo, use, useMemo } from "react";
import type { OperatorEntry } from "../api/types";
import type { Comparison as Compared, Mark, StepComparison } from "../flow/comparison";
import { placeOf, readRef, streamId } from "../flow/document";
import { GRID, portY, STEP_WIDTH, stepHeight } from "../flow/geometry";
import { OperatorIcon } from "../OperatorIcon";
import { useCatalogue } from "../state/catalogue";
import classes from "./Comparison.module.css";

type MarkedNode = Node<{ compared: StepComparison; entry: OperatorEntry | undefined }, "marked">;
type Operators = ReadonlyMap<string, OperatorEntry>;

interface Choice {
  chosen: string | null;
  onChoose: (stepId: string) => void;
}

const Chosen = createContext<Choice>({ chosen: null, onChoose: () => undefined });
const NODE_TYPES = { marked: memo(MarkedCard) };
const SIGNS: Record<Mark, string> = { added: "+", removed: "−", changed: "~", same: "" };
const WORDS: Record<Mark, string> = { added: "added", removed: "removed", changed: "changed", same: "the same" };

export default function Comparison({ comparison, chosen, onChoose }: Choice & { comparison: Compared }) {
  const operators = useCatalogue((state) => state.operators);
  const nodes = useMemo(() => nodesOf(comparison, operators), [comparison, operators]);
  const edges = useMemo(() => edgesOf(comparison), [comparison]);
  const colorMode = useComputedColorScheme("light");
  const choice = useMemo(() => ({ chosen, onChoose }), [chosen, onChoose]);
  return (
    <Chosen value={choice}>
      <ReactFlowProvider key={nodes.map(({ id }) => id).join(" ")}>
        <ReactFlow<MarkedNode> nodes={nodes} edges={edges} nodeTypes={NODE_TYPES} colorMode={colorMode} {...STILL}>
          <Background variant={BackgroundVariant.Dots} gap={GRID * 3} size={1.2} color="var(--tg-dots)" bgColor="var(--tg-canvas)" />
          <Controls showInteractive={false} position="bottom-right" aria-label="View of the comparison" />
        </ReactFlow>
      </ReactFlowProvider>
    </Chosen>
  );
}

/** It is looked at: nothing can be moved, connected or selected. */
const STILL = {
  className: classes.comparison ?? "",
  fitView: true,
  fitViewOptions: { padding: 0.12, maxZoom: 1 },
  minZoom: 0.04,
  maxZoom: 1.5,
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  panOnScroll: true,
  deleteKeyCode: null,
  proOptions: { hideAttribution: true },
};

function nodesOf({ steps, union }: Compared, operators: Operators): MarkedNode[] {
  return [...steps].map(([id, compared]) => {
    const entry = operators.get(compared.step.operator);
    return { id, type: "marked", position: placeOf(union, id), width: STEP_WIDTH, height: stepHeight(entry), data: { compared, entry }, style: { pointerEvents: "all" }, domAttributes: { "aria-roledescription": "step" } };
  });
}

function edgesOf({ streams, steps }: Compared): Edge[] {
  return streams.flatMap(({ stream, mark }) => {
    const [from, to] = [readRef(stream.from), readRef(stream.to)];
    if (!steps.has(from.stepId) || !steps.has(to.stepId)) return [];
    return [{
      id: `${mark} ${streamId(stream)}`, source: from.stepId, sourceHandle: from.port, target: to.stepId, targetHandle: to.port,
      className: classes[mark] ?? "", label: SIGNS[mark], ariaLabel: `Stream from ${stream.from} to ${stream.to}, ${WORDS[mark]}`,
    }];
  });
}

function MarkedCard({ id, data }: NodeProps<MarkedNode>) {
  const { chosen, onChoose } = use(Chosen);
  const { mark, step } = data.compared;
  return (
    <>
      <Ports entry={data.entry} />
      <button
        type="button"
        className={`${classes.card} nopan`}
        data-mark={mark}
        data-testid={`compared-${id}`}
        aria-pressed={chosen === id}
        onClick={() => onChoose(id)}
      >
        <span className={classes.head}>
          <OperatorIcon entry={data.entry} />
          <b>{step.title ?? data.entry?.title ?? step.operator}</b>
          <span className={classes.sign} aria-hidden>
            {SIGNS[mark]}
          </span>
        </span>
        <code>{id}</code>
        <VisuallyHidden>, {WORDS[mark]}</VisuallyHidden>
      </button>
    </>
  );
}

/** The places where streams end; they cannot be taken hold of. */
function Ports({ entry }: { entry: OperatorEntry | undefined }) {
  return (
    <>
      {entry?.ups.map((port, index) => <Handle key={port.name} id={port.name} type="target" position={Position.Left} style={{ top: portY(index) }} className={classes.port} isConnectable={false} />)}
      {entry?.downs.map((port, index) => <Handle key={port.name} id={port.name} type="source" position={Position.Right} style={{ top: portY(index) }} className={classes.port} isConnectable={false} />)}
    </>
  );
}
