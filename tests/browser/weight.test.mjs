// What the page costs, and what it may do.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { story } from "./harness.mjs";

/** Most of our own JavaScript on any page, in bytes, gzipped. */
const MOST = 25 * 1024;
const ISLANDS = fileURLToPath(new URL("../../islands/", import.meta.url));

test("All JavaScript of ours is at most 25 KB", async () => {
  const files = await readdir(ISLANDS, { recursive: true });
  const ours = files.filter((file) => file.endsWith(".js") && !file.startsWith("vendor"));
  assert.ok(ours.includes("kamap.js"));
  const sizes = await Promise.all(ours.map(async (file) => gzipSync(await readFile(ISLANDS + file)).length));
  const sum = sizes.reduce((a, b) => a + b, 0);
  assert.ok(sum <= MOST, `${sum} bytes in ${ours.join(", ")}`);
});

story("A page loads its scripts from here only, and ours weigh at most 25 KB", {}, async (reader) => {
  const scripts = [];
  const elsewhere = [];
  reader.page.on("response", (response) => {
    if (!response.url().startsWith(`${reader.url}/`)) elsewhere.push(response.url());
    if (response.request().resourceType() === "script") scripts.push(response);
  });
  await reader.open("?person=P02");
  await reader.quiet();
  assert.deepEqual(elsewhere, []);
  const ours = scripts.filter((script) => !script.url().includes("/vendor/"));
  assert.ok(ours.length >= 4, `${ours.length} scripts`);
  const sizes = await Promise.all(ours.map(async (script) => gzipSync(await script.body()).length));
  const sum = sizes.reduce((a, b) => a + b, 0);
  assert.ok(sum <= MOST, `${sum} bytes`);
});

story(
  "The content policy allows nothing inline and nothing from elsewhere, on every kind of answer",
  { expects: [404] },
  async (reader) => {
    for (const place of ["/accounts", "?person=P02", "/nowhere"]) {
      await reader.open(place);
      const answer = await reader.context.request.get(reader.address());
      const policy = answer.headers()["content-security-policy"] ?? "";
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self'(;|$)/);
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(answer.headers()["x-content-type-options"], "nosniff");
    }
  },
);

story(
  "The policy is enforced: a script put into the page does not run, and the test would notice",
  {},
  async (reader) => {
    await reader.open();
    await reader.page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'it ran'";
      document.head.append(script);
    });
    assert.notEqual(await reader.page.title(), "it ran");
    assert.ok(
      reader.wrong.some((what) => what.startsWith("content policy")),
      "the violation was noticed",
    );
    reader.wrong.length = 0;
  },
);

story("Every asset is kept for ever under a name that changes with its content", {}, async (reader) => {
  const seen = new Map();
  reader.page.on("response", (response) => {
    if (response.url().includes("/assets/")) seen.set(response.url(), response.headers()["cache-control"]);
  });
  await reader.open();
  await reader.quiet();
  assert.ok(seen.size >= 6, `${seen.size} assets`);
  for (const [url, caching] of seen) assert.match(caching ?? "", /immutable/, url);
});
