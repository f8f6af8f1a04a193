"use strict";
// The page as a whole: what it hears, what it shows, and what the facilitator does.

const CARDS = [
  "No primitives in public signatures",
  "No loops: iterators only",
  "No `if` and no `match` in public functions",
  "No function longer than five lines",
  "No `clone`",
  "Values do not change: every operation returns a new one",
  "One level of indentation a function",
  "Tell, don't ask: no getters",
  "Navigator speaks, driver only types",
  "Commit or throw away at every switch",
];
const PHASES = { waiting: "Begins soon", running: "Left", paused: "Paused", break: "Break", review: "Review", retro: "Looking back", ended: "The dojo is over" };
// A stream that has been quiet for this long is dead: the board is never quiet for more than a third of it.
const DEAD = 30000;

// An exported page holds all that it shows.
const kept = byId("dojo") === null ? null : JSON.parse(byId("dojo").textContent);
const tokens = takeTokens();
let state = null;
let startedAt = null;
let ownTeam = null;
let heard = Date.now();
let stream = null;

const lanes = new Lanes(byId("lanes"), pick);
const review = new Review(byId("review"), lanes, load, kept === null ? reference : null, kept === null ? compare : null);

/** A token in the address goes into this tab's memory, and out of sight. */
function takeTokens() {
  if (kept !== null) return {};
  const given = new URLSearchParams(location.hash.slice(1));
  for (const who of ["facilitator", "team"]) {
    if (given.has(who)) {
      sessionStorage.setItem(who, given.get(who));
      history.replaceState(null, "", location.pathname);
    }
  }
  return { facilitator: sessionStorage.getItem("facilitator"), team: sessionStorage.getItem("team") };
}

/** Asks the board; throws an error with a line for the user. */
async function ask(path, token, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Error("The board cannot be reached.");
  }
  const answer = await response.json().catch(() => ({ message: "The board answers strangely." }));
  if (!response.ok) throw Object.assign(new Error(answer.message), { refused: [401, 403].includes(response.status) });
  return answer;
}

async function load(run) {
  if (kept === null) return ask(`/api/run/${run}`, isOpen() ? null : tokens.team);
  const found = kept.runs[run];
  const sources = Object.fromEntries(Object.entries(found.sources).map(([path, index]) => [path, kept.contents[index]]));
  return { ...found, mark: lanes.marks.get(run), sources };
}

/** The reference's code; none on an exported page, which is the teams' alone. */
async function reference(kata) {
  return ask(`/api/reference/${encodeURIComponent(kata)}`, null);
}

/** Has a run compared with the reference, and returns where the page is; throws an error with a line for the user. */
async function compare(run) {
  const path = `/compare/${run}`;
  const response = await fetch(path).catch(() => { throw new Error("The board cannot be reached."); });
  if (response.ok) return path;
  throw new Error((await response.json().catch(() => ({ message: "The board answers strangely." }))).message);
}

function isOpen() {
  return kept !== null || ["review", "retro", "ended"].includes(state?.phase);
}

function pick(mark) {
  if (isOpen() || mark.team === ownTeam) review.open(mark);
  else say("Code is seen by all once the facilitator opens the review.");
}

let saying = 0;
/** Says a line for a while. */
function say(line) {
  clearTimeout(saying);
  show(byId("lost"), line);
  saying = setTimeout(() => show(byId("lost"), ""), 5000);
}

// What it hears.

