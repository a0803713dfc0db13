/** The list of shortcuts in README.md is written from the actions; `UPDATE=1 npx vitest run src/state/readme` writes it. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACTION_NAMES, actionOf, groupOf } from "./actions";
import { GROUPS } from "./actions/action";
import { keyNames } from "./keyText";

const README = new URL("../../../README.md", import.meta.url);
const PLACE = /(?<=<!-- shortcuts -->\n)[\s\S]*(?=<!-- \/shortcuts -->)/;

function table(): string {
  const rows = GROUPS.flatMap((group) => ACTION_NAMES.filter((name) => groupOf(name) === group && actionOf(name).keys.length > 0).map((name) => `| ${group} | ${actionOf(name).title} | ${actionOf(name).keys.map(keysText).join(" or ")} |`));
  return ["| | Action | Keys |", "|---|---|---|", ...rows, ""].join("\n");
}

function keysText(keys: string): string {
  return `\`${keyNames(keys).join(" ")}\``;
}

test("README.md lists every shortcut as it is", () => {
  const text = readFileSync(README, "utf8");
  if (process.env["UPDATE"] === "1") writeFileSync(README, text.replace(PLACE, table()));
  expect(readFileSync(README, "utf8").match(PLACE)?.[0]).toBe(table());
});
