// The maps: each card is a link that opens its record beside the map, by pointer or key, with scripts or without.
import assert from "node:assert/strict";
import { ACCOUNT, eventually, hasFocus, see, story } from "./harness.mjs";

/** @typedef {import("./harness.mjs").Reader} Reader */

const MAPS = ["strategy-map", "execution-map", "influence-map"];

/** The cards of the map, each a link. @param {Reader} reader */
const cards = (reader) => reader.at(".map svg a[href]");

/** The code of the record that a card opens. @param {import("playwright-core").Locator} card */
async function codeOf(card) {
  const href = (await card.getAttribute("href")) ?? "";
  const code = href.match(/=([A-Za-z0-9.]+)#panel$/)?.[1];
  assert.ok(code, href);
  return code;
}

/** Marks the page as it is loaded now, so that one sees whether it was loaded anew. @param {Reader} reader */
async function mark(reader) {
  await reader.page.evaluate(() => Object.assign(window, { kamapLoaded: true }));
  return () => reader.page.evaluate(() => "kamapLoaded" in window);
}

for (const map of MAPS) {
  story(`A card of the ${map} opens beside it, and Back, Forward and Escape lead out and in again`, {}, async (reader) => {
    await reader.open(`${ACCOUNT}/${map}`);
    assert.ok((await cards(reader).count()) >= 10, "the sample has cards");
    const isSame = await mark(reader);
    const card = cards(reader).nth(3);
    const code = await codeOf(card);
    await card.click();
    await see(reader.at("#panel-title .code"), code);
    await hasFocus(reader.at("#panel"));
    assert.match(reader.address(), new RegExp(`=${code}#panel$`));
    await reader.page.goBack();
    await reader.closed();
    await reader.page.goForward();
    await see(reader.at("#panel-title .code"), code);
    await reader.at("#panel").focus();
    await reader.page.keyboard.press("Escape");
    await reader.closed();
    assert.ok(await isSame(), "the page was not loaded anew");
  });

  story(`Every card of the ${map} is reached by key, shows that it is, and opens with Enter`, {}, async (reader) => {
    await reader.open(`${ACCOUNT}/${map}`);
    const all = await cards(reader).count();
    await reader.at(".map").first().focus();
    for (let at = 0; at < all; at++) {
      await reader.page.keyboard.press("Tab");
      const seen = await reader.page.evaluate(() => {
        const link = document.activeElement;
        const [, first] = link?.children ?? [];
        return {
          href: link?.getAttribute("href"),
          name: link?.getAttribute("aria-label"),
          ring: first ? parseFloat(getComputedStyle(first).strokeWidth) : 0,
          outline: link ? getComputedStyle(link).outlineStyle : "none",
        };
      });
      assert.equal(seen.href, await cards(reader).nth(at).getAttribute("href"), "in the order of the map");
      assert.ok(seen.name, `${seen.href} says what it is`);
      assert.ok(seen.ring >= 2 || seen.outline !== "none", `${seen.href} shows that it has focus: ${seen.ring}`);
    }
    const card = cards(reader).nth(all - 1);
    await reader.page.keyboard.press("Enter");
    await see(reader.at("#panel-title .code"), await codeOf(card));
    await hasFocus(reader.at("#panel"));
    await reader.at("#panel .close").click();
    await reader.closed();
    await hasFocus(cards(reader).nth(all - 1));
  });

  story(`Without JavaScript, a card of the ${map} opens beside it all the same`, { scripts: false }, async (reader) => {
    await reader.open(`${ACCOUNT}/${map}`);
    const card = cards(reader).nth(3);
    const code = await codeOf(card);
    await card.click();
    await see(reader.at("#panel-title .code"), code);
    await reader.page.goBack();
    await reader.closed();
  });
}

story("A card does not take unsaved text away unasked", {}, async (reader) => {
  await reader.open(`${ACCOUNT}/influence-map?person=P02`);
  await reader.unfold("new-interaction");
  const subject = reader.field("new-interaction", "subject");
  await subject.fill("未说完的话");
  const asked = [];
  reader.page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    return dialog.dismiss();
  });
  await reader.at('.map a[href*="person=P03"]').first().click();
  await eventually(async () => assert.equal(asked.length, 1));
  await reader.quiet();
  await see(reader.at("#panel-title"), /P02$/);
  assert.equal(await subject.inputValue(), "未说完的话");
});

/** How many sheets a paper has, and whether there is text on them. @param {Buffer} paper */
function sheets(paper) {
  const inside = paper.toString("latin1");
  return { count: inside.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0, written: /\/ToUnicode/.test(inside) };
}

/** The width of the text on a sheet that lies on its side, in pixels. */
const PAPER = { A4: 1031, A3: 1496 };

story("The overview, the gap table and the maps print, on A4 and on A3", {}, async (reader) => {
  for (const page of ["overview", "relationships", ...MAPS]) {
    await reader.open(`${ACCOUNT}/${page}`);
    for (const [format, width] of Object.entries(PAPER)) {
      const { count, written } = sheets(await reader.page.pdf({ format, landscape: true }));
      assert.ok(count >= 1 && count <= 12, `${page} on ${format}: ${count} sheets`);
      assert.ok(written, `${page} on ${format}: there is text`);
      await reader.page.emulateMedia({ media: "print", colorScheme: "dark" });
      await reader.page.setViewportSize({ width, height: 700 });
      const seen = await reader.page.evaluate(() => ({
        beyond: document.documentElement.scrollWidth - innerWidth,
        used: (document.querySelector("#main .content")?.getBoundingClientRect().width ?? 0) / innerWidth,
        cut: [...document.querySelectorAll("#main th, #main td")].filter((one) => one.scrollWidth > one.clientWidth + 1).length,
        paper: getComputedStyle(document.body).backgroundColor,
      }));
      assert.ok(seen.beyond <= 0 && seen.used > 0.95, `${page} fills ${format} and no more: ${JSON.stringify(seen)}`);
      assert.equal(seen.cut, 0, `${page} on ${format}: no cell is cut`);
      assert.equal(seen.paper, "rgb(255, 255, 255)");
      for (const gone of [".top", ".menu", ".button"]) {
        for (const one of await reader.at(gone).all()) assert.equal(await one.isVisible(), false, `${page}: ${gone} stays on the screen`);
      }
      await see(reader.at(".paper"), /基岩石油.*2026-11-20/);
      await reader.page.emulateMedia({ media: "screen", colorScheme: "light" });
    }
  }
});
