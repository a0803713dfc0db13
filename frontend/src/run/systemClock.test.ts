import { expect, test } from "vitest";
import { clockFrom, clockGoing, clockTold, systemAt, type SystemClock } from "./systemClock";

const at = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const began = clockFrom(at(100)) as SystemClock;
const seconds = (clock: SystemClock, machine: number): number => systemAt(clock, at(machine)) / 1_000;

test("system time goes with the machine's", () => {
  expect(seconds(began, 107)).toBe(107);
});

test("a pause stops it, however long it is", () => {
  const paused = clockGoing(began, at(110), 1, true);
  expect(seconds(paused, 500)).toBe(110);
  expect(seconds(clockGoing(paused, at(500), 1, false), 503)).toBe(113);
});

test("a speed makes it faster from then on", () => {
  expect(seconds(clockGoing(began, at(110), 4, false), 115)).toBe(130);
});

test("it never goes back, even when the machine's does", () => {
  expect(seconds(clockGoing(began, at(90), 1, true), 95)).toBe(100);
});

test("what the run says itself is believed", () => {
  expect(seconds(clockTold(began, at(110), at(60)), 112)).toBe(62);
  expect(clockTold(began, at(110), null)).toBe(began);
});
