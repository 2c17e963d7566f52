// The sample account, in three languages, and its figures opened to their rows.
import assert from "node:assert/strict";
import { ACCOUNT, LANGUAGES, SAMPLE, eventually, see, story } from "./harness.mjs";

const SAYS = {
  "zh-Hans": { overview: "概览", title: "客户关系差距分析表", account: "基岩石油", coverage: "人员覆盖" },
  "zh-Hant": { overview: "概覽", title: "客戶關係差距分析表", account: "基岩石油", coverage: "人員覆蓋" },
  en: { overview: "Overview", title: "Relationship gap table", account: "Bedrock Petroleum", coverage: "People coverage" },
};

/** Characters that only simplified writing has. (差 and 覆 are the same in both, and 万 is in a name.) */
const SIMPLIFIED =
  "户层盖达应机对员关联责优级业务决购顾问长执总监经团队险线单负响变动为备发审计门时来这还过进远运选边产亿说话认识评议记录设证请谁资质费风区报导师维补历头图开张" +
  "复写击创办协双号县围国坏块声学实现将专东严临举买争亚亲仅从仓众会传伟伤伦价侧债兰养兴农冲况净减剂剧劳势医华卖厂压厅厌参";

const UNTRANSLATED = /\b(field|term|figure|role|problem|kind|reason)-[a-z_]+\b/;
const CHINESE = /[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]/;

