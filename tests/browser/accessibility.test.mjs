// Everybody can use it: what axe finds by itself, and focus, keys and sizes that it does not look at.
import assert from "node:assert/strict";
import { SAMPLE, eventually, hasFocus, see, story } from "./harness.mjs";
import { violations } from "./looks.mjs";
import { PAGES } from "./pages.mjs";

/** @typedef {import("./harness.mjs").Reader} Reader */

/** Things to click that are smaller than this. @param {Reader} reader @param {number} least @param {string} selector */
function tooSmall(reader, least, selector) {
  return reader.page.evaluate(([least, selector]) => {
    const targets = [...document.querySelectorAll(selector)].filter(
      (one) => one.checkVisibility() && !one.matches(".skip"),
    );
    return targets.flatMap((one) => {
      // A box to tick is as large as its label, which ticks it too.
      const target = one.matches("input[type=checkbox]") ? (one.closest("label") ?? one) : one;
      const { width, height } = target.getBoundingClientRect();
      const what = `${one.tagName.toLowerCase()}.${one.className} "${(one.textContent ?? "").trim().slice(0, 16)}"`;
      // Half a hundredth of a pixel is arithmetic, not size.
      return Math.min(width, height) < least - 0.005 ? [`${what} ${width.toFixed(2)} x ${height.toFixed(2)}`] : [];
    });
  }, /** @type {const} */ ([least, selector]));
}

for (const [name, page] of Object.entries(PAGES)) {
  story(
    `axe finds nothing on ${name}, in light, in dark, and on a phone`,
    { expects: page.expects },
    async (reader) => {
      await page.open(reader);
      const found = {};
      found.light = await violations(reader);
      await reader.page.emulateMedia({ colorScheme: "dark" });
      found.dark = await violations(reader);
      await reader.page.emulateMedia({ colorScheme: "light" });
      await reader.page.setViewportSize({ width: 390, height: 844 });
      found.phone = await violations(reader);
      assert.deepEqual(found, { light: [], dark: [], phone: [] });
    },
  );

  story(
    `Everything on ${name} is large enough to hit: 24 px, and on a phone 40 px for buttons and fields`,
    { expects: page.expects },
    async (reader) => {
      await page.open(reader);
      const found = {};
      found.desk = await tooSmall(reader, 24, "a[href], button, input:not([type=hidden]), select, textarea, summary");
      await reader.page.setViewportSize({ width: 390, height: 844 });
      found.phone = await tooSmall(reader, 24, "a[href], summary");
      found.thumb = await tooSmall(reader, 40, "button, .button, .close, input:not([type=hidden]), select, textarea");
      assert.deepEqual(found, { desk: [], phone: [], thumb: [] });
    },
  );
}

story("axe finds nothing in rows under the pointer", {}, async (reader) => {
  await reader.open("?person=P05");
  // One row of each stance.
  for (const row of ["P02", "P03", "P06", "P05", "X1", "O01", "O03"]) {
    await reader.at(`#row-${row}`).hover();
    assert.deepEqual(await violations(reader, `#row-${row}`), [], row);
  }
});

story(
  "Opening a person takes focus into the panel, and closing it brings focus back to the link",
  {},
  async (reader) => {
    await reader.open();
    for (const place of [
      "#row-P06 th a",
      ".top-gaps li:nth-child(2) a",
      "#figure-attainment",
      "#row-O03 th a",
      "#row-O01 .seat a",
      ".actions a:nth-child(1)",
    ]) {
      const link = reader.at(place).first();
      await link.focus();
      await reader.page.keyboard.press("Enter");
      await hasFocus(reader.at("#panel"));
      await reader.at("#panel .close").focus();
      await reader.page.keyboard.press("Enter");
      await reader.closed();
      await hasFocus(link);
      await reader.page.keyboard.press("Enter");
      await hasFocus(reader.at("#panel"));
      await reader.page.keyboard.press("Escape");
      await reader.closed();
      await hasFocus(link);
    }
  },
);

story(
  "Going on from person to person takes focus along, and closing brings it back to the table",
  {},
  async (reader) => {
    await reader.open();
    await reader.at("#row-P06 th a").click();
    await hasFocus(reader.at("#panel"));
    await reader.at("#panel .lines a").first().click();
    await see(reader.at("#panel-title"), /O\d+$/);
    await hasFocus(reader.at("#panel"));
    await reader.page.keyboard.press("Escape");
    await reader.closed();
    await hasFocus(reader.at("#row-P06 th a"));
  },
);

