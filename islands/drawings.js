// Links in drawings. htmx takes care of links of HTML only, so a click on one of SVG goes on to a twin of HTML; what
// opens beside the page then opens without the page being loaded anew, and Back closes it, as everywhere.
import { follow } from "./follow.js";

/** The keys with which a click means another tab or window. @param {MouseEvent} event */
function leadsElsewhere(event) {
  return event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}

/** @param {Document} document */
export function drawings(document) {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("svg a[href]") : null;
    if (!link || event.defaultPrevented || leadsElsewhere(event)) return;
    event.preventDefault();
    follow(document, link.getAttribute("href") ?? "");
  });
}
