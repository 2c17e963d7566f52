// The path by which a checker convinces themselves: P02, whom nobody covers, gets an owner and a meeting.
import assert from "node:assert/strict";
import { eventually, holds, see, story } from "./harness.mjs";

const OWNER = { "zh-Hans": "许承志 K2", "zh-Hant": "許承志 K2", en: "Xu Chengzhi K2" };

const undo = (reader) => reader.at("#undo button").click();
const redo = (reader) => reader.at("#redo button").click();

/** P02's owner is set to K2; gives the coverage then. */
async function setOwner(reader, language) {
  await reader.open();
  await see(reader.figure("people_coverage"), "74.2 %");
  await see(reader.approver("O01"), "28.3 %");
  await reader.at(".top-gaps a").first().click();
  await see(reader.at("#panel-title"), /P02$/);
  const form = reader.at("#new-relationship_owner");
  await form.locator("select").selectOption({ label: OWNER[language] });
  await form.locator("button").click();
  await see(reader.at("#panel .lines li b").first(), OWNER[language].replace(" K2", ""));
  return (await reader.figure("people_coverage").textContent()) ?? "";
}

/** Both met on 19 November, for an hour. */
async function addMeeting(reader) {
  await reader.unfold("new-interaction");
  await reader.field("new-interaction", "on").fill("2026-11-19");
  await reader.field("new-interaction", "minutes").fill("60");
  await reader.field("new-interaction", "contact_type").selectOption("meeting");
  for (const tick of await reader.at("#new-interaction .tick").all()) {
    await tick.locator("input").setChecked(/ K2$/.test((await tick.textContent()) ?? ""));
  }
  await reader.at("#new-interaction button").click();
  await isCovered(reader);
  await see(reader.at("#panel .lines .day").first(), "2026-11-19");
}

async function isCovered(reader) {
  await see(reader.figure("people_coverage"), "82.3 %");
  await see(reader.approver("O01"), "58.3 %");
}

async function isUncovered(reader) {
  await see(reader.figure("people_coverage"), "74.2 %");
  await see(reader.approver("O01"), "28.3 %");
  assert.equal(await reader.at("#undo button").isDisabled(), true, "nothing is left to undo");
}

for (const [language, scripts] of /** @type {const} */ ([
  ["zh-Hans", true],
  ["zh-Hans", false],
  ["zh-Hant", true],
  ["en", true],
])) {
  const how = scripts ? "" : " without JavaScript";
  story(
    `An owner and a meeting raise people coverage to 82.3 %${how}, in ${language}`,
    { language, scripts },
    async (reader) => {
      const between = await setOwner(reader, language);
      await addMeeting(reader);
      await undo(reader);
      await see(reader.figure("people_coverage"), between);
      await undo(reader);
      await isUncovered(reader);
      await redo(reader);
      await see(reader.figure("people_coverage"), between);
      await redo(reader);
      await isCovered(reader);
      await undo(reader);
      await see(reader.figure("people_coverage"), between);
      await undo(reader);
      await isUncovered(reader);
    },
  );
}

story("After a reload, and in a new window, undo still knows my last change", {}, async (reader) => {
  const between = await setOwner(reader, "zh-Hans");
  await addMeeting(reader);
  await reader.page.reload();
  await undo(reader);
  await see(reader.figure("people_coverage"), between);
  await reader.page.close();
  reader.page = await reader.newPage();
  await reader.open();
  await undo(reader);
  await isUncovered(reader);
});

story("Ctrl Z and Ctrl Shift Z undo and redo outside text fields", {}, async (reader) => {
  const between = await setOwner(reader, "zh-Hans");
  await addMeeting(reader);
  await reader.at("#panel").focus();
  await reader.page.keyboard.press("Control+z");
  await see(reader.figure("people_coverage"), between);
  await reader.page.keyboard.press("Control+Shift+Z");
  await isCovered(reader);
  await reader.page.keyboard.press("Meta+z");
  await see(reader.figure("people_coverage"), between);
  // With Caps Lock on, the key is a capital.
  await reader.page.keyboard.press("Control+Z");
  await isUncovered(reader);
});

story("Ctrl Z in a text field takes back what was typed there, and not the plan", {}, async (reader) => {
  await setOwner(reader, "zh-Hans");
  await reader.unfold("new-interaction");
  const subject = reader.field("new-interaction", "subject");
  await subject.focus();
  await reader.page.keyboard.type("abc");
  await holds(subject, "abc");
  await reader.page.keyboard.press("Control+z");
  await holds(subject, "");
  await reader.quiet();
  assert.deepEqual(
    reader.posts.filter((path) => path.endsWith("/undo")),
    [],
  );
  assert.equal(await reader.at("#undo button").isDisabled(), false);
});

