// Where focus goes when the side panel opens and closes, and how long a toast stays.

const TOAST_MS = 8000;

/** @param {Document} document */
export function panel(document) {
  let shown = heading(document);
  /** @type {string | null} */
  let opener = null;

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (link && !link.closest("[data-panel]")) opener = link.getAttribute("href");
  });
  document.addEventListener("htmx:after:swap", () => {
    const now = heading(document);
    if (now && now !== shown) document.getElementById("panel")?.focus({ preventScroll: true });
    if (!now && shown && opener) focusLink(document, opener);
    shown = now;
    dismiss(document);
  });
  dismiss(document);
}

/** What the open panel is about. @param {Document} document */
function heading(document) {
  return document.getElementById("panel-title")?.textContent?.trim() ?? null;
}

/** Back to the link that had opened it. @param {Document} document @param {string} href */
function focusLink(document, href) {
  const link = document.querySelector(`a[href="${CSS.escape(href)}"]`);
  if (link instanceof HTMLElement) link.focus({ preventScroll: true });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Document} document */
function dismiss(document) {
  clearTimeout(timer);
  timer = setTimeout(() => document.getElementById("toast")?.remove(), TOAST_MS);
}
