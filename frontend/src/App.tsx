/** The page: the studio, behind its sign-in. */
import { useEffect } from "react";
import { SignIn } from "./panels/SignIn";
import { Unreachable, Waiting } from "./panels/Waiting";
import { beginSession, useSession } from "./state/session";
import { Studio } from "./Studio";

export function App() {
  const status = useSession((session) => session.status);
  useEffect(() => void beginSession(), []);
  switch (status) {
    case "asking":
      return <Waiting />;
    case "unreachable":
      return <Unreachable />;
    case "out":
      return <SignIn />;
    case "in":
      return <Studio />;
    default:
      return status satisfies never;
  }
}
