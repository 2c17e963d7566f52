// An account that begins with its name alone.
import assert from "node:assert/strict";
import { eventually, hasFocus, see, story } from "./harness.mjs";

for (const scripts of [true, false]) {
  const how = scripts ? "" : ", without JavaScript";
  story(`From a name alone to figures, and back by undo${how}`, { scripts }, async (reader) => {
    await reader.open("/accounts");
    await reader.unfold("new-account");
    await reader.at("#account-name").fill("远山电力");
    await reader.at("#new-account button").click();
    await see(reader.at(".account"), "远山电力");
    await see(reader.at("h1"), "概览");
    await reader.at('.menu a[href$="/relationships"]').last().click();
    await see(reader.at("h1"), "客户关系差距分析表");
    assert.equal(await reader.at("main .empty").count(), 1);
    assert.equal(await reader.at("main .empty :is(a, button)").count(), 1, "one button");
    assert.equal(await reader.at("table, .figures").count(), 0);
    const base = reader.address();
    assert.match(base, /^\/accounts\/[0-9a-f-]{36}\/relationships$/);

    await reader.at("main .empty a").click();
    await reader.field("new-person", "name").fill("张伟");
    await reader.field("new-person", "title").fill("董事长");
    await reader.field("new-person", "role").selectOption("APPROVER");
    await reader.field("new-person", "influence").selectOption("5");
    await reader.at("#new-person > .submit button").click();
    await see(reader.at("#panel-title"), "张伟 P01");
    assert.equal(reader.address().split("#")[0], `${base}?person=P01`);
    if (scripts) await hasFocus(reader.at("#panel"));
    await see(reader.figure("influence_total"), "5");
    await see(reader.figure("people_coverage"), "0.0 %");

    await reader.at(".actions a").filter({ hasText: "团队成员" }).click();
    await reader.field("new-member", "name").fill("李娜");
    await reader.at("#new-member > .submit button").click();
    await see(reader.at("#panel-title"), "李娜 K01");

    await reader.at("#row-P01 th a").click();
    await see(reader.at("#panel-title"), "张伟 P01");
    await reader.at("#new-relationship_owner select").selectOption({ label: "李娜 K01" });
    await reader.at("#new-relationship_owner button").click();
    await see(reader.at("#row-P01 .owners"), "李娜");

    await reader.field("new-interaction", "minutes").fill("60");
    await reader.at("#new-interaction > .submit button").click();
    await see(reader.figure("people_coverage"), "100.0 %");

    await reader.field("new-relationship", "level").selectOption("2");
    await reader.at("#new-relationship > .submit button").click();
    await see(reader.at("#row-P01 .pill"), "2 → 3");
    await see(reader.figure("attainment"), "66.7 %");

    await reader.at(".actions a").filter({ hasText: "商机" }).click();
    await reader.field("new-opportunity", "name").fill("调度平台");
    await reader.field("new-opportunity", "amount").fill("2800万");
    await reader.field("new-opportunity", "close_on").fill("2027-01-31");
    await reader.at("#new-opportunity > .submit button").click();
    await see(reader.at("#panel-title"), "调度平台 O01");
    await reader.field("new-opportunity_person", "person").selectOption({ label: "张伟 P01" });
    await reader.field("new-opportunity_person", "role").selectOption("APPROVER");
    await reader.at("#new-opportunity_person > .submit button").click();
    // 0.4 x 2/3 + 0.3 x 1/4 (stance unknown) + 0.3 x 1
    await see(reader.approver("O01"), "64.2 %");
    await see(reader.at("#row-O01 .seat").first().locator("a"), /张伟/);
    await see(reader.at("#row-P01 .c-linked"), "CNY 2800万");

    const before = await reader.csv(base);
    const figures = await reader.at(".tile").allTextContents();
    assert.match(before, /张伟/);

    await reader.at("#row-P01 th a").click();
    await see(reader.at("#panel-title"), "张伟 P01");
    await reader.unfold("details-");
    await reader.at(".removal button").click();
    await eventually(async () => assert.equal(await reader.at("#row-P01").count(), 0));
    assert.equal(await reader.at("#panel").count(), 0);
    assert.doesNotMatch(await reader.csv(base), /张伟/);
    await reader.at("#undo button").click();
    await see(reader.at("#row-P01 .pill"), "2 → 3");
    assert.equal(await reader.csv(base), before);
    assert.deepEqual(await reader.at(".tile").allTextContents(), figures);
    await see(reader.approver("O01"), "64.2 %");

    // And all the way back to the name.
    for (let more = 0; more < 12 && !(await reader.at("#undo button").isDisabled()); more++) {
      const step = await reader.at('#undo [name="undone"]').inputValue();
      await reader.at("#undo button").click();
      await eventually(async () => assert.notEqual(await reader.at('#undo [name="undone"]').inputValue(), step));
    }
    assert.equal(await reader.at("main .empty").count(), 1);
    await reader.open("/accounts");
    assert.deepEqual((await reader.at(".portfolio tbody th b").allTextContents()).sort(), ["基岩石油", "远山电力"].sort());
  });
}

story("A table downloads under a name that says what it is", {}, async (reader) => {
  await reader.open();
  const started = reader.page.waitForEvent("download");
  await reader.at(".actions a[download]").click();
  const file = await started;
  assert.equal(file.suggestedFilename(), "BEDROCK-relationships-2026-11-20.csv");
  await see(reader.at("h1"), "客户关系差距分析表");
});
