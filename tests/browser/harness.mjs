// What the browser tests share: kamap itself, one Chromium for each file, and a page that fails its test when anything
// goes wrong behind the reader's back.
//
// A test is a `story`. Each has a kamap of its own, so that no story meets what another one has changed; that costs a
// tenth of a second. Nothing here waits for time to pass: `see` and `eventually` wait for something to be so.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));

const KAMAP = process.env.KAMAP_BIN ?? beside("../../target/debug/kamap");
const CHROMIUM = process.env.KAMAP_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " +
  "--disable-component-update --disable-sync";
const SCREENSHOTS = beside("../screenshots/");

/** How long something may take until it is so. Far more than it takes; speed is measured in the benches. */
export const PATIENCE = 10_000;
/** How long one story may take. */
const STORY = 150_000;
/** A pause between two looks at something that is not so yet. */
const LOOK_AGAIN = 20;

/** Languages of the interface, by the button that chooses them, and the browser setting that asks for them. */
export const LANGUAGES = {
  "zh-Hans": { button: "简", locale: "zh-CN" },
  "zh-Hant": { button: "繁", locale: "zh-TW" },
  en: { button: "EN", locale: "en-GB" },
};
/** @typedef {keyof typeof LANGUAGES} Language */

/** The sample's account. */
export const ACCOUNT = "/accounts/01930000-0000-7000-8001-000000000001";
/** The page of it where most stories play. */
export const SAMPLE = `${ACCOUNT}/relationships`;

/** Looks until `look` throws no longer, then gives what it gave. @template T @param {() => Promise<T>} look */
export async function eventually(look) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((again) => setTimeout(again, LOOK_AGAIN));
  }
}

const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();

/**
 * Waits until the element reads just so, or matches.
 * @param {import("playwright-core").Locator} place
 * @param {string | RegExp} text
 */
export async function see(place, text) {
  await eventually(async () => {
    const seen = plain(await place.textContent({ timeout: PATIENCE }));
    if (typeof text === "string") assert.equal(seen, text, String(place));
    else assert.match(seen, text, String(place));
  });
}

/** Waits until the field holds this. @param {import("playwright-core").Locator} field @param {string} value */
export async function holds(field, value) {
  await eventually(async () => assert.equal(await field.inputValue({ timeout: PATIENCE }), value, String(field)));
}

/** Waits until the element has focus. @param {import("playwright-core").Locator} place */
export async function hasFocus(place) {
  await eventually(async () => {
    const at = await place.page().evaluate(() => {
      const { tagName, id, className } = document.activeElement ?? document.body;
      return `${tagName} #${id} .${className}`;
    });
    const focused = await place.evaluate((element) => element === document.activeElement, null, { timeout: PATIENCE });
    assert.ok(focused, `${place} has no focus; it is at ${at}`);
  });
}

/**
 * What is wrong with a field, by what the field itself points to; waits until something is.
 * @param {import("playwright-core").Locator} field or a group of boxes to tick, which has no `aria-invalid`
 */
export async function problemOf(field) {
  await eventually(async () => {
    assert.notEqual(await field.getAttribute("aria-describedby"), null, `${field} has no problem`);
    const group = await field.evaluate((one) => one.tagName === "FIELDSET");
    if (!group) assert.equal(await field.getAttribute("aria-invalid"), "true", String(field));
  });
  const ids = ((await field.getAttribute("aria-describedby")) ?? "").split(" ");
  const texts = ids.map((id) => field.page().locator(`[id="${id}"]`).textContent());
  return (await Promise.all(texts)).join(" ");
}

/** @type {Promise<string> | undefined} */
let folder;
after(async () => folder && rm(await folder, { recursive: true }));

/** A database with one account of this many people, for the stories of a file that only look. @param {number} people */
async function crowd(people) {
  const place = await mkdtemp(join(tmpdir(), "kamap-crowd-"));
  await promisify(execFile)(KAMAP, ["generate", "--people", String(people), "--data", place]);
  return place;
}

/** What the administrator of the crowd's database holds; its sessions outlive each kamap. @type {string | undefined} */
let session;

/** Becomes the administrator by the link of the first start; the session. @param {string} link */
async function become(link) {
  const { origin } = new URL(link);
  const body = new URLSearchParams({ name: "林岚", sign_in: "lin", password: "correct horse battery" });
  const answer = await fetch(link, { method: "POST", body, headers: { origin }, redirect: "manual" });
  assert.equal(answer.status, 303, "the first link makes the administrator");
  const held = answer.headers.getSetCookie()[0]?.match(/^kamap_session=(\w+);/)?.[1];
  assert.ok(held, "and signs in");
  return held;
}

