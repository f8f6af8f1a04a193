// Tests the page in a real browser. `.ci/board` installs the dependencies and runs this.
// BOARD is the path of the board's program, CHROMIUM that of the browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = process.env.SHOTS;
if (screenshots) mkdirSync(screenshots, { recursive: true });

const HOSTILE = "<img src=x onerror=alert(1)>";
const folder = mkdtempSync(join(tmpdir(), "board-"));
mkdirSync(join(folder, "katas"));
mkdirSync(join(folder, "solutions/hash-map/src"), { recursive: true });
mkdirSync(join(folder, "katas/hash-map"));
writeFileSync(join(folder, "Cargo.toml"), '[workspace]\nmembers = ["katas/lru-cache", "katas/hash-map"]\n');
mkdirSync(join(folder, "katas/lru-cache"));
writeFileSync(join(folder, "katas/lru-cache/kata.toml"), 'title = "LRU cache"\nteaches = "nothing"\ntrack = "systems"\n');
writeFileSync(join(folder, "katas/hash-map/kata.toml"), 'title = "Hash map"\nteaches = "nothing"\ntrack = "objects"\ncore = 3\n');
mkdirSync(join(folder, "tests/hash_map"), { recursive: true });
for (let stage = 1; stage <= 7; stage += 1) writeFileSync(join(folder, `tests/hash_map/stage_${stage}_part.rs`), `//! # Part ${stage}\n//!\n//! Time box: 10 minutes.\n`);
writeFileSync(join(folder, "katas/hash-map/README.md"), "# Hash map\n\nThe story.\n");
writeFileSync(join(folder, "solutions/hash-map/src/lib.rs"), "//! The reference\n");
// A fake compare tool. Unlike the real one, it copies a team's code into the page unescaped. A team's code names the design
// that it is like, or makes the tool fail or wait for a file.
mkdirSync(join(folder, "xtask/compare/src"), { recursive: true });
writeFileSync(join(folder, "xtask/compare/Cargo.toml"), '[package]\nname = "compare"\nversion = "0.1.0"\nedition = "2024"\n[workspace]\n');
const reference = { name: "reference", idea: "dense entries in one vector, and a table of indices into it" };
const boxes = { name: "boxed-entries", idea: "boxed entries that never move, in linked lists of nodes" };
const tree = ["HashMap<K, V>", "├ table: Vec<Option<(K, V)>>", `│  └ a_field_with_a_long_name: BTreeMap<Rc<RefCell<${HOSTILE}>>, \u202eusize>`, "└ len: usize"];
const diagram = `<svg class="class-diagram" viewBox="0 0 700 80" width="700" height="80" role="img" aria-label="Class diagram"><script>alert(3)</script><g class="type role0"><rect x="0" y="0" width="690" height="70" onclick="alert(4)"/><text class="type-name" x="350" y="20">HashMap&lt;K, V&gt;</text><text class="member" x="8" y="45">${HOSTILE.replaceAll("<", "&lt;")}</text></g></svg>`;
const designs = {
  reference: { closest: reference, tree, diagram, is_stub: false, problems: [] },
  boxes: { closest: boxes, tree, diagram: null, is_stub: false, problems: [] },
  nothing: { closest: null, tree, diagram, is_stub: false, problems: [] },
  stub: { closest: null, tree: tree.slice(0, 1), diagram: null, is_stub: true, problems: [] },
  broken: { closest: null, tree: [], diagram: null, is_stub: false, problems: ["src/lib.rs:3: skipped: unbalanced bracket or quote"] },
};
for (const [word, design] of Object.entries(designs)) writeFileSync(join(folder, `design-${word}.json`), JSON.stringify(design));
writeFileSync(join(folder, "xtask/compare/src/main.rs"), String.raw`fn main() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let file = read(&std::env::args().nth(3).unwrap());
    assert!(!file.contains("fails"));
    while file.contains("waits") && !std::path::Path::new("go-on").exists() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let word = ["boxes", "nothing", "stub", "broken"].into_iter().find(|word| file.contains(word));
    let design = read(&format!("design-{}.json", word.unwrap_or("reference")));
    let style = "<style>h1 { color: rgb(1, 2, 3) }</style>";
    let page = format!("<!doctype html><title>x</title>{style}<h1>Compared</h1><a href='#code'>Code</a><script>alert(2)</script>{file}<p id=code>");
    let page = page.replace('\\', "\\\\").replace('"', "\\\"");
    print!("{{\"page\": \"{page}\", \"design\": {design}}}");
}
`);

