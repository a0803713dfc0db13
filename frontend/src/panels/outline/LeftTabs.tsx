/** What the left side shows: the operators, or the outline of the flow. */
import { ActionIcon, SegmentedControl, Tooltip } from "@mantine/core";
import IconCollapse from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebarLeftCollapse.mjs";
import { useLayout } from "../../state/layout";
import classes from "./outline.module.css";

export function LeftTabs() {
  const leftTab = useLayout((layout) => layout.leftTab);
  return (
    <div className={classes.tabs}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Left side"
        value={leftTab}
        onChange={(value) => useLayout.setState({ leftTab: value as typeof leftTab })}
        data={[
          { value: "palette", label: "Operators" },
          { value: "outline", label: "Outline" },
        ]}
      />
      <Tooltip label="Hide the left side">
        <ActionIcon aria-label="Hide the operators" onClick={() => useLayout.setState({ paletteOpen: false })}>
          <IconCollapse size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
