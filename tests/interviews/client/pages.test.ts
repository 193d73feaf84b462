// Whole interviews in a page without a browser.

import { Driver } from "./driver.ts";

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";

import type { Draft } from "../../../src/palermo/interviews/client/types.ts";

let driver: Driver;
afterEach(() => driver.close());

/** What names a field for somebody who does not see it. */
function named(driver: Driver, field: HTMLElement): string {
  const ids = field.getAttribute("aria-labelledby")?.split(" ") ?? [];
  const labels = [...((field as HTMLInputElement).labels ?? [])].map((label) => label.textContent ?? "");
  const words = ids.map((id) => document.getElementById(id)?.textContent ?? "");
  return [field.getAttribute("aria-label") ?? "", ...words, ...labels, field.textContent ?? ""].join("").trim();
}

describe("every kind of question", () => {
  it("keeps what is typed", async () => {
    driver = await Driver.open("controls");
    assert.equal(driver.title(), "Words");
    await driver.type("name", "  Ana <&>");
    await driver.type("story", "One\nTwo");
    await driver.type("age", "٢٥");
    await driver.type("pay", "12,5");
    await driver.type("code", "4006381333931");
    const expected = { name: "  Ana &lt;&amp;&gt;", story: "One\nTwo", age: "25", pay: "12.5", code: "4006381333931" };
    for (const [name, value] of Object.entries(expected)) assert.equal(await driver.answer(name), value, name);
    assert.equal(driver.input("story").tagName, "TEXTAREA");
  });

  it("keeps days and times", async () => {
    driver = await Driver.open("controls");
    await driver.next();
    await driver.type("day", "2026-05-21");
    await driver.type("hour", "14:05");
    await driver.type("moment", "2026-05-21T14:05");
    await driver.type("year", "2019");
    const month = driver.input("month");
    month.value = "05";
    month.dispatchEvent(new Event("change", { bubbles: true }));
    await driver.type("month", "2019", 1);
    assert.equal(await driver.answer("day"), "2026-05-21");
    assert.match((await driver.answer("hour"))!, /^14:05:00\.000/);
    assert.match((await driver.answer("moment"))!, /^2026-05-21T14:05:00\.000/);
    assert.equal(await driver.answer("year"), "2019-01-01");
    assert.equal(await driver.answer("month"), "2019-05-01");
  });

  it("takes back what is cleared", async () => {
    driver = await Driver.open("controls");
    const typed: Record<string, [string, number][]> = {
      name: [["x", 0]], story: [["x", 0]], age: [["3", 0]], pay: [["1.5", 0]], code: [["1", 0]], day: [["2026-05-21", 0]],
      year: [["2019", 0]], hour: [["14:05", 0]], moment: [["2026-05-21T14:05", 0]], place: [["1", 0], ["2", 1]],
    };
    for (let page = 0; page < 4; page += 1) {
      for (const [name, texts] of Object.entries(typed)) {
        if (!document.querySelector(`[data-name="${name}"]`)) continue;
        for (const [text, nth] of texts) await driver.type(name, text, nth);
        assert.notEqual(await driver.answer(name), "", name);
        for (const [, nth] of texts) await driver.type(name, "", nth);
        assert.equal(await driver.answer(name), "", name);
        delete typed[name];
      }
      await driver.next();
    }
    assert.deepEqual(typed, {});
  });

  it("keeps choices, and takes them back", async () => {
    driver = await Driver.open("controls");
    await driver.next();
    await driver.next();
    await driver.choose("one", "Green");
    await driver.choose("many", "Red");
    await driver.choose("many", "Blue");
    await driver.choose("scale", "Blue");
    await driver.choose("packed", "Red");
    assert.equal(await driver.answer("one"), "green");
    assert.equal(await driver.answer("many"), "red blue");
    assert.equal(await driver.answer("scale"), "blue");
    await driver.choose("many", "Prefers not to say");
    assert.equal(await driver.answer("many"), "~refused", "it stands alone");
    await driver.choose("many", "Green");
    assert.equal(await driver.answer("many"), "green");
    await driver.press(driver.question("one").querySelector<HTMLElement>(".fill-clear")!);
    assert.equal(await driver.answer("one"), "");
  });

  it("sets apart what says why there is no answer", async () => {
    driver = await Driver.open("controls");
    await driver.next();
    await driver.next();
    const [own, states] = ["fill-choices", "fill-states"].map((name) => driver.question("one").querySelector(`.${name}`));
    assert.equal(own?.querySelectorAll("input").length, 3);
    assert.equal(states?.querySelectorAll("input").length, 2);
  });

  it("finds one answer of many with the keyboard alone", async () => {
    driver = await Driver.open("controls");
    await driver.next();
    await driver.next();
    const input = driver.input("one_long");
    assert.equal(input.getAttribute("role"), "combobox");
    input.focus();
    input.value = "cafe";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await driver.settle();
    const options = driver.all("[role=option]");
    assert.deepEqual(options.map((each) => each.textContent), ["Café au lait"]);
    await driver.key(input, "ArrowDown");
    assert.equal(input.getAttribute("aria-activedescendant"), options[0]!.id);
    await driver.key(input, "Enter");
    assert.equal(await driver.answer("one_long"), "café_au_lait");
    assert.equal(input.value, "Café au lait");
    assert.equal(input.getAttribute("aria-expanded"), "false");
  });

  it("finds several answers of many", async () => {
    driver = await Driver.open("controls");
    await driver.next();
    await driver.next();
    await driver.type("many_long", "answer 2");
    await driver.choose("many_long", "Answer 2");
    await driver.choose("many_long", "Answer 21");
    assert.equal(await driver.answer("many_long"), "answer_2 answer_21");
    await driver.press(driver.get("[data-name=many_long] .fill-chip"));
    assert.equal(await driver.answer("many_long"), "answer_21");
  });

  it("keeps scales, orders, places and ticks", async () => {
    driver = await Driver.open("controls");
    for (let page = 0; page < 3; page += 1) await driver.next();
    assert.equal(driver.question("words_only").querySelector("strong")?.textContent, "rest");
    assert.equal(driver.input("slider").getAttribute("aria-valuetext"), "no answer yet");
    assert.equal(await driver.answer("slider"), "");
    await driver.type("slider", "6");
    assert.equal(await driver.answer("slider"), "6");
    assert.equal(await driver.answer("order"), "");
    const last = driver.all("[data-name=order] .fill-rank").at(-1)!;
    await driver.press(last.querySelector<HTMLElement>("button")!);
    assert.equal(((await driver.answer("order")) ?? "").split(" ").length, 5);
    await driver.press(driver.question("understood").querySelector<HTMLElement>("input")!);
    assert.equal(await driver.answer("understood"), "OK");
    await driver.type("place", "37.98");
    assert.equal(await driver.answer("place"), "", "half a place is none");
    await driver.type("place", "23.73", 1);
    assert.match((await driver.answer("place"))!, /^37\.98 23\.73 0(\.0)? 0(\.0)?$/);
    await driver.type("place", "37.");
    assert.equal(driver.input("place").value, "37.", "stays as it is typed");
  });

  it("names every field for somebody who does not see it", async () => {
    driver = await Driver.open("controls");
    for (let page = 0; page < 4; page += 1) {
      for (const field of driver.all("main input, main textarea, main select, main button")) {
        assert.notEqual(named(driver, field), "", field.outerHTML.slice(0, 200));
      }
      for (const group of driver.all("fieldset")) assert.equal(group.firstElementChild?.tagName, "LEGEND");
      await driver.next();
    }
  });
});

