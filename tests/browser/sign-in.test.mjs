// Signing in, as people do it: the first administrator, an invitation, the second factor, sessions, and out again.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { eventually, holds, see, story } from "./harness.mjs";
import { misfits, violations } from "./looks.mjs";

/** @typedef {import("./harness.mjs").Reader} Reader */

const PASSWORD = "correct horse battery";
const ANOTHER = "staple in the haystack";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that an app shows, by the text beside the QR code (RFC 6238). @param {string} secret @param {number} [step] steps from now */
function code(secret, step = 0) {
  const bits = [...secret].map((one) => BASE32.indexOf(one).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = (hash[19] ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Fills a form and sends it. @param {Reader} reader @param {string} form @param {Record<string, string>} fields */
async function send(reader, form, fields) {
  for (const [name, value] of Object.entries(fields)) await reader.at(`#${form}-${name}`).fill(value);
  await reader.at(`#${form} button`).click();
}

/** Becomes the first administrator. @param {Reader} reader */
async function found(reader) {
  await reader.page.goto(reader.link);
  await send(reader, "link", { name: "林岚", sign_in: "lin@example.com", password: PASSWORD });
  await see(reader.at(".user summary"), "林岚");
}

/** Gives name and password. @param {Reader} reader @param {string} name @param {string} password */
async function signIn(reader, name, password) {
  await reader.open("/sign-in");
  await send(reader, "sign-in", { sign_in: name, password });
}

for (const scripts of [true, false]) {
  story(
    `Somebody is invited, accepts, turns on the second factor, signs in with it and out again, ${scripts ? "with" : "without"} scripts`,
    { unused: true, scripts, language: "en", expects: [422] },
    async (lin, another) => {
      // Whoever comes too early is told how it begins.
      await lin.open("/accounts");
      assert.equal(lin.address(), "/sign-in?to=%2Faccounts");
      await see(lin.at("main"), /Nobody can sign in yet/);
      await found(lin);

      await lin.at(".user summary").click();
      await lin.at(".user a[href='/users']").click();
      await lin.at("#invite").waitFor();
      await send(lin, "invite", { name: "许承志", sign_in: "xu@example.com" });
      const link = (await lin.at("#link code").textContent()) ?? "";
      assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/links\/[0-9a-f]{64}$/);
      await see(lin.at("#users .count"), "2");

      const xu = await another();
      await xu.page.goto(link);
      await send(xu, "link", { password: "too short" });
      await see(xu.at("#link-password-problem"), "A password has 12 to 200 characters.");
      await send(xu, "link", { password: ANOTHER });
      await see(xu.at(".user summary"), "许承志");

      // The second factor.
      await xu.open("/me");
      const secret = (await xu.at(".setting-up code").textContent()) ?? "";
      assert.ok(((await xu.at(".qr svg").boundingBox())?.width ?? 0) > 150, "large enough to scan");
      await send(xu, "second-factor", { old: ANOTHER, code: code(secret) });
      await see(xu.at("#recovery-codes h2"), "Recovery codes");
      assert.equal(await xu.at("#recovery-codes li").count(), 10);
      const recovery = (await xu.at("#recovery-codes li").first().textContent()) ?? "";

      // At another browser both are asked for, and one comes to the page that was asked for.
      const elsewhere = await another();
      await elsewhere.open("/week?as=manager");
      await send(elsewhere, "sign-in", { sign_in: "xu@example.com", password: "not the password" });
      await see(elsewhere.at("#sign-in .problem"), "The name or the password is wrong.");
      await holds(elsewhere.at("#sign-in-sign_in"), "xu@example.com");
      await holds(elsewhere.at("#sign-in-password"), "");
      await send(elsewhere, "sign-in", { sign_in: "xu@example.com", password: ANOTHER });
      await send(elsewhere, "second-factor", { code: code(secret, 1) });
      await see(elsewhere.at(".user summary"), "许承志");
      assert.equal(elsewhere.address(), "/week?as=manager");

      // Both are listed, and the other one is ended from here.
      await xu.open("/me");
      await see(xu.at("#sessions .count"), "2");
      await xu.at("#sessions li:not(:has(.chip)) button").click();
      await see(xu.at("#sessions .count"), "1");
      await elsewhere.open("/accounts");
      await see(elsewhere.at("h1"), "Sign in");
      await send(elsewhere, "sign-in", { sign_in: "xu@example.com", password: ANOTHER });
      await send(elsewhere, "second-factor", { code: recovery });
      await see(elsewhere.at(".user summary"), "许承志");

      // Out again.
      await xu.at(".user summary").click();
      await xu.at(".user button").click();
      await see(xu.at("h1"), "Sign in");
      await xu.open("/accounts");
      await see(xu.at("h1"), "Sign in");

      // Disabled, the other browser is out too.
      await lin.open("/users");
      await lin.at("#users li:has-text('xu@example.com') button:has-text('Disable')").click();
      await see(lin.at("#users li:has-text('xu@example.com') .chip").first(), "disabled");
      await elsewhere.open("/accounts");
      await see(elsewhere.at("h1"), "Sign in");
    },
  );
}

story("A session that ended is noticed by a link, and one comes back to it", { unused: true }, async (lin) => {
  await found(lin);
  await lin.open("/accounts");
  await lin.context.clearCookies({ name: "kamap_session" });
  // The link is followed by scripts; the whole page goes to where one signs in.
  await lin.at(".menu a[href='/week']").first().click();
  await lin.at("#sign-in").waitFor();
  assert.equal(lin.address(), "/sign-in?to=%2Fweek");
  await send(lin, "sign-in", { sign_in: "lin@example.com", password: PASSWORD });
  await eventually(async () => assert.equal(lin.address(), "/week"));
});

story("The cookie is out of reach of scripts, and typing a password asks nothing on leaving", { unused: true }, async (lin) => {
  await found(lin);
  assert.equal(await lin.page.evaluate(() => document.cookie.includes("kamap_session")), false);
  const cookie = (await lin.context.cookies()).find((one) => one.name === "kamap_session");
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, "Lax", "/"]);
  let asked = 0;
  lin.page.on("dialog", (dialog) => {
    asked += 1;
    dialog.accept();
  });
  await lin.open("/me");
  await send(lin, "password", { old: PASSWORD, password: ANOTHER });
  await holds(lin.at("#password-old"), "");
  assert.equal(asked, 0, "a form that is sent is not left");
});

