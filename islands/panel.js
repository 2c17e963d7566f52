// Where focus goes when the side panel opens and closes, and how long a toast stays.

const TOAST_MS = 8000;

/** A link of the page, or of a drawing on it. @typedef {HTMLElement | SVGElement} Link */

/** @param {Element | null} element @returns {element is Link} */
function isLink(element) {
  return element instanceof HTMLElement || element instanceof SVGElement;
}

/** @param {Document} document */
export function panel(document) {
  let shown = subject(document);
  /** @type {{ link: Link, href: string | null } | null} */
  let opener = null;

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    // The hidden twin of a link in a drawing is not what the reader clicked.
    if (isLink(link) && !link.closest("[data-panel], [hidden]")) opener = { link, href: link.getAttribute("href") };
  });
  document.addEventListener("htmx:after:swap", () => {
    const now = subject(document);
    if (now && now !== shown) document.getElementById("panel")?.focus({ preventScroll: true });
    if (!now && shown && opener) focusLink(document, opener.link, opener.href);
    shown = now;
    dismiss(document);
  });
  dismiss(document);
}

/** What the open panel is about: its code, else what it is called without the value. @param {Document} document */
function subject(document) {
  const title = document.getElementById("panel-title");
  return title && ((title.querySelector(".code") ?? title.firstChild)?.textContent?.trim() ?? "");
}

/** Back to the link that had opened it; where that is gone, to another one that leads there.
 * @param {Document} document @param {Link} link @param {string | null} href */
function focusLink(document, link, href) {
  const same = link.isConnected && link.getAttribute("href") === href;
  const to = same ? link : document.querySelector(`a[href="${CSS.escape(href ?? "")}"]`);
  if (isLink(to)) to.focus({ preventScroll: true });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Document} document */
function dismiss(document) {
  clearTimeout(timer);
  timer = setTimeout(() => document.getElementById("toast")?.remove(), TOAST_MS);
}
