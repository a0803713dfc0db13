/** The kit's theme: our type, our grey, one accent. Colours with a meaning are in styles/tokens.css. */
import { ActionIcon, Button, createTheme, Input, Kbd, Menu, Modal, Tooltip, type MantineColorsTuple } from "@mantine/core";

const tide: MantineColorsTuple = [
  "#e8f4fb", "#cfe7f6", "#a3d2ee", "#77bfe9", "#4fb4ea", "#2a97d3", "#147fbb", "#0a6ba3", "#07588a", "#04466f",
];
const dark: MantineColorsTuple = [
  "#e3e7eb", "#c3cad2", "#a2acb8", "#75808d", "#3d4650", "#2b333b", "#1d2329", "#14181c", "#101316", "#0c0f12",
];

export const theme = createTheme({
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { tide, dark },
  fontFamily: "var(--tg-font)",
  fontFamilyMonospace: "var(--tg-mono)",
  fontSizes: { xs: "11px", sm: "13px", md: "13px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "22px", xl: "26px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  defaultRadius: "6px",
  headings: { fontFamily: "var(--tg-font)", fontWeight: "600" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: "compact-sm" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: 28 } }),
    // Fields are as dense as the rest: 30 px high, 13 px type.
    Input: Input.extend({ vars: () => ({ wrapper: { "--input-height": "30px", "--input-size": "30px", "--input-fz": "13px", "--input-padding": "8px" } }) }),
    // Keys are named in the type of the text around them, so that an empty canvas need not load the other.
    Kbd: Kbd.extend({ styles: { root: { fontFamily: "inherit" } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 450, withArrow: false, events: { hover: true, focus: true, touch: false } } }),
    // The first item has the focus, and not a place without words before it.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, shadow: "md", transitionProps: { duration: 80 } } }),
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" }, transitionProps: { duration: 100 }, overlayProps: { backgroundOpacity: 0.35 } } }),
  },
});
