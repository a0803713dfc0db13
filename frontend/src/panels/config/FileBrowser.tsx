/** The files below the data folder, folder by folder, to choose one, or a pattern for all of a folder that end alike. */
import { Button, Modal } from "@mantine/core";
import IconFile from "@tabler/icons-react/dist/esm/icons/IconFile.mjs";
import IconFolder from "@tabler/icons-react/dist/esm/icons/IconFolder.mjs";
import { useEffect, useState } from "react";
import { api, Refused } from "../../api/client";
import type { FileEntry, FolderListing } from "../../api/types";
import { sizeText } from "./fileText";
import classes from "./FileBrowser.module.css";

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onChoose: (path: string) => void;
}

export function FileBrowser({ opened, onClose, onChoose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Files in the data folder" size={560}>
      {opened && <Folder onChoose={onChoose} />}
    </Modal>
  );
}

type Looked = { readonly state: "looking" } | { readonly state: "there"; readonly listing: FolderListing } | { readonly state: "refused"; readonly why: string };

function Folder({ onChoose }: { onChoose: (path: string) => void }) {
  const [under, setUnder] = useState("");
  const [looked, setLooked] = useState<Looked>({ state: "looking" });
  useEffect(() => {
    let wanted = true;
    api.files(under).then(
      (listing) => wanted && setLooked({ state: "there", listing }),
      (error: unknown) => wanted && setLooked({ state: "refused", why: error instanceof Refused ? `${error.problem.detail} ${error.problem.hint}` : String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [under]);
  return (
    <div className={classes.browser} data-testid="file-browser">
      <Crumbs under={under} onOpen={setUnder} />
      {looked.state === "looking" && <p className={classes.note}>Looking…</p>}
      {looked.state === "refused" && <p className={classes.note} data-tone="error">{looked.why}</p>}
      {looked.state === "there" && <Entries listing={looked.listing} onOpen={setUnder} onChoose={onChoose} />}
    </div>
  );
}

function Crumbs({ under, onOpen }: { under: string; onOpen: (under: string) => void }) {
  const parts = under === "" ? [] : under.split("/");
  return (
    <nav aria-label="Folder" className={classes.crumbs}>
      <button type="button" onClick={() => onOpen("")}>data folder</button>
      {parts.map((part, index) => (
        <span key={index}>
          {" / "}
          <button type="button" onClick={() => onOpen(parts.slice(0, index + 1).join("/"))}>{part}</button>
        </span>
      ))}
    </nav>
  );
}

function Entries({ listing, onOpen, onChoose }: { listing: FolderListing; onOpen: (under: string) => void; onChoose: (path: string) => void }) {
  const { entries, more, whole } = listing;
  if (entries.length === 0) return <p className={classes.note}>{listing.under === "" ? "The data folder is empty. Put files into it, and open this again." : "There is nothing in this folder."}</p>;
  return (
    <>
      <ul className={classes.entries}>
        {entries.map((entry) => (
          <li key={entry.path}>
            <button type="button" onClick={() => (entry.kind === "folder" ? onOpen(entry.path) : onChoose(entry.path))} title={entry.path}>
              {entry.kind === "folder" ? <IconFolder size={16} stroke={1.6} aria-label="folder" /> : <IconFile size={16} stroke={1.6} aria-label="file" />}
              <span className={classes.name}>{entry.name}</span>
              <span className={classes.figure}>{entry.size === null ? "" : sizeText(entry.size)}</span>
              <time dateTime={entry.modified} className={classes.figure}>{entry.modified.slice(0, 16).replace("T", " ")}</time>
            </button>
          </li>
        ))}
      </ul>
      {(more > 0 || !whole) && <p className={classes.note}>{whole ? `${more.toLocaleString("en-US")} more are not shown` : "This folder is too large to be shown whole"}: write the path, or a pattern, in the field.</p>}
      <Patterns listing={listing} onChoose={onChoose} />
    </>
  );
}

/** A pattern for the files of this folder that end alike, where there are several. */
function Patterns({ listing, onChoose }: { listing: FolderListing; onChoose: (path: string) => void }) {
  const counts = new Map<string, number>();
  for (const ending of listing.entries.map(endingOf)) if (ending !== null) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  const offered = [...counts].filter(([, count]) => count > 1).slice(0, 4);
  if (offered.length === 0) return null;
  return (
    <div className={classes.patterns}>
      {offered.map(([ending, count]) => {
        const pattern = `${listing.under === "" ? "" : `${listing.under}/`}*${ending}`;
        return <Button key={ending} variant="default" onClick={() => onChoose(pattern)}>All {count.toLocaleString("en-US")} as {pattern}</Button>;
      })}
    </div>
  );
}

function endingOf(entry: FileEntry): string | null {
  const ending = /\.[A-Za-z0-9]{1,8}(\.gz|\.zst)?$/.exec(entry.name)?.[0];
  return entry.kind === "file" && ending !== undefined ? ending : null;
}
