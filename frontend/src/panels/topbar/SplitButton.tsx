/** A button with the usual thing to do, and a menu beside it with its kin. */
import { Button, Menu, Tooltip } from "@mantine/core";
import IconChevron from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import type { ReactNode } from "react";
import classes from "./SplitButton.module.css";
import bar from "./TopBar.module.css";

interface SplitButtonProps {
  label: string;
  icon: ReactNode;
  /** What the button does, or why it cannot. */
  tip: string;
  disabled: boolean;
  filled?: boolean;
  loading?: boolean;
  perform: () => void;
  /** What the menu is called. */
  menu: string;
  width: number;
  children: ReactNode;
}

export function SplitButton({ label, icon, tip, disabled, filled = false, loading = false, perform, menu, width, children }: SplitButtonProps) {
  const variant = filled ? "filled" : "default";
  const look = { variant, className: bar.quiet ?? "", disabled } as const;
  return (
    <div className={classes.split} data-filled={filled || undefined}>
      <Tooltip label={tip}>
        <Button {...look} leftSection={icon} loading={loading} onClick={perform}>{label}</Button>
      </Tooltip>
      <Menu position="bottom-start" width={width}>
        <Menu.Target>
          <Button {...look} px={4} aria-label={menu} title={menu}><IconChevron size={14} stroke={1.8} /></Button>
        </Menu.Target>
        <Menu.Dropdown>{children}</Menu.Dropdown>
      </Menu>
    </div>
  );
}
