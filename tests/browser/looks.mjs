// What can be seen to be wrong with a page: by axe, and by measuring.
import axe from "axe-core";

/** @typedef {import("./harness.mjs").Reader} Reader */

const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds. @param {Reader} reader @param {string} [part] */
export async function violations(reader, part = "html") {
  // Not as a script element: the content policy of the page rightly forbids that.
  await reader.page.evaluate(axe.source);
  return reader.page.evaluate(async ([tags, part]) => {
    const run = /** @type {any} */ (window).axe.run;
    const result = await run(part, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return result.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`),
    );
  }, /** @type {const} */ ([TAGS, part]));
}

/** What sticks out of the page, or is cut off. @param {Reader} reader */
export function misfits(reader) {
  return reader.page.evaluate(() => {
    const wrong = [];
    const wide = document.scrollingElement?.scrollWidth ?? 0;
    if (wide > innerWidth) wrong.push(`the page is ${wide} px wide`);
    const boxes = [
      "button, .button, summary, label, legend, .chip, .pill, .tile, .note, .toast, .reasons span, .top-gaps a",
      "h1, h2, h3, h4, p, li, th, td, .panel, .field",
    ].join();
    for (const one of document.querySelectorAll(boxes)) {
      const style = getComputedStyle(one);
      // Words for who cannot see are not in view, on purpose.
      if (!one.checkVisibility() || one.matches(".hidden") || /auto|scroll/.test(style.overflowX) || style.display === "inline") continue;
      if (one.scrollWidth > one.clientWidth && one.clientWidth > 0) {
        const text = (one.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 30);
        const what = `${one.tagName.toLowerCase()}.${one.className} "${text}"`;
        wrong.push(`${what}: ${one.scrollWidth} px in ${one.clientWidth}`);
      }
    }
    return wrong;
  });
}

/** Parts of the bar at the top that lie over each other. @param {Reader} reader */
export function collisions(reader) {
  return reader.page.evaluate(() => {
    const parts = [...document.querySelectorAll(".top > *")].filter(
      (one) => one.checkVisibility() && one.clientWidth > 0,
    );
    return parts.flatMap((one, index) => {
      const a = one.getBoundingClientRect();
      return parts.slice(index + 1).flatMap((other) => {
        const b = other.getBoundingClientRect();
        const over =
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
          Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top) + 0.5;
        return over ? [`${one.className || one.id} and ${other.className || other.id}`] : [];
      });
    });
  });
}