/** All that a reader of this page and of what it leads to is told, but for the language buttons. */
function allWords(page) {
  return page.evaluate(async () => {
    const parser = new DOMParser();
    const seen = new Map();
    const words = (root) => {
      for (const apart of root.querySelectorAll(".choice, script, style")) apart.remove();
      const said = [root.title, root.body.textContent];
      for (const name of ["title", "aria-label", "placeholder", "alt", "data-saving", "data-failed", "data-leaving"]) {
        for (const one of root.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
      }
      for (const one of root.querySelectorAll("input:not([type=hidden])")) said.push(one.getAttribute("value"));
      return said.filter(Boolean).map((text) => text.replace(/\s+/g, " "));
    };
    const links = [...document.querySelectorAll("a[href^='/accounts']:not([download])")];
    const places = new Set([location.pathname, ...links.map((link) => link.getAttribute("href").split("#")[0])]);
    const names = ["person", "opportunity", "member", "unit"];
    for (const name of names) places.add(`${location.pathname}?new=${name}`);
    for (const place of places) {
      const answer = await fetch(place);
      if (!answer.ok) throw new Error(`${place}: ${answer.status}`);
      seen.set(place, words(parser.parseFromString(await answer.text(), "text/html")));
    }
    return [...seen];
  });
}

/** Parts of the texts that match, with where they are. */
function found(pages, pattern) {
  return pages.flatMap(([place, texts]) =>
    texts.flatMap((text) => {
      const at = text.search(pattern);
      return at < 0 ? [] : [`${place}: …${text.slice(Math.max(at - 12, 0), at + 24)}…`];
    }),
  );
}

for (const language of /** @type {const} */ (["zh-Hans", "zh-Hant", "en"])) {
  const says = SAYS[language];
  story(`The front page leads to the sample and its golden figures, in ${language}`, { language }, async (reader) => {
    await reader.open("/");
    assert.equal(reader.address(), `${ACCOUNT}/overview`);
    await see(reader.at(".account"), says.account);
    await reader.at(`.menu a[href="${SAMPLE}"]`).last().click();
    await eventually(async () => assert.equal(reader.address(), SAMPLE));
    await see(reader.at("h1"), says.title);
    await see(reader.at(".account"), says.account);
    await see(reader.at("#figure-people_coverage .tile-label"), says.coverage);
    await see(reader.figure("people_coverage"), "74.2 %");
    await see(reader.at("#figure-people_coverage svg"), /74\.2 %/);
    await see(reader.figure("seat_strength"), "34.2");
    await see(reader.figure("attainment"), "51.8 %");
    await see(reader.figure("support_index"), "+16.1 %");
    await see(reader.figure("influence_total"), "62");
    const top = await reader.at(".top-gaps .gap-title").allTextContents();
    assert.deepEqual(
      top.map((text) => text.split(" ·")[0]?.trim()),
      ["P02", "P01", "P03", "X1", "P05"],
    );
    const priorities = await reader.at(".top-gaps .number").allTextContents();
    assert.deepEqual(priorities, ["11.35", "4.58", "4.17", "4.09", "3.78"]);
    assert.equal(await reader.at("html").getAttribute("lang"), language);
    assert.equal(await reader.at(`.choice [aria-pressed="true"]`).textContent(), LANGUAGES[language].button);
  });
}

story("A language chosen by its button stays", { language: "zh-Hans" }, async (reader) => {
  await reader.open("?person=P02");
  for (const language of ["zh-Hant", "en", "zh-Hans", "zh-Hant"]) {
    await reader.at(".choice button").filter({ hasText: LANGUAGES[language].button }).click();
    await see(reader.at("h1"), SAYS[language].title);
    assert.equal(reader.address().split("#")[0], `${SAMPLE}?person=P02`, "the same page in another language");
    await reader.page.reload();
    await see(reader.at("h1"), SAYS[language].title);
  }
  const second = await reader.newPage();
  await second.goto("/");
  await see(second.locator("h1"), SAYS["zh-Hant"].overview);
});

story("No page of the sample shows the key of a label", { language: "zh-Hans" }, async (reader) => {
  await reader.open();
  assert.deepEqual(found(await allWords(reader.page), UNTRANSLATED), []);
});

story("A reader of traditional Chinese meets no simplified character", { language: "zh-Hant" }, async (reader) => {
  await reader.open();
  const pages = await allWords(reader.page);
  assert.deepEqual(found(pages, new RegExp(`[${SIMPLIFIED}]`)), []);
  assert.deepEqual(found(pages, UNTRANSLATED), []);
});

story("A reader of English meets no Chinese character", { language: "en" }, async (reader) => {
  await reader.open();
  const pages = await allWords(reader.page);
  assert.ok(pages.length > 35, `pages of 18 people, the deals, the figures and the forms, not ${pages.length}`);
  assert.deepEqual(found(pages, CHINESE), []);
  assert.deepEqual(found(pages, UNTRANSLATED), []);
});

story("People coverage opens to eighteen rows that add up to it", {}, async (reader) => {
  await reader.open();
  await reader.at("#figure-people_coverage").click();
  await see(reader.at("#panel-title"), "人员覆盖 74.2 %");
  assert.equal(await reader.at("#panel tbody tr").count(), 18);
  const totals = await reader.at("#panel tfoot td").allTextContents();
  assert.ok(totals.includes("46") && totals.includes("62"), `46 of 62, not ${totals}`);
  await reader.at("#panel tbody a").filter({ hasText: "P02" }).click();
  await see(reader.at("#panel-title"), "沈若川 P02");
});

story("Every figure opens to its rows, and Back closes it", {}, async (reader) => {
  await reader.open();
  const keys = await reader.at(".tile").evaluateAll((tiles) => tiles.map((tile) => tile.id.replace("figure-", "")));
  assert.equal(keys.length, 6);
  for (const key of keys) {
    const tile = reader.at(`#figure-${key}`);
    const label = await tile.locator(".tile-label").textContent();
    const value = await reader.figure(key).textContent();
    await tile.click();
    await see(reader.at("#panel-title"), `${label} ${value}`);
    assert.equal(reader.address(), `${SAMPLE}?figure=relationship.${key}#panel`);
    assert.ok((await reader.at("#panel tbody tr").count()) > 0, key);
    for (const link of await reader.at("#panel tbody a").all()) {
      assert.match((await link.getAttribute("href")) ?? "", /\?(person=[PX]\d+|opportunity=O\d+|member=K\d+)#panel$/);
    }
    await reader.page.goBack();
    await reader.closed();
    assert.equal(reader.address(), SAMPLE);
    await see(reader.figure(key), value ?? "");
  }
});

story("Back and Forward walk through what was opened", {}, async (reader) => {
  await reader.open();
  await reader.at("#row-P03 th a").click();
  await see(reader.at("#panel-title"), /P03$/);
  await reader.at("#row-O01 th a").click();
  await see(reader.at("#panel-title"), /O01$/);
  await reader.page.goBack();
  await see(reader.at("#panel-title"), /P03$/);
  await reader.page.goBack();
  await reader.closed();
  await reader.page.goForward();
  await see(reader.at("#panel-title"), /P03$/);
  // What came back works: it can be edited and closed.
  await reader.field("standing-", "preference").selectOption("2");
  await see(reader.at("#row-P03 .stance b"), "++");
  await reader.at("#panel .close").click();
  await reader.closed();
});

story("Every person and every deal opens from the table", { scripts: false }, async (reader) => {
  await reader.open();
  const links = reader.at("tbody th a");
  const places = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.equal(places.filter((place) => place?.includes("person=")).length, 18);
  for (const place of places) {
    await reader.page.goto(String(place));
    const code = String(place).match(/=([A-Z0-9]+)#/)?.[1];
    await see(reader.at("#panel-title .code"), String(code));
    assert.equal(await reader.at("tr.open").count(), 1, "its row is marked");
  }
});
