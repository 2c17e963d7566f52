// Every link of every page leads somewhere, in every language, and what is there is written in that language.
import assert from "node:assert/strict";
import { story } from "./harness.mjs";

/** Pages, panels, ways to look: far fewer than there are would mean that the crawl has lost its way. */
const LEAST = 150;
const AT_ONCE = 4;

/**
 * What an address is one of: a page, a kind of record, a kind of new record, a figure. One of each is looked at.
 * @param {URL} url
 */
function sort(url) {
  const parts = [...url.searchParams].map(([name, value]) => {
    if (name === "new") return `new ${value}`;
    if (name === "figure") return `figure ${value}`;
    if (name === "view") return `${url.pathname} as ${value}`;
    if (name.startsWith("set.") || name === "for") return "";
    return `one ${name}`;
  });
  return parts.filter(Boolean).join() || url.pathname;
}

/** Text that is the key of a label: it is all of what it stands in, has a hyphen, and no capital or space. */
const KEY = /^[a-z][a-z0-9_]*(-[a-zA-Z0-9_]+)+$/;

for (const language of /** @type {const} */ (["zh-Hans", "zh-Hant", "en"])) {
  story(`Every link leads to a page without an untranslated word, in ${language}`, { language }, async (reader) => {
    await reader.open("/");
    /** @type {Map<string, string>} */
    const seen = new Map();
    const wrong = [];
    const waiting = [reader.address(), "/library", "/accounts"];
    while (waiting.length > 0) {
      const now = waiting.splice(0, AT_ONCE);
      const pages = await Promise.all(now.map((place) => read(place)));
      for (const { place, status, lang, links, texts } of pages) {
        if (status !== 200) wrong.push(`${place}: ${status}`);
        if (lang !== language) wrong.push(`${place} is in ${lang}`);
        wrong.push(...texts.filter((text) => KEY.test(text)).map((text) => `${place}: ${text}`));
        for (const link of links) {
          const url = new URL(link, reader.url + place);
          if (url.origin !== reader.url || seen.has(sort(url))) continue;
          seen.set(sort(url), place);
          waiting.push(url.pathname + url.search);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(seen.size >= LEAST, `${seen.size} places`);

    /** @param {string} place */
    function read(place) {
      return reader.page.evaluate(async (place) => {
        const answer = await fetch(place);
        const html = answer.headers.get("content-type")?.startsWith("text/html") ? await answer.text() : "";
        const page = new DOMParser().parseFromString(html, "text/html");
        const walk = page.createTreeWalker(page, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walk.nextNode()) texts.push((walk.currentNode.textContent ?? "").trim());
        for (const name of ["title", "aria-label", "placeholder"]) {
          for (const one of page.querySelectorAll(`[${name}]`)) texts.push(one.getAttribute(name) ?? "");
        }
        const links = [...page.querySelectorAll("a[href]")].map((link) => link.getAttribute("href") ?? "");
        const lang = html ? page.documentElement.lang : document.documentElement.lang;
        return { place, status: answer.status, lang, links, texts };
      }, place);
    }
  });
}