const startBoard = (bind) => spawn(process.env.BOARD, ["dojo", "host", "--bind", bind], { cwd: folder, env: { ...process.env, CARGO_MANIFEST_DIR: "" }, stdio: ["ignore", "pipe", "inherit"] });
const linksOf = (started) => new Promise((resolve) => {
  const found = {};
  createInterface({ input: started.stdout }).on("line", (line) => {
    const joins = line.match(/dojo join (\S+) --code (\S+)/);
    if (joins) [, found.address, found.code] = joins;
    const link = line.match(/#facilitator=(\S+)/);
    if (link) resolve({ ...found, facilitator: link[1] });
  });
});
let board = startBoard("127.0.0.1:0");
let { address, code, facilitator } = await linksOf(board);

async function post(path, token, body) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const response = await fetch(address + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(response.status, 200, `${path}: ${await response.clone().text()}`);
  return response.json();
}

const joinTeam = (team, people = []) => post("/api/join", "", { version: 1, code, team, people, machine: `machine-of-${team}`.replace(/\W/g, "x").padEnd(30, "x") });
let seq = 0;
const run = (token, light, stage, more = {}) => post("/api/runs", token, {
  sent_at: 1000, runs: [{ seq: (seq += 1), at: 1000, kata: "hash-map", light, stage, stages: 7, passed: 3 + seq, total: 52, took_ms: 900,
    failures: light === "red" ? [1, 2, 3, 4, 5].map((test) => ({ stage, name: `a_missing_key_is_none::case_${test}_with_a_name_that_does_not_fit_on_one_line_of_a_phone`, message: `left: Some(1)\n${HOSTILE}` })) : [],
    sources: { "src/lib.rs": `// try ${seq}\n// ${HOSTILE} \u202e turned\n` }, ...more }],
});

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const consoleMessages = [];
// The tokens that pages sent for their event streams.
const streamTokens = [];

async function open(path, width, height, scheme = "light") {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warn"].includes(message.type())) consoleMessages.push(`${message.text()} ${message.location().url}`); });
  page.on("request", (request) => { if (request.url().endsWith("/api/board/events")) streamTokens.push(request.headers().authorization); });
  page.on("pageerror", (error) => consoleMessages.push(String(error)));
  page.on("dialog", (dialog) => { consoleMessages.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address + path, { waitUntil: "domcontentloaded" });
  await page.waitForFunction(() => document.body.dataset.phase !== undefined);
  return page;
}

const until = (page, condition, ...values) => page.waitForFunction(condition, { timeout: 10000 }, ...values);
const shot = async (page, name) => { if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`) }); };
const press = (page, id) => page.$eval(id, (button) => button.click());

/** Checks the contrast of every control when hovered, focused and pressed, in light and dark mode. */
async function checkContrast(page, view) {
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
        // axe-core reports text in the color of its background as uncertain, because it can be intentional. Here it never is.
        const same = nodes(incomplete).filter((node) => node.any[0]?.data?.messageKey === "equalRatio");
        return [...nodes(violations), ...same].map((node) => `${node.html} ${node.any[0]?.message ?? ""}`);
      });
      assert.deepEqual(found, [], `contrast: ${view}, ${scheme}, ${state.join(" and ")}`);
    }
  }
  for (const nodeId of nodeIds) await protocol.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: [] });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  await protocol.detach();
}

/** Checks a view with axe-core. */
async function checkAccessibility(page, view) {
  // The page's policy forbids adding a script element.
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await globalThis.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html + (node.any[0]?.message ?? "")).join(" | ")}`));
  assert.deepEqual(found, [], `accessibility: ${view}`);
  await checkContrast(page, view);
}

