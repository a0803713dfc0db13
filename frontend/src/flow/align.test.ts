import { expect, test } from "vitest";
import { aligned, distributed, type Side } from "./align";

const BOXES = [
  { x: 0, y: 40, width: 100, height: 20 },
  { x: 300, y: 0, width: 200, height: 60 },
  { x: 120, y: 300, width: 100, height: 40 },
];

test.each<[Side, number[]]>([
  ["left", [0, 0, 0]],
  ["centre", [200, 150, 200]],
  ["right", [400, 300, 400]],
])("%s puts boxes in line across and leaves them where they are down", (side, x) => {
  const places = aligned(BOXES, side);
  expect(places.map((at) => at.x)).toEqual(x);
  expect(places.map((at) => at.y)).toEqual([40, 0, 300]);
});

test.each<[Side, number[]]>([
  ["top", [0, 0, 0]],
  ["middle", [160, 140, 150]],
  ["bottom", [320, 280, 300]],
])("%s puts boxes in line down and leaves them where they are across", (side, y) => {
  const places = aligned(BOXES, side);
  expect(places.map((at) => at.y)).toEqual(y);
  expect(places.map((at) => at.x)).toEqual([0, 300, 120]);
});

test("the gaps across are even, the first and the last stay, and the order of the boxes does not matter", () => {
  expect(distributed(BOXES, "across").map((at) => at.x)).toEqual([0, 300, 150]);
});

test("the gaps down are even", () => {
  expect(distributed(BOXES, "down").map((at) => at.y)).toEqual([170, 0, 300]);
});

test("two boxes have one gap and stay", () => {
  expect(distributed(BOXES.slice(0, 2), "across").map((at) => at.x)).toEqual([0, 300]);
});