/** The pages, each opened by whoever may see it. @type {Record<string, (reader: Reader) => Promise<void>>} */
const PAGES = {
  "before anybody": (reader) => reader.open("/sign-in"),
  "the first link": async (reader) => {
    await reader.page.goto(reader.link);
  },
  "signing in": async (reader) => {
    await found(reader);
    await reader.context.clearCookies({ name: "kamap_session" });
    await reader.open("/sign-in");
  },
  "a wrong password": async (reader) => {
    await found(reader);
    await reader.context.clearCookies({ name: "kamap_session" });
    await signIn(reader, "lin@example.com", ANOTHER);
    await reader.at("#sign-in .problem").waitFor();
  },
  "my sign-in": async (reader) => {
    await found(reader);
    await reader.open("/me");
    await reader.at(".user summary").click();
  },
  "a new token": async (reader) => {
    await found(reader);
    await reader.open("/me");
    await send(reader, "token", { name: "一份名字相当长的夜间报表 With a Long Name", old: PASSWORD });
    await reader.at("#new-token code").waitFor();
  },
  "the recovery codes": async (reader) => {
    await found(reader);
    await reader.open("/me");
    const secret = (await reader.at(".setting-up code").textContent()) ?? "";
    await send(reader, "second-factor", { old: PASSWORD, code: code(secret) });
    await reader.at("#recovery-codes").waitFor();
  },
  "the second factor": async (reader) => {
    await PAGES["the recovery codes"]?.(reader);
    await reader.context.clearCookies({ name: "kamap_session" });
    await signIn(reader, "lin@example.com", PASSWORD);
    await reader.at("#second-factor-code").waitFor();
  },
  "the people of the workspace": async (reader) => {
    await found(reader);
    await reader.open("/users");
    await send(reader, "invite", { name: "一位名字相当长的同事 With a Long Name", sign_in: "somebody.with.a.long.name@subsidiary.example.com" });
    await reader.at("#link code").waitFor();
  },
  "a link that was used": async (reader) => {
    await found(reader);
    await reader.page.goto(reader.link);
  },
};

for (const [name, open] of Object.entries(PAGES)) {
  story(
    `axe finds nothing on ${name}, in light, in dark, and on a phone, and everything fits`,
    { unused: true, expects: [410, 422] },
    async (reader) => {
      await open(reader);
      const looks = {};
      const look = async (as) => (looks[as] = [...(await violations(reader)), ...(await misfits(reader))]);
      const file = `sign-in-${name.replaceAll(" ", "-")}`;
      await look("light");
      await reader.photograph(file);
      await reader.page.emulateMedia({ colorScheme: "dark" });
      await look("dark");
      await reader.photograph(`${file}-dark`);
      await reader.page.emulateMedia({ colorScheme: "light" });
      await reader.page.setViewportSize({ width: 390, height: 844 });
      await look("phone");
      await reader.photograph(`${file}-phone`);
      assert.deepEqual(looks, { light: [], dark: [], phone: [] });
    },
  );
}
