/** The sign-in page: asks for the token and says where it is. */
import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { signIn, useSession } from "../state/session";
import { Mark } from "./Mark";
import classes from "./gate.module.css";

export function SignIn() {
  const refusal = useSession((session) => session.refusal);
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    await signIn(token.trim());
    setBusy(false);
  };
  return (
    <main className={classes.gate}>
      <form className={classes.card} onSubmit={(event) => void submit(event)}>
        <Mark size={36} />
        <h1>Sign in to Tidegate</h1>
        <p>
          The server printed an address with a token when it started. Open that address, or paste the part after <code>#token=</code> here.
        </p>
        <PasswordInput
          label="Token"
          size="sm"
          value={token}
          error={refusal}
          autoComplete="current-password"
          data-autofocus
          // Signing in is the only thing this page is for.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={busy} disabled={token.trim() === ""}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
