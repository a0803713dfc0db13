/** The page: the studio behind its sign-in. */
import { Dock } from "./panels/dock/Dock";

export function App() {
  return <Dock />;
}
