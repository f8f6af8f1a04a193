"use strict";
// The controls of the facilitator.

// Suggested constraints.
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

/** Performs an action, and shows the result. */
async function act(action) {
  try {
    const answer = await ask("/api/facilitator", tokens.facilitator, action);
    drawInfo(await ask("/api/facilitator", tokens.facilitator));
    show(byId("said"), answer.code ? `The team's new code, for that team alone: ${answer.code}` : "Done.");
  } catch (error) {
    show(byId("said"), error.message);
  }
}

/** Asks for a second click before an action that cannot be undone. */
function confirmTwice(button, action) {
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

/** A team as a choice, with its number, since names may look alike. */
function teamOption(team, selected = false) {
  return make("option", { value: team.id, selected }, `${team.name} (team ${team.id})`);
}

/** Shows who can join, and which teams were taken off the board. */
function drawInfo(info) {
  if (info.open) showJoin(info.address, info.code);
  else byId("join").textContent = "The door is closed: no new team can join.";
  byId("secret-join").replaceChildren("To join: ", make("code", {}, ...joinCommand(info.address, info.code)));
  byId("projector").href = `/#code=${info.code}`;
  byId("door-state").textContent = info.open ? "Close the door" : "Open the door";
  byId("door-state").dataset.open = info.open ? "yes" : "";
  byId("removed").hidden = info.removed.length === 0;
  byId("removed-team").replaceChildren(...info.removed.map((team) => teamOption(team)));
}

/** Updates the controls to the session's state. */
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
  fill(byId("length-minutes"), state.clock.length_ms / MINUTE);
  fill(byId("rotate-minutes"), (state.turn_ms ?? 0) / MINUTE);
  const teams = [...lanes.teams.values()].map((lane) => lane.team);
  const choice = byId("of-team-team");
  // Replacing the list would close it, so it stays unless it is wrong.
  const known = teams.map((team) => `${team.id}`).join();
  if (choice.dataset.known !== known) {
    const chosen = new Set([...choice.selectedOptions].map((option) => option.value));
    choice.dataset.known = known;
    choice.replaceChildren(...teams.map((team) => teamOption(team, chosen.has(String(team.id)))));
  }
  byId("of-team").hidden = teams.length === 0;
}

/** Sets a field to what the board has, when that changes; what the user types stays. */
function fill(field, value) {
  if (field.dataset.known === String(value)) return;
  field.dataset.known = String(value);
  field.value = String(value);
}

/** Shows the controls, if the token is valid. */
async function startControls() {
  let info;
  try {
    info = await ask("/api/facilitator", tokens.facilitator);
  } catch (error) {
    if (!error.refused) {
      // The board is down or busy. The token may still be valid.
      showMessage(error.message);
      setTimeout(startControls, 3000);
      return;
    }
    // The token is from an earlier dojo: this page only watches.
    sessionStorage.removeItem("facilitator");
    tokens.facilitator = null;
    showMessage(error.message);
    return;
  }
  byId("facilitator").hidden = false;
  drawInfo(info);
  const reach = info.local ? "Only this machine reaches the board: start it with --bind 0.0.0.0 to let others in." : "";
  const open = info.encrypted || info.local ? "" : "What is sent is not encrypted: whoever can listen on this network can read it.";
  show(byId("join-note"), `${reach}${open}`);
  byId("move-kata").replaceChildren(make("option", { value: "" }, "each team's choice"), ...info.katas.map((kata) => make("option", { value: kata.name }, `${kata.name}: ${kata.title}`)));
  byId("cards").replaceChildren(...CARDS.map((card) => make("option", { value: card })));
  const send = (id, action) => byId(id).addEventListener("submit", (event) => { event.preventDefault(); action(event); });
  byId("run").addEventListener("click", () => act({ action: "run" }));
  byId("pause").addEventListener("click", () => act({ action: "pause" }));
  document.querySelectorAll("[data-extend]").forEach((button) => button.addEventListener("click", () => act({ action: "extend", minutes: Number(button.dataset.extend) })));
  send("length", () => act({ action: "length", minutes: byId("length-minutes").valueAsNumber }));
  send("rotate", () => act({ action: "rotate", minutes: byId("rotate-minutes").valueAsNumber }));
  send("break", () => act({ action: "break", minutes: byId("break-minutes").valueAsNumber }));
  send("announce", () => act({ action: "announce", text: byId("announce-text").value }));
  send("rule", () => act({ action: "constraint", text: byId("rule-text").value }));
  send("move", () => act({ action: "kata", kata: byId("move-kata").value || null }));
  const teams = () => [...byId("of-team-team").selectedOptions].map((option) => Number(option.value));
  const chosen = (action) => (teams().length > 0 ? action(teams()) : show(byId("said"), "Choose a team first."));
  send("of-team", () => chosen(([team]) => act({ action: "team_code", team })));
  confirmTwice(byId("of-team").querySelector("[value=remove]"), () => chosen((all) => act({ action: "remove", teams: all })));
  send("removed", () => act({ action: "restore", team: Number(byId("removed-team").value) }));
  byId("door-state").addEventListener("click", () => act({ action: "door", open: !byId("door-state").dataset.open }));
  confirmTwice(byId("renew-code"), () => act({ action: "new_code" }));
  confirmTwice(byId("to-review"), () => act({ action: "review" }));
  byId("to-retro").addEventListener("click", () => act({ action: "retro" }));
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
