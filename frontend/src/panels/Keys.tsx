/** Keys as they are printed on a keyboard. */
import { Kbd } from "@mantine/core";
import { keyNames } from "../state/keyText";

export function Keys({ keys }: { keys: string }) {
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {keyNames(keys).map((key) => (
        <Kbd key={key} size="xs" mx={1}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}
