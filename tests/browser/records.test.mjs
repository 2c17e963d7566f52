// Records of many kinds are made through the form of their page and taken back, with scripts and without.
import assert from "node:assert/strict";
import { ACCOUNT, eventually, see, story } from "./harness.mjs";
import { PLANS, everyPage } from "./pages.mjs";

/** @typedef {import("./harness.mjs").Reader} Reader */

/** Where pages of the plan offer a form for a new record: one address for each kind. @param {Reader} reader @param {string[]} pages */
async function offers(reader, pages) {
  const found = new Map();
  for (const page of pages) {
    await reader.open(page);
    const links = await reader.at("#main a[href*='new=']").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
    for (const link of links) {
      const kind = link.match(/[?&]new=([a-z_]+)/)?.[1];
      // Without what a link presets, as somebody who begins on a blank form.
      if (kind && !TAKES_THOUGHT.includes(kind) && !/set\.|for=/.test(link) && !found.has(kind)) found.set(kind, link);
    }
  }
  return found;
}

/** Fills what must be filled and is empty: the last choice, the first box, a day, a number, or a word. @param {import("playwright-core").Locator} form */
async function fill(form) {
  for (const field of await form.locator(".field:has(.must)").all()) {
    if (await field.locator("fieldset").count()) {
      if (!(await field.locator("input:checked").count())) await field.locator("input").first().check();
      continue;
    }
    const input = field.locator("input:not([type=hidden]), select, textarea").first();
    if ((await input.inputValue()) !== "") continue;
    const shape = await input.evaluate((one) => (one instanceof HTMLInputElement ? one.type + one.inputMode : one.tagName));
    if (shape === "SELECT") await input.selectOption({ index: (await input.locator("option").count()) - 1 });
    else if (shape === "date") await input.fill("2026-12-15");
    else if (/numeric|decimal/.test(shape)) await input.fill("1");
    else await input.fill("试");
  }
}

/**
 * What the method refuses when it is filled without thought: of these the sample has all that there can be, or not
 * every two may be joined. The page then says so.
 */
const TAKES_THOUGHT = ["strategic_relation", "edge", "influence_line"];

const words = async (reader) => (await reader.at("#main .content").innerText()).replace(/\s+/g, " ");

// Without scripts every third: the routes are the same.
for (const [scripts, step] of /** @type {const} */ ([
  [true, 1],
  [false, 3],
])) {
  const how = scripts ? "" : ", without JavaScript";
  story(`A record of ${scripts ? "each kind" : "every third kind"} that pages offer is made by its form, and undone${how}`, { scripts }, async (reader) => {
    const plan = PLANS["the sample"];
    assert.ok(plan);
    const kinds = await offers(reader, await everyPage(reader, plan));
    assert.ok(kinds.size >= 12, `${[...kinds.keys()]}`);
    const undone = () => reader.at('#undo [name="undone"]').inputValue();
    const refused = [];
    for (const [kind, link] of [...kinds].filter((_, at) => at % step === 0)) {
      await reader.open(link);
      const [before, last] = [await words(reader), await undone()];
      const form = reader.at(`#new-${kind}`);
      await fill(form);
      await form.locator("> .submit button").click();
      const problems = () => reader.at("#panel .problem, .toast.bad").allTextContents();
      await eventually(async () => assert.ok((await undone()) !== last || (await problems()).length > 0, kind));
      if ((await problems()).length > 0) {
        refused.push(`${kind}: ${await problems()}`);
        continue;
      }
      await reader.at("#undo button").click();
      await eventually(async () => assert.equal(await undone(), last, `${kind} is undone`));
      await reader.open(link);
      assert.equal(await words(reader), before, `${kind} leaves nothing behind`);
    }
    assert.deepEqual(refused, []);
  });
}

story("What was removed is restored from the history, a value from its record, and the whole plan goes back", {}, async (reader) => {
  await reader.open(`${ACCOUNT}/team?person=P02`);
  await reader.at("#panel form.removal button").click();
  await reader.at("#toast").waitFor();
  await reader.open(`${ACCOUNT}/history`);
  await see(reader.at("#gone h2"), /1$/);
  await reader.at("#gone form button").click();
  await eventually(async () => assert.equal(await reader.at("#gone").count(), 0));

  await reader.open(`${ACCOUNT}/relationships?history=1&person=P02`);
  const details = reader.at('#panel form[id^="details-"]');
  const title = details.locator('[name="title"]');
  const was = await title.inputValue();
  await title.evaluate((one) => one.closest("details")?.setAttribute("open", ""));
  await title.fill("司库");
  await title.blur();
  await see(reader.at("#record-history ins").first(), "司库");
  await reader.at("#record-history form button").first().click();
  await eventually(async () => assert.equal(await title.inputValue(), was));

  // The whole plan: first what would change, then the press, then back again.
  await reader.open(`${ACCOUNT}/history?back-to=2`);
  await see(reader.at("#back"), /P02|沈若川/);
  await reader.at("#back form button").click();
  await reader.at("#gone").waitFor();
  await reader.at("#undo button").click();
  await eventually(async () => assert.equal(await reader.at("#gone").count(), 0));
});
