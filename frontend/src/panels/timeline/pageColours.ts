/** The page's colours, for what is drawn by hand. */
import { coloursFrom, type Colours } from "../../timeline/colours";

export function coloursOfPage(): Colours {
  const style = getComputedStyle(document.documentElement);
  return coloursFrom((name) => style.getPropertyValue(name));
}
