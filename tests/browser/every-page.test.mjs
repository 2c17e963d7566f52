// Every page that the menus name, with the sample, an empty plan and 300 people: it can be used by everybody, nothing is
// cut off, and it is whole without scripts.
import assert from "node:assert/strict";
import { story } from "./harness.mjs";
import { collisions, misfits, violations } from "./looks.mjs";
import { PLANS, everyPage } from "./pages.mjs";

/** @typedef {import("./harness.mjs").Reader} Reader */

const DESK = { width: 1440, height: 900 };
const TABLET = { width: 1024, height: 768 };
const PHONE = { width: 390, height: 844 };

/** @param {Reader} reader @param {"light" | "dark"} colorScheme @param {{ width: number, height: number }} size */
async function setUp(reader, colorScheme, size) {
  await reader.page.emulateMedia({ colorScheme });
  await reader.page.setViewportSize(size);
}

/** The last part of an address, to say where something is. @param {string} page */
const named = (page) => page.split("/").at(-1);

/** What axe is asked about; colours come from the same few tokens everywhere, so either is enough for more of the same. */
const LOOKS = /** @type {const} */ ([
  ["light", DESK],
  ["dark", PHONE],
]);

for (const [name, plan] of Object.entries(PLANS)) {
  // The rules of axe do not depend on how many there are, only the time that it takes does.
  if (!plan.people) story(`axe finds nothing on any page of ${name}, in light, and in dark on a phone`, plan, async (reader) => {
    const found = [];
    for (const page of await everyPage(reader, plan)) {
      await reader.open(page);
      for (const [colours, size] of LOOKS) {
        await setUp(reader, colours, size);
        found.push(...(await violations(reader)).map((one) => `${named(page)}, ${colours}: ${one}`));
      }
    }
    assert.deepEqual(found, []);
  });

  for (const language of /** @type {const} */ (["zh-Hans", "en"])) {
    story(
      `Nothing is cut off or sticks out on any page of ${name}, in ${language}`,
      { ...plan, language },
      async (reader) => {
        const found = [];
        for (const page of await everyPage(reader, plan)) {
          await reader.open(page);
          for (const size of [DESK, TABLET, PHONE]) {
            await reader.page.setViewportSize(size);
            const wrong = [...(await misfits(reader)), ...(await collisions(reader))];
            found.push(...wrong.map((one) => `${named(page)}, ${size.width} px: ${one}`));
          }
        }
        assert.deepEqual(found, []);
      },
    );
  }
}

/** Where the first record on a page opens, and the first form for a new one. @param {Reader} reader */
async function panelsOf(reader) {
  const links = await reader.at('#main a[href$="#panel"]').evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  const made = links.find((link) => /[?&]new=/.test(link));
  const open = links.find((link) => !/[?&](new|figure)=/.test(link));
  return [open, made].filter((link) => link !== undefined);
}

for (const name of ["the sample", "the library"]) {
  const plan = PLANS[name];
  if (!plan) throw new Error(name);
  story(`axe finds nothing in what opens beside any page of ${name}, and nothing is cut off`, plan, async (reader) => {
    const found = [];
    const seen = new Set();
    for (const page of await everyPage(reader, plan)) {
      await reader.open(page);
      for (const panel of await panelsOf(reader)) {
        // The same form of the same kind looks the same beside every page.
        const kind = panel.match(/[?&](?:new=)?([a-z_]+)(?==[^&]*#|#)/)?.[0] ?? panel;
        if (seen.has(kind)) continue;
        seen.add(kind);
        await reader.open(panel);
        for (const [, size] of LOOKS) {
          await reader.page.setViewportSize(size);
          found.push(...(await misfits(reader)).map((one) => `${panel}, ${size.width} px: ${one}`));
        }
        const [colours, size] = LOOKS[seen.size % LOOKS.length] ?? LOOKS[0];
        await setUp(reader, colours, size);
        found.push(...(await violations(reader, "#panel")).map((one) => `${panel}, ${colours}: ${one}`));
      }
    }
    assert.ok(seen.size >= 3, `${seen.size} panels`);
    assert.deepEqual(found, []);
  });
}

/** What a page says, without white space. @param {Reader} reader */
async function says(reader) {
  return ((await reader.at("#main").innerText()) ?? "").replace(/\s+/g, " ");
}

story("Every page of the sample says the same without scripts as with them", {}, async (reader, another) => {
  const plain = await another({ scripts: false });
  for (const page of await everyPage(reader, { open: (one) => one.open("/") })) {
    await reader.open(page);
    await plain.open(page);
    const [with_, without] = [await says(reader), await says(plain)];
    assert.ok(without.length > 20, page);
    assert.equal(without, with_, page);
  }
});

story("The link to the content comes first on every page", {}, async (reader) => {
  for (const page of await everyPage(reader, { open: (one) => one.open("/") })) {
    await reader.open(page);
    await reader.page.keyboard.press("Tab");
    const first = await reader.page.evaluate(() => document.activeElement?.className);
    assert.equal(first, "skip", page);
    await reader.page.keyboard.press("Enter");
    assert.equal(await reader.page.evaluate(() => document.activeElement?.id), "main", page);
  }
});

story("Every page can be reached from every other on a phone", PHONE, async (reader) => {
  const pages = await everyPage(reader, { open: (one) => one.open("/") });
  for (const page of pages) {
    // What stands over all accounts is in the switch beside the account's name.
    const beyond = reader.at(`.where .switch a[href="${page}"]`);
    if ((await beyond.count()) > 0) {
      await reader.at(".where .switch summary").click();
      await beyond.click();
      await reader.page.waitForURL((url) => url.pathname.startsWith(page));
      continue;
    }
    // All else in two steps: its group at the bottom, then the page in it.
    const group = reader.at(`.menu > ul > li:has(a[href="${page}"]) > a`);
    // The library has a menu of its own, from which one goes back into the account.
    if ((await group.count()) === 0) await reader.open("/");
    await group.click();
    await reader.quiet();
    const link = reader.at(`.menu a[href="${page}"]`).locator("visible=true").last();
    assert.equal(await link.count(), 1, `${page} is in the menu of its group`);
    await link.click();
    await reader.page.waitForURL((url) => url.pathname === page);
  }
});