describe("answers that cannot be", () => {
  it("are told in the form's words, at the question and on top, and the focus goes there", async () => {
    driver = await Driver.open("controls");
    await driver.type("age", "200");
    assert.equal(driver.all(".fill-problem").length, 0, "not while it is being typed");
    await driver.next();
    assert.equal(driver.title(), "Words", "stays");
    const summary = driver.get(".fill-summary");
    assert.equal(document.activeElement, summary);
    assert.match(summary.textContent ?? "", /How old are you\?: From 0 to 120\./);
    assert.equal(driver.input("age").getAttribute("aria-invalid"), "true");
    assert.match(driver.input("age").getAttribute("aria-describedby") ?? "", /-p$/);
    await driver.press(".fill-summary button");
    assert.equal(document.activeElement, driver.input("age"));
    await driver.type("age", "20");
    await driver.next();
    assert.equal(driver.title(), "Days");
  });

  it("that are no number stay on the screen and out of the answers", async () => {
    driver = await Driver.open("controls");
    await driver.type("age", "12");
    await driver.type("age", "12x");
    assert.equal(driver.input("age").value, "12x");
    assert.equal(await driver.answer("age"), "");
    await driver.next();
    assert.match(driver.get(".fill-summary").textContent ?? "", /whole number/);
    await driver.type("age", "12");
    await driver.next();
    assert.equal(driver.title(), "Days");
  });

  it("such as a day that there was not are refused, and the next one counts", async () => {
    driver = await Driver.open("days");
    for (const text of ["2001-02-29", "2023-13-45", "2001-04-31"]) {
      await driver.type("born", text);
      assert.equal(await driver.answer("born"), text);
      await driver.next();
      assert.match(driver.get(".fill-summary").textContent ?? "", /A day that there was, please\./, text);
      assert.equal(driver.input("born").getAttribute("aria-invalid"), "true", text);
      assert.equal(document.querySelector("[data-name=born_blank]"), null, text);
    }
    await driver.type("born", "2001-02-28");
    assert.equal(driver.input("born").getAttribute("aria-invalid"), null);
    assert.equal(await driver.answer("born"), "2001-02-28");
    assert.equal(await driver.answer("shown_day"), "28.2.2001");
    assert.ok(document.querySelector("[data-name=after]"), "what follows is asked");
    await driver.type("day_number", "999999999");
    await driver.next();
    assert.match(driver.get(".fill-summary").textContent ?? "", /Not so many\./);
    await driver.type("day_number", "11000");
    assert.equal(driver.input("day_number").getAttribute("aria-invalid"), null);
    await driver.next();
    assert.ok(document.querySelector("[data-do=finish]"));
  });

  it("or that the engine fails on are refused, and the next one counts", async () => {
    driver = await Driver.open("failing");
    await driver.type("pattern", "ab");
    assert.equal(await driver.answer("fits"), "true");
    for (const [text, fits] of [["(", "a."], ["[", "x"], ["*", "^ab$"]] as const) {
      await driver.type("pattern", text);
      await driver.next();
      assert.match(driver.get(".fill-summary").textContent ?? "", /does not fit the question/, text);
      await driver.type("pattern", fits);
      assert.equal(driver.input("pattern").getAttribute("aria-invalid"), null, fits);
      assert.equal(await driver.answer("pattern"), fits);
      for (const name of ["fits", "fitted"]) assert.equal(await driver.answer(name), String(fits !== "x"), `${name} ${fits}`);
      assert.equal(document.querySelector("[data-name=other]") !== null, fits !== "x", fits);
    }
    await driver.type("other", "cd");
    assert.equal(driver.input("other").value, "cd");
    await driver.next();
    assert.match(driver.get(".fill-summary").textContent ?? "", /Another/);
    await driver.type("other", "ab");
    await driver.next();
    assert.ok(document.querySelector("[data-do=finish]"));
  });

  it("of the project's own form too", async () => {
    driver = await Driver.open("screening", { draft: null });
    const answers: [string, string][] = [
      ["safe_to_talk", "yes"], ["fears_someone_near", "no"], ["consent_interview", "yes"], ["sex", "female"],
      ["was_moved", "yes"], ["trafficking_type", "international"], ["consent_assistance", "yes"],
    ];
    for (let page = 0; page < 40 && !document.querySelector("[data-name=birth_date]"); page += 1) {
      for (const [name, code] of answers) {
        const choice = document.querySelector<HTMLElement>(`[data-name="${name}"] input[value="${code}"]`);
        if (choice) await driver.press(choice);
      }
      await driver.next();
    }
    for (const text of ["2001-02-29", "2023-13-45"]) {
      await driver.type("birth_date", text);
      await driver.next();
      assert.equal(driver.input("birth_date").getAttribute("aria-invalid"), "true", text);
      assert.doesNotMatch(driver.get(".fill-summary").textContent ?? "", /does not fit the question/);
    }
    await driver.type("birth_date", "2001-02-28");
    assert.equal(driver.input("birth_date").getAttribute("aria-invalid"), null);
    assert.equal(await driver.answer("birth_date"), "2001-02-28");
  });

  it("do not end an interview, but leave it as it is", async () => {
    driver = await Driver.open("repeats");
    while (!document.querySelector("[data-do=finish]")) {
      if (document.querySelector("[data-name=after]")) await driver.press("[data-do=contents]");
      if (document.querySelector("dialog")) await driver.press(driver.all(".fill-content").at(-1)!);
      else await driver.next();
    }
    await driver.press("[data-do=finish]");
    assert.equal(driver.finished.length, 0);
    assert.match(driver.get(".fill-summary").textContent ?? "", /After/);
    await driver.press(".fill-summary button");
    await driver.type("after", "x");
    await driver.next();
    await driver.press("[data-do=finish]");
    assert.equal(driver.finished.length, 1);
    assert.match(driver.finished[0]!.xml, /<after>x<\/after>/);
  });

  it("an outbox that refuses is told, and the draft stays", async () => {
    driver = await Driver.open("cascade");
    await driver.next();
    driver.problem = new Error("The device is full.");
    await driver.press("[data-do=finish]");
    assert.match(driver.get(".fill-summary").textContent ?? "", /The device is full\./);
  });
});

