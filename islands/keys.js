// Keys of the page. Matched by `key`, never by `code`, so that they are where the user's keyboard has them.
import { belongsToIme } from "./ime.js";

/** Text being edited has an undo of its own. @param {EventTarget | null} target */
function isEditing(target) {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type))
  );
}

/** @param {Document} document @param {string} id */
function submit(document, id) {
  const form = document.getElementById(id);
  const button = form?.querySelector("button");
  if (form instanceof HTMLFormElement && button && !button.disabled) form.requestSubmit();
}

/** @param {Document} document */
export function keys(document) {
  document.addEventListener("keydown", (event) => {
    if (belongsToIme(event) || event.altKey) return;
    if (event.key === "Escape") {
      const close = document.querySelector("[data-panel] .close");
      if (close instanceof HTMLElement && !isEditing(event.target)) close.click();
      return;
    }
    const command = event.ctrlKey || event.metaKey;
    if (!command || event.key.toLowerCase() !== "z" || isEditing(event.target)) return;
    event.preventDefault();
    submit(document, event.shiftKey ? "redo" : "undo");
  });
}
