// Input that cannot be taken: the problem stands at its field, and nothing that was typed is lost.
import assert from "node:assert/strict";
import { ACCOUNT, SAMPLE, eventually, hasFocus, holds, problemOf, see, story } from "./harness.mjs";
import { refuse } from "./pages.mjs";

for (const scripts of [true, false]) {
  const how = scripts ? "" : ", without JavaScript";
  story(
    `A contact with minutes "soon", no day and nobody of ours comes back with three problems${how}`,
    { scripts, expects: [422] },
    async (reader) => {
      await refuse(reader);
      assert.equal(await problemOf(reader.field("new-interaction", "minutes")), "请填整数，例如 30。");
      assert.equal(await problemOf(reader.field("new-interaction", "on")), "请填写此项。");
      assert.equal(await problemOf(reader.at("#new-interaction-members")), "请填写此项。");
      assert.equal(await reader.at("#new-interaction .problem").count(), 3);
      await holds(reader.field("new-interaction", "minutes"), "soon");
      await holds(reader.field("new-interaction", "on"), "");
      await holds(reader.field("new-interaction", "subject"), "预算窗口");
      assert.equal(await reader.at("#new-interaction .tick input:checked").count(), 0);
      await see(reader.at("#panel-title"), /P02$/);
      if (scripts) assert.equal(reader.address(), `${SAMPLE}?person=P02`, "the address bar stays at the page");

      // Put right, it is taken.
      await reader.field("new-interaction", "minutes").fill("３０");
      await reader.field("new-interaction", "on").fill("2026-11-19");
      await reader.at("#new-interaction .tick").filter({ hasText: "K2" }).locator("input").check();
      await reader.at("#new-interaction button").click();
      await see(reader.at("#panel .lines .day").first(), "2026-11-19");
      await see(reader.at("#panel .lines li").filter({ hasText: "2026-11-19" }), /30 分钟 · 许承志\s*预算窗口/);
      assert.equal(await reader.at("#panel .problem").count(), 0);
      assert.equal(reader.address().split("#")[0], `${SAMPLE}?person=P02`);
    },
  );
}

story(
  "Without JavaScript, the address of a refused form leads back to the account",
  { scripts: false, expects: [422] },
  async (reader) => {
    await refuse(reader);
    await reader.page.goto(reader.address());
    assert.equal(reader.address(), `${ACCOUNT}/overview`);
    await see(reader.at("h1"), "概览");
  },
);

story("A refused form takes focus to its first problem", { expects: [422] }, async (reader) => {
  await refuse(reader);
  await hasFocus(reader.field("new-interaction", "on"));
});

for (const scripts of [true, false]) {
  const how = scripts ? "" : ", without JavaScript";
  story(
    `A problem with a field that is folded away is not hidden${how}`,
    { scripts, expects: [422] },
    async (reader) => {
      await reader.open("?new=person");
      await reader.field("new-person", "name").fill("张伟");
      await reader.at("#new-person > details > summary").click();
      await reader.field("new-person", "contact_override").selectOption("2");
      await reader.at("#new-person > .submit button").click();
      const reason = reader.field("new-person", "contact_reason");
      assert.equal(await problemOf(reason), "请写明理由。");
      assert.equal(await reason.isVisible(), true);
      await holds(reader.field("new-person", "contact_override"), "2");
      await reason.fill("听同事说的");
      await reader.at("#new-person > .submit button").click();
      await see(reader.at("#panel-title"), /^张伟 P\d+$/);
    },
  );
}

story(
  "A field that saves itself says what is wrong with it, and takes it back when it is put right",
  { expects: [422] },
  async (reader) => {
    await reader.open("?person=P02");
    await reader.unfold("details-");
    const name = reader.field("details-", "name");
    await name.fill("");
    await reader.page.keyboard.press("Enter");
    assert.equal(await problemOf(name), "请填写此项。");
    await see(reader.at("#row-P02 th b"), "沈若川");
    await name.fill("沈若川二");
    await reader.page.keyboard.press("Enter");
    await see(reader.at("#row-P02 th b"), "沈若川二");
    await eventually(async () => assert.equal(await name.getAttribute("aria-invalid"), null));
  },
);

story("An account without a name is not made", { expects: [422] }, async (reader) => {
  await reader.open("/accounts");
  await reader.unfold("new-account");
  await reader.at("#account-name").fill("   ");
  await reader.at("#new-account button").click();
  assert.equal(await problemOf(reader.at("#account-name")), "请填写此项。");
  assert.equal(reader.address(), "/accounts");
  assert.equal(await reader.at(".portfolio tbody tr").count(), 1);
});

story("A page that is not there says so and leads back", { expects: [404] }, async (reader) => {
  for (const place of [
    "/nowhere",
    "/accounts/01930000-0000-7000-8001-0000000000ff/relationships",
    "/accounts/x/relationships",
  ]) {
    await reader.open(place);
    await see(reader.at("h1"), "找不到这个页面");
    await reader.at("main a.button").click();
    await see(reader.at("h1"), "客户组合");
    assert.equal(reader.address(), "/accounts");
  }
});