const step = (description) => console.log(`- ${description}`);
try {
  step("before teams join, the facilitator's page shows the join code and other pages do not");
  const facilitatorPage = await open(`/#facilitator=${facilitator}`, 1920, 1080);
  await until(facilitatorPage, (code) => document.getElementById("join").textContent.includes(code), code);
  assert.equal(await facilitatorPage.evaluate(() => location.hash), "", "the page's address without the token");
  const projector = await open("/", 1920, 1080);
  assert.ok(!(await projector.content()).includes(code));
  assert.deepEqual(streamTokens, [`Bearer ${facilitator}`, undefined], "tokens of the event streams: only the facilitator's page sends one");
  await checkAccessibility(facilitatorPage, "waiting");
  for (const width of [1920, 1100, 700, 390]) {
    await facilitatorPage.setViewport({ width, height: 1080 });
    const heights = await facilitatorPage.$$eval("#join .nowrap", (parts) => new Set(parts.map((part) => part.offsetHeight)).size);
    assert.equal(heights, 1, `different heights of the options at width ${width}`);
  }
  await facilitatorPage.setViewport({ width: 1920, height: 1080 });
  assert.match(await facilitatorPage.$eval("#welcome", (card) => card.textContent), /--people/);

  step("the projector's page has the code and no controls");
  const link = await facilitatorPage.$eval("#projector", (link) => link.getAttribute("href"));
  const projectorPage = await open(link, 1920, 1080);
  assert.ok((await projectorPage.$eval("#join", (line) => line.textContent)).includes(`--code ${code} `));
  assert.equal(await projectorPage.$eval("#facilitator", (controls) => controls.hidden), true);
  assert.equal(await projectorPage.evaluate(() => location.hash), "");
  await projectorPage.browserContext().close();
  await shot(facilitatorPage, "waiting");

  step("teams join and their lights appear without a reload, hostile names as text");
  const owls = await joinTeam("Night Owls", ["Ann", "Bob", "Cleo"]);
  const rude = await joinTeam(HOSTILE);
  await joinTeam("Zoë & Łukasz", ["Zoë", "Łukasz"]);
  await post("/api/facilitator", facilitator, { action: "run" });
  for (const [light, stage] of [["amber", 1], ["red", 1], ["timeout", 2], ["red", 3], ["green", null]]) await run(owls.token, light, stage);
  await run(rude.token, "red", 5);
  await until(projector, () => document.querySelectorAll(".strip button").length === 6);
  const names = await projector.$$eval(".lane h2", (all) => all.map((one) => one.textContent));
  assert.deepEqual(names, ["Night Owls", HOSTILE, "Zoë & Łukasz"]);
  assert.equal(await projector.$$eval("main img[src=x], main b", (all) => all.length), 0);
  await until(projector, () => /^4[45]:\d\d$/.test(document.getElementById("left").textContent));
  await until(projector, () => document.querySelector(".lane .people").textContent === "Ann drives, Bob navigates, 1 more");
  await until(projector, () => document.querySelectorAll(".lane .counts")[1].textContent === "core green, stage 5 of 7");
  assert.equal(await projector.$$eval(".lane .progress .extension", (dots) => dots.length), 8, "the dots of the extensions of two teams");
  const labels = await projector.$$eval(".strip button", (all) => all.map((one) => one.getAttribute("aria-label")));
  assert.match(labels[2], /timeout, hash-map, stage 2 of 7/);
  await checkAccessibility(projector, "the lanes");
  await shot(projector, "running");

  step("a run of another kata than the one set for everyone is marked and not counted");
  await post("/api/facilitator", facilitator, { action: "kata", kata: "lru-cache" });
  await until(projector, () => document.querySelectorAll(".other-kata").length === 2);
  assert.equal(await projector.$eval("#summary", (summary) => summary.textContent), "3 teams, 0 green");
  assert.equal(await facilitatorPage.$eval("#kata-select", (kata) => kata.value), "lru-cache");
  const groups = await facilitatorPage.$$eval("#kata-select optgroup", (all) => all.map((group) => `${group.label}: ${group.textContent}`));
  assert.deepEqual(groups, ["Object-oriented design: hash-map: Hash map", "System design: lru-cache: LRU cache"]);
  await post("/api/facilitator", facilitator, { action: "kata", kata: "hash-map" });
  await until(projector, () => document.querySelectorAll(".other-kata").length === 0);
  assert.equal(await projector.$eval("#summary", (summary) => summary.textContent), "3 teams, 1 green");

  step("code is hidden until the facilitator opens the review");
  await projector.click(".strip button");
  await until(projector, () => document.getElementById("notice").textContent.includes("once the facilitator opens"));
  assert.equal(await projector.$eval("#review", (dialog) => dialog.open), false);
  const own = await open(`/#team=${owls.token}`, 1280, 800);
  await until(own, () => document.querySelectorAll(".strip button").length === 6 && ownTeam !== null);
  await own.click(".strip button");
  await until(own, () => document.querySelector("#review .code") !== null);

  step("the facilitator's actions appear on all pages");
  await facilitatorPage.keyboard.press("f");
  await checkAccessibility(facilitatorPage, "the controls");
  await shot(facilitatorPage, "controls");
  await facilitatorPage.type("#announce-text", "Pizza is here");
  await press(facilitatorPage, "#announce button");
  await until(projector, () => document.getElementById("announcement").textContent === "Pizza is here");
  await facilitatorPage.type("#constraint-text", "No loops: iterators only");
  await press(facilitatorPage, "#constraint-form button");
  await until(projector, () => document.getElementById("constraint").textContent === "No loops: iterators only");
  await press(facilitatorPage, "[data-extend='5']");
  await until(projector, () => /^49:\d\d$|^50:00$/.test(document.getElementById("left").textContent));
  await facilitatorPage.$eval("#length-minutes", (field) => { field.value = "90"; });
  await press(facilitatorPage, "#length button");
  await until(projector, () => /^1:29:\d\d$|^1:30:00$/.test(document.getElementById("left").textContent));
  await facilitatorPage.$eval("#rotate-minutes", (field) => { field.value = "3"; });
  await press(facilitatorPage, "#rotate button");
  await until(projector, () => /^2:5\d$|^3:00$/.test(document.getElementById("turn-left").textContent));
  await press(facilitatorPage, "[data-extend='1']");
  await until(projector, () => /^1:30:\d\d$|^1:31:00$/.test(document.getElementById("left").textContent));

  step("the countdown ignores changes of the machine's clock");
  for (const by of [-3600000, 7200000]) {
    const shown = () => projector.$eval("#left", (left) => left.textContent);
    const before = await shown();
    await projector.evaluate((by) => { const real = Date.now.bind(Date); Date.now = () => real() + by; }, by);
    await until(projector, (before) => document.getElementById("left").textContent !== before, before);
    const seconds = (text) => text.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
    const passed = seconds(before) - seconds(await shown());
    assert.ok(passed >= 1 && passed <= 3, `seconds passed on the countdown: ${passed}`);
  }

  await press(facilitatorPage, "#pause");
  await until(projector, () => document.getElementById("phase").textContent === "Paused");
  const paused = await projector.$eval("#left", (left) => left.textContent);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(await projector.$eval("#left", (left) => left.textContent), paused, "time left on a paused clock");
  await press(facilitatorPage, "#break button");
  await until(projector, () => document.getElementById("phase").textContent === "Break");
  await press(facilitatorPage, "#run");
  await until(projector, () => document.body.dataset.phase === "running");

  step("the review opens for everyone and works with the keyboard");
  await press(facilitatorPage, "#open-review");
  assert.equal(await projector.evaluate(() => document.body.dataset.phase), "running", "phase after the first click, before the confirmation");
  await press(facilitatorPage, "#open-review");
  await until(projector, () => document.body.dataset.phase === "review");
  await until(projector, () => document.querySelector(".lane .people").textContent === "Ann, Bob, Cleo");
  await projector.$eval(".strip button", (button) => button.focus());
  await projector.keyboard.press("ArrowRight");
  await projector.keyboard.press("Enter");
  await until(projector, () => document.querySelector("#review .line.added") !== null);
  const review = await projector.$eval("#review", (dialog) => dialog.textContent);
  assert.ok(review.includes("run 2 of 5") && review.includes("a_missing_key_is_none") && review.includes(HOSTILE));
  assert.deepEqual(await projector.$$eval("#review .failures", (lists) => lists.map((list) => [list.childElementCount, list.checkVisibility()])),
    [[3, true], [2, false]], "numbers of failed tests, and whether they are unfolded");
  assert.equal(await projector.$eval("#review mark", (mark) => mark.textContent), "U+202E", "a hidden character made visible");
  await checkAccessibility(projector, "the review");
  await shot(projector, "review");

  step("the comparison is shown in a frame that runs no scripts");
  await press(projector, "#review .tabs button:nth-child(3)");
  await projector.waitForSelector("#review .compared iframe", { timeout: 120000 });
  const frame = await (await projector.$("#review .compared iframe")).contentFrame();
  await frame.waitForSelector("#code");
  assert.equal(await frame.$eval("h1", (title) => getComputedStyle(title).color), "rgb(1, 2, 3)", "color of the title: the style of the comparison applies");
  assert.ok((await frame.content()).includes("<img src"), "the page contains the team's markup");
  assert.deepEqual(consoleMessages.splice(0).filter((line) => !/sandbox|Content Security Policy/.test(line)), [], "console messages other than blocked scripts");
  const large = await projector.$eval("#review .compared iframe", (frame) => [frame.clientWidth, frame.clientHeight]);
  assert.ok(large[0] > 1700 && large[1] > 700, `size of the frame: ${large}`);
  await checkAccessibility(projector, "the comparison");
  await shot(projector, "compared");
  await projector.focus("#review .next");
  await projector.keyboard.press("ArrowRight");
  await until(projector, () => document.querySelector("#review .run-info").textContent.includes("run 3 of 5"));
  await projector.waitForFunction(() => document.querySelector("#review .compared iframe")?.src.endsWith("/compare/3"));
  await press(projector, "#review .tabs button:nth-child(1)");
  consoleMessages.length = 0;
  await projector.click("#toggle-second-pane");
  await until(projector, () => document.querySelectorAll("#review .pane .code").length >= 2);
  await until(projector, () => !document.getElementById("compare-both").hidden);
  assert.match(await projector.$eval("#compare-both", (link) => link.href), /\/compare\/3\?with=6$/);
  await shot(projector, "two-runs");
  await projector.select("#review .pane:nth-child(2) select", "reference");
  await until(projector, () => document.querySelector("#review .pane:nth-child(2) .body").textContent.includes("//! The reference"));
  await projector.keyboard.press("Escape");
  assert.equal(await projector.$eval("#review", (dialog) => dialog.open), false);

  step("a phone in dark mode");
  const phone = await open("/", 390, 844, "dark");
  await until(phone, () => document.querySelectorAll(".strip button").length === 6);
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is not wider than the screen");
  await checkAccessibility(phone, "on a phone");
  await shot(phone, "phone");
  await phone.$eval(".strip button[aria-label*=' red,']", (button) => button.click());
  await until(phone, () => document.querySelector("#review .failures") !== null);
  assert.ok(await phone.$eval("#review .body", (body) => body.scrollWidth <= body.clientWidth), "long test names wrap");
  await shot(phone, "phone-review");
  await phone.keyboard.press("Escape");

  step("teams are listed with their numbers, and can be removed together and restored");
  await facilitatorPage.evaluate(() => { if (document.getElementById("controls").hidden) toggleControls(); });
  assert.match(await facilitatorPage.$eval("#team-select", (teams) => teams.textContent), /Night Owls \(team 1\)/);
  await facilitatorPage.$eval("#team-select", (teams) => [...teams.options].slice(1).forEach((option) => { option.selected = true; }));
  const remove = "#team-form [value=remove]";
  await facilitatorPage.$eval(remove, (button) => { button.click(); button.click(); });
  await until(projector, () => document.querySelectorAll(".lane").length === 1);
  await until(facilitatorPage, () => document.getElementById("restore-select").options.length === 2);
  for (const left of [1, 0]) {
    await facilitatorPage.$eval("#restore-form button", (button) => button.click());
    await until(facilitatorPage, (left) => document.getElementById("restore-select").options.length === left, left);
  }
  await until(projector, () => document.querySelectorAll(".lane").length === 3 && document.querySelectorAll(".strip button").length === 6);
  await press(facilitatorPage, "#toggle-new-teams");
  await until(facilitatorPage, () => document.getElementById("toggle-new-teams").textContent === "Allow new teams");
  await checkAccessibility(facilitatorPage, "the controls while new teams are blocked");
  await press(facilitatorPage, "#toggle-new-teams");
  await until(facilitatorPage, () => document.getElementById("toggle-new-teams").textContent === "Block new teams");

  step("500 lanes with 20,000 lights");
  const crowded = await open("/", 1920, 1080);
  const took = await crowded.evaluate(() => {
    const teams = Array.from({ length: 500 }, (_, id) => ({ id: 1000 + id, name: `Team ${id}`, people: [], driver: 0, driver_since_turn: 0 }));
    const mark = (id, at) => ({ id, team: 1000 + (id % 500), at, kata: "hash-map", light: "red", stage: 1, stages: 7, passed: 1, total: 52, took_ms: 1, code: false });
    const marks = Array.from({ length: 20000 }, (_, id) => mark(id + 1, state.now - 3600000 + id * 150));
    const timed = (work) => {
      const started = performance.now();
      work();
      // Reading a width forces the layout of the page.
      return [performance.now() - started, document.body.scrollWidth, performance.now() - started][2];
    };
    const whole = timed(() => applyUpdate({ state, started_at: state.now - 3600000, teams, removed: [], marks, answered: 0 }, true));
    const many = timed(() => applyUpdate({ state, started_at: startedAt, teams: [], removed: [], marks: Array.from({ length: 2000 }, (_, id) => ({ ...mark(30000 + id, state.now), team: 1000 })), answered: 0 }, false));
    const one = timed(() => applyUpdate({ state, started_at: startedAt, teams: [], removed: [], marks: [mark(50000, state.now)], answered: 0 }, false));
    return { whole, many, one };
  });
  console.log(`  ${Object.entries(took).map(([update, ms]) => `${update} ${Math.round(ms)} ms`).join(", ")}`);
  assert.ok(took.whole < 15000 && took.many < 5000 && took.one < 1000, JSON.stringify(took));
  await crowded.browserContext().close();

  step("the retrospective and the end");
  await press(facilitatorPage, "#start-retro");
  await until(projector, () => !document.getElementById("questions").hidden);
  await checkAccessibility(projector, "the retrospective");
  await shot(projector, "retro");
  await post("/api/retro", owls.token, { answers: [`Names${String.fromCodePoint(0x202e)} matter`, "", ""] });
  await press(facilitatorPage, "#end");
  await press(facilitatorPage, "#end");
  await until(projector, () => document.getElementById("phase").textContent === "The dojo has ended");
  assert.equal(await projector.$eval("#announcement", (line) => line.hidden), true, "the announcement is hidden at the end");

  step("an exported page works without a board");
  const page = join(folder, "dojo.html");
  const exportTo = (file) => new Promise((resolve, reject) => {
    const child = spawn(process.env.BOARD, ["dojo", "export", "--html", file], { cwd: folder, env: { ...process.env, CARGO_MANIFEST_DIR: "" }, stdio: "ignore" });
    child.on("exit", (status) => (status === 0 ? resolve() : reject(new Error(`export: ${status}`))));
  });
  await exportTo(page);
  await projector.goto(`file://${page}`);
  await until(projector, () => document.querySelectorAll(".strip button").length === 6);
  await projector.click(".strip button");
  await until(projector, () => document.querySelector("#review .code") !== null);
  await shot(projector, "exported");
  assert.deepEqual(consoleMessages.splice(0), []);

  step("an exported page has comparisons, references, briefs, the timeline, and visible hidden characters");
  const main = await projector.$eval("main", (main) => main.textContent);
  for (const part of ["Announcement: Pizza is here", "Break of 10 minutes", "Brief: Hash map", "The story."]) assert.ok(main.includes(part), part);
  assert.equal(await projector.$eval("#question-list mark", (mark) => mark.textContent), "U+202E");
  // Another run is opened before the browser reports that the dialog has closed.
  await projector.$eval(".lane:nth-of-type(2) .strip .minute:last-child button:last-child", (button) => {
    document.getElementById("close").click();
    button.click();
  });
  await until(projector, () => document.querySelector("#review .tabs button:nth-child(3)") !== null);
  await press(projector, "#review .tabs button:nth-child(3)");
  await projector.waitForSelector("#review .compared iframe");
  const inside = await (await projector.$("#review .compared iframe")).contentFrame();
  await inside.waitForSelector("#code");
  assert.equal(await inside.$eval("h1", (title) => getComputedStyle(title).color), "rgb(1, 2, 3)", "color of the title: the style of the comparison applies");
  await projector.click("#toggle-second-pane");
  await projector.select("#review .pane:nth-child(2) select", "reference");
  await until(projector, () => document.querySelector("#review .pane:nth-child(2) .body").textContent.includes("//! The reference"));
  await checkAccessibility(projector, "the export");
  assert.deepEqual(consoleMessages.splice(0).filter((line) => !/sandbox|Content Security Policy|Not allowed to load|postMessage/.test(line)), [], "console messages other than blocked scripts");

  step("a page reconnects after the board has restarted");
  board.kill();
  await until(facilitatorPage, () => document.getElementById("notice").textContent.includes("cannot be reached"));
  board = startBoard(new URL(address).host);
  ({ code, facilitator } = await linksOf(board));
  await until(facilitatorPage, () => document.body.dataset.phase === "waiting" && document.getElementById("notice").hidden);
  assert.deepEqual(consoleMessages.splice(0).filter((line) => !/ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED/.test(line)), []);

  step("the designs of all teams are grouped, and one slow or failed comparison leaves the others");
  const like = (words) => ({ sources: { "src/lib.rs": `// ${words}\n` } });
  const designTeams = [["Night Owls", like("like the reference")], [HOSTILE, like(`like the reference ${HOSTILE}`)], ["Cats", like("like boxes")],
    ["Loners", like("like nothing")], ["Broken", like("broken")], ["Crashers", like("fails")], ["Waiters", like("waits")], ["Beginners", like("the stub")], ["Ghosts", { sources: null }]];
  const joinWith = async (name, more) => {
    const { token, state } = await joinTeam(name);
    await run(token, "red", 2, more);
    return state.team.id;
  };
  const teams = {};
  for (const [name, more] of designTeams) teams[name] = await joinWith(name, more);
  await post("/api/facilitator", facilitator, { action: "run" });
  await post("/api/facilitator", facilitator, { action: "kata", kata: "hash-map" });
  const wall = await open("/", 1920, 1080);
  await until(wall, () => document.querySelectorAll(".strip button").length === 9);
  const runs = Object.fromEntries(await wall.evaluate(() => [...lanes.marks.values()].map(({ team, id }) => [team, id])));
  const card = (name) => `#groups [data-run="${runs[teams[name]]}"]`;
  assert.equal(await wall.$eval("#open-designs", (button) => button.hidden), true, "before the review, there is no button");
  assert.equal((await fetch(`${address}/api/designs`)).status, 403, "status before the review");
  await post("/api/facilitator", facilitator, { action: "review" });
  await until(wall, () => !document.getElementById("open-designs").hidden);
  await wall.focus("#open-designs");
  await wall.keyboard.press("Enter");
  const groupsOf = (page) => page.$$eval("#groups .group", (groups) => Object.fromEntries(groups.map((group) => [group.querySelector("h3").textContent, [...group.querySelectorAll("h4 bdi")].map((name) => name.textContent)])));
  const [dense, boxed] = ["Dense entries in one vector, and a table of indices into it", "Boxed entries that never move, in linked lists of nodes"];
  const compared = { [dense]: ["Night Owls", HOSTILE], [boxed]: ["Cats"], "Like none of the known designs": ["Loners"], "Still the stub's types": ["Beginners"], "Code that cannot be parsed": ["Broken"], "Not compared": ["Crashers"] };
  await until(wall, () => document.getElementById("compared-teams").textContent === "Comparing: 7 of 8 teams");
  assert.deepEqual(await groupsOf(wall), { ...compared, "Still being compared": ["Waiters"] });
  assert.deepEqual(await wall.$$eval("#groups .group > .note", (notes) => notes.slice(0, 3).map((note) => note.textContent)), ["like the reference, 2 teams", "like boxed-entries, 1 team", "1 team"]);
  assert.equal(await wall.$eval("#groups .without-code", (line) => line.textContent), "Without code for hash-map: Ghosts");
  assert.equal(await wall.$$eval("#groups img", (all) => all.length), 0, "markup of a team");
  assert.equal(await wall.$eval("#diagram-legend", (line) => line.hidden), false);
  assert.deepEqual(await wall.$eval("#groups .drawing svg", (svg) => [svg.getAttribute("aria-label"), svg.style.minWidth, svg.querySelector(".member").textContent]),
    ["Class diagram: Night Owls", "350px", HOSTILE]);
  assert.notEqual(await wall.$eval("#groups .drawing rect", (rect) => getComputedStyle(rect).fill), "rgb(0, 0, 0)", "the diagrams have a style sheet");
  assert.deepEqual(await wall.$eval("#groups .tree", (tree, hostile) => [tree.textContent.includes(hostile), tree.querySelector("mark").textContent], HOSTILE), [true, "U+202E"]);
  assert.deepEqual(await wall.$$eval("#groups .problem", (lines) => lines.map((line) => line.textContent)),
    ["src/lib.rs:3: skipped: unbalanced bracket or quote", "the compare tool failed on this code. You can still read the code."]);

  step("from a card, the keyboard leads to the comparison and back");
  await wall.focus(`${card("Cats")} button`);
  writeFileSync(join(folder, "go-on"), "");
  compared[dense].push("Waiters");
  await until(wall, () => document.getElementById("compared-teams").hidden && document.querySelectorAll("#groups .card").length === 8);
  assert.deepEqual(await groupsOf(wall), compared);
  const hasFocus = (name) => wall.$eval(`${card(name)} button`, (button) => button === document.activeElement);
  assert.ok(await hasFocus("Cats"), "the focus stays on the card");
  await shot(wall, "designs");
  await wall.keyboard.press("Enter");
  await wall.waitForSelector("#review .compared iframe");
  assert.equal(await wall.$eval("#review iframe", (frame) => new URL(frame.src).pathname), `/compare/${runs[teams.Cats]}`);
  await wall.keyboard.press("Escape");
  await until(wall, () => !document.getElementById("review").open);
  assert.deepEqual([await wall.$eval("#designs", (dialog) => dialog.open), await hasFocus("Cats")], [true, true], "the designs are open, and the card has the focus");
  await checkAccessibility(wall, "the designs");

  step("the designs on a phone in dark mode");
  const small = await open("/", 390, 844, "dark");
  await until(small, () => !document.getElementById("open-designs").hidden);
  await press(small, "#open-designs");
  await until(small, () => document.querySelectorAll("#groups .tree, #groups .drawing").length === 6);
  assert.ok(await small.$eval("#groups", (groups) => groups.scrollWidth <= groups.clientWidth), "the cards are not wider than the screen");
  await checkAccessibility(small, "the designs on a phone");
  await shot(small, "phone-designs");
  await small.browserContext().close();

  step("the designs of 30 teams fit on two screens, and a removed team's card disappears");
  const words = ["like the reference", "like boxes", "like nothing"];
  const more = [];
  for (let number = 10; number <= 30; number += 1) {
    more.push(await joinWith(`Team ${number}`, like(words[number % 7 % 3])));
    if (number === 12 || number === 30) {
      await until(wall, (cards) => document.querySelectorAll("#groups .card").length === cards && document.getElementById("compared-teams").hidden, number - 1);
      await shot(wall, `designs-${number}`);
    }
  }
  assert.deepEqual(await wall.evaluate(() => [document.querySelectorAll("#groups .drawing").length, byId("diagram-legend").hidden]), [0, true], "diagrams of 29 teams");
  const sizes = await wall.$eval("#groups", (groups) => [groups.scrollHeight / groups.clientHeight, groups.scrollWidth - groups.clientWidth]);
  assert.ok(sizes[0] <= 2 && sizes[1] <= 0, `screens, and width beyond the screen: ${sizes}`);
  await post("/api/facilitator", facilitator, { action: "remove", teams: more.slice(1) });
  await until(wall, () => document.querySelectorAll("#groups .card").length === 9);
  await wall.keyboard.press("Escape");
  assert.deepEqual(await wall.evaluate(() => [document.getElementById("designs").open, document.activeElement.id]), [false, "open-designs"]);

  step("an exported page has the designs");
  await exportTo(page);
  await wall.goto(`file://${page}`);
  await press(wall, "#open-designs");
  await until(wall, () => document.querySelectorAll("#groups .card").length === 9);
  compared[dense].push("Team 10");
  assert.deepEqual(await groupsOf(wall), compared);
  await shot(wall, "designs-exported");
  await press(wall, `${card("Cats")} button`);
  await wall.waitForSelector("#review .compared iframe");
  await wall.keyboard.press("Escape");
  await press(wall, `${card("Crashers")} button`);
  await until(wall, () => document.querySelector("#review .code")?.textContent.includes("// fails"));
  assert.deepEqual(consoleMessages.splice(0).filter((line) => !/sandbox|Content Security Policy|Not allowed to load|postMessage/.test(line)), [], "console messages other than blocked scripts");

  assert.deepEqual(consoleMessages, [], "console messages");
  console.log("all browser tests passed");
} catch (error) {
  console.error(error, consoleMessages);
  process.exitCode = 1;
} finally {
  await browser.close();
  board.kill();
  rmSync(folder, { recursive: true, force: true });
}
