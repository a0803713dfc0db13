/** The flows that ship with the studio. */
import { Modal } from "@mantine/core";
import { useState } from "react";
import { useCatalogue } from "../../state/catalogue";
import { openUnsaved } from "../../state/opening";
import { closeDialog } from "../../state/view";
import { Inline } from "../Markdown";
import { PickList } from "./PickList";
import classes from "./dialogs.module.css";

export function ExamplesDialog() {
  const examples = useCatalogue((state) => state.examples);
  const [query, setQuery] = useState("");
  const found = examples.filter((example) => `${example.name} ${example.description}`.toLowerCase().includes(query.toLowerCase()));
  return (
    <Modal opened onClose={closeDialog} title="Examples" size={520}>
      <PickList
        label="Search examples"
        placeholder="Search examples"
        query={query}
        onQuery={setQuery}
        none={examples.length === 0 ? "This server has no examples." : `No example matches '${query}'.`}
        picks={found.map((example) => ({
          key: example.id,
          onPick: () => {
            closeDialog();
            openUnsaved(example.flow);
          },
          content: (
            <span className={classes.words}>
              <b>{example.name}</b>
              <small>
                <Inline text={example.description} />
              </small>
            </span>
          ),
        }))}
      />
    </Modal>
  );
}
