// The command palette: opened by a key, steered by keys, closed by a key, and never in the way of an input method.
import assert from "node:assert/strict";
import { ACCOUNT, eventually, hasFocus, holds, see, story } from "./harness.mjs";
import { violations } from "./looks.mjs";

/** @typedef {import("./harness.mjs").Reader} Reader */

/** @param {Reader} reader */
const field = (reader) => reader.at("#palette input");
/** @param {Reader} reader */
const chosen = (reader) => reader.at('#palette-list [aria-selected="true"]');

/** @param {Reader} reader */
async function opened(reader) {
  await reader.page.keyboard.press("Control+k");
  await hasFocus(field(reader));
  await eventually(async () => assert.equal(await chosen(reader).count(), 1));
}

/** @param {Reader} reader @param {boolean} is */
async function isOpen(reader, is) {
  await eventually(async () =>
    assert.equal(await reader.at("#palette").evaluate((one) => one.hasAttribute("open")), is),
  );
}

story("By keyboard alone: Ctrl K, lzy, Enter, and the person is open beside the page", {}, async (reader) => {
  await reader.open(`${ACCOUNT}/overview`);
  await opened(reader);
  await reader.page.keyboard.type("lzy");
  await see(chosen(reader), /^罗振岩 P01/);
  const id = await chosen(reader).getAttribute("id");
  assert.equal(await field(reader).getAttribute("aria-activedescendant"), id);
  await reader.page.keyboard.press("Enter");
  await see(reader.at("#panel-title"), /P01$/);
  await isOpen(reader, false);
  assert.deepEqual(reader.posts, []);
  // Where one was comes first the next time; what the browser keeps of it has no name.
  await opened(reader);
  await see(chosen(reader), /^罗振岩 P01/);
  const kept = await reader.page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.match(kept, /person=P01/);
  assert.doesNotMatch(kept, /罗|Luo/);
});

story("Arrows choose, Escape gives back the focus, the button opens it too", {}, async (reader) => {
  await reader.open(`${ACCOUNT}/overview`);
  const button = reader.at("[data-palette]");
  await button.focus();
  await reader.page.keyboard.press("Enter");
  await isOpen(reader, true);
  await eventually(async () => assert.equal(await chosen(reader).count(), 1));
  const first = await chosen(reader).textContent();
  await reader.page.keyboard.press("ArrowDown");
  assert.notEqual(await chosen(reader).textContent(), first);
  await reader.page.keyboard.press("ArrowUp");
  await reader.page.keyboard.press("ArrowUp");
  assert.equal(await chosen(reader).evaluate((one) => one === [...document.querySelectorAll("#palette-list a")].at(-1)), true);
  await reader.page.keyboard.press("Escape");
  await isOpen(reader, false);
  await hasFocus(button);
});

story("While something is composed nothing is asked, chosen or closed; then it is found", {}, async (reader) => {
  await reader.open(`${ACCOUNT}/overview`);
  await opened(reader);
  const session = await reader.context.newCDPSession(reader.page);
  const asked = [];
  reader.page.on("request", (request) => {
    if (request.url().includes("/palette?")) asked.push(request.url());
  });
  const compose = (text) =>
    session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await compose("luo");
  for (const key of ["ArrowDown", "Enter", "Escape", "Control+k"]) await reader.page.keyboard.press(key);
  await compose("luozhen");
  await reader.quiet();
  await isOpen(reader, true);
  assert.deepEqual(asked, []);
  assert.match(reader.page.url(), /overview$/);
  await session.send("Input.insertText", { text: "罗" });
  await holds(field(reader), "罗");
  await see(chosen(reader), /^罗振岩 P01/);
  assert.equal(asked.length, 1);
  // As Safari sends the Escape that ends a composition: after its end, with key code 229.
  const prevented = await field(reader).evaluate((element) => {
    const press = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
    Object.defineProperty(press, "keyCode", { value: 229 });
    return !element.dispatchEvent(press);
  });
  assert.equal(prevented, true, "the browser does not close it by itself either");
  await isOpen(reader, true);
});

story("Without scripts the same link leads to the page, and the page to the record", { scripts: false }, async (reader) => {
  await reader.open("/search?q=lzy");
  await see(reader.at("#found-person"), /罗振岩 P01/);
});

story("axe finds nothing on it, in light, in dark, and on a phone", {}, async (reader) => {
  await reader.open(`${ACCOUNT}/overview`);
  await opened(reader);
  await reader.page.keyboard.type("re");
  await eventually(async () => assert.ok((await reader.at("#palette-list [role=group]").count()) > 2));
  const found = {};
  found.light = await violations(reader);
  await reader.page.emulateMedia({ colorScheme: "dark" });
  found.dark = await violations(reader);
  await reader.page.emulateMedia({ colorScheme: "light" });
  await reader.page.setViewportSize({ width: 390, height: 844 });
  found.phone = await violations(reader);
  assert.deepEqual(found, { light: [], dark: [], phone: [] });
});
