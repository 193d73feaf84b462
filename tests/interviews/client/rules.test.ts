// The rules that need no form: values, words, saving, languages.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { countingNames } from "../../../src/palermo/interviews/client/counting.ts";
import { bestLanguage, languageOf } from "../../../src/palermo/interviews/client/languages.ts";
import { Saver } from "../../../src/palermo/interviews/client/saving.ts";
import { safeAddress } from "../../../src/palermo/interviews/client/text.ts";
import {
  keptMoment, keptMonth, keptPosition, keptTime, latinDigits, readNumber, searchable, shownMoment,
} from "../../../src/palermo/interviews/client/values.ts";
import { makeWords } from "../../../src/palermo/interviews/client/words.ts";

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("values", () => {
  it("reads numbers in other digits", () => {
    assert.equal(latinDigits("٢٥ ۲۵ २५"), "25 25 25");
    assert.equal(readNumber("٢٥", "int"), "25");
    assert.equal(readNumber("١٢٫٥", "decimal"), "12.5");
    assert.equal(readNumber("12,5", "decimal"), "12.5");
    assert.equal(readNumber(" 1 000 ", "int"), "1000");
  });
  it("keeps no half number", () => {
    for (const text of ["12a", "1.5", "--1", "1e3", "٢x"]) assert.equal(readNumber(text, "int"), null, text);
    for (const text of ["1.2.3", "1,2,3", "e", "."]) assert.equal(readNumber(text, "decimal"), null, text);
    assert.equal(readNumber("", "int"), "");
  });
  it("keeps times with the offset of the device", () => {
    assert.match(keptTime("14:05"), /^14:05:00\.000[+-]\d\d:\d\d$/);
    assert.equal(keptTime(""), "");
    assert.match(keptMoment("2026-05-21T14:05"), /^2026-05-21T14:05:00\.000[+-]\d\d:\d\d$/);
    assert.equal(shownMoment(keptMoment("2026-05-21T14:05")), "2026-05-21T14:05");
    assert.equal(shownMoment("nothing"), "");
  });
  it("keeps a month only when both are there", () => {
    assert.equal(keptMonth("٢٠١٩", "5"), "2019-05-01");
    assert.equal(keptMonth("2019", ""), "");
    assert.equal(keptMonth("19", "05"), "");
  });
  it("keeps places that are on earth", () => {
    assert.equal(keptPosition("37.98", "23,73"), "37.98 23.73 0 0");
    assert.equal(keptPosition("", ""), "");
    for (const [north, east] of [["91", "0"], ["0", "181"], ["1", ""], ["x", "1"]])
      assert.equal(keptPosition(north!, east!), null);
  });
  it("finds without accents, case and vowel signs", () => {
    assert.equal(searchable("Café"), "cafe");
    assert.equal(searchable("أُوغَنْدا"), searchable("اوغندا"));
    assert.equal(searchable("Ёлка"), searchable("елка"));
  });
});

describe("languages", () => {
  it("reads code and direction from the name in a form", () => {
    assert.deepEqual(languageOf("العربية (ar)"), { id: "العربية (ar)", code: "ar", name: "العربية", direction: "rtl" });
    assert.equal(languageOf("English").code, "");
    assert.equal(languageOf("fa_AF").direction, "ltr");
    assert.equal(languageOf("Dari (fa-AF)").direction, "rtl");
  });
  it("takes the nearest", () => {
    const known = ["English (en)", "Français (fr)"].map(languageOf);
    assert.equal(bestLanguage(known, "fr").code, "fr");
    assert.equal(bestLanguage(known, "fr-CA").code, "fr");
    assert.equal(bestLanguage(known, "ru").code, "en");
  });
});

describe("counts", () => {
  it("are traced through calculations to the questions that they are made of", () => {
    const xml = `<bind nodeset="/data/a_count" type="string" calculate=" /data/page/a  + ../b"/><bind nodeset="/data/c"/>
      <repeat nodeset="/data/r" jr:count=" /data/a_count "><input ref="/data/r/d"/></repeat>`;
    const names = countingNames(xml);
    for (const name of ["a_count", "a", "b"]) assert.ok(names.has(name), name);
    for (const name of ["c", "d", "r", "data", "page"]) assert.ok(!names.has(name), name);
    assert.equal(countingNames(xml.replace("jr:count", "nodeset2")).size, 0);
  });
});

describe("words", () => {
  const words = makeWords("ru", { a: { one: "{count} ответ", few: "{count} ответа", many: "{count} ответов" }, b: "{x} and {y}" });
  it("chooses the plural of the language", () => {
    assert.equal(words.t("a", { count: 1 }), "1 ответ");
    assert.equal(words.t("a", { count: 3 }), "3 ответа");
    assert.equal(words.t("a", { count: 11 }), "11 ответов");
  });
  it("leaves nothing empty", () => {
    assert.equal(words.t("b", { x: 1 }), "1 and {y}");
    assert.equal(words.t("missing"), "missing");
  });
});

describe("addresses", () => {
  it("leads to web pages only", () => {
    assert.equal(safeAddress("https://example.org/a"), "https://example.org/a");
    for (const text of ["javascript:x", " JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "/relative", "//host", "file:///x"])
      assert.equal(safeAddress(text), "", text);
  });
});

describe("saving", () => {
  function make(write: (draft: number) => Promise<void>) {
    const states: string[] = [];
    let made = 0;
    const saver = new Saver(() => (made += 1), write, (state) => states.push(state), 5);
    return { saver, states };
  }
  it("writes once for many letters", async () => {
    const written: number[] = [];
    const { saver, states } = make(async (draft) => void written.push(draft));
    for (let letter = 0; letter < 20; letter += 1) saver.changed();
    await later(30);
    assert.deepEqual(written, [1]);
    assert.deepEqual(states, ["waiting", "saving", "saved"]);
  });
  it("begins to write before it returns", () => {
    const written: number[] = [];
    const { saver } = make(async (draft) => void written.push(draft));
    saver.changed();
    void saver.flush();
    assert.deepEqual(written, [1]);
  });
  it("never writes twice at a time, and the last state wins", async () => {
    let writing = 0;
    let most = 0;
    const written: number[] = [];
    const { saver } = make(async (draft) => {
      most = Math.max(most, (writing += 1));
      await later(10);
      written.push(draft);
      writing -= 1;
    });
    saver.changed();
    const first = saver.flush();
    saver.changed();
    await saver.flush();
    await first;
    assert.equal(most, 1);
    assert.deepEqual(written, [1, 2]);
  });
  it("says when it failed, and tries again with the next", async () => {
    let isBroken = true;
    const written: number[] = [];
    const { saver, states } = make(async (draft) => {
      if (isBroken) throw new Error("no room");
      written.push(draft);
    });
    saver.changed();
    await saver.flush();
    assert.equal(states.at(-1), "failed");
    isBroken = false;
    await saver.flush();
    assert.deepEqual(written, [2]);
    assert.equal(states.at(-1), "saved");
  });
  it("forgets when told to", async () => {
    const written: number[] = [];
    const { saver } = make(async (draft) => void written.push(draft));
    saver.changed();
    saver.stop();
    await later(20);
    assert.deepEqual(written, []);
  });
});
