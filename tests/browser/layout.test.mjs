// Nothing is cut off or sticks out, at any width, in any language; and the page in dark, in light, and on paper.
import assert from "node:assert/strict";
import { eventually, see, story } from "./harness.mjs";
import { collisions, misfits } from "./looks.mjs";
import { PAGES } from "./pages.mjs";

for (const [name, page] of Object.entries(PAGES)) {
  for (const language of /** @type {const} */ (["zh-Hans", "en"])) {
    story(
      `Nothing is cut off or sticks out on ${name}, in ${language}`,
      { language, expects: page.expects },
      async (reader) => {
        const found = [];
        await page.open(reader);
        for (const [width, height, dark] of /** @type {const} */ ([
          [1440, 900, false],
          [1440, 900, true],
          [1024, 768, false],
          [390, 844, false],
        ])) {
          await reader.page.setViewportSize({ width, height });
          await reader.page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
          await reader.quiet();
          const where = `${name}-${language}-${width}${dark ? "-dark" : ""}`;
          const wrong = [...(await misfits(reader)), ...(await collisions(reader))];
          found.push(...wrong.map((one) => `${where}: ${one}`));
          await reader.photograph(where.replace(/[^a-zA-Z0-9]+/g, "-"));
        }
        assert.deepEqual(found, []);
      },
    );
  }
}

const background = (reader) => reader.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = "rgb(246, 247, 249)";
const DARK = "rgb(15, 19, 24)";

story(
  "The theme button goes from the system's to light to dark and round again, and the choice stays",
  { dark: true },
  async (reader) => {
    await reader.open("?person=P02");
    const button = reader.at('button[name="theme"]');
    for (const [theme, colour] of /** @type {const} */ ([
      ["system", DARK],
      ["light", LIGHT],
      ["dark", DARK],
      ["system", DARK],
      ["light", LIGHT],
    ])) {
      await eventually(async () => assert.equal(await reader.at("html").getAttribute("data-theme"), theme));
      assert.equal(await background(reader), colour);
      await reader.page.reload();
      assert.equal(await background(reader), colour);
      await see(reader.at("#panel-title"), /P02$/);
      await button.click();
    }
    await eventually(async () => assert.equal(await reader.at("html").getAttribute("data-theme"), "dark"));
    await reader.page.emulateMedia({ colorScheme: "light" });
    assert.equal(await background(reader), DARK, "dark, whatever the system is");
    await button.click();
    await eventually(async () => assert.equal(await background(reader), LIGHT));
  },
);

story("On paper there are the tables, in light, without panel and buttons", { dark: true }, async (reader) => {
  await reader.open("?person=P02");
  await reader.at('button[name="theme"]').click();
  await reader.at('button[name="theme"]').click();
  await eventually(async () => assert.equal(await reader.at("html").getAttribute("data-theme"), "dark"));
  await reader.page.emulateMedia({ media: "print" });
  await eventually(async () => assert.equal(await reader.at("#panel").isVisible(), false));
  for (const button of await reader.at("button, .button, .skip, .save-state, .toasts").all()) {
    assert.equal(await button.isVisible(), false, String(await button.textContent()));
  }
  await see(reader.at(".paper"), /基岩石油/);
  for (const part of ["h1", ".paper", "#figure-people_coverage", "table.gaps", "table.seats"]) {
    assert.equal(await reader.at(part).isVisible(), true, part);
  }
  const colours = await reader.page.evaluate(() => {
    const ink = getComputedStyle(document.querySelector("h1") ?? document.body).color;
    return [ink, getComputedStyle(document.body).backgroundColor];
  });
  assert.deepEqual(colours, ["rgb(22, 27, 34)", "rgb(255, 255, 255)"]);
  // Paper is narrower than the screen at which the panel covers the page.
  await reader.page.setViewportSize({ width: 720, height: 1000 });
  assert.equal(await reader.at("h1").isVisible(), true);
  assert.equal(await reader.at("#panel").isVisible(), false);
  const paper = await reader.page.pdf({ preferCSSPageSize: true });
  assert.ok(paper.subarray(0, 5).toString() === "%PDF-");
});