describe("why a question is blank", () => {
  it("stands under it, small, and goes with the first letter", async () => {
    driver = await Driver.open("controls");
    const box = driver.question("age");
    assert.equal(document.querySelector("[data-name=age_blank]"), null, "is no question of its own");
    const buttons = [...box.querySelectorAll<HTMLElement>(".fill-why-choice")];
    assert.deepEqual(buttons.map((each) => each.textContent), ["Not known", "Prefers not to say"]);
    await driver.press(buttons[1]!);
    assert.equal(await driver.answer("age_blank"), "~refused");
    await driver.press(box.querySelectorAll<HTMLElement>(".fill-why-choice")[1]!);
    assert.equal(await driver.answer("age_blank"), "", "a second press takes it back");
    await driver.type("age", "3");
    assert.equal(box.querySelector(".fill-why"), null);
    assert.equal(await driver.answer("age_blank"), null);
  });
});

describe("repeats", () => {
  it("have a page for every entry, can be added and taken out", async () => {
    driver = await Driver.open("repeats");
    await driver.type("before", "x");
    await driver.next();
    await driver.type("child_name", "Ana");
    await driver.press("[data-do=add]");
    assert.equal(driver.title(), "A child (2)");
    await driver.type("child_name", "Ben");
    assert.equal(((await driver.draft()).xml.match(/<child_name>/g) ?? []).length, 2);
    await driver.press("[data-do=back]");
    assert.equal(driver.input("child_name").value, "Ana");
    await driver.press("[data-do=remove]");
    assert.match(document.body.textContent ?? "", /Remove this entry and its answers\?/);
    await driver.press("[data-do=remove-no]");
    assert.equal(driver.input("child_name").value, "Ana");
    await driver.press("[data-do=remove]");
    await driver.press("[data-do=remove-yes]");
    assert.equal(await driver.answer("child_name"), "Ben");
    await driver.press("[data-do=remove]");
    await driver.press("[data-do=remove-yes]");
    assert.equal(await driver.answer("child_name"), null);
    assert.equal(driver.all(".fill-question").length, 0);
    await driver.press("[data-do=add]");
    assert.equal(driver.input("child_name").value, "");
  });

  it("that the form counts follow the count", async () => {
    driver = await Driver.open("repeats");
    await driver.next();
    await driver.next();
    await driver.type("rooms", "2");
    await driver.next();
    await driver.type("room_name", "Kitchen");
    assert.equal(document.querySelector("[data-do=add], [data-do=remove]"), null);
    await driver.next();
    assert.equal(driver.title(), "A room (2)");
    await driver.press("[data-do=back]");
    await driver.press("[data-do=back]");
    await driver.type("rooms", "0");
    await driver.next();
    assert.ok(document.querySelector("[data-name=after]"));
  });
});

