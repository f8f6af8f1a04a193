"use strict";
// The facilitator's controls

// Suggested constraints
const SUGGESTED_CONSTRAINTS = [
  "No primitives in public signatures",
  "No loops: iterators only",
  "No `if` and no `match` in public functions",
  "No function longer than five lines",
  "No `clone`",
  "No mutation: every operation returns a new value",
  "One level of indentation per function",
  "Tell, don't ask: no getters",
  "The navigator speaks, the driver only types",
  "At every switch, commit the code or discard it",
];

/** Performs an action and shows the result. */
async function act(action) {
  try {
    const answer = await request("/api/facilitator", tokens.facilitator, action);
    drawInfo(await request("/api/facilitator", tokens.facilitator));
    show(byId("result"), answer.code ? `New team code: ${answer.code}. Give it only to this team.` : "Done.");
  } catch (error) {
    show(byId("result"), error.message);
  }
}

/** Returns the options for the katas. A kata with a heading begins a group. */
function kataOptions(katas) {
  const elements = [];
  let group = null;
  for (const { name, title, heading } of katas) {
    if (heading !== null) {
      group = make("optgroup", { label: heading });
      elements.push(group);
    }
    const option = make("option", { value: name }, `${name}: ${title}`);
    if (group === null) elements.push(option);
    else group.append(option);
  }
  return elements;
}

/** Requires a second click for actions with serious effects. */
function confirmTwice(button, action) {
  const label = button.textContent;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (button.dataset.confirming) {
      delete button.dataset.confirming;
      button.textContent = label;
      action();
      return;
    }
    button.dataset.confirming = "yes";
    button.textContent = `Confirm: ${label}`;
    setTimeout(() => { delete button.dataset.confirming; button.textContent = label; }, 4000);
  });
}

/** Creates the option of a team. It shows the team's number, because names can look alike. */
function teamOption(team, selected = false) {
  return make("option", { value: team.id, selected }, `${team.name} (team ${team.id})`);
}

/** Shows how to join, and the removed teams. */
function drawInfo(info) {
  if (info.new_teams_allowed) showJoin(info.address, info.code);
  else byId("join").textContent = "Joining is closed for new teams.";
  byId("join-line").replaceChildren("To join: ", make("code", {}, ...joinCommand(info.address, info.code)));
  byId("projector").href = `/#code=${info.code}`;
  byId("toggle-new-teams").textContent = info.new_teams_allowed ? "Block new teams" : "Allow new teams";
  byId("toggle-new-teams").dataset.allowed = info.new_teams_allowed ? "yes" : "";
  byId("restore-form").hidden = info.removed.length === 0;
  byId("restore-select").replaceChildren(...info.removed.map((team) => teamOption(team)));
}

/** Updates the controls from the session's state. */
function drawControls() {
  const { phase } = state;
  byId("run").textContent = phase === "waiting" ? "Begin" : "Resume";
  byId("run").disabled = phase === "running" || phase === "ended";
  byId("pause").disabled = phase !== "running";
  byId("open-review").disabled = phase === "review" || phase === "ended";
  byId("start-retro").disabled = phase === "retro" || phase === "ended";
  byId("end").disabled = phase === "ended";
  const kata = byId("kata-select");
  if (kata.dataset.known !== (state.kata ?? "")) {
    kata.dataset.known = state.kata ?? "";
    kata.value = kata.dataset.known;
  }
  fill(byId("length-minutes"), state.clock.length_ms / MINUTE);
  fill(byId("rotate-minutes"), (state.turn_ms ?? 0) / MINUTE);
  const teams = [...lanes.teams.values()].map((lane) => lane.team);
  const choice = byId("team-select");
  // Replacing the options would close the list and lose the selection, so they are replaced only after a change.
  const known = teams.map((team) => `${team.id}`).join();
  if (choice.dataset.known !== known) {
    const chosen = new Set([...choice.selectedOptions].map((option) => option.value));
    choice.dataset.known = known;
    choice.replaceChildren(...teams.map((team) => teamOption(team, chosen.has(String(team.id)))));
  }
  byId("team-form").hidden = teams.length === 0;
}

/** Sets a field when the board's value changes. Otherwise keeps the user's input. */
function fill(field, value) {
  if (field.dataset.known === String(value)) return;
  field.dataset.known = String(value);
  field.value = String(value);
}

/** Shows the controls if the token is valid. */
async function startControls() {
  let info;
  try {
    info = await request("/api/facilitator", tokens.facilitator);
  } catch (error) {
    if (!error.refused) {
      // The board is down or busy, so the token may still be valid.
      showMessage(error.message);
      setTimeout(startControls, 3000);
      return;
    }
    // The token belongs to another dojo, so this page shows no controls.
    sessionStorage.removeItem("facilitator");
    tokens.facilitator = null;
    showMessage(error.message);
    return;
  }
  byId("facilitator").hidden = false;
  drawInfo(info);
  const localNote = info.local ? "Only this machine can reach the board. To let others in, start it with --bind 0.0.0.0." : "";
  const encryptionNote = info.encrypted || info.local ? "" : "Requests are not encrypted: anyone on this network can read names and code.";
  show(byId("join-note"), `${localNote}${encryptionNote}`);
  byId("kata-select").replaceChildren(make("option", { value: "" }, "each team's choice"), ...kataOptions(info.katas));
  byId("constraint-suggestions").replaceChildren(...SUGGESTED_CONSTRAINTS.map((constraint) => make("option", { value: constraint })));
  const send = (id, action) => byId(id).addEventListener("submit", (event) => { event.preventDefault(); action(event); });
  byId("run").addEventListener("click", () => act({ action: "run" }));
  byId("pause").addEventListener("click", () => act({ action: "pause" }));
  document.querySelectorAll("[data-extend]").forEach((button) => button.addEventListener("click", () => act({ action: "extend", minutes: Number(button.dataset.extend) })));
  send("length", () => act({ action: "length", minutes: byId("length-minutes").valueAsNumber }));
  send("rotate", () => act({ action: "rotate", minutes: byId("rotate-minutes").valueAsNumber }));
  send("break", () => act({ action: "break", minutes: byId("break-minutes").valueAsNumber }));
  send("announce", () => act({ action: "announce", text: byId("announce-text").value }));
  send("constraint-form", () => act({ action: "constraint", text: byId("constraint-text").value }));
  send("kata-form", () => act({ action: "kata", kata: byId("kata-select").value || null }));
  const teams = () => [...byId("team-select").selectedOptions].map((option) => Number(option.value));
  const chosen = (action) => (teams().length > 0 ? action(teams()) : show(byId("result"), "Choose a team first."));
  send("team-form", () => chosen(([team]) => act({ action: "team_code", team })));
  confirmTwice(byId("team-form").querySelector("[value=remove]"), () => chosen((all) => act({ action: "remove", teams: all })));
  send("restore-form", () => act({ action: "restore", team: Number(byId("restore-select").value) }));
  byId("toggle-new-teams").addEventListener("click", () => act({ action: "new_teams", allowed: !byId("toggle-new-teams").dataset.allowed }));
  confirmTwice(byId("new-join-code"), () => act({ action: "new_code" }));
  confirmTwice(byId("open-review"), () => act({ action: "review" }));
  byId("start-retro").addEventListener("click", () => act({ action: "retro" }));
  confirmTwice(byId("end"), () => act({ action: "end" }));
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
