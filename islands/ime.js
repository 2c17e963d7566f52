// The one guard between an input method and the page.
//
// While Chinese is being composed, Enter, Escape and the letters belong to the input method. `isComposing` alone is not
// enough: Safari ends the composition before it sends the keydown of the Enter that ended it, so that keydown looks
// like a plain Enter; it still carries key code 229. Text fields therefore never send `Enter` on; they send `commit`.

/** Key code of a key that an input method is handling. */
const HANDLED_BY_IME = 229;

let composing = false;

/**
 * Does this key belong to an input method?
 * @param {KeyboardEvent} event
 */
export function belongsToIme(event) {
  return composing || event.isComposing || event.keyCode === HANDLED_BY_IME;
}

/** Is something being composed right now? */
export function isComposing() {
  return composing;
}

/** @param {EventTarget | null} target */
function isTextField(target) {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "hidden"].includes(target.type))
  );
}

/**
 * Keeps the keys of an input method from the page, and turns a real Enter in a text field into `commit`.
 * @param {Document} document
 */
export function guard(document) {
  document.addEventListener("compositionstart", () => (composing = true), true);
  document.addEventListener("compositionend", () => (composing = false), true);
  document.addEventListener(
    "keydown",
    (event) => {
      if (belongsToIme(event)) {
        // An Enter that picks a candidate must not send the form; Escape must not close anything, dialogs neither.
        event.stopImmediatePropagation();
        if (["Enter", "Escape"].includes(event.key) && isTextField(event.target)) event.preventDefault();
        return;
      }
      if (event.key !== "Enter" || !isTextField(event.target)) return;
      const lines = event.target instanceof HTMLTextAreaElement;
      if (lines && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      /** @type {HTMLElement} */ (event.target).dispatchEvent(new CustomEvent("commit", { bubbles: true }));
    },
    true,
  );
}
