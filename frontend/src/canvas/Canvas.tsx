/** The canvas: the flow as a picture, and every gesture on it as an edit. */
import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import { ReactFlow, ReactFlowProvider, SelectionMode, useReactFlow, type Edge, type Node } from "@xyflow/react";
import type { KeyboardEvent, MouseEvent as Pointed, ReactNode } from "react";
import { GRID } from "../flow/geometry";
import { beginEditing } from "../state/canvasView";
import { flowNow, select } from "../state/flowStore";
import { useLayout } from "../state/layout";
import { AimedStream } from "./AimedStream";
import { beginReplacing, useCanvas } from "./canvasStore";
import { onCanvasKey } from "./canvasKeys";
import { CanvasTools } from "./CanvasTools";
import { ContextMenu } from "./ContextMenu";
import { beginCopying, endCopying, useCopying } from "./copying";
import { DropNote } from "./DropNote";
import { FlowMap } from "./FlowMap";
import { addAt, dragOver, drop, endStream, finishStream, leaveHold, startStream, wouldTake } from "./gestures";
import { Grid } from "./Grid";
import { GroupFrame } from "./GroupFrame";
import { pictured } from "./markPictures";
import { openCanvasMenu, openFocusedMenu, openNodeMenu, openStreamMenu } from "./menus";
import { NoteCard } from "./NoteCard";
import type { StreamEdge } from "./pictures";
import { holdStep } from "./splicing";
import { StandIn } from "./StandIn";
import { StepCard } from "./StepCard";
import { StreamLine } from "./StreamLine";
import { useDistance } from "./useDistance";
import { useLooking } from "./useLooking";
import { useMoving } from "./useMoving";
import { usePictures } from "./usePictures";
import { usePointer } from "./usePointer";
import classes from "./Canvas.module.css";

const NODE_TYPES = { step: StepCard, note: NoteCard, frame: GroupFrame };
const EDGE_TYPES = { stream: StreamLine };
const SNAP: [number, number] = [GRID, GRID];
const MIDDLE_AND_RIGHT = [1, 2];
const ADDING_KEYS = ["Shift", "Control", "Meta"];
const WORDS = {
  "node.a11yDescription.default":
    "Press Enter to select it, arrows to move it, F2 to rename or write it, C to connect it, Delete to remove it, Shift F10 for more.",
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

function Drawing() {
  const pictures = usePictures();
  const { screenToFlowPosition, getZoom } = useReactFlow();
  const drawing = useCanvas((state) => state.drawing !== null);
  const copying = useCopying((state) => state.still !== null);
  const distance = useDistance();
  const colorScheme = useComputedColorScheme("light");
  useLooking();
  useMoving();
  const pointer = usePointer();
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) && event.target instanceof Element) {
      event.preventDefault();
      // The menu closes on keys pressed outside of it, and this one is still on its way.
      event.stopPropagation();
      return openFocusedMenu(event.target, screenToFlowPosition);
    }
    onCanvasKey(event);
  };
  return (
    // The keys are those of what has the focus on it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={classes.canvas}
      data-canvas
      data-drawing={drawing}
      data-copying={copying}
      {...distance}
      aria-label="Flow"
      onKeyDownCapture={onKeyDown}
      onDoubleClick={(event) => onEmpty(event) && addAt(screenToFlowPosition({ x: event.clientX, y: event.clientY }))}
      {...pointer}
    >
      <ReactFlow<Node, StreamEdge>
        {...pictures}
        {...STEADY}
        colorMode={colorScheme}
        onDragOver={(event) => dragOver(event, screenToFlowPosition)}
        onDragLeave={leaveHold}
        onDrop={(event) => drop(event, screenToFlowPosition)}
        onConnectStart={(_event, { nodeId, handleId, handleType }) => startStream(nodeId, handleId, handleType)}
        onConnect={finishStream}
        onConnectEnd={(event, state) => endStream(event, state, screenToFlowPosition)}
        onReconnectStart={(_event, edge) => edge.data && beginReplacing(edge.data.stream)}
        onReconnect={(_edge, connection) => finishStream(connection)}
        onReconnectEnd={(event, _edge, _type, state) => endStream(event, state, screenToFlowPosition)}
        onNodeDrag={(event, node, nodes) => hold(event, node, nodes, getZoom())}
        onNodeContextMenu={(event, node) => openNodeMenu(event, node.id, screenToFlowPosition)}
        onEdgeContextMenu={(event, edge) => edge.data && openStreamMenu(event, edge.data.stream, screenToFlowPosition)}
        onPaneContextMenu={(event) => openCanvasMenu(event, screenToFlowPosition)}
      >
        <Around steps={pictures.nodes.length} />
      </ReactFlow>
      <DropNote />
      <ContextMenu />
    </section>
  );
}

/** What lies under and over the pictures: the grid, the map, the stream that is being wired, the tools. */
function Around({ steps }: { steps: number }) {
  const mapOpen = useLayout((layout) => layout.mapOpen);
  return (
    <>
      <Grid />
      <StandIn />
      {mapOpen && steps > 0 ? <FlowMap /> : null}
      <AimedStream />
      <CanvasTools />
    </>
  );
}

/** Whether a click met the canvas itself. */
function onEmpty(event: Pointed): boolean {
  return event.target instanceof Element && event.target.classList.contains("react-flow__pane");
}

function hold(event: object, node: Node, nodes: readonly Node[], zoom: number): void {
  const alone = nodes.length === 1 && pictured(node.id).kind === "step" && useCopying.getState().still === null;
  if (alone) holdStep(node.id, event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : null, zoom);
}

/** What never changes; one object, so that React Flow need not look at each part. */
const STEADY = {
  nodeTypes: NODE_TYPES,
  edgeTypes: EDGE_TYPES,
  isValidConnection: wouldTake,
  onEdgeMouseEnter: (_event: unknown, edge: Edge) => useCanvas.setState({ hovered: edge.id }),
  onEdgeMouseLeave: () => useCanvas.setState({ hovered: null }),
  onPaneClick: () => select({}),
  onNodeDoubleClick: (_event: unknown, node: Node) => {
    const { kind, id } = pictured(node.id);
    if (kind === "note") beginEditing({ kind, id });
  },
  onNodeDragStart: (event: { altKey: boolean }, _node: Node, nodes: readonly Node[]) => {
    if (event.altKey) beginCopying(flowNow(), nodes);
  },
  onNodeDragStop: () => {
    endCopying();
    leaveHold();
  },
  snapToGrid: true,
  snapGrid: SNAP,
  connectionRadius: 28,
  // The ports lie over the ends of streams: what is left to take hold of beside them is half of this circle.
  reconnectRadius: 16,
  // Tried: all steps on the page always. Nothing comes and goes then, but each frame costs a fifth more.
  onlyRenderVisibleElements: true,
  elevateNodesOnSelect: false,
  panOnScroll: true,
  panOnDrag: MIDDLE_AND_RIGHT,
  selectionOnDrag: true,
  selectionMode: SelectionMode.Partial,
  // Shift adds to what is selected, one by one or with a marquee.
  selectionKeyCode: null,
  multiSelectionKeyCode: ADDING_KEYS,
  zoomOnDoubleClick: false,
  deleteKeyCode: null,
  minZoom: 0.04,
  maxZoom: 2,
  ariaLabelConfig: WORDS,
  proOptions: { hideAttribution: true },
};