function listen() {
  stream?.close();
  stream = new EventSource("/api/board/events");
  stream.addEventListener("whole", (event) => hear(JSON.parse(event.data), true));
  stream.addEventListener("news", (event) => hear(JSON.parse(event.data), false));
  stream.addEventListener("quiet", () => { heard = Date.now(); });
  stream.addEventListener("error", () => {
    show(byId("lost"), "The board cannot be reached. This page tries again by itself.");
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
}

function hear(shown, whole) {
  heard = Date.now();
  if (kept === null) {
    ahead = shown.state.now - Date.now();
    show(byId("lost"), "");
  }
  state = shown.state;
  startedAt = shown.started_at;
  if (whole) lanes.clear();
  shown.removed.forEach((team) => lanes.removeTeam(team));
  shown.teams.sort((a, b) => a.id - b.id).forEach((team) => lanes.setTeam(team));
  lanes.addMarks(shown.marks, startedAt);
  show(byId("answered"), shown.answered > 0 ? `${count(shown.answered, "team")} answered.` : "");
  if (whole || lanes.order === "came") lanes.sort();
  draw();
  if (whole) lanes.fit();
}

// What it shows.

/** What was answered, on an exported page. */
function answersTo(index) {
  if (kept === null) return [];
  const names = new Map(kept.whole.teams.map((team) => [team.id, team.name]));
  const given = kept.answers.filter((one) => one.answers[index].trim() !== "");
  return [make("ul", { class: "answers" }, ...given.map((one) => make("li", {}, make("strong", {}, name(names.get(one.team))), ": ", name(one.answers[index]))))];
}

function draw() {
  document.body.dataset.phase = state.phase;
  byId("kata").replaceChildren(state.kata ?? "Coding dojo");
  document.title = state.kata ? `${state.kata}, coding dojo` : "Coding dojo";
  show(byId("constraint"), state.constraint ?? "");
  show(byId("announcement"), state.phase === "ended" ? "" : state.announcement?.text ?? "");
  byId("welcome").hidden = state.phase !== "waiting" || kept !== null;
  byId("questions").hidden = kept === null ? state.phase !== "retro" : kept.answers.length === 0;
  byId("nobody").hidden = lanes.teams.size > 0;
  lanes.work(state.kata);
  const green = [...lanes.teams.values()].filter((lane) => lane.marks.at(-1)?.light === "green" && !lanes.isElsewhere(lane.marks.at(-1))).length;
  show(byId("summary"), lanes.teams.size === 0 ? "" : `${count(lanes.teams.size, "team")}, ${green} green`);
  if (tokens.facilitator) drawControls();
  tick();
}

function tick() {
  if (state === null) return;
  const now = kept === null ? boardTime() : kept.exported_at;
  const over = state.phase === "running" && left(state.clock, now) === 0;
  show(byId("phase"), over ? "Time is up" : PHASES[state.phase]);
  const time = state.phase === "break" ? Math.max(0, state.break_ends_at - now) : left(state.clock, now);
  show(byId("left"), ["review", "retro", "ended"].includes(state.phase) ? "" : duration(time));
  byId("left").classList.toggle("soon", state.phase === "running" && time < 5 * MINUTE);
  const current = state.phase === "running" && !over ? turn(state, now) : null;
  byId("turn").hidden = current === null;
  if (current !== null) {
    const fresh = current.number > 0 && state.turn_ms - current.left < 30000;
    byId("turn").classList.toggle("fresh", fresh);
    show(byId("turn-label"), fresh ? "Switch now" : "Switch in");
    show(byId("turn-left"), duration(current.left));
  }
  lanes.tick(state, now);
}

// What the facilitator does.

async function act(action) {
  try {
    const answer = await ask("/api/facilitator", tokens.facilitator, action);
    show(byId("said"), answer.code ? `The team's new code, for that team alone: ${answer.code}` : "Done.");
  } catch (error) {
    show(byId("said"), error.message);
  }
}

/** An action that cannot be taken back wants a second press. */
function twice(button, action) {
  const label = button.textContent;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (button.dataset.sure) {
      delete button.dataset.sure;
      button.textContent = label;
      action();
      return;
    }
    button.dataset.sure = "yes";
    button.textContent = `${label}: sure?`;
    setTimeout(() => { delete button.dataset.sure; button.textContent = label; }, 4000);
  });
}

function drawControls() {
  const { phase } = state;
  byId("run").textContent = phase === "waiting" ? "Begin" : "Go on";
  byId("run").disabled = phase === "running" || phase === "ended";
  byId("pause").disabled = phase !== "running";
  byId("to-review").disabled = phase === "review" || phase === "ended";
  byId("to-retro").disabled = phase === "retro" || phase === "ended";
  byId("end").disabled = phase === "ended";
  const kata = byId("move-kata");
  if (kata.dataset.known !== (state.kata ?? "")) {
    kata.dataset.known = state.kata ?? "";
    kata.value = kata.dataset.known;
  }
  const teams = [...lanes.teams.values()].map((lane) => lane.team);
  const choice = byId("of-team-team");
  // A list that somebody has open is left alone unless it is wrong.
  const known = teams.map((team) => `${team.id}`).join();
  if (choice.dataset.known !== known) {
    const chosen = choice.value;
    choice.dataset.known = known;
    choice.replaceChildren(...teams.map((team) => make("option", { value: team.id, selected: String(team.id) === chosen }, team.name)));
  }
  byId("of-team").hidden = teams.length === 0;
}

