/** The canvas: the flow as a picture, and every gesture on it as an edit. */
import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStore,
  type EdgeChange,
  type NodeChange,
} from "@xyflow/react";
import { useCallback, useEffect, useLayoutEffect, useState, type ReactNode } from "react";
import { GRID } from "../flow/geometry";
import { useCatalogue } from "../state/catalogue";
import { edit, flowNow, select, selectFlow, useFlow } from "../state/flowStore";
import { useLayout } from "../state/layout";
import { beginReplacing, useCanvas } from "./canvasStore";
import { CanvasTools } from "./CanvasTools";
import { DropNote } from "./DropNote";
import { restFigures } from "./figures";
import { dragOver, drop, endStream, finishStream, startStream, wouldTake } from "./gestures";
import { edgesOf, finishedMoves, nodesOf, selectedSteps, selectedStreams, type StepNode, type StreamEdge } from "./pictures";
import { StepCard } from "./StepCard";
import { StreamLine } from "./StreamLine";
import { useLooking } from "./useLooking";
import classes from "./Canvas.module.css";

const NODE_TYPES = { step: StepCard };
const EDGE_TYPES = { stream: StreamLine };
const SNAP: [number, number] = [GRID, GRID];
const FAR = 0.45;
const NEAR = 1.25;
const MIDDLE_AND_RIGHT = [1, 2];
const WORDS = {
  "node.a11yDescription.default": "Press Enter to select this step, C to connect it, Delete to remove it.",
  "node.a11yDescription.keyboardDisabled": "Press Enter to select this step.",
  "edge.a11yDescription.default": "Press Enter to select this stream, Delete to remove it.",
};

/** The canvas; `children` is laid over it, such as what an empty flow shows. */
export function Canvas({ children }: { children?: ReactNode }) {
  return (
    <ReactFlowProvider>
      <Drawing />
      {children}
    </ReactFlowProvider>
  );
}

function usePictures() {
  const flow = useFlow(selectFlow);
  const selection = useFlow((state) => state.selection);
  const operators = useCatalogue((state) => state.operators);
  const [nodes, setNodes] = useState<StepNode[]>([]);
  const [edges, setEdges] = useState<StreamEdge[]>([]);
  useLayoutEffect(() => {
    setNodes((before) => nodesOf(flow, operators, selection, before));
    setEdges((before) => edgesOf(flow, operators, selection, before));
  }, [flow, operators, selection]);
  const onNodesChange = useCallback((changes: NodeChange<StepNode>[]) => {
    setNodes((before) => applyNodeChanges(changes.filter((change) => change.type === "position" || change.type === "dimensions"), before));
    const steps = selectedSteps(changes, useFlow.getState().selection.steps);
    if (steps) select({ ...useFlow.getState().selection, steps });
    const moves = finishedMoves(changes);
    if (Object.keys(moves).length > 0) edit({ type: "move_steps", to: moves });
  }, []);
  const onEdgesChange = useCallback((changes: EdgeChange<StreamEdge>[]) => {
    const streams = selectedStreams(changes, useFlow.getState().selection.streams, flowNow());
    if (streams) select({ ...useFlow.getState().selection, streams });
  }, []);
  return { nodes, edges, onNodesChange, onEdgesChange };
}

function Drawing() {
  const pictures = usePictures();
  const { screenToFlowPosition } = useReactFlow();
  const drawing = useCanvas((state) => state.drawing !== null);
  // From far away a card shows its title only: the rest could not be read and is slow to draw.
  const far = useStore((state) => state.transform[2] < FAR);
  const near = useStore((state) => state.transform[2] >= NEAR);
  useEffect(() => restFigures(far), [far]);
  const mapOpen = useLayout((layout) => layout.mapOpen);
  const colorScheme = useComputedColorScheme("light");
  useLooking();
  return (
    <section className={classes.canvas} data-drawing={drawing} data-far={far} data-near={near} aria-label="Flow">
      <ReactFlow<StepNode, StreamEdge>
        {...pictures}
        {...STEADY}
        colorMode={colorScheme}
        onDragOver={dragOver}
        onDrop={(event) => drop(event, screenToFlowPosition)}
        onConnectStart={(_event, { nodeId, handleId, handleType }) => startStream(nodeId, handleId, handleType)}
        onConnect={finishStream}
        onConnectEnd={(event, state) => endStream(event, state, screenToFlowPosition)}
        onReconnectStart={(_event, edge) => edge.data && beginReplacing(edge.data.stream)}
        onReconnect={(_edge, connection) => finishStream(connection)}
        onReconnectEnd={(event, _edge, _type, state) => endStream(event, state, screenToFlowPosition)}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 3} size={1.2} color="var(--tg-dots)" bgColor="var(--tg-canvas)" />
        {mapOpen && pictures.nodes.length > 0 ? <MiniMap<StepNode> className={classes.map} pannable zoomable ariaLabel="Map of the flow" nodeBorderRadius={12} /> : null}
        <CanvasTools />
      </ReactFlow>
      <DropNote />
    </section>
  );
}

/** What never changes; one object, so that React Flow need not look at each part. */
const STEADY = {
  nodeTypes: NODE_TYPES,
  edgeTypes: EDGE_TYPES,
  isValidConnection: wouldTake,
  onEdgeMouseEnter: (_event: unknown, edge: StreamEdge) => useCanvas.setState({ hovered: edge.id }),
  onEdgeMouseLeave: () => useCanvas.setState({ hovered: null }),
  snapToGrid: true,
  snapGrid: SNAP,
  connectionRadius: 28,
  onlyRenderVisibleElements: true,
  panOnScroll: true,
  panOnDrag: MIDDLE_AND_RIGHT,
  selectionOnDrag: true,
  selectionMode: SelectionMode.Partial,
  zoomOnDoubleClick: false,
  deleteKeyCode: null,
  minZoom: 0.04,
  maxZoom: 2,
  ariaLabelConfig: WORDS,
  proOptions: { hideAttribution: true },
};
