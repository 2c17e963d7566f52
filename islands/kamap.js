// What every page needs beyond HTML: forms that save themselves, undo by key, the save state, and where focus goes.
// Without it every page works by links and buttons alone.
import { guard } from "./ime.js";
import { drawings } from "./drawings.js";
import { forms } from "./forms.js";
import { keys } from "./keys.js";
import { palette } from "./palette.js";
import { panel } from "./panel.js";

document.documentElement.classList.add("js");
// What the reader has unfolded stays so while the page around it is drawn anew, but for menus: their work is done.
/** @type {any} */ (window).htmx.registerExtension("unfolded", {
  htmx_before_morph_attr: (
    /** @type {Element} */ element,
    /** @type {{ attrName: string, newValue: string | null }} */ detail,
  ) => detail.attrName !== "open" || detail.newValue !== null || element.matches(".switch"),
});
guard(document);
forms(document);
keys(document);
panel(document);
drawings(document);
palette(document);
