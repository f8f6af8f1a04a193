"use strict";
// The page: receives the board's state and shows it.

const PHASES = { waiting: "Not started yet", running: "Time left", paused: "Paused", break: "Break", review: "Review", retro: "Retrospective", ended: "The dojo has ended" };
// If there is no event for this long, the stream is considered dead. Normally, the board sends events three times as
// often.
const STREAM_TIMEOUT_MS = 30000;

// The data of an exported page.
const exported = byId("dojo") === null ? null : JSON.parse(byId("dojo").textContent);
const tokens = readTokens();
let state = null;
let startedAt = null;
let ownTeam = null;
let lastEventAt = performance.now();
let stream = null;

const lanes = new Lanes(byId("lanes"), openReview);
const review = new Review(byId("review"), lanes, load, reference, compare);
const designs = new Designs(byId("designs"), lanes, teamDesigns, (mark, view) => review.open(mark, view));

/** Returns the command to join as elements that keep each option on one line. */
function joinCommand(address, code) {
  const parts = ["cargo xtask dojo join", address, `--code ${code}`, "--team NAME"];
  return parts.flatMap((part, index) => [index > 0 ? " " : "", make("span", { class: "nowrap" }, part)]);
}

function showJoin(address, code) {
  byId("join").replaceChildren(...joinCommand(address, code));
}

/** Moves a token or the join code from the page's address into the tab's session storage. */
function readTokens() {
  if (exported !== null) return {};
  const given = new URLSearchParams(location.hash.slice(1));
  for (const key of ["facilitator", "team", "code"]) {
    if (given.has(key)) {
      sessionStorage.setItem(key, given.get(key));
      history.replaceState(null, "", location.pathname);
    }
  }
  return { facilitator: sessionStorage.getItem("facilitator"), team: sessionStorage.getItem("team"), code: sessionStorage.getItem("code") };
}

/** Returns whether everyone can see the code of all teams. */
function isCodeOpen() {
  return exported !== null || ["review", "retro", "ended"].includes(state?.phase);
}

function openReview(mark) {
  if (isCodeOpen() || mark.team === ownTeam) review.open(mark);
  else showMessage("You can see this code once the facilitator opens the review.");
}

let messageTimer = 0;
/** Shows a line for five seconds. */
function showMessage(line) {
  clearTimeout(messageTimer);
  show(byId("notice"), line);
  messageTimer = setTimeout(() => show(byId("notice"), ""), 5000);
}

// Receiving the state

function openStream() {
  stream?.close();
  const receive = (name, data) => {
    lastEventAt = performance.now();
    if (name !== "heartbeat") applyUpdate(data, name === "snapshot");
  };
  const lost = () => show(byId("notice"), "The board cannot be reached. This page tries again every three seconds.");
  // With the facilitator's token, the limits on anonymous connections and requests do not apply.
  stream = new EventStream("/api/board/events", tokens.facilitator, receive, lost);
}

/** Applies a snapshot of the whole board, or an update. */
function applyUpdate(shown, whole) {
  if (exported === null) {
    setBoardTime(shown.state.now);
    show(byId("notice"), "");
  }
  state = shown.state;
  startedAt = shown.started_at;
  if (whole) lanes.clear();
  shown.removed.forEach((team) => lanes.removeTeam(team));
  shown.teams.sort((a, b) => a.id - b.id).forEach((team) => lanes.setTeam(team));
  lanes.addMarks(shown.marks, startedAt);
  show(byId("trouble"), shown.trouble ?? "");
  show(byId("storage"), tokens.facilitator ? shown.storage ?? "" : "");
  show(byId("answered"), shown.answered > 0 ? `${count(shown.answered, "team")} answered.` : "");
  if (whole || lanes.order === "joined") lanes.sort();
  draw();
  if (whole) lanes.fit();
  if (shown.teams.length + shown.removed.length + shown.marks.length > 0) designs.refresh();
}

// Showing the state

/** Returns the answers to a question on an exported page. */
function answersTo(index) {
  if (exported === null) return [];
  const names = new Map(exported.whole.teams.map((team) => [team.id, team.name]));
  const given = exported.answers.filter((one) => one.answers[index].trim() !== "");
  return [make("ul", { class: "answers" }, ...given.map((one) => make("li", {}, make("strong", {}, name(names.get(one.team))), ": ", make("bdi", {}, ...codeLine(one.answers[index])))))];
}