/**
 * kamap at a free port: on the sample, on one account of this many people, or on nothing, with a link to begin.
 * @param {Story} how
 */
async function startKamap({ people, unused }) {
  if (people) folder ??= crowd(people);
  const bare = unused ? await mkdtemp(join(tmpdir(), "kamap-unused-")) : undefined;
  const data = bare ?? (people ? await folder : undefined);
  const args = data ? ["serve", "--data", data, "--listen", "127.0.0.1:0"] : ["demo", "--port", "0"];
  const child = spawn(KAMAP, args, { stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  child.stderr.on("data", (data) => log.push(data));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const failed = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`kamap ended early with ${code}: ${Buffer.concat(log)}`)));
  });
  failed.catch(() => {});
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => String((await Promise.race([lines.next(), failed])).value);
  const url = (await next()).match(/^kamap: (http:\/\/127\.0\.0\.1:\d+)\/$/)?.[1];
  assert.ok(url, "kamap says where it is");
  let link = "";
  if (bare || (people && !session)) {
    await next();
    link = (await next()).replace("kamap: ", "");
  }
  if (people) session ??= await become(link);
  return {
    url,
    link,
    session: people ? session : undefined,
    stop: async () => {
      child.kill();
      const code = await ended;
      if (bare) await rm(bare, { recursive: true });
      assert.equal(code, 0, `kamap stops in good order: ${Buffer.concat(log)}`);
    },
  };
}

/** @type {Promise<import("playwright-core").Browser> | undefined} */
let launched;
after(async () => (await launched)?.close());

function browser() {
  launched ??= chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(" ") });
  return launched;
}

/** Somebody at a browser of their own: cookies, window, and what went wrong in it. */
export class Reader {
  /** What went wrong and was not expected. @type {string[]} */
  wrong = [];
  /** Addresses that forms were sent to, in order. @type {string[]} */
  posts = [];
  /** The link that makes the first administrator, where nobody has signed in yet. */
  link = "";
  /** While true, the connection is cut on purpose: requests may fail, and the page may say so in the console. */
  cut = false;

  /**
   * @param {import("playwright-core").BrowserContext} context
   * @param {string} url
   * @param {number[]} expects statuses from 400 up that the story provokes
   */
  constructor(context, url, expects) {
    this.context = context;
    this.url = url;
    this.expects = expects;
    /** @type {import("playwright-core").Page} */
    this.page = /** @type {any} */ (undefined);
  }

