// Chinese is typed through an input method: while it composes, Enter, Escape and Ctrl Z are its own.
import assert from "node:assert/strict";
import { eventually, hasFocus, holds, see, story } from "./harness.mjs";

/** @typedef {import("./harness.mjs").Reader} Reader */

/** An input method, as the browser hears it. @param {Reader} reader */
async function inputMethod(reader) {
  const session = await reader.context.newCDPSession(reader.page);
  return {
    /** Letters that are not decided yet. @param {string} text */
    compose: (text) =>
      session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length }),
    /** What they became. @param {string} text */
    commit: (text) => session.send("Input.insertText", { text }),
    /** A key that the input method takes for itself. @param {string} code */
    key: async (code) => {
      const key = { key: "Process", code, windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 };
      await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
      await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
    },
  };
}

/**
 * What Safari sends when Enter picks a candidate: the composition has ended before the keydown comes, which says
 * nothing of composing but carries key code 229.
 * @param {import("playwright-core").Locator} field
 * @param {string} key
 */
function safariKey(field, key, modifiers = {}) {
  return field.evaluate((element, [key, modifiers]) => {
    element.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
    element.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers });
    Object.defineProperty(press, "keyCode", { value: 229 });
    return !element.dispatchEvent(press);
  }, /** @type {const} */ ([key, modifiers]));
}

const details = (reader) => reader.unfold("details-");

story("Enter that picks a candidate saves nothing; a real Enter saves 张伟", {}, async (reader) => {
  await reader.open("?person=P02");
  await details(reader);
  const title = reader.field("details-", "title");
  const method = await inputMethod(reader);
  await title.focus();
  await title.selectText();
  await method.compose("zhangwei");
  await method.key("Enter");
  await reader.page.keyboard.press("Enter");
  await reader.quiet();
  await holds(title, "zhangwei");
  assert.deepEqual(reader.posts, []);
  await method.commit("张伟");
  await reader.quiet();
  await holds(title, "张伟");
  await hasFocus(title);
  assert.deepEqual(reader.posts, []);
  await reader.page.keyboard.press("Enter");
  await see(reader.at("#row-P02 .title"), "张伟");
  assert.equal(reader.posts.length, 1);
});

story("Enter after the composition has ended, as Safari sends it, saves nothing", {}, async (reader) => {
  await reader.open("?person=P02");
  await details(reader);
  const title = reader.field("details-", "title");
  await title.fill("张伟");
  assert.equal(await safariKey(title, "Enter"), true, "the browser does not send the form by itself either");
  await reader.quiet();
  assert.deepEqual(reader.posts, []);
  await title.press("Enter");
  await see(reader.at("#row-P02 .title"), "张伟");
  assert.equal(reader.posts.length, 1);
});

story("Enter that picks a candidate does not send the form for a new member; a real Enter does", {}, async (reader) => {
  await reader.open("?new=member");
  const name = reader.field("new-member", "name");
  const method = await inputMethod(reader);
  await name.focus();
  await method.compose("zhang");
  await method.key("Enter");
  await reader.page.keyboard.press("Enter");
  await method.commit("张伟");
  await safariKey(name, "Enter");
  await reader.quiet();
  assert.deepEqual(reader.posts, []);
  await holds(name, "张伟");
  await name.press("Enter");
  await see(reader.at("#panel-title"), /^张伟 K\d+$/);
  assert.equal(reader.posts.length, 1);
  await reader.open("?person=P02");
  assert.match((await reader.at("#new-relationship_owner select").textContent()) ?? "", /张伟/);
});

story(
  "Escape while composing closes nothing; in a text field it closes nothing either, elsewhere it closes the panel",
  {},
  async (reader) => {
    await reader.open();
    await reader.at("#row-P02 th a").click();
    await see(reader.at("#panel-title"), /P02$/);
    await details(reader);
    const title = reader.field("details-", "title");
    const method = await inputMethod(reader);
    await title.focus();
    await title.selectText();
    await method.compose("zhang");
    await method.key("Escape");
    await reader.page.keyboard.press("Escape");
    await safariKey(title, "Escape");
    await safariKey(reader.at("#panel"), "Escape");
    await reader.quiet();
    await see(reader.at("#panel-title"), /P02$/);
    await title.fill("首席财务官");
    await title.press("Escape");
    await reader.quiet();
    await see(reader.at("#panel-title"), /P02$/);
    await reader.at("#panel").focus();
    await reader.page.keyboard.press("Escape");
    await reader.closed();
  },
);

story("Ctrl Z while composing undoes nothing in the plan", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.field("standing-", "preference").selectOption("1");
  await see(reader.figure("support_index"), "+20.2 %");
  await details(reader);
  const title = reader.field("details-", "title");
  const method = await inputMethod(reader);
  await title.focus();
  await title.selectText();
  await method.compose("zhang");
  await method.key("KeyZ");
  await reader.page.keyboard.press("Control+z");
  await safariKey(title, "z", { ctrlKey: true });
  await safariKey(reader.at("#panel"), "z", { ctrlKey: true });
  await reader.quiet();
  assert.deepEqual(
    reader.posts.filter((path) => path.endsWith("/undo")),
    [],
  );
  await see(reader.figure("support_index"), "+20.2 %");
  await title.fill("首席财务官");
  await reader.at("#panel").focus();
  await reader.page.keyboard.press("Control+z");
  await see(reader.figure("support_index"), "+16.1 %");
});

story("A page that is redrawn while composing keeps what is being composed", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.unfold("new-interaction");
  const go = await reader.hold();
  await reader.field("standing-", "preference").selectOption("1");
  const subject = reader.field("new-interaction", "subject");
  const method = await inputMethod(reader);
  await subject.focus();
  await reader.page.keyboard.type("问");
  await method.compose("yusuan");
  go();
  await see(reader.figure("support_index"), "+20.2 %");
  await reader.quiet();
  await hasFocus(subject);
  await holds(subject, "问yusuan");
  await method.commit("预算");
  await holds(subject, "问预算");
});