function draw() {
  document.body.dataset.phase = state.phase;
  byId("kata").replaceChildren(state.kata ?? "Coding dojo");
  document.title = state.kata ? `${state.kata}, coding dojo` : "Coding dojo";
  show(byId("constraint"), state.constraint ?? "");
  show(byId("announcement"), state.phase === "ended" ? "" : state.announcement?.text ?? "");
  byId("welcome").hidden = state.phase !== "waiting" || exported !== null;
  byId("questions").hidden = exported === null ? state.phase !== "retro" : exported.answers.length === 0;
  byId("open-designs").hidden = !isCodeOpen() || lanes.teams.size === 0;
  byId("no-teams").hidden = lanes.teams.size > 0;
  lanes.setKata(state.kata);
  const green = [...lanes.teams.values()].filter((lane) => lane.marks.at(-1)?.light === "green" && !lanes.isOtherKata(lane.marks.at(-1))).length;
  show(byId("summary"), lanes.teams.size === 0 ? "" : `${count(lanes.teams.size, "team")}, ${green} green`);
  if (tokens.facilitator) drawControls();
  tick();
}

function tick() {
  if (state === null) return;
  const now = exported === null ? boardTime() : exported.exported_at;
  const over = state.phase === "running" && left(state.clock, now) === 0;
  show(byId("phase"), over ? "Time is up" : PHASES[state.phase]);
  const time = state.phase === "break" ? Math.max(0, state.break_ends_at - now) : left(state.clock, now);
  show(byId("left"), ["review", "retro", "ended"].includes(state.phase) ? "" : duration(time));
  byId("left").classList.toggle("soon", state.phase === "running" && time < 5 * MINUTE);
  const current = state.phase === "running" && !over ? turn(state, now) : null;
  byId("turn").hidden = current === null;
  if (current !== null) {
    const dueNow = current.number > 0 && state.turn_ms - current.left < 30000;
    byId("turn").classList.toggle("due-now", dueNow);
    show(byId("turn-label"), dueNow ? "Switch now" : "Switch in");
    show(byId("turn-left"), duration(current.left));
  }
  lanes.tick(state, now);
}

/** Shows the timeline and the briefs on an exported page. */
function drawTimeline() {
  const phases = { running: "Work", paused: "Pause", review: "Review", retro: "Retrospective", ended: "End" };
  const describe = {
    phase: ({ phase }) => phases[phase] ?? phase,
    break: ({ minutes }) => `Break of ${count(minutes, "minute")}`,
    announcement: ({ text }) => (text === "" ? "Announcement removed" : `Announcement: ${text}`),
    constraint: ({ text }) => (text === "" ? "Constraint removed" : `Constraint: ${text}`),
    kata: ({ kata }) => `Kata: ${kata ?? "each team's choice"}`,
  };
  const time = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  byId("timeline").hidden = exported.timeline.length === 0;
  byId("timeline-list").append(...exported.timeline.map((entry) => make("li", {}, `${time(entry.at)} `, name(describe[entry.event](entry)))));
  byId("briefs").append(...Object.entries(exported.katas).filter(([, { brief }]) => brief !== "").map(([, { title, brief }]) =>
    make("details", {}, make("summary", {}, `Brief: ${title}`), make("pre", { class: "message", tabindex: "0" }, brief))));
}

// Starting the page

byId("legend").append(...Object.entries(LIGHTS).map(([kind, { meaning }]) => make("li", {}, light(kind), ` ${meaning}`)));
[...byId("question-list").children].forEach((question, index) => question.append(...answersTo(index)));

byId("order").addEventListener("change", (event) => {
  lanes.order = event.target.value;
  lanes.sort();
});
byId("open-designs").addEventListener("click", () => designs.open());
addEventListener("resize", () => lanes.fit());
setInterval(tick, 250);
// Fitting and sorting move many elements, so they run at intervals instead of after each run.
setInterval(() => lanes.fit(), 2000);
setInterval(() => { if (lanes.order !== "joined") lanes.sort(); }, 5000);

if (exported !== null) {
  byId("facilitator").remove();
  drawTimeline();
  lanes.setCores(Object.fromEntries(Object.entries(exported.katas).map(([name, { core }]) => [name, core])));
  applyUpdate(exported.whole, true);
} else {
  showJoin(location.origin, tokens.code ?? "CODE");
  byId("join-note").textContent = tokens.code ? "" : "Ask the facilitator for the code.";
  byId("qr").src = "/qr.svg";
  if (tokens.facilitator) startControls();
  if (tokens.team) {
    request("/api/state", tokens.team).then((own) => { ownTeam = own.team?.id ?? null; }, (error) => showMessage(error.message));
  }
  // Without the cores, all stages look alike.
  request("/api/cores", tokens.facilitator).then((cores) => lanes.setCores(cores), (error) => showMessage(error.message));
  openStream();
  // After a laptop has slept, its stream can be dead without an error.
  setInterval(() => { if (performance.now() - lastEventAt > STREAM_TIMEOUT_MS || isClockUncertain()) { lastEventAt = performance.now(); openStream(); } }, 5000);
}