  /** @param {import("playwright-core").Browser} browser @param {string} url @param {Story} how */
  static async sitDown(browser, url, how) {
    const language = how.language ?? "zh-Hans";
    const context = await browser.newContext({
      baseURL: url,
      locale: LANGUAGES[language].locale,
      timezoneId: "Asia/Shanghai",
      viewport: { width: how.width ?? 1440, height: how.height ?? 900 },
      colorScheme: how.dark ? "dark" : "light",
      reducedMotion: "reduce",
      javaScriptEnabled: how.scripts ?? true,
      hasTouch: how.touch ?? false,
    });
    context.setDefaultTimeout(PATIENCE);
    const reader = new Reader(context, url, how.expects ?? []);
    await context.exposeBinding("kamapViolation", (_, what) => reader.wrong.push(`content policy: ${what}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const told = /** @type {any} */ (window).kamapViolation;
        told(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
      });
    });
    reader.page = await reader.newPage();
    return reader;
  }

  async newPage() {
    const page = await this.context.newPage();
    page.on("pageerror", (error) => this.wrong.push(`page error: ${error.stack ?? error}`));
    page.on("crash", () => this.wrong.push("the page crashed"));
    page.on("console", (message) => {
      if (message.type() !== "error" || this.cut) return;
      const text = message.text();
      const status = text.match(/^Failed to load resource: the server responded with a status of (\d+)/)?.[1];
      if (status && this.expects.includes(Number(status))) return;
      this.wrong.push(`console: ${text} at ${message.location().url}`);
    });
    page.on("request", (request) => {
      if (request.method() === "POST") this.posts.push(new URL(request.url()).pathname);
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      // An icon that is still on its way when the page is left is not a failure.
      const left = why === "net::ERR_ABORTED" && request.url().startsWith(`${this.url}/assets/`);
      if (!this.cut && !left) this.wrong.push(`failed: ${request.method()} ${request.url()} ${why}`);
    });
    page.on("response", (response) => {
      const status = response.status();
      if (status >= 400 && !this.expects.includes(status)) this.wrong.push(`${status} from ${response.url()}`);
    });
    return page;
  }

  /** Goes to a page of the sample: `open("?person=P02")`, or anywhere: `open("/accounts")`. @param {string} place */
  async open(place = "") {
    await this.page.goto(place.startsWith("/") ? place : SAMPLE + place);
  }

  /** @param {string} selector */
  at(selector) {
    return this.page.locator(selector);
  }

  /** Where the address bar is, without the server. */
  address() {
    return this.page.url().slice(this.url.length);
  }

  /** The value of a figure's tile. @param {string} key */
  figure(key) {
    return this.at(`#figure-${key} :is(.tile-value, .hidden)`);
  }

  /** The approver's seat of a deal. @param {string} deal */
  approver(deal) {
    return this.at(`#row-${deal} .seat .meter`).first();
  }

  /** A field of a form by the part that its id ends in, within the panel. @param {string} form @param {string} name */
  field(form, name) {
    return this.at(`#panel form[id^="${form}"] [name="${name}"]:not([type="hidden"])`).first();
  }

  /** What is folded around a form of the panel. @param {string} form its id, or how it begins */
  fold(form) {
    return this.at(`main details:has(> form[id^="${form}"])`);
  }

  /** Unfolds the form. @param {string} form */
  async unfold(form) {
    const fold = this.fold(form);
    if (!(await fold.evaluate((details) => details.hasAttribute("open")))) await fold.locator("> summary").click();
    await this.isUnfolded(form);
  }

  /** Waits until the form is unfolded. @param {string} form */
  async isUnfolded(form) {
    await eventually(async () =>
      assert.notEqual(await this.fold(form).getAttribute("open"), null, `${form} is folded`),
    );
  }

  /** Waits until no panel is open. */
  async closed() {
    await eventually(async () => {
      const [panels, pages] = [await this.at("#panel").count(), await this.at("#main").count()];
      assert.deepEqual([panels, pages], [0, 1], "the page without a panel");
    });
  }

  /** Waits until nothing is under way: no request, and the page drawn twice since. */
  async quiet() {
    await eventually(async () => {
      const busy = await this.page.evaluate(async () => {
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        return document.querySelectorAll(".htmx-request, .htmx-swapping, .htmx-settling").length;
      });
      assert.equal(busy, 0, "something is still under way");
    });
  }

  /** Keeps from the server what forms send, until what this gives is called. */
  async hold() {
    let go = () => {};
    const free = new Promise((resolve) => (go = () => resolve(undefined)));
    await this.page.route(/\/(records\/|undo$)/, async (route) => {
      await free;
      await route.continue();
    });
    return go;
  }

  /** The gap table as a file. @param {string} account */
  async csv(account = SAMPLE) {
    const response = await this.context.request.get(`${account}.csv`);
    assert.equal(response.status(), 200);
    return response.text();
  }

  /** Cuts the connection, or mends it. @param {boolean} cut */
  async offline(cut) {
    if (cut) this.cut = true;
    await this.context.setOffline(cut);
    if (!cut) this.cut = false;
  }

  /** For a developer to look at; tests/screenshots/ is not kept. @param {string} name */
  async photograph(name) {
    await mkdir(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SCREENSHOTS}${name}.png`, animations: "disabled" });
  }
}

/**
 * @typedef {object} Story
 * @property {Language} [language] what the browser asks for
 * @property {number} [people] not the sample, but an account that was made of this many people; only to look at
 * @property {boolean} [unused] not the sample, but a server that nobody has signed in to; `reader.link` is its first link
 * @property {boolean} [scripts] false: the browser runs no JavaScript
 * @property {boolean} [dark] the system is dark
 * @property {number} [width]
 * @property {number} [height]
 * @property {boolean} [touch]
 * @property {number[]} [expects] statuses from 400 up that the story provokes
 */

/**
 * A test. `reader` sits at the browser; `another` gives one more, at another browser, at the same kamap.
 * @param {string} name
 * @param {Story} how
 * @param {(reader: Reader, another: (how?: Story) => Promise<Reader>) => Promise<void>} tell
 */
export function story(name, how, tell) {
  test(name, { timeout: STORY }, async () => {
    const kamap = await startKamap(how);
    /** @type {Reader[]} */
    const readers = [];
    try {
      const another = async (more = how) => {
        const reader = await Reader.sitDown(await browser(), kamap.url, more);
        reader.link = kamap.link;
        if (kamap.session) {
          await reader.context.addCookies([{ name: "kamap_session", value: kamap.session, url: kamap.url }]);
        }
        readers.push(reader);
        return reader;
      };
      await tell(await another(), another);
      assert.deepEqual(
        readers.flatMap((reader) => reader.wrong),
        [],
        "nothing goes wrong behind the reader's back",
      );
    } finally {
      for (const reader of readers) await reader.context.close();
      await kamap.stop();
    }
  });
}
