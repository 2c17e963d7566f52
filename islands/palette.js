// The command palette: one field that goes to, begins or finds, by keyboard alone. The server makes the list (GET
// /palette); here are the keys, the line that is chosen, and where the reader was: by address, never by name.
import { follow } from "./follow.js";
import { belongsToIme, isComposing } from "./ime.js";

/** A pause in typing after which the server is asked. */
const PAUSE_MS = 120;
/** Addresses that are kept. */
const KEPT = 5;
/** Where they are kept. */
const KEY = "kamap.recent";

/** @typedef {{ dialog: HTMLDialogElement, field: HTMLInputElement, list: HTMLElement, told: HTMLElement }} Parts */

/** @param {Document} document @returns {Parts | null} */
function parts(document) {
  const dialog = document.getElementById("palette");
  const field = dialog?.querySelector("input");
  const list = document.getElementById("palette-list");
  const told = dialog?.querySelector(".palette-told");
  const all = dialog instanceof HTMLDialogElement && field && list && told instanceof HTMLElement;
  return all ? { dialog, field, list, told } : null;
}

/** Where the reader was, the last first. @returns {string[]} */
function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Keeps the address of the record that is open: the page, the kind, the code. @param {Document} document */
function remember(document) {
  const code = document.querySelector("#panel-title .code")?.textContent?.trim();
  const [kind] = [...new URLSearchParams(location.search)].find(([, value]) => value === code) ?? [];
  if (!code || !kind || !/^\/(accounts\/[^/]+|library)\/[^/]+$/.test(location.pathname)) return;
  const here = `${location.pathname}?${new URLSearchParams({ [kind]: code })}`;
  try {
    localStorage.setItem(KEY, JSON.stringify([here, ...recent().filter((one) => one !== here)].slice(0, KEPT)));
  } catch {
    // A browser that keeps nothing has no recent records.
  }
}

/** @param {Parts} parts @returns {HTMLAnchorElement[]} */
function lines({ list }) {
  return [...list.querySelectorAll("a")];
}

/** Chooses a line, without leaving the field. @param {Parts} parts @param {number} at */
function choose(parts, at) {
  const all = lines(parts);
  const chosen = all.at(all.length ? at % all.length : 0);
  for (const one of all) one.setAttribute("aria-selected", String(one === chosen));
  parts.field.setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.scrollIntoView({ block: "nearest" });
}

/** @param {Parts} parts */
function chosen(parts) {
  return lines(parts).findIndex((one) => one.getAttribute("aria-selected") === "true");
}

/** @type {AbortController | undefined} */
let asking;

/** Asks the server what the text leads to; the last question wins. @param {Document} document @param {Parts} parts */
async function ask(document, parts) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const at = document.querySelector("[data-palette]")?.getAttribute("data-palette") ?? "";
  const query = new URLSearchParams({ q: parts.field.value, at });
  for (const one of recent()) query.append("recent", one);
  try {
    const answer = await fetch(`/palette?${query}`, { signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    parts.list.innerHTML = await answer.text();
    parts.told.textContent = parts.list.querySelector("[data-told]")?.getAttribute("data-told") ?? "";
    choose(parts, 0);
  } catch {
    if (!signal.aborted) parts.told.textContent = parts.dialog.dataset.failed ?? "";
  }
}

/** @param {Document} document */
function open(document) {
  const found = parts(document);
  if (!found || found.dialog.open) return;
  found.field.value = "";
  found.list.replaceChildren();
  found.told.textContent = "";
  found.dialog.showModal();
  found.field.focus();
  ask(document, found);
}

/** Closes the palette and goes to the chosen line. @param {Document} document @param {Parts} parts */
function go(document, parts) {
  const href = lines(parts)[chosen(parts)]?.getAttribute("href");
  if (!href) return;
  parts.dialog.close();
  follow(document, href);
}

/** @param {Document} document @param {KeyboardEvent} event @param {Parts} parts */
function steer(document, event, parts) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  choose(parts, Math.max(chosen(parts), step < 0 ? 0 : -1) + step);
}

/** @param {Document} document */
export function palette(document) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  const asked = () => {
    clearTimeout(pause);
    const found = parts(document);
    if (found && !isComposing()) pause = setTimeout(() => ask(document, found), PAUSE_MS);
  };

  document.addEventListener("keydown", (event) => {
    if (belongsToIme(event)) return;
    const found = parts(document);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (found?.dialog.open) found.dialog.close();
      else open(document);
    } else if (found?.dialog.open) {
      steer(document, event, found);
    }
  });
  // Before htmx takes the click of the link.
  document.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const found = parts(document);
      const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
      if (!target || !found || !plain) return;
      const line = target.closest("#palette-list a");
      if (target.closest("[data-palette]")) {
        event.preventDefault();
        event.stopPropagation();
        open(document);
      } else if (line instanceof HTMLAnchorElement) {
        event.preventDefault();
        event.stopPropagation();
        choose(found, lines(found).indexOf(line));
        go(document, found);
      } else if (target === found.dialog || target.closest(".close-palette")) {
        found.dialog.close();
      }
    },
    true,
  );
  document.addEventListener("commit", (event) => {
    const found = parts(document);
    if (found && event.target === found.field) go(document, found);
  });
  for (const name of ["input", "compositionend"]) {
    document.addEventListener(name, (event) => {
      if (event.target === parts(document)?.field) asked();
    });
  }
  document.addEventListener("htmx:after:swap", () => remember(document));
  remember(document);
}
