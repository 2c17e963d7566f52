// Forms that save themselves, text that is not saved yet, and a connection that comes and goes.
import assert from "node:assert/strict";
import { SAMPLE, eventually, hasFocus, holds, problemOf, see, story } from "./harness.mjs";

const saved = (reader) => see(reader.at("#save-state"), "已保存");
const edits = (reader) => reader.posts.filter((path) => path.includes("/records/"));

story("A stance changed with the keyboard is saved, and focus stays", {}, async (reader) => {
  await reader.open("?person=P02");
  await see(reader.figure("support_index"), "+16.1 %");
  const preference = reader.field("standing-", "preference");
  await preference.focus();
  await reader.page.keyboard.press("ArrowUp");
  await see(reader.figure("support_index"), "+20.2 %");
  await saved(reader);
  await hasFocus(preference);
  await holds(preference, "1");
  await reader.page.keyboard.press("ArrowUp");
  await see(reader.figure("support_index"), "+24.2 %");
  await hasFocus(preference);
  assert.equal(reader.address(), `${SAMPLE}?person=P02`);
});

story("Keys pressed faster than the server answers all count", {}, async (reader) => {
  await reader.open("?person=P02");
  const preference = reader.field("standing-", "preference");
  await preference.focus();
  for (const key of ["ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"])
    await reader.page.keyboard.press(key);
  await holds(preference, "-1");
  await see(reader.at("#row-P02 .stance b"), "−");
  await see(reader.figure("support_index"), "+12.1 %");
  await reader.quiet();
  await hasFocus(preference);
  await holds(preference, "-1");
  await reader.page.reload();
  await holds(reader.field("standing-", "preference"), "-1");
});

story("A level and a wanted level are saved when they are chosen, and attainment moves", {}, async (reader) => {
  await reader.open("?person=P01");
  await see(reader.figure("attainment"), "51.8 %");
  await reader.field("level-", "level").selectOption("2");
  await see(reader.figure("attainment"), "54.4 %");
  await see(reader.at("#row-P01 .pill"), "2 → 3");
  await reader.field("standing-", "desired_level").selectOption("4");
  await see(reader.figure("attainment"), "53.0 %");
  await see(reader.at("#row-P01 .pill"), "2 → 4");
  await saved(reader);
  await reader.page.reload();
  await see(reader.figure("attainment"), "53.0 %");
  await holds(reader.field("level-", "level"), "2");
  await holds(reader.field("standing-", "desired_level"), "4");
});

story("The save state says saving, then saved", {}, async (reader) => {
  await reader.open("?person=P02");
  await saved(reader);
  const go = await reader.hold();
  await reader.field("standing-", "preference").selectOption("1");
  await see(reader.at("#save-state"), "保存中…");
  assert.equal(await reader.at("#save-state").getAttribute("role"), "status", "it is read out");
  go();
  await saved(reader);
  await see(reader.figure("support_index"), "+20.2 %");
});

story("A line of text is saved when it is left, and what is unfolded stays so", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.unfold("details-");
  const title = reader.field("details-", "title");
  await title.focus();
  await reader.page.keyboard.press("End");
  await reader.page.keyboard.type("（代理）");
  await reader.quiet();
  assert.equal(edits(reader).length, 0, "nothing is sent while typing");
  await reader.page.keyboard.press("Tab");
  await see(reader.at("#panel p.title"), "首席财务官（代理） · 财务部");
  await see(reader.at("#row-P02 .title"), "首席财务官（代理）");
  await saved(reader);
  assert.equal(edits(reader).length, 1);
  await hasFocus(reader.field("details-", "reports_to"));
  await reader.isUnfolded("details-");
});

story("A line of text is saved on Enter, once, and focus stays in it", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.unfold("details-");
  const title = reader.field("details-", "title");
  await title.fill("财务总监");
  await reader.page.keyboard.press("Enter");
  await see(reader.at("#row-P02 .title"), "财务总监");
  await hasFocus(title);
  await reader.page.keyboard.press("Enter");
  await title.blur();
  await reader.quiet();
  assert.equal(edits(reader).length, 1, "what is saved is not sent again");
  // The panel's title changes with the name, and focus stays all the same.
  const name = reader.field("details-", "name");
  await name.fill("沈若溪");
  await reader.page.keyboard.press("Enter");
  await see(reader.at("#panel-title"), "沈若溪 P02");
  await reader.quiet();
  await hasFocus(name);
  await reader.page.reload();
  await see(reader.at("#row-P02 .title"), "财务总监");
  await see(reader.at("#row-P02 b").first(), "沈若溪");
});