describe("a count without an end", () => {
  it("is told at its question, in a draft too, and follows the next number", async () => {
    driver = await Driver.open("repeats");
    await driver.next();
    await driver.next();
    for (const number of ["9999999", "201"]) {
      await driver.type("rooms", number);
      assert.equal(((await driver.draft()).xml.match(/<room_name/g) ?? []).length, 200);
      await driver.next();
      assert.match(driver.get(".fill-summary").textContent ?? "", /How many rooms\?: There is room for 200 entries/, number);
      assert.equal(driver.input("rooms").value, number);
    }
    const draft = await driver.draft();
    driver.close();
    driver = await Driver.open("repeats", { draft });
    await driver.next();
    assert.ok(document.querySelector(".fill-summary"));
    await driver.type("rooms", "200");
    await driver.type("rooms", "1");
    assert.equal(((await driver.draft()).xml.match(/<room_name/g) ?? []).length, 1);
    await driver.next();
    assert.ok(document.querySelector("[data-name=room_name]"));
  });
});

describe("lists that depend on another answer", () => {
  it("follow it, and an answer that is no longer offered goes", async () => {
    driver = await Driver.open("cascade");
    await driver.choose("country", "Aland");
    await driver.choose("town", "Atwo");
    assert.ok(document.querySelector("[data-name=why]"), "what depends on it is asked");
    await driver.type("why", "Because");
    await driver.choose("country", "Beland");
    assert.equal(await driver.answer("town"), "");
    assert.equal(document.querySelector("[data-name=why]"), null);
    assert.equal(await driver.answer("why"), null);
    assert.deepEqual(driver.all("[data-name=town] .fill-choice").map((each) => each.textContent), ["Bone"]);
  });
});

