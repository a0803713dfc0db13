/** What is shown while the server has not answered, and when it does not. */
import { Button, Loader } from "@mantine/core";
import { beginSession } from "../state/session";
import { Mark } from "./Mark";
import classes from "./gate.module.css";

export function Waiting() {
  return (
    <main className={classes.gate} aria-busy="true">
      <Loader size="sm" aria-label="Waiting for the server" />
    </main>
  );
}

export function Unreachable() {
  return (
    <main className={classes.gate}>
      <div className={classes.card}>
        <Mark size={36} />
        <h1>The server does not answer</h1>
        <p>Start it with the command below, or check that it is still running. Nothing you wrote is lost: drafts are kept in this browser.</p>
        <code className={classes.command}>tidegate studio</code>
        <Button size="sm" onClick={() => void beginSession()}>
          Try again
        </Button>
      </div>
    </main>
  );
}