story(
  "Several lines of text are saved when they are left, or with Ctrl Enter; Enter starts a line",
  {},
  async (reader) => {
    await reader.open("?person=P02");
    const reason = reader.field("standing-", "desired_reason");
    await reason.fill("第一行");
    await reader.page.keyboard.press("Enter");
    await reader.page.keyboard.type("第二行");
    await reader.quiet();
    assert.equal(edits(reader).length, 0);
    await reader.page.keyboard.press("Control+Enter");
    await eventually(async () => assert.equal(edits(reader).length, 1));
    await reader.quiet();
    await hasFocus(reason);
    await reader.page.keyboard.type("！");
    await reason.blur();
    await eventually(async () => assert.equal(edits(reader).length, 2));
    await reader.quiet();
    await reader.page.reload();
    await holds(reader.field("standing-", "desired_reason"), "第一行\n第二行！");
  },
);

story("A date is saved when it is left, not at every part that is typed", {}, async (reader) => {
  await reader.open("?person=P02");
  const day = reader.field("standing-", "desired_by");
  const before = await day.inputValue();
  await day.focus();
  await reader.page.keyboard.press("ArrowUp");
  await reader.page.keyboard.press("ArrowRight");
  await reader.page.keyboard.press("ArrowUp");
  const after = await day.inputValue();
  assert.notEqual(after, before, "the keys change the date");
  await reader.quiet();
  assert.equal(edits(reader).length, 0, "no part is sent");
  await hasFocus(day);
  await reader.at("h1").click();
  await eventually(async () => assert.equal(edits(reader).length, 1));
  await saved(reader);
  await reader.quiet();
  assert.equal(edits(reader).length, 1);
  await reader.page.reload();
  await holds(reader.field("standing-", "desired_by"), after);
});

story("A date that was typed in part and left is not lost without a word", { expects: [422] }, async (reader) => {
  await reader.open("?person=P02");
  const proved = reader.field("level-", "proof_on");
  const before = await proved.inputValue();
  await proved.focus();
  await reader.page.keyboard.press("Delete");
  await reader.at("h1").click();
  await reader.quiet();
  await reader.page.reload();
  // Part of a date is no date: the field is empty now, or still holds what it held; never something else.
  assert.ok(["", before].includes(await reader.field("level-", "proof_on").inputValue()));
});

/** My page was open when somebody else changed the title. */
async function crossing(reader, another, form, name, theirs) {
  await reader.open("?person=P05");
  const colleague = await another();
  await colleague.open("?person=P05");
  for (const one of [reader, colleague]) await one.unfold("details-");
  const field = colleague.field(form, name);
  if (await field.evaluate((one) => one.tagName === "SELECT")) await field.selectOption(theirs);
  else await field.fill(theirs);
  await field.blur();
  await eventually(async () => assert.equal(edits(colleague).length, 1));
  await saved(colleague);
  await colleague.quiet();
  return reader.field(form, name);
}

story(
  "Somebody was faster with a text: I see theirs, mine stays, and Enter keeps mine",
  { expects: [409] },
  async (reader, another) => {
    const title = await crossing(reader, another, "details-", "title", "炼化总裁");
    await title.fill("炼化负责人");
    await reader.page.keyboard.press("Enter");
    assert.match(await problemOf(title), /炼化总裁/);
    await holds(title, "炼化负责人");
    await see(reader.at("#row-P05 .title"), "炼化总裁");
    await reader.isUnfolded("details-");
    assert.equal(reader.address(), `${SAMPLE}?person=P05`);
    await title.press("Enter");
    await see(reader.at("#row-P05 .title"), "炼化负责人");
    await eventually(async () => assert.equal(await title.getAttribute("aria-invalid"), null));
    await saved(reader);
  },
);

story(
  "Somebody was faster with a choice: I see theirs, mine stays, and a button keeps mine",
  { expects: [409] },
  async (reader, another) => {
    const preference = await crossing(reader, another, "standing-", "preference", "2");
    await preference.selectOption("1");
    assert.match(await problemOf(preference), /\+2/);
    await holds(preference, "1");
    await see(reader.at("#row-P05 .stance b"), "++");
    await reader.at('#panel form[id^="standing-"] button').click();
    await see(reader.at("#row-P05 .stance b"), "+");
    await eventually(async () => assert.equal(await preference.getAttribute("aria-invalid"), null));
  },
);