describe("another language in the middle", () => {
  it("changes words and direction, and no answer", async () => {
    driver = await Driver.open("cascade");
    await driver.choose("country", "Aland");
    const before = driver.get("[data-name=country] input:checked");
    const select = driver.get(".fill-language") as HTMLSelectElement;
    select.value = "العربية (ar)";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await driver.settle();
    assert.equal(driver.get(".fill").getAttribute("dir"), "rtl");
    assert.equal(driver.get(".fill-page").getAttribute("lang"), "ar");
    assert.equal(driver.title(), "المكان");
    assert.equal(driver.get("[data-name=country] input:checked"), before, "the same field, not another");
    assert.equal((await driver.draft()).meta.language, "ar");
    assert.equal(await driver.answer("country"), "a");
  });
});

describe("a draft", () => {
  async function begun(): Promise<Draft> {
    driver = await Driver.open("controls");
    await driver.type("name", "Ana");
    for (let page = 0; page < 3; page += 1) await driver.next();
    await driver.give("photo", new File([new Uint8Array([1, 2, 3])], "my family.png", { type: "image/png" }));
    return driver.draft();
  }

  it("goes on where it stopped, with its files", async () => {
    const draft = await begun();
    assert.equal(draft.meta.step, 3);
    assert.equal(draft.meta.answered, 2);
    assert.match(draft.meta.id, /^uuid:/);
    assert.deepEqual([draft.meta.formId, draft.meta.version], ["controls", "1"]);
    assert.equal(draft.files.length, 1);
    assert.ok(!draft.xml.includes("family"), "a person's file name stays on the device");
    driver.close();
    driver = await Driver.open("controls", { draft });
    assert.equal(driver.title(), "Others");
    assert.ok(driver.get("[data-name=photo] img"));
    await driver.press(driver.question("understood").querySelector<HTMLElement>("input")!);
    const again = await driver.draft();
    assert.deepEqual(again.files, draft.files, "files that were not chosen in this session are still there");
    assert.equal(again.meta.id, draft.meta.id);
    assert.match(again.xml, /<name>Ana<\/name>/);
  });

  it("loses a file only when it is taken out", async () => {
    const draft = await begun();
    driver.close();
    driver = await Driver.open("controls", { draft });
    await driver.press(driver.all("[data-name=photo] button").at(-1)!);
    for (let turn = 0; turn < 5; turn += 1) await driver.settle();
    assert.deepEqual((await driver.draft()).files, []);
    assert.equal(await driver.answer("photo"), "");
  });

  it("of a received interview names the one that it corrects", async () => {
    const { xml, files, meta } = await begun();
    driver.close();
    driver = await Driver.open("controls", { edited: { xml, files } });
    await driver.type("name", "Anna");
    const draft = await driver.draft();
    assert.notEqual(draft.meta.id, meta.id);
    assert.ok(draft.xml.includes(`deprecatedID>${meta.id}<`));
    assert.equal(draft.files.length, 1);
  });

  it("says so when it cannot be kept, and keeps it with the next answer", async () => {
    driver = await Driver.open("controls");
    driver.problem = new Error("no room");
    await driver.type("name", "Ana");
    await driver.next();
    assert.match(driver.get(".fill-saved").textContent ?? "", /Not saved/);
    driver.problem = null;
    await driver.press("[data-do=back]");
    assert.match(driver.get(".fill-saved").textContent ?? "", /Saved on this device/);
    assert.match(driver.kept.at(-1)!.xml, /Ana/);
  });

  it("from paper begins with the date on the paper", async () => {
    driver = await Driver.open("controls", { fromPaper: true });
    assert.equal(driver.title(), "From paper");
    const input = driver.get("#fill-paper") as HTMLInputElement;
    const form = driver.get("form");
    form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await driver.settle();
    assert.equal(driver.title(), "From paper", "not without a date");
    input.value = "2026-01-31";
    form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await driver.settle();
    assert.equal(driver.title(), "Words");
    assert.equal((await driver.draft()).meta.paperOn, "2026-01-31");
  });
});

