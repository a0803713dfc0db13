/** Light, dark, or as the system has it; and the list of shortcuts. */
import { ActionIcon, Menu, Tooltip, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import IconSystem from "@tabler/icons-react/dist/esm/icons/IconDeviceDesktop.mjs";
import IconKeyboard from "@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs";
import IconMoon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import IconSun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import { useEffect } from "react";
import { ACTIONS } from "../../state/actions";
import { provideTheme } from "../../state/theme";

const SCHEMES: { scheme: MantineColorScheme; title: string; Icon: typeof IconSun }[] = [
  { scheme: "light", title: "Light", Icon: IconSun },
  { scheme: "dark", title: "Dark", Icon: IconMoon },
  { scheme: "auto", title: "System", Icon: IconSystem },
];

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: false });
  useEffect(() => provideTheme({ now: () => colorScheme, set: setColorScheme }), [colorScheme, setColorScheme]);
  const Current = SCHEMES.find((one) => one.scheme === colorScheme)?.Icon ?? IconSystem;
  return (
    <>
      <Tooltip label={ACTIONS.shortcuts.title}>
        <ActionIcon aria-label={ACTIONS.shortcuts.title} onClick={ACTIONS.shortcuts.perform}>
          <IconKeyboard size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="Theme">
            <Current size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {SCHEMES.map(({ scheme, title, Icon }) => (
            <Menu.Item key={scheme} leftSection={<Icon size={16} stroke={1.6} />} rightSection={scheme === colorScheme ? "✓" : null} onClick={() => setColorScheme(scheme)}>
              {title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
