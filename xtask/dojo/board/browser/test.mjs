// The page in a real browser. `.ci/board` installs what this needs and runs it:
// BOARD is the board's program, CHROMIUM the browser's.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const HOSTILE = "<img src=x onerror=alert(1)>";
const folder = mkdtempSync(join(tmpdir(), "board-"));
mkdirSync(join(folder, "katas"));
mkdirSync(join(folder, "solutions/hash-map/src"), { recursive: true });
mkdirSync(join(folder, "katas/hash-map"));
writeFileSync(join(folder, "Cargo.toml"), '[workspace]\nmembers = ["katas/hash-map", "katas/lru-cache"]\n');
mkdirSync(join(folder, "katas/lru-cache"));
writeFileSync(join(folder, "katas/lru-cache/kata.toml"), 'title = "LRU cache"\nteaches = "nothing"\n');
writeFileSync(join(folder, "katas/hash-map/kata.toml"), 'title = "Hash map"\nteaches = "nothing"\n');
writeFileSync(join(folder, "katas/hash-map/README.md"), "# Hash map\n\nThe story.\n");
writeFileSync(join(folder, "solutions/hash-map/src/lib.rs"), "//! The reference\n");
// A stand-in for the program that compares. It passes on all of a team's code, which the real one never does.
mkdirSync(join(folder, "xtask/compare/src"), { recursive: true });
writeFileSync(join(folder, "xtask/compare/Cargo.toml"), '[package]\nname = "compare"\nversion = "0.1.0"\nedition = "2024"\n[workspace]\n');
writeFileSync(join(folder, "xtask/compare/src/main.rs"), `fn main() {
    let file = std::fs::read_to_string(std::env::args().nth(3).unwrap()).unwrap();
    let style = "<style>h1 { color: rgb(1, 2, 3) }</style>";
    print!("<!doctype html><title>x</title>{style}<h1>Compared</h1><a href='#code'>Code</a><script>alert(2)</script>{file}<p id=code>");
}
`);

const startBoard = (bind) => spawn(process.env.BOARD, ["dojo", "host", "--bind", bind], { cwd: folder, env: { ...process.env, CARGO_MANIFEST_DIR: "" }, stdio: ["ignore", "pipe", "inherit"] });
let board = startBoard("127.0.0.1:0");
const { address, code, facilitator } = await new Promise((resolve) => {
  const found = {};
  createInterface({ input: board.stdout }).on("line", (line) => {
    const joins = line.match(/dojo join (\S+) --code (\S+)/);
    if (joins) [, found.address, found.code] = joins;
    const link = line.match(/#facilitator=(\S+)/);
    if (link) resolve({ ...found, facilitator: link[1] });
  });
});

async function post(path, token, body) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const response = await fetch(address + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(response.status, 200, `${path}: ${await response.clone().text()}`);
  return response.json();
}

const join_ = (team, people = []) => post("/api/join", "", { version: 1, code, team, people, machine: `machine-of-${team}`.replace(/\W/g, "x").padEnd(30, "x") });
let seq = 0;
const run = (token, light, stage, more = {}) => post("/api/runs", token, {
  sent_at: 1000, runs: [{ seq: (seq += 1), at: 1000, kata: "hash-map", light, stage, stages: 7, passed: 3 + seq, total: 52, took_ms: 900,
    failures: light === "red" ? [1, 2, 3, 4, 5].map((test) => ({ stage, name: `a_missing_key_is_none::case_${test}_however_long_the_name_of_a_test_may_be`, message: `left: Some(1)\n${HOSTILE}` })) : [],
    sources: { "src/lib.rs": `// try ${seq}\n// ${HOSTILE} \u202e turned\n` }, ...more }],
});

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const complaints = [];
// The tokens that pages sent for their streams of events.
const streamTokens = [];

async function open(path, width, height, scheme = "light") {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warn"].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`); });
  page.on("request", (request) => { if (request.url().endsWith("/api/board/events")) streamTokens.push(request.headers().authorization); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => { complaints.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address + path, { waitUntil: "domcontentloaded" });
  await page.waitForFunction(() => document.body.dataset.phase !== undefined);
  return page;
}

const until = (page, what, ...values) => page.waitForFunction(what, { timeout: 10000 }, ...values);
const shot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`) }); };
const press = (page, id) => page.$eval(id, (button) => button.click());

/** Checks the contrast of every control under the pointer, in focus and pressed, by day and in the dark. */
async function contrast(page, what) {
  const protocol = await page.createCDPSession();
  await protocol.send("DOM.enable");
  await protocol.send("CSS.enable");
  const { root } = await protocol.send("DOM.getDocument");
  const { nodeIds } = await protocol.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "button, a, input, select, summary, [tabindex]" });
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
    for (const state of [[], ["hover"], ["focus", "focus-visible"], ["hover", "active"]]) {
      for (const nodeId of nodeIds) await protocol.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: state });
      const found = await page.evaluate(async () => {
        const { violations, incomplete } = await globalThis.axe.run({ runOnly: ["color-contrast"] });
        const nodes = (results) => results.flatMap((result) => result.nodes);
        // Text in the color of its background may be hidden on purpose, so axe-core is not sure. Nothing on this page is.
        const same = nodes(incomplete).filter((node) => node.any[0]?.data?.messageKey === "equalRatio");
        return [...nodes(violations), ...same].map((node) => `${node.html} ${node.any[0]?.message ?? ""}`);
      });
      assert.deepEqual(found, [], `${what}, ${scheme}, ${state.join(" and ")}`);
    }
  }
  for (const nodeId of nodeIds) await protocol.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: [] });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  await protocol.detach();
}

async function accessible(page, what) {
  // Not by a script element, which the page's policy forbids.
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await globalThis.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html + (node.any[0]?.message ?? "")).join(" | ")}`));
  assert.deepEqual(found, [], what);
  await contrast(page, what);
}