describe("leaving", () => {
  it("twice Escape puts the answers away, then leaves; once does nothing", async () => {
    driver = await Driver.open("controls");
    await driver.type("name", "Ana");
    driver.calls.length = 0;
    await driver.key(document, "Escape");
    assert.deepEqual(driver.calls, []);
    await driver.key(document, "Escape");
    assert.deepEqual(driver.calls, ["keep", "away"], "writing begins before the store is locked");
    assert.match(driver.kept.at(-1)!.xml, /Ana/);
    assert.equal(document.querySelector(".fill-question"), null);
  });

  it("Escape in a list closes the list only", async () => {
    driver = await Driver.open("controls");
    await driver.next();
    await driver.next();
    const input = driver.input("one_long");
    await driver.press(input);
    assert.equal(input.getAttribute("aria-expanded"), "true");
    await driver.key(input, "Escape");
    await driver.key(document, "Escape");
    assert.ok(!driver.calls.includes("away"));
  });

  it("a rest hides the answers at once and locks when they are kept", async () => {
    driver = await Driver.open("controls");
    await driver.type("name", "Ana");
    driver.calls.length = 0;
    await driver.press("[data-do=rest]");
    assert.deepEqual(driver.calls, ["keep", "pause"]);
    assert.equal(document.querySelector("input"), null);
  });

  it("a rest that cannot be kept does not lock", async () => {
    driver = await Driver.open("controls");
    await driver.type("name", "Ana");
    driver.problem = new Error("no room");
    await driver.press("[data-do=rest]");
    assert.ok(!driver.calls.includes("pause"));
    assert.equal(driver.input("name").value, "Ana");
  });
});

describe("contents", () => {
  it("say what is done and lead there", async () => {
    driver = await Driver.open("controls");
    await driver.type("name", "Ana");
    await driver.press("[data-do=contents]");
    assert.equal(driver.get("[aria-current=page] .fill-content-count").textContent, "1 of 5");
    await driver.press(driver.all(".fill-content")[2]!);
    assert.equal(driver.title(), "Lists");
    assert.equal(document.querySelector("dialog"), null);
  });
});

describe("a hostile form", () => {
  it("is drawn without anything that it wants done", async () => {
    driver = await Driver.open("hostile");
    const drawn = driver.get("main");
    assert.deepEqual([...drawn.querySelectorAll("script, img, iframe, style, object, embed")], []);
    for (const element of drawn.querySelectorAll("*"))
      for (const { name, value } of element.attributes) {
        assert.ok(!/^on|^style$|^srcdoc$/i.test(name), `${name}=${value}`);
        assert.ok(!/^\s*(javascript|data|vbscript):/i.test(value), `${name}=${value}`);
      }
    assert.deepEqual([...drawn.querySelectorAll("a")].map((each) => each.getAttribute("href")), ["https://example.org/a"]);
    await driver.type("link", "<img src=x onerror=alert(1)> [x](javascript:1)");
    assert.deepEqual([...drawn.querySelectorAll("main img")], [], "nor what a person types");
    assert.equal((globalThis as Record<string, unknown>)["owned"], undefined);
  });
});
