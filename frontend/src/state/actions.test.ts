import { beforeEach, describe, expect, test } from "vitest";
import { ACTION_NAMES, actionOf, actionsIn, groupOf, menuSections } from "./actions";
import { GROUPS, MENUS } from "./actions/action";
import { actionWith, giveKeys, keysOf, resetAllKeys, resetKeys, takeKeys, whyNotKeys } from "./keys";
import { meanings } from "./keyText";

const pressed = (key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }) as KeyboardEvent;

describe("every action", () => {
  test.each(ACTION_NAMES)("%s has a title and a group", (name) => {
    expect(actionOf(name).title).toMatch(/^[A-Z].*[^.]$/);
    expect(GROUPS).toContain(groupOf(name));
  });

  test("has keys that no other action has", () => {
    const all = ACTION_NAMES.flatMap((name) => actionOf(name).keys.map((keys) => `${keys}`));
    expect(all.filter((keys, index) => all.indexOf(keys) !== index)).toEqual([]);
  });

  test("has a title that no other action has", () => {
    const titles = ACTION_NAMES.map((name) => actionOf(name).title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  test("writes its keys as an event on the keyboard is read", () => {
    const order = ["Mod", "Alt", "Shift"];
    for (const keys of ACTION_NAMES.flatMap((name) => actionOf(name).keys as readonly string[])) {
      const before = keys.split("+").slice(0, -1);
      expect(before).toEqual(order.filter((part) => before.includes(part)));
    }
  });
});

test("a place lists the actions that say they belong there", () => {
  expect(actionsIn("step")).toContain("remove");
  expect(actionsIn("stream")).toContain("remove");
  expect(actionsIn("canvas")).not.toContain("remove");
});

test.each(MENUS)("the menu of a right click on a %s has every action that belongs there, once", (about) => {
  expect(menuSections(about).flat().toSorted()).toEqual(actionsIn(about).toSorted());
});

test("a menu begins with what goes on and ends with what takes away", () => {
  expect(menuSections("step")[0]).toEqual(["addAfter", "connect", "connectList"]);
  expect(menuSections("step").at(-1)).toEqual(["remove", "removeAndReconnect"]);
});

describe("keys of a person's own", () => {
  beforeEach(resetAllKeys);

  test("take the place of those an action had", () => {
    expect(giveKeys("arrange", "Mod+Alt+L")).toBeNull();
    expect(keysOf("arrange")).toEqual(["Mod+Alt+L"]);
    expect(actionWith("Shift+A")).toBeNull();
    expect(resetKeys("arrange")).toBeNull();
    expect(actionWith("Shift+A")).toBe("arrange");
  });

  test("are refused, in words, when another action has them", () => {
    expect(giveKeys("arrange", "Mod+S")).toBe("Ctrl S is 'Save'. Give that other keys first.");
    expect(keysOf("arrange")).toEqual(["Shift+A"]);
  });

  test("are refused where the browser or the page needs them", () => {
    expect(whyNotKeys("arrange", "Mod+W")).toContain("browser");
    expect(whyNotKeys("arrange", "Tab")).toContain("needed");
  });

  test("may be none, and an action does not take back what another got meanwhile", () => {
    takeKeys("save");
    expect(actionWith("Mod+S")).toBeNull();
    expect(giveKeys("arrange", "Mod+S")).toBeNull();
    expect(resetKeys("save")).toBe("Ctrl S is 'Arrange steps'. Give that other keys first.");
    expect(keysOf("save")).toEqual([]);
  });
});

describe("an event on the keyboard", () => {
  test.each<[string, KeyboardEvent, string[]]>([
    ["a letter", pressed("z", { ctrlKey: true, code: "KeyZ" }), ["Mod+Z"]],
    ["a capital", pressed("Z", { ctrlKey: true, shiftKey: true, code: "KeyZ" }), ["Mod+Shift+Z"]],
    ["a sign that takes Shift", pressed("?", { shiftKey: true, code: "Slash" }), ["?"]],
    ["a sign on a digit's key", pressed("/", { shiftKey: true, code: "Digit7" }), ["/", "Shift+7"]],
    ["a digit that takes Shift to type its sign", pressed("!", { shiftKey: true, code: "Digit1" }), ["!", "Shift+1"]],
    ["an arrow with Alt", pressed("ArrowLeft", { altKey: true }), ["Alt+ArrowLeft"]],
    ["a letter that Alt turns into a sign", pressed("å", { altKey: true, code: "KeyA" }), ["Alt+A"]],
    ["a key with a name", pressed("F6", { shiftKey: true }), ["Shift+F6"]],
    ["a modifier alone", pressed("Shift", { shiftKey: true }), []],
    ["the system's own key", pressed("k", { metaKey: true }), []],
  ])("means %s", (_what, event, means) => {
    expect(meanings(event, false)).toEqual(means);
  });
});
