// Numbers and names are written as rosenblatt/views/words.py writes them: the same cases in both languages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as words from "../src/draw/words.ts";

type Case = [name: string, given: unknown[], text: string];

const cases: Case[] = JSON.parse(readFileSync(join(process.env.LAB_PAGE ?? ".", "../../../../tests/views/words.json"), "utf8"));
const functions = words as unknown as Record<string, (...given: unknown[]) => string>;

test("each number and name is written as in Python", () => {
  assert.ok(cases.length > 900);
  const wrong = cases.filter(([name, given, text]) => functions[name]?.(...given) !== text);
  assert.deepEqual(wrong.map(([name, given, text]) => ({ name, given, text, here: functions[name]?.(...given) })), []);
});