const step = (what) => console.log(`- ${what}`);
try {
  step("before anyone came: the facilitator's page tells how to join, others' does not tell the code");
  const lead = await open(`/#facilitator=${facilitator}`, 1920, 1080);
  await until(lead, (code) => document.getElementById("join").textContent.includes(code), code);
  assert.equal(await lead.evaluate(() => location.hash), "", "the token is out of sight");
  const projector = await open("/", 1920, 1080);
  assert.ok(!(await projector.content()).includes(code));
  assert.deepEqual(streamTokens, [`Bearer ${facilitator}`, undefined], "only the facilitator's page sends a token for its stream");
  await accessible(lead, "waiting");
  for (const width of [1920, 1100, 700, 390]) {
    await lead.setViewport({ width, height: 1080 });
    const heights = await lead.$$eval("#join .whole", (parts) => new Set(parts.map((part) => part.offsetHeight)).size);
    assert.equal(heights, 1, `no option is broken in two: ${width}`);
  }
  await lead.setViewport({ width: 1920, height: 1080 });
  assert.match(await lead.$eval("#welcome", (card) => card.textContent), /--people/);

  step("the projector's page has the code and no controls");
  const link = await lead.$eval("#projector", (link) => link.getAttribute("href"));
  const wall = await open(link, 1920, 1080);
  assert.ok((await wall.$eval("#join", (line) => line.textContent)).includes(`--code ${code} `));
  assert.equal(await wall.$eval("#facilitator", (controls) => controls.hidden), true);
  assert.equal(await wall.evaluate(() => location.hash), "");
  await wall.browserContext().close();
  await shot(lead, "waiting");

  step("teams join and their lights appear without a reload, hostile names as text");
  const owls = await join_("Night Owls", ["Ann", "Bob", "Cleo"]);
  const rude = await join_(HOSTILE);
  await join_("Zoë & Łukasz", ["Zoë", "Łukasz"]);
  await post("/api/facilitator", facilitator, { action: "run" });
  for (const [light, stage] of [["amber", 1], ["red", 1], ["timeout", 2], ["red", 3], ["green", null]]) await run(owls.token, light, stage);
  await run(rude.token, "red", 1);
  await until(projector, () => document.querySelectorAll(".strip button").length === 6);
  const names = await projector.$$eval(".lane h2", (all) => all.map((one) => one.textContent));
  assert.deepEqual(names, ["Night Owls", HOSTILE, "Zoë & Łukasz"]);
  assert.equal(await projector.$$eval("main img[src=x], main b", (all) => all.length), 0);
  await until(projector, () => /^4[45]:\d\d$/.test(document.getElementById("left").textContent));
  await until(projector, () => document.querySelector(".lane .people").textContent === "Ann drives, Bob navigates, 1 more");
  const labels = await projector.$$eval(".strip button", (all) => all.map((one) => one.getAttribute("aria-label")));
  assert.match(labels[2], /a limit, hash-map, stage 2 of 7/);
  await accessible(projector, "the lanes");
  await shot(projector, "running");

  step("who is still in another kata than everyone is told to be in is not counted, and the controls say which it is");
  await post("/api/facilitator", facilitator, { action: "kata", kata: "lru-cache" });
  await until(projector, () => document.querySelectorAll(".elsewhere").length === 2);
  assert.equal(await projector.$eval("#summary", (summary) => summary.textContent), "3 teams, 0 green");
  assert.equal(await lead.$eval("#move-kata", (kata) => kata.value), "lru-cache");
  await post("/api/facilitator", facilitator, { action: "kata", kata: "hash-map" });
  await until(projector, () => document.querySelectorAll(".elsewhere").length === 0);
  assert.equal(await projector.$eval("#summary", (summary) => summary.textContent), "3 teams, 1 green");

  step("code stays closed until the facilitator opens the review");
  await projector.click(".strip button");
  await until(projector, () => document.getElementById("lost").textContent.includes("once the facilitator opens"));
  assert.equal(await projector.$eval("#review", (dialog) => dialog.open), false);
  const own = await open(`/#team=${owls.token}`, 1280, 800);
  await until(own, () => document.querySelectorAll(".strip button").length === 6 && ownTeam !== null);
  await own.click(".strip button");
  await until(own, () => document.querySelector("#review .code") !== null);

  step("what the facilitator does is on all boards");
  await lead.keyboard.press("f");
  await accessible(lead, "the controls");
  await shot(lead, "controls");
  await lead.type("#announce-text", "Pizza is here");
  await press(lead, "#announce button");
  await until(projector, () => document.getElementById("announcement").textContent === "Pizza is here");
  await lead.type("#rule-text", "No loops: iterators only");
  await press(lead, "#rule button");
  await until(projector, () => document.getElementById("constraint").textContent === "No loops: iterators only");
  await press(lead, "[data-extend='5']");
  await until(projector, () => /^49:\d\d$|^50:00$/.test(document.getElementById("left").textContent));
  await lead.$eval("#length-minutes", (field) => { field.value = "90"; });
  await press(lead, "#length button");
  await until(projector, () => /^1:29:\d\d$|^1:30:00$/.test(document.getElementById("left").textContent));
  await lead.$eval("#rotate-minutes", (field) => { field.value = "3"; });
  await press(lead, "#rotate button");
  await until(projector, () => /^2:5\d$|^3:00$/.test(document.getElementById("turn-left").textContent));
  await press(lead, "[data-extend='1']");
  await until(projector, () => /^1:30:\d\d$|^1:31:00$/.test(document.getElementById("left").textContent));

  step("a clock that is set moves no countdown");
  for (const by of [-3600000, 7200000]) {
    const shown = () => projector.$eval("#left", (left) => left.textContent);
    const before = await shown();
    await projector.evaluate((by) => { const real = Date.now.bind(Date); Date.now = () => real() + by; }, by);
    await until(projector, (before) => document.getElementById("left").textContent !== before, before);
    const seconds = (text) => text.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
    const passed = seconds(before) - seconds(await shown());
    assert.ok(passed >= 1 && passed <= 3, `${passed} seconds passed`);
  }

  await press(lead, "#pause");
  await until(projector, () => document.getElementById("phase").textContent === "Paused");
  const stood = await projector.$eval("#left", (left) => left.textContent);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(await projector.$eval("#left", (left) => left.textContent), stood, "a paused clock stands still");
  await press(lead, "#break button");
  await until(projector, () => document.getElementById("phase").textContent === "Break");
  await press(lead, "#run");
  await until(projector, () => document.body.dataset.phase === "running");

  step("the review opens for all, and steps by keyboard");
  await press(lead, "#to-review");
  assert.equal(await projector.evaluate(() => document.body.dataset.phase), "running", "one press is not enough");
  await press(lead, "#to-review");
  await until(projector, () => document.body.dataset.phase === "review");
  await until(projector, () => document.querySelector(".lane .people").textContent === "Ann, Bob, Cleo");
  await projector.$eval(".strip button", (button) => button.focus());
  await projector.keyboard.press("ArrowRight");
  await projector.keyboard.press("Enter");
  await until(projector, () => document.querySelector("#review .line.added") !== null);
  const review = await projector.$eval("#review", (dialog) => dialog.textContent);
  assert.ok(review.includes("run 2 of 5") && review.includes("a_missing_key_is_none") && review.includes(HOSTILE));
  assert.deepEqual(await projector.$$eval("#review .failures", (lists) => lists.map((list) => [list.childElementCount, list.checkVisibility()])),
    [[3, true], [2, false]], "what changed is not far below");
  assert.equal(await projector.$eval("#review mark", (mark) => mark.textContent), "U+202E", "what hides in code is shown");
  await accessible(projector, "the review");
  await shot(projector, "review");

  step("a team's code is compared in a frame that can do nothing, whatever is in it");
  await press(projector, "#review .tabs button:nth-child(3)");
  await projector.waitForSelector("#review .compared iframe", { timeout: 120000 });
  const frame = await (await projector.$("#review .compared iframe")).contentFrame();
  await frame.waitForSelector("#code");
  assert.equal(await frame.$eval("h1", (title) => getComputedStyle(title).color), "rgb(1, 2, 3)", "the page has its style");
  assert.ok((await frame.content()).includes("<img src"), "markup has got into it");
  assert.deepEqual(complaints.splice(0).filter((line) => !/sandbox|Content Security Policy/.test(line)), [], "and does nothing");
  const large = await projector.$eval("#review .compared iframe", (frame) => [frame.clientWidth, frame.clientHeight]);
  assert.ok(large[0] > 1700 && large[1] > 700, `the frame is large: ${large}`);
  await accessible(projector, "the comparison");
  await shot(projector, "compared");
  await projector.focus("#review .forth");
  await projector.keyboard.press("ArrowRight");
  await until(projector, () => document.querySelector("#review .where").textContent.includes("run 3 of 5"));
  await projector.waitForFunction(() => document.querySelector("#review .compared iframe")?.src.endsWith("/compare/3"));
  await press(projector, "#review .tabs button:nth-child(1)");
  complaints.length = 0;
  await projector.click("#beside");
  await until(projector, () => document.querySelectorAll("#review .pane .code").length >= 2);
  await until(projector, () => !document.getElementById("both").hidden);
  assert.match(await projector.$eval("#both", (link) => link.href), /\/compare\/3\?with=6$/);
  await shot(projector, "beside");
  await projector.select("#review .pane:nth-child(2) select", "reference");
  await until(projector, () => document.querySelector("#review .pane:nth-child(2) .body").textContent.includes("//! The reference"));
  await projector.keyboard.press("Escape");
  assert.equal(await projector.$eval("#review", (dialog) => dialog.open), false);

  step("a phone, in the dark");
  const phone = await open("/", 390, 844, "dark");
  await until(phone, () => document.querySelectorAll(".strip button").length === 6);
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the phone");
  await accessible(phone, "on a phone");
  await shot(phone, "phone");
  await phone.$eval(".strip button[aria-label*=' red,']", (button) => button.click());
  await until(phone, () => document.querySelector("#review .failures") !== null);
  assert.ok(await phone.$eval("#review .body", (body) => body.scrollWidth <= body.clientWidth), "tests that fail have names that break");
  await shot(phone, "phone-review");
  await phone.keyboard.press("Escape");

  step("twins are told apart, and many teams go and come back at once");
  await lead.evaluate(() => { if (document.getElementById("controls").hidden) toggleControls(); });
  assert.match(await lead.$eval("#of-team-team", (teams) => teams.textContent), /Night Owls \(team 1\)/);
  await lead.$eval("#of-team-team", (teams) => [...teams.options].slice(1).forEach((option) => { option.selected = true; }));
  const remove = "#of-team [value=remove]";
  await lead.$eval(remove, (button) => { button.click(); button.click(); });
  await until(projector, () => document.querySelectorAll(".lane").length === 1);
  await until(lead, () => document.getElementById("removed-team").options.length === 2);
  for (const left of [1, 0]) {
    await lead.$eval("#removed button", (button) => button.click());
    await until(lead, (left) => document.getElementById("removed-team").options.length === left, left);
  }
  await until(projector, () => document.querySelectorAll(".lane").length === 3 && document.querySelectorAll(".strip button").length === 6);
  await press(lead, "#door-state");
  await until(lead, () => document.getElementById("door-state").textContent === "Open the door");
  await accessible(lead, "the controls with the door closed");
  await press(lead, "#door-state");
  await until(lead, () => document.getElementById("door-state").textContent === "Close the door");

  step("500 lanes with 20,000 lights");
  const crowded = await open("/", 1920, 1080);
  const took = await crowded.evaluate(() => {
    const teams = Array.from({ length: 500 }, (_, id) => ({ id: 1000 + id, name: `Team ${id}`, people: [], driver: 0, driver_since_turn: 0 }));
    const mark = (id, at) => ({ id, team: 1000 + (id % 500), at, kata: "hash-map", light: "red", stage: 1, stages: 7, passed: 1, total: 52, took_ms: 1, code: false });
    const marks = Array.from({ length: 20000 }, (_, id) => mark(id + 1, state.now - 3600000 + id * 150));
    const timed = (work) => {
      const started = performance.now();
      work();
      // Asking for a width lays the page out.
      return [performance.now() - started, document.body.scrollWidth, performance.now() - started][2];
    };
    const whole = timed(() => applyUpdate({ state, started_at: state.now - 3600000, teams, removed: [], marks, answered: 0 }, true));
    const crowd = timed(() => applyUpdate({ state, started_at: startedAt, teams: [], removed: [], marks: Array.from({ length: 2000 }, (_, id) => ({ ...mark(30000 + id, state.now), team: 1000 })), answered: 0 }, false));
    const one = timed(() => applyUpdate({ state, started_at: startedAt, teams: [], removed: [], marks: [mark(50000, state.now)], answered: 0 }, false));
    return { whole, crowd, one };
  });
  console.log(`  ${Object.entries(took).map(([what, ms]) => `${what} ${Math.round(ms)} ms`).join(", ")}`);
  assert.ok(took.whole < 15000 && took.crowd < 5000 && took.one < 1000, JSON.stringify(took));
  await crowded.browserContext().close();

  step("looking back, and the end");
  await press(lead, "#to-retro");
  await until(projector, () => !document.getElementById("questions").hidden);
  await accessible(projector, "looking back");
  await shot(projector, "retro");
  await post("/api/retro", owls.token, { answers: [`Names${String.fromCodePoint(0x202e)} matter`, "", ""] });
  await press(lead, "#end");
  await press(lead, "#end");
  await until(projector, () => document.getElementById("phase").textContent === "The dojo is over");
  assert.equal(await projector.$eval("#announcement", (said) => said.hidden), true, "what was said during the evening is over too");

  step("an exported page shows the same without a board");
  const page = join(folder, "dojo.html");
  await new Promise((resolve, reject) => {
    const child = spawn(process.env.BOARD, ["dojo", "export", "--html", page], { cwd: folder, env: { ...process.env, CARGO_MANIFEST_DIR: "" } });
    child.on("exit", (status) => (status === 0 ? resolve() : reject(new Error(`export: ${status}`))));
  });
  await projector.goto(`file://${page}`);
  await until(projector, () => document.querySelectorAll(".strip button").length === 6);
  await projector.click(".strip button");
  await until(projector, () => document.querySelector("#review .code") !== null);
  await shot(projector, "exported");
  assert.deepEqual(complaints.splice(0), []);

  step("an exported page has the comparison, the reference, the brief, what happened when, and shows what hides in answers");
  const main = await projector.$eval("main", (main) => main.textContent);
  for (const part of ["Announcement: Pizza is here", "Break of 10 minutes", "The brief of Hash map", "The story."]) assert.ok(main.includes(part), part);
  assert.equal(await projector.$eval("#question-list mark", (mark) => mark.textContent), "U+202E");
  await projector.$eval("#close", (button) => button.click());
  await projector.$eval(".lane:nth-of-type(2) .strip .minute:last-child button:last-child", (button) => button.click());
  await until(projector, () => document.querySelector("#review .tabs button:nth-child(3)") !== null);
  await press(projector, "#review .tabs button:nth-child(3)");
  await projector.waitForSelector("#review .compared iframe");
  const inside = await (await projector.$("#review .compared iframe")).contentFrame();
  await inside.waitForSelector("#code");
  assert.equal(await inside.$eval("h1", (title) => getComputedStyle(title).color), "rgb(1, 2, 3)", "the page has its style");
  await projector.click("#beside");
  await projector.select("#review .pane:nth-child(2) select", "reference");
  await until(projector, () => document.querySelector("#review .pane:nth-child(2) .body").textContent.includes("//! The reference"));
  await accessible(projector, "the export");
  assert.deepEqual(complaints.splice(0).filter((line) => !/sandbox|Content Security Policy|Not allowed to load|postMessage/.test(line)), [], "and does nothing");

  step("a page reconnects by itself when the board is back");
  board.kill();
  await until(lead, () => document.getElementById("lost").textContent.includes("cannot be reached"));
  board = startBoard(new URL(address).host);
  await until(lead, () => document.body.dataset.phase === "waiting" && document.getElementById("lost").hidden);
  assert.deepEqual(complaints.splice(0).filter((line) => !/ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED/.test(line)), []);

  assert.deepEqual(complaints, [], "the console is silent");
  console.log("all of it holds");
} catch (error) {
  console.error(error, complaints);
  process.exitCode = 1;
} finally {
  await browser.close();
  board.kill();
  rmSync(folder, { recursive: true, force: true });
}
