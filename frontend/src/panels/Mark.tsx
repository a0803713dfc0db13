/** Tidegate's mark: two waves before a gate. */
import icon from "../icon.svg";

export function Mark({ size }: { size: number }) {
  return <img src={icon} width={size} height={size} alt="" />;
}