async function lead() {
  let behind;
  try {
    behind = await ask("/api/facilitator", tokens.facilitator);
  } catch (error) {
    if (!error.refused) {
      // The board is away, or has too much to do. The link is as good as before.
      say(error.message);
      setTimeout(lead, 3000);
      return;
    }
    // The link is one of a dojo before this one: whoever has it is one who watches.
    sessionStorage.removeItem("facilitator");
    tokens.facilitator = null;
    say(error.message);
    return;
  }
  byId("facilitator").hidden = false;
  const command = `cargo xtask dojo join ${behind.address} --code ${behind.code} --team NAME`;
  byId("join").textContent = command;
  byId("secret-join").replaceChildren("To join: ", make("code", {}, command));
  const reach = behind.local ? "Only this machine reaches the board: start it with --bind 0.0.0.0 to let others in." : "";
  const open = behind.encrypted || behind.local ? "" : "What is sent is not encrypted: whoever can listen on this network can read it.";
  show(byId("join-note"), `${reach}${open}`);
  byId("move-kata").replaceChildren(make("option", { value: "" }, "each team's choice"), ...behind.katas.map((kata) => make("option", { value: kata.name }, `${kata.name}: ${kata.title}`)));
  byId("cards").replaceChildren(...CARDS.map((card) => make("option", { value: card })));
  const send = (id, action) => byId(id).addEventListener("submit", (event) => { event.preventDefault(); action(event); });
  byId("run").addEventListener("click", () => act({ action: "run" }));
  byId("pause").addEventListener("click", () => act({ action: "pause" }));
  document.querySelectorAll("[data-extend]").forEach((button) => button.addEventListener("click", () => act({ action: "extend", minutes: Number(button.dataset.extend) })));
  send("break", () => act({ action: "break", minutes: byId("break-minutes").valueAsNumber }));
  send("announce", () => act({ action: "announce", text: byId("announce-text").value }));
  send("rule", () => act({ action: "constraint", text: byId("rule-text").value }));
  send("move", () => act({ action: "kata", kata: byId("move-kata").value || null }));
  const team = () => Number(byId("of-team-team").value);
  send("of-team", () => act({ action: "team_code", team: team() }));
  twice(byId("of-team").querySelector("[value=remove]"), () => act({ action: "remove", team: team() }));
  twice(byId("to-review"), () => act({ action: "review" }));
  byId("to-retro").addEventListener("click", () => act({ action: "retro" }));
  twice(byId("end"), () => act({ action: "end" }));
  byId("open-controls").addEventListener("click", toggleControls);
  document.addEventListener("keydown", (event) => {
    if (event.key === "f" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.matches("input, select, textarea")) toggleControls();
  });
  if (state !== null) drawControls();
}

function toggleControls() {
  const opened = byId("controls").hidden;
  byId("controls").hidden = !opened;
  byId("open-controls").setAttribute("aria-expanded", String(opened));
}

// The start.

byId("legend").append(...Object.entries(LIGHTS).map(([kind, { means }]) => make("li", {}, light(kind), ` ${means}`)));
[...byId("question-list").children].forEach((question, index) => question.append(...answersTo(index)));
byId("order").addEventListener("change", (event) => {
  lanes.order = event.target.value;
  lanes.sort();
});
addEventListener("resize", () => lanes.fit());
setInterval(tick, 250);
// What moves everything about is not done at every light.
setInterval(() => lanes.fit(), 2000);
setInterval(() => { if (lanes.order !== "came") lanes.sort(); }, 5000);

if (kept !== null) {
  byId("facilitator").remove();
  hear(kept.whole, true);
} else {
  byId("join").textContent = `cargo xtask dojo join ${location.origin} --code CODE --team NAME`;
  byId("join-note").textContent = "The facilitator tells the code.";
  byId("qr").src = "/qr.svg";
  if (tokens.facilitator) lead();
  if (tokens.team) {
    ask("/api/state", tokens.team).then((own) => { ownTeam = own.team?.id ?? null; }, (error) => say(error.message));
  }
  listen();
  // A laptop that slept holds a stream that nobody writes to.
  setInterval(() => { if (Date.now() - heard > DEAD) { heard = Date.now(); listen(); } }, 5000);
}
