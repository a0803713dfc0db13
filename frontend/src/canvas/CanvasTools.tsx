/** The small tools of the canvas: zoom, show all, arrange, map. */
import { ActionIcon, Tooltip } from "@mantine/core";
import IconFit from "@tabler/icons-react/dist/esm/icons/IconFocusCentered.mjs";
import IconMap from "@tabler/icons-react/dist/esm/icons/IconMap2.mjs";
import IconMinus from "@tabler/icons-react/dist/esm/icons/IconMinus.mjs";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconArrange from "@tabler/icons-react/dist/esm/icons/IconSitemap.mjs";
import { Panel, useReactFlow, useStore } from "@xyflow/react";
import type { ReactNode } from "react";
import { ACTIONS } from "../state/actions";
import { useLayout } from "../state/layout";
import classes from "./CanvasTools.module.css";

export function CanvasTools() {
  const { zoomIn, zoomOut, zoomTo } = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const mapOpen = useLayout((layout) => layout.mapOpen);
  return (
    <Panel position="bottom-left" className={classes.tools} role="toolbar" aria-label="Canvas">
      <Tool label="Zoom out" onClick={() => void zoomOut()} icon={<IconMinus size={16} />} />
      <Tooltip label="Zoom to 100 %">
        <button type="button" className={`${classes.zoom} figures`} onClick={() => void zoomTo(1)}>
          {zoom} %
        </button>
      </Tooltip>
      <Tool label="Zoom in" onClick={() => void zoomIn()} icon={<IconPlus size={16} />} />
      <Tool label={ACTIONS.fit.title} onClick={ACTIONS.fit.perform} icon={<IconFit size={16} />} />
      <Tool label={ACTIONS.arrange.title} onClick={() => void ACTIONS.arrange.perform()} icon={<IconArrange size={16} className={classes.lying} />} />
      <Tool label={mapOpen ? "Hide the map" : "Show the map"} onClick={() => useLayout.setState({ mapOpen: !mapOpen })} icon={<IconMap size={16} />} />
    </Panel>
  );
}

function Tool({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
