// Going on to an address as a click on a link of the page would: htmx fetches it, what is unsaved asks first, Back works.

/** @param {Document} document @param {string} href */
export function follow(document, href) {
  const twin = document.createElement("a");
  twin.href = href;
  twin.hidden = true;
  // The answer, morphed in, takes it away again.
  document.getElementById("page")?.append(twin);
  /** @type {any} */ (window).htmx.process(twin);
  twin.click();
}
