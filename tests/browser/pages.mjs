// The pages that are looked at as a whole: for accessibility, and for layout.
/** @typedef {import("./harness.mjs").Reader} Reader */

/** A form that was sent with nothing right in it. @param {Reader} reader */
export async function refuse(reader) {
  await reader.open("?person=P02");
  await reader.unfold("new-interaction");
  await reader.field("new-interaction", "minutes").fill("soon");
  await reader.field("new-interaction", "on").fill("");
  await reader.field("new-interaction", "subject").fill("预算窗口");
  for (const tick of await reader.at("#new-interaction .tick input").all()) await tick.setChecked(false);
  await reader.at("#new-interaction button").click();
  await reader.at("#new-interaction .problem").nth(2).waitFor();
}

/**
 * @typedef {object} Page
 * @property {number[]} [expects]
 * @property {(reader: Reader) => Promise<void>} open
 */

/** @type {Record<string, Page>} */
export const PAGES = {
  "the list of accounts": { open: (reader) => reader.open("/accounts") },
  "handing over": {
    open: async (reader) => {
      await reader.open("/hand-over");
      await reader.at("#choose-from").selectOption({ index: 1 });
      await reader.at("#choose-to").selectOption({ index: 2 });
      await reader.at("#foresee button").click();
      await reader.at("#operate").waitFor();
    },
  },
  "an operation": {
    open: async (reader) => {
      await reader.open("/hand-over");
      await reader.at("#choose-from").selectOption({ index: 1 });
      await reader.at("#choose-to").selectOption({ index: 2 });
      await reader.at("#foresee button").click();
      await reader.at("#operate button").click();
      await reader.at("#undo-operation").waitFor();
    },
  },
  "an archived account": {
    open: async (reader) => {
      await reader.open("/accounts");
      await reader.at("#archiving summary").click();
      await reader.at("#archive-account").selectOption({ index: 1 });
      await reader.at("#archive button").click();
      await reader.at('a[href="/accounts?shelf=archived"]').click();
      await reader.at('[id^="deletion-of-"] summary').click();
    },
  },
  "a seller's week": { open: (reader) => reader.open("/week?as=seller") },
  "a manager's week": { open: (reader) => reader.open("/week?as=manager") },
  "an executive's week": { open: (reader) => reader.open("/week?as=executive") },
  "all opportunities": { open: (reader) => reader.open("/opportunities") },
  "all actions": { open: (reader) => reader.open("/actions") },
  "search with nothing asked": { open: (reader) => reader.open("/search") },
  "what search finds": { open: (reader) => reader.open("/search?q=re") },
  "all people": { open: (reader) => reader.open("/people") },
  "the interface for programs": {
    open: async (reader) => {
      await reader.open("/api");
      for (const at of [0, 9, 12]) await reader.at(".doors summary").nth(at).click();
    },
  },
  "the audit": { open: (reader) => reader.open("/audit") },
  "an account with nothing in it": {
    open: async (reader) => {
      await reader.open("/accounts");
      await reader.unfold("new-account");
      await reader.at("#account-name").fill("远山电力");
      await reader.at("#new-account button").click();
      await reader.at("main .empty").waitFor();
      // What brought it is at its end; leaving right now would cut it off.
      await reader.quiet();
    },
  },
  "the gap page": { open: (reader) => reader.open() },
  "a person's panel": {
    open: async (reader) => {
      await reader.open("?person=P03#panel");
      for (const details of await reader.at("#panel details").all()) {
        await details.evaluate((one) => one.setAttribute("open", ""));
      }
    },
  },
  "somebody's personal data": {
    open: async (reader) => {
      await reader.open("?person=P02");
      await reader.at('#panel a[href$="/data"]').click();
      await reader.at("#erase").waitFor();
    },
  },
  "a deal's panel": { open: (reader) => reader.open("?opportunity=O01#panel") },
  "a figure's panel": { open: (reader) => reader.open("?figure=relationship.people_coverage#panel") },
  "the panel for a new person": { open: (reader) => reader.open("?new=person#panel") },
  "a refused form": { expects: [422], open: refuse },
  "a page that is not there": { expects: [404], open: (reader) => reader.open("/no-such-page") },
};

/**
 * A plan whose pages are looked at one after the other.
 * @typedef {object} Plan
 * @property {number} [people] it is made of this many people, at a kamap of its own
 * @property {(reader: Reader) => Promise<void>} open
 */

/** @type {Record<string, Plan>} */
export const PLANS = {
  "the sample": { open: (reader) => reader.open("/") },
  "the library": { open: (reader) => reader.open("/library") },
  "an empty plan": /** @type {Page} */ (PAGES["an account with nothing in it"]),
  "a plan with 300 people": { people: 300, open: (reader) => reader.open("/") },
};

/** Every page of a plan, by its own menu, so that a new page is among them by itself. @param {Reader} reader @param {Plan} plan */
export async function everyPage(reader, plan) {
  await plan.open(reader);
  const links = await reader.at(".menu a").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  return [...new Set(links)];
}
