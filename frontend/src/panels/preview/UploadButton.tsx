/** Chooses a file of this computer whose items stand in for a source's own. */
import { Button, FileButton } from "@mantine/core";
import IconUpload from "@tabler/icons-react/dist/esm/icons/IconUpload.mjs";
import { useState } from "react";
import { sampleFile } from "../../state/sampling";

const ACCEPTED = ".csv,.jsonl,.ndjson,.json,.parquet,.pq";

export function UploadButton({ stepId }: { stepId: string }) {
  const [busy, setBusy] = useState(false);
  const take = (file: File | null): void => {
    if (!file) return;
    setBusy(true);
    void sampleFile(stepId, file).finally(() => setBusy(false));
  };
  return (
    <FileButton accept={ACCEPTED} onChange={take} resetRef={null}>
      {(props) => (
        <Button {...props} variant="subtle" size="compact-xs" fw={500} leftSection={<IconUpload size={14} stroke={1.6} aria-hidden />} disabled={busy}>
          {busy ? "Uploading…" : "Upload a sample"}
        </Button>
      )}
    </FileButton>
  );
}
