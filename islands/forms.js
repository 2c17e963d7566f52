// Forms of the page: those that save themselves do so when a field is left, the others on their button. A field with
// unsaved text is never overwritten by an answer from the server.

/** Fields with something in them that the server has not seen. @type {WeakSet<Element>} */
const unsaved = new WeakSet();

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

/** @param {EventTarget | null} target @returns {target is Field} */
function isField(target) {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  );
}

/** @param {HTMLFormElement} form @returns {Field[]} */
function fields(form) {
  return [...form.elements].filter(isField).filter((field) => field.type !== "hidden");
}

/** What a field held when the server drew it. @param {Field} field */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

/** A choice is made at once; text takes time. @param {Field} field */
function isBeingTyped(field) {
  return field === document.activeElement && !(field instanceof HTMLSelectElement) && field.type !== "checkbox";
}

/** Shows what the server drew. @param {Field} field */
function reset(field) {
  if (field instanceof HTMLSelectElement) {
    const drawn = [...field.options].findIndex((one) => one.defaultSelected);
    field.selectedIndex = Math.max(drawn, 0);
  } else if (field instanceof HTMLInputElement && field.type === "checkbox") {
    field.checked = field.defaultChecked;
  } else {
    field.value = field.defaultValue;
  }
}

/** @param {Field} field */
function saveIfChanged(field) {
  const form = field.form;
  if (form?.hasAttribute("data-saves-itself") && isChanged(field)) form.requestSubmit();
}

/** A form whose fields say what the server must know to take a change: what they held, or what is to be undone. */
const SAYS_WHAT_WAS = "[data-saves-itself], #undo, #redo";

/** @param {Document} document @param {"saving" | "failed"} state */
function tell(document, state) {
  const shown = document.getElementById("save-state");
  if (!shown) return;
  shown.textContent = shown.dataset[state] ?? "";
  shown.dataset.state = state;
  if (state === "failed") toast(document, shown.textContent);
}

/**
 * On a narrow screen the panel lies over the save state, and a failure must be seen.
 * @param {Document} document
 * @param {string} text
 */
function toast(document, text) {
  const told = document.createElement("div");
  told.className = "toast bad";
  told.setAttribute("role", "alert");
  told.textContent = text;
  document.querySelector(".toasts")?.replaceChildren(told);
}

/** @param {Document} document */
export function forms(document) {
  document.addEventListener("input", (event) => {
    if (isField(event.target)) unsaved.add(event.target);
  });
  // A date fires `change` at every part that is typed, so a date saves when it is left.
  document.addEventListener("change", (event) => {
    if (isField(event.target) && event.target.type !== "date") saveIfChanged(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (isField(event.target) && event.target.type === "date") saveIfChanged(event.target);
  });
  document.addEventListener("commit", (event) => {
    if (!isField(event.target) || !event.target.form) return;
    const form = event.target.form;
    // What was refused is drawn as it was typed, so it is not changed; a second Enter means it all the same.
    if (event.target.getAttribute("aria-invalid") === "true" || !form.hasAttribute("data-saves-itself")) {
      form.requestSubmit();
    } else {
      saveIfChanged(event.target);
    }
  });

  // A form that leads to a new page by itself is not left behind unsaved.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.getAttribute("hx-boost") !== "false") return;
    for (const field of fields(form)) unsaved.delete(field);
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target instanceof HTMLAnchorElement && !mayLeave(document)) event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if (form.matches(SAYS_WHAT_WAS) && !takeTurn(form, /** @type {CustomEvent} */ (event).detail.ctx)) {
      event.preventDefault();
      return;
    }
    tell(document, "saving");
    for (const field of fields(form)) unsaved.delete(field);
  });
  // Nothing came back: what was typed stays, and leaving the page warns.
  document.addEventListener("htmx:error", (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    tell(document, "failed");
    for (const field of fields(event.target).filter(isChanged)) unsaved.add(field);
  });
  document.addEventListener("htmx:after:swap", () => {
    const sent = document.activeElement instanceof HTMLButtonElement ? document.activeElement.form : null;
    const refused = sent?.querySelector(".bad :is(input:not([type=hidden]), select, textarea)");
    if (refused instanceof HTMLElement) refused.focus();
    for (const form of document.forms) {
      for (const field of fields(form)) {
        if (!unsaved.has(field) && !isBeingTyped(field) && isChanged(field)) reset(field);
      }
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (isAnythingUnsaved(document)) event.preventDefault();
  });
}

/** @param {Document} document */
function isAnythingUnsaved(document) {
  return [...document.forms].flatMap(fields).some((field) => unsaved.has(field) && isChanged(field));
}

/**
 * Requests wait for each other. What such a form sends is what it holds when its turn comes, since the answer before
 * may have drawn it anew; each sending is a change of its own. Forms for new records keep the id that the page gave
 * them: sent twice, the record is made once.
 * @param {HTMLFormElement} form
 * @param {{ request: { body: URLSearchParams } }} ctx
 * @returns {boolean} whether there still is something to send
 */
function takeTurn(form, ctx) {
  if (!form.isConnected || form.querySelector("button:disabled")) return false;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  body.set("change", newId());
  ctx.request.body = body;
  return true;
}

/** Another page in the place of this one would lose what was typed. @param {Document} document */
function mayLeave(document) {
  if (!isAnythingUnsaved(document)) return true;
  if (!window.confirm(document.getElementById("save-state")?.dataset.leaving ?? "")) return false;
  // It is given up, and must not turn up in the form of the same name on the page that follows.
  for (const field of [...document.forms].flatMap(fields)) unsaved.delete(field);
  return true;
}

/** A random id (UUID version 4), also where the page is not served over TLS. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
