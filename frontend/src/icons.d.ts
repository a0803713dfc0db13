/** The type of an icon imported alone: `import IconKey from "@tabler/icons-react/dist/esm/icons/IconKey.mjs"`. */
declare module "@tabler/icons-react/dist/esm/icons/*" {
  import type { ForwardRefExoticComponent, RefAttributes, SVGProps } from "react";
  const Icon: ForwardRefExoticComponent<
    Omit<SVGProps<SVGSVGElement>, "ref" | "stroke"> & { size?: number | string; stroke?: number | string } & RefAttributes<SVGSVGElement>
  >;
  export default Icon;
}
