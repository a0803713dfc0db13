/** Why a preview went no further, or was refused. */
import { select } from "../../state/flowStore";
import { usePreview } from "../../state/preview";
import { revealStep } from "../../state/view";
import classes from "./preview.module.css";

export function Failure({ stepId }: { stepId: string | null }) {
  const refusal = usePreview((state) => state.refusal);
  const failure = usePreview((state) => state.answer?.failure ?? null);
  if (refusal) return <Words text={`${refusal.detail} ${refusal.hint}`.trim()} />;
  if (!failure) return null;
  const elsewhere = failure.step_id !== null && failure.step_id !== stepId ? failure.step_id : null;
  return (
    <div className={classes.failure} role="alert">
      <Mark />
      <p>
        {elsewhere === null ? null : (
          <>
            In <StepLink stepId={elsewhere} />:{" "}
          </>
        )}
        {sentence(failure.message)}
      </p>
    </div>
  );
}

function Words({ text }: { text: string }) {
  return (
    <div className={classes.failure} role="alert">
      <Mark />
      <p>{text}</p>
    </div>
  );
}

function Mark() {
  return (
    <span aria-hidden className={classes.mark}>
      !
    </span>
  );
}

/** A step's name that leads to it. */
export function StepLink({ stepId }: { stepId: string }) {
  const go = (): void => {
    select({ steps: [stepId] });
    revealStep(stepId);
  };
  return (
    <button type="button" className={classes.link} onClick={go}>
      {stepId}
    </button>
  );
}

/** An engine's clauses as sentences. */
function sentence(message: string): string {
  return message.split("; ").map((clause) => clause.charAt(0).toUpperCase() + clause.slice(1)).join(". ").replace(/\.?$/, ".");
}