story("Two people who change different fields of one person both keep theirs", {}, async (reader, another) => {
  const title = await crossing(reader, another, "standing-", "preference", "2");
  await holds(title, "-1");
  await reader.field("details-", "title").fill("炼化负责人");
  await reader.page.keyboard.press("Enter");
  await see(reader.at("#row-P05 .title"), "炼化负责人");
  await see(reader.at("#row-P05 .stance b"), "++");
});

story("Text typed into a new contact survives that another form saves itself", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.unfold("new-interaction");
  await reader.field("new-interaction", "subject").fill("预算窗口");
  await reader.field("new-interaction", "on").fill("2026-11-18");
  await reader.at("#new-interaction .tick").filter({ hasText: "K3" }).locator("input").check();
  await reader.field("standing-", "preference").selectOption("1");
  await see(reader.figure("support_index"), "+20.2 %");
  await reader.quiet();
  await holds(reader.field("new-interaction", "subject"), "预算窗口");
  await holds(reader.field("new-interaction", "on"), "2026-11-18");
  assert.equal(await reader.at("#new-interaction .tick").filter({ hasText: "K3" }).locator("input").isChecked(), true);
  await reader.at("#new-interaction button").click();
  await see(reader.at("#panel .lines .day").first(), "2026-11-18");
  await see(reader.at("#panel section").nth(1).locator("li").first(), /白露\s*预算窗口/);
  await holds(reader.field("new-interaction", "subject"), "");
});

story("The form for a new contact stays unfolded while another form saves itself", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.unfold("new-interaction");
  await reader.field("standing-", "preference").selectOption("1");
  await see(reader.figure("support_index"), "+20.2 %");
  await reader.quiet();
  await reader.isUnfolded("new-interaction");
});

story(
  "Offline, a change is not lost: the page says so, and it is saved when the connection is back",
  {},
  async (reader) => {
    await reader.open("?person=P02");
    await reader.unfold("details-");
    const title = reader.field("details-", "title");
    await reader.offline(true);
    await title.fill("财务总监");
    await reader.page.keyboard.press("Enter");
    await see(reader.at("#save-state"), "未保存，请检查网络后重试");
    await holds(title, "财务总监");
    await reader.quiet();
    await reader.offline(false);
    await title.press("Enter");
    await see(reader.at("#row-P02 .title"), "财务总监");
    await saved(reader);
  },
);

story("Offline, a choice stays as chosen, and is saved with the next one", {}, async (reader) => {
  await reader.open("?person=P02");
  const preference = reader.field("standing-", "preference");
  await reader.offline(true);
  await preference.selectOption("1");
  await see(reader.at("#save-state"), "未保存，请检查网络后重试");
  await holds(preference, "1");
  await reader.quiet();
  await reader.offline(false);
  await reader.field("standing-", "influence").selectOption("4");
  await see(reader.at("#row-P02 .stance b"), "+");
  await see(reader.at("#row-P02 td.num").first(), "4");
  await holds(preference, "1");
  await saved(reader);
});

story(
  "On a phone, too, one sees that something was not saved",
  { width: 390, height: 844, touch: true },
  async (reader) => {
    await reader.open("?person=P02");
    await reader.offline(true);
    await reader.field("standing-", "preference").selectOption("1");
    const told = reader.page.getByText("未保存，请检查网络后重试").locator("visible=true");
    await see(told, "未保存，请检查网络后重试");
    const inSight = await told.evaluate((one) => {
      const box = one.getBoundingClientRect();
      const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return one === seen || one.contains(seen);
    });
    assert.ok(inSight, "nothing lies over it");
  },
);

story("Leaving with unsaved text asks first", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.unfold("new-interaction");
  const subject = reader.field("new-interaction", "subject");
  await subject.focus();
  await reader.page.keyboard.type("未说完的话");
  const asked = reader.page.waitForEvent("dialog");
  const closing = reader.page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await closing;
  await holds(subject, "未说完的话");
});

story("A link to somebody else does not take unsaved text away unasked", {}, async (reader) => {
  await reader.open("?person=P02");
  await reader.unfold("new-interaction");
  const subject = reader.field("new-interaction", "subject");
  await subject.fill("未说完的话");
  const asked = [];
  reader.page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    return asked.length === 1 ? dialog.dismiss() : dialog.accept();
  });
  await reader.at("#row-P03 th a").click();
  await eventually(async () => assert.equal(asked.length, 1));
  await reader.quiet();
  await see(reader.at("#panel-title"), /P02$/);
  await holds(subject, "未说完的话");
  await reader.at("#row-P03 th a").click();
  await see(reader.at("#panel-title"), /P03$/);
  assert.equal(asked.length, 2);
  await reader.unfold("new-interaction");
  await holds(reader.field("new-interaction", "subject"), "");
});