story("The link to the content comes first, shows itself, and works", {}, async (reader) => {
  await reader.open();
  await reader.page.keyboard.press("Tab");
  const skip = reader.at("a.skip");
  await hasFocus(skip);
  await eventually(async () => assert.ok(((await skip.boundingBox())?.y ?? -1) >= 0, "it is in view"));
  await reader.page.keyboard.press("Enter");
  await hasFocus(reader.at("#main"));
  await reader.page.keyboard.press("Tab");
  await hasFocus(reader.at("#main a").first());
});

/** Things that can be used, as the browser should reach them. */
const USABLE = [
  "a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select:not(:disabled)",
  "textarea:not(:disabled), summary, [tabindex='0']",
].join();

for (const [name, place, width, height] of /** @type {const} */ ([
  ["nothing open", "", 1440, 900],
  ["a person open", "?person=P03", 1440, 900],
  ["a deal open", "?opportunity=O01", 1440, 900],
  ["a figure open", "?figure=relationship.attainment", 1440, 900],
  ["a person open, at 200 %", "?person=P03", 720, 450],
  ["a new person open, at 200 %", "?new=person", 720, 450],
])) {
  story(
    `Everything can be reached with Tab, and one sees where one is, with ${name}`,
    { width, height },
    async (reader) => {
      await reader.open(place);
      const usable = await reader.page.evaluate((selector) => {
        const seen = [...document.querySelectorAll(selector)].filter((one) =>
          one.checkVisibility({ visibilityProperty: true }),
        );
        seen.forEach((one, index) => one.setAttribute("data-test-stop", String(index)));
        return seen.map((one) => `${one.tagName} ${one.id} ${one.textContent?.trim().slice(0, 20)}`);
      }, USABLE);
      if (width === 1440) assert.ok(usable.length >= 60, `${usable.length} things to use`);
      const reached = new Set();
      const wrong = new Set();
      // As many stops as there are things to use, and those of the parts of dates.
      for (let presses = 0; presses < usable.length + 40 && reached.size < usable.length; presses++) {
        await reader.page.keyboard.press("Tab");
        const stop = await reader.page.evaluate(() => {
          const at = /** @type {HTMLElement} */ (document.activeElement);
          const style = getComputedStyle(at);
          const box = at.getClientRects()[0] ?? at.getBoundingClientRect();
          const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
          const seen = document.elementFromPoint(
            middle(box.left, box.right, innerWidth),
            middle(box.top, box.bottom, innerHeight),
          );
          return {
            index: at.getAttribute("data-test-stop"),
            ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
            over: seen && (at.contains(seen) || seen.contains(at)) ? null : `${seen?.tagName} ${seen?.className}`,
          };
        });
        if (stop.index === null) continue;
        reached.add(stop.index);
        const what = usable[Number(stop.index)];
        if (!(stop.ring >= 2)) wrong.add(`${what}: a focus ring of ${stop.ring} px`);
        if (stop.over) wrong.add(`${what}: out of sight, there is ${stop.over}`);
      }
      assert.deepEqual([...wrong], []);
      assert.deepEqual(
        usable.filter((_, index) => !reached.has(String(index))),
        [],
        "every one is reached",
      );
    },
  );
}

story("Text can be twice as large without anything getting lost", { width: 720, height: 450 }, async (reader) => {
  // 1440 px at 200 % are 720 px (WCAG 1.4.4 and 1.4.10).
  for (const page of Object.values(PAGES).filter((page) => !page.expects)) {
    await page.open(reader);
    const wide = await reader.page.evaluate(() => (document.scrollingElement?.scrollWidth ?? 0) - innerWidth);
    assert.ok(wide <= 0, `${reader.address()} is ${wide} px too wide`);
  }
});

story("What happened is read out, and focus is not moved by it", {}, async (reader) => {
  await reader.open("?person=P02");
  assert.equal(await reader.at(".toasts").getAttribute("aria-live"), "polite");
  const influence = reader.field("standing-", "influence");
  await influence.focus();
  await reader.page.keyboard.press("ArrowDown");
  await see(reader.at("#toast"), /已保存/);
  await hasFocus(influence);
  assert.equal(reader.address(), `${SAMPLE}?person=P02`);
});
