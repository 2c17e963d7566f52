// Operations over several accounts, and an account that is put away, with scripts and without.
import assert from "node:assert/strict";
import { ACCOUNT, SAMPLE, eventually, see, story } from "./harness.mjs";

const hand = async (reader) => {
  await reader.open("/accounts");
  await reader.at("#hand-over summary").click();
  await reader.at('#hand-over a.button[href="/hand-over"]').click();
  await reader.at("#choose-from").selectOption({ label: "林牧" });
  await reader.at("#choose-to").selectOption({ label: "许承志" });
  await reader.at("#foresee button").click();
  await see(reader.at("#foreseen h3"), /基岩石油/);
  await reader.at("#operate button").click();
  await see(reader.at("#steps .chip"), "已完成");
  await reader.at("#undo-operation button").click();
  await see(reader.at("#steps .chip"), "已撤销");
  assert.equal(await reader.at("#undo-operation").count(), 0);
};

story("What one of us has to do is handed over once it was looked at, and all of it comes back", {}, hand);
story("The same without scripts", { scripts: false }, hand);

story("An account that is archived is only read, and reopened from its page", {}, async (reader) => {
  await reader.open("/accounts");
  await reader.at("#archiving summary").click();
  await reader.at("#archive-account").selectOption({ index: 1 });
  await reader.at("#archive button").click();
  await eventually(async () => assert.equal(await reader.at(`[id="account-${ACCOUNT.split("/")[2]}"]`).count(), 0));
  await reader.open(`${SAMPLE}?person=P02`);
  await see(reader.at("aside.archived"), /只能查看/);
  assert.equal(await reader.at("#panel button:enabled").count(), 0, "nothing can be sent");
  await reader.at("aside.archived button").click();
  await eventually(async () => assert.equal(await reader.at("aside.archived").count(), 0));
});

story("Two records of one person become one from the panel", {}, async (reader) => {
  await reader.open("?person=P05");
  await reader.at("#of-merge-P05 summary").click();
  await reader.at("#merge-P05-same").selectOption({ index: 1 });
  await reader.at("#merge-P05 button").click();
  await see(reader.at("#save-state"), "已保存");
  await eventually(async () => assert.equal(await reader.at("#row-P01").count(), 0));
});