story("Undo by key takes back what a select still in focus shows", {}, async (reader) => {
  await reader.open("?person=P02");
  const preference = reader.field("standing-", "preference");
  await preference.focus();
  await reader.page.keyboard.press("ArrowUp");
  await see(reader.at("#row-P02 .stance b"), "+");
  await holds(preference, "1");
  await reader.page.keyboard.press("ArrowDown");
  await see(reader.at("#row-P02 .stance b"), "0");
  for (const [stance, value] of /** @type {const} */ ([
    ["+", "1"],
    ["0", "0"],
  ])) {
    await reader.page.keyboard.press("Control+z");
    await see(reader.at("#row-P02 .stance b"), stance);
    await holds(preference, value);
  }
  for (const [stance, value] of /** @type {const} */ ([
    ["+", "1"],
    ["0", "0"],
  ])) {
    await reader.page.keyboard.press("Control+Shift+Z");
    await see(reader.at("#row-P02 .stance b"), stance);
    await holds(preference, value);
  }
});

story("An owner and a contact that were taken out come back by undo", {}, async (reader) => {
  await reader.open("?person=P03");
  const before = await reader.csv();
  const panel = await reader.at("#panel").textContent();
  await reader.at("#panel .lines button").first().click();
  await see(reader.figure("people_coverage"), "74.2 %");
  await see(reader.at("#row-P03 .owners"), "许承志");
  await reader.at("#panel section").nth(1).locator(".lines button").first().click();
  await eventually(async () => assert.notEqual(await reader.csv(), before));
  await undo(reader);
  await see(reader.at("#row-P03 .owners"), "许承志");
  await undo(reader);
  await see(reader.at("#row-P03 .owners"), "林牧、许承志");
  assert.equal(await reader.csv(), before);
  assert.equal(await reader.at("#panel").textContent(), panel);
});

story("The toast offers undo, and after it redo", {}, async (reader) => {
  const between = await setOwner(reader, "zh-Hans");
  await addMeeting(reader);
  await see(reader.at("#toast button"), "撤销");
  await reader.at("#toast button").click();
  await see(reader.figure("people_coverage"), between);
  await see(reader.at("#toast button"), "重做");
  await reader.at("#toast button").click();
  await isCovered(reader);
});

story(
  "Undo overwrites nothing that was changed since, and says so",
  { expects: [409, 422] },
  async (reader, another) => {
    await reader.open("?person=P02");
    await reader.field("standing-", "preference").selectOption("1");
    await see(reader.figure("support_index"), "+20.2 %");
    const colleague = await another();
    await colleague.open("?person=P02");
    await colleague.field("standing-", "preference").selectOption("2");
    await see(colleague.figure("support_index"), "+24.2 %");
    await undo(reader);
    await see(reader.at(".toast.bad"), /所以没有撤销/);
    await see(reader.figure("support_index"), "+24.2 %");
  },
);

/** P02's stance is changed twice; gives the support index after each. */
async function changeTwice(reader) {
  await reader.open("?person=P02");
  await reader.field("standing-", "preference").selectOption("1");
  await see(reader.figure("support_index"), "+20.2 %");
  await reader.field("standing-", "influence").selectOption("4");
  await see(reader.figure("influence_total"), "61");
  await reader.quiet();
}

story("Ctrl Z pressed twice, faster than the server answers, undoes two changes", {}, async (reader) => {
  await changeTwice(reader);
  await reader.at("#panel").focus();
  const go = await reader.hold();
  await reader.page.keyboard.press("Control+z");
  await reader.page.keyboard.press("Control+z");
  go();
  await see(reader.figure("support_index"), "+16.1 %");
  await see(reader.figure("influence_total"), "62");
});

story("Ctrl Z right after a choice undoes that choice, not the one before", {}, async (reader) => {
  await changeTwice(reader);
  const preference = reader.field("standing-", "preference");
  await preference.focus();
  const go = await reader.hold();
  await reader.page.keyboard.press("ArrowDown");
  await reader.page.keyboard.press("Control+z");
  go();
  await reader.quiet();
  await holds(preference, "1");
  await see(reader.at("#row-P02 .stance b"), "+");
  await see(reader.figure("influence_total"), "61");
});
