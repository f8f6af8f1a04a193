"use strict";
// The overview of the review: the designs of all teams, grouped by the known design that each is closest to.

// The time between two requests while the board is still comparing.
const COMPARING_MS = 2000;
// The smallest scale of a class diagram. A wider one is scrolled.
const LEAST_SCALE = 0.5;

/** The dialog. `load` returns the designs of all teams, and `select` opens a run in the review with a view of its code. */
class Designs {
  constructor(dialog, lanes, load, select) {
    this.dialog = dialog;
    this.lanes = lanes;
    this.load = load;
    this.select = select;
    this.shown = null;
    byId("close-designs").addEventListener("click", () => dialog.close());
    // The browser reports a close later, when the dialog may be open again.
    dialog.addEventListener("close", () => dialog.open || this.clear());
  }

  open() {
    this.dialog.showModal();
    this.clear();
    show(byId("compared-teams"), "Loading…");
    this.refresh();
  }

  clear() {
    this.shown = null;
    byId("groups").replaceChildren();
  }

  /** Loads the designs again if the dialog is open, and repeats this while the board is comparing. */
  async refresh() {
    clearTimeout(this.timer);
    const request = {};
    this.request = request;
    if (!this.dialog.open) return;
    let designs;
    try {
      designs = await this.load();
    } catch (error) {
      if (this.request === request) show(byId("compared-teams"), error.message);
      return;
    }
    // A later request replaces this one.
    if (this.request !== request || !this.dialog.open) return;
    this.draw(designs.filter(({ team }) => this.lanes.teams.has(team)));
    if (designs.some(isComparing)) this.timer = setTimeout(() => this.refresh(), COMPARING_MS);
  }

  draw(designs) {
    const teams = this.lanes.teams.size;
    const compared = designs.filter((one) => !isComparing(one)).length;
    show(byId("compared-teams"), compared < designs.length ? `Comparing: ${compared} of ${count(designs.length, "team")}` : "");
    // Drawing again moves the focus and the scrolled lines, so it happens only after a change.
    const state = JSON.stringify([designs, [...this.lanes.teams.keys()]]);
    if (state === this.shown) return;
    this.shown = state;
    const focused = document.activeElement?.closest("#groups [data-run]")?.dataset.run;
    this.dialog.dataset.size = teams > 12 ? "most" : teams > 4 ? "many" : "few";
    byId("diagram-legend").hidden = !designs.some(({ design }) => design !== null && design.diagram !== null);
    byId("groups").replaceChildren(...grouped(designs, this.lanes.kata === null).map((group) => this.group(group)), ...this.withoutCode(designs));
    if (focused !== undefined) byId("groups").querySelector(`[data-run="${focused}"] button`)?.focus();
  }

  /** Creates the section of a group. */
  group({ title, note, designs }) {
    const element = make("section", { class: "group" }, make("h3", {}, title), make("p", { class: "note" }, `${note}${count(designs.length, "team")}`),
      make("ul", {}, ...designs.map((design) => this.card(design))));
    element.style.setProperty("--teams", String(designs.length));
    return element;
  }

  /** Creates the card of a team. */
  card({ team, run, design, problem }) {
    const teamName = this.lanes.teams.get(team).team.name;
    const mark = this.lanes.marks.get(run);
    const problems = design === null ? [problem].filter((one) => one !== null) : design.problems;
    const isDrawn = design !== null && design.tree.length > 0;
    const [view, label, described] = isDrawn ? ["compared", "Compare", `Compare ${teamName} with the reference`] : ["all", "Show the code", `Show the code of ${teamName}`];
    return make("li", { class: "card", "data-run": run },
      make("h4", { title: `team ${team}` }, mark === undefined ? null : light(mark.light), name(teamName)),
      isDrawn ? drawing(design, teamName) : null,
      ...problems.map((line) => make("p", { class: "problem" }, ...codeLine(line))),
      mark === undefined ? null : make("button", { type: "button", "aria-label": described, click: () => this.select(mark, view) }, label));
  }

  /** Names the teams without code. */
  withoutCode(designs) {
    const known = new Set(designs.map(({ team }) => team));
    const others = [...this.lanes.teams.values()].filter(({ team }) => !known.has(team.id));
    if (others.length === 0) return [];
    const names = others.flatMap(({ team }, index) => [index > 0 ? ", " : "", name(team.name)]);
    return [make("p", { class: "note without-code" }, this.lanes.kata === null ? "Without code: " : `Without code for ${this.lanes.kata}: `, ...names)];
  }
}

/** Returns whether the board is still comparing a team's code. */
function isComparing({ design, problem }) {
  return design === null && problem === null;
}

/** Groups designs by the known design that they are closest to: the largest group first, designs without one last.
 * With `many` katas, the groups name their kata. */
function grouped(designs, many) {
  const groups = new Map();
  for (const one of designs) {
    const group = groupOf(one);
    const key = JSON.stringify([group.rank, one.kata, group.title]);
    if (!groups.has(key)) groups.set(key, { ...group, note: `${many ? `${one.kata}, ` : ""}${group.note}`, designs: [] });
    groups.get(key).designs.push(one);
  }
  return [...groups.values()].sort((a, b) => a.rank - b.rank || b.designs.length - a.designs.length || a.title.localeCompare(b.title));
}

/** Returns the title, note and rank of a design's group. */
function groupOf({ design, problem }) {
  if (problem !== null) return { title: "Not compared", note: "", rank: 4 };
  if (design === null) return { title: "Still being compared", note: "", rank: 5 };
  if (design.tree.length === 0 && design.problems.length > 0) return { title: "Code that cannot be parsed", note: "", rank: 3 };
  if (design.is_stub) return { title: "Still the stub's types", note: "", rank: 2 };
  if (design.closest === null) return { title: "Like none of the known designs", note: "", rank: 1 };
  const { name, idea } = design.closest;
  const note = name === "reference" ? "like the reference, " : `like ${name}, `;
  return { title: idea === "" ? name : idea.charAt(0).toUpperCase() + idea.slice(1), note, rank: 0 };
}

/** Creates the class diagram of a design, or the tree of owners if there are too many teams for diagrams. */
function drawing({ diagram, tree }, teamName) {
  if (diagram === null) return make("pre", { class: "tree", tabindex: "0", "aria-label": `Who owns what: ${teamName}` }, ...tree.map(treeLine));
  // The parser runs no scripts.
  const svg = new DOMParser().parseFromString(diagram, "text/html").querySelector("svg");
  svg.setAttribute("aria-label", `Class diagram: ${teamName}`);
  svg.style.minWidth = `${svg.getAttribute("width") * LEAST_SCALE}px`;
  return make("div", { class: "drawing", tabindex: "0", role: "region", "aria-label": `Classes: ${teamName}` }, svg);
}

/** Creates a line of a tree. If it is too long, its next lines begin below its text. */
function treeLine(line) {
  const element = make("span", { class: "tree-line" }, ...codeLine(line));
  element.style.setProperty("--indent", String(line.match(/^[│├└ ]*/)[0].length + 2));
  return element;
}
