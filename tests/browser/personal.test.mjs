// The personal data of somebody: read as they would read it, taken along for them, and erased once the code was typed.
import assert from "node:assert/strict";
import { see, story } from "./harness.mjs";

/** @param {import("./harness.mjs").Reader} reader */
const erase = async (reader) => {
  await reader.open("?person=P02");
  await reader.at('#panel a[href$="/data"]').click();
  await see(reader.at("main h1"), /沈若川/);
  await see(reader.at("main .notice"), /当面说/);
  await reader.at("#erase-code").fill("P03");
  await reader.at("#erase button").click();
  await see(reader.at("#erase-code-problem"), /请输入 P02/);
  await reader.at("#erase-code").fill("P02");
  await reader.at("#erase button").click();
  await see(reader.at("#erasure h2"), "已删除");
  await see(reader.at("main h1"), /已删除的人员 P02/);
  assert.equal(await reader.at("#erase").count(), 0);
  await reader.open("/audit?deed=erased");
  await see(reader.at("main tbody"), /P02/);
};

story("Somebody is erased once their data was looked at and the code typed", { expects: [422] }, erase);
story("The same without scripts", { scripts: false, expects: [422] }, erase);
