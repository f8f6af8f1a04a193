"use strict";
// The review dialog: one team's runs, one at a time, or two teams side by side.

// The number of failed tests that are unfolded above the code.
const FEW = 3;

/** The dialog. `load` fetches a run by its number, `reference` the reference's code by the kata's name; `compare` makes the page
 * of a comparison and returns its path. */
class Review {
  constructor(dialog, lanes, load, reference, compare) {
    this.dialog = dialog;
    this.lanes = lanes;
    this.load = load;
    this.reference = reference;
    this.compare = compare;
    this.panes = [];
    byId("close").addEventListener("click", () => dialog.close());
    byId("beside").addEventListener("click", () => this.toggleBeside());
    dialog.addEventListener("close", () => byId("panes").replaceChildren());
    dialog.addEventListener("keydown", (event) => this.key(event));
  }

  /** Opens the dialog at a run. */
  open(mark) {
    this.panes = [new Pane(this, mark)];
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
    this.panes[0].focus();
  }

  toggleBeside() {
    if (this.panes.length === 2) {
      this.panes.pop();
    } else {
      const shown = this.panes[0].mark;
      const others = [...this.lanes.teams.values()].filter((lane) => lane.team.id !== shown.team && lane.marks.length > 0);
      const pane = new Pane(this, others.length > 0 ? nearest(others[0].marks, shown.at) : shown);
      if (others.length === 0) pane.showReference();
      this.panes.push(pane);
    }
    this.draw();
  }

  draw() {
    byId("panes").replaceChildren(...this.panes.map((pane) => pane.element));
    this.panes.forEach((pane, index) => pane.element.setAttribute("aria-label", index === 0 ? "A team's run" : "The run beside it"));
    const others = [...this.lanes.teams.values()].filter((lane) => lane.marks.length > 0).length;
    byId("beside").hidden = others < 1;
    byId("beside").textContent = this.panes.length === 2 ? "One team alone" : "Put another beside it";
    this.drawBoth();
  }

  /** Shows the link to the comparison of both runs, if they can be compared. */
  drawBoth() {
    const [left, right] = this.panes.map((pane) => (pane.asked === pane.mark.id && pane.mark.code ? pane.mark : null));
    const both = exported === null && left && right && left.kata === right.kata && left.id !== right.id;
    byId("both").hidden = !both;
    if (both) byId("both").href = `/compare/${left.id}?with=${right.id}`;
  }

  key(event) {
    if (event.target.matches("select, input, pre")) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    const pane = this.panes.find((pane) => pane.element.contains(event.target)) ?? this.panes[0];
    event.preventDefault();
    pane.step(by);
  }
}

/** The run nearest to a time. */
function nearest(marks, at) {
  return marks.reduce((best, mark) => (Math.abs(mark.at - at) < Math.abs(best.at - at) ? mark : best));
}

let panes = 0;

/** One team's run. */
class Pane {
  constructor(review, mark) {
    this.review = review;
    this.id = `pane-${(panes += 1)}`;
    // What is shown of the code: "changed", "all" or "compared".
    this.view = "changed";
    this.choice = make("select", { id: `${this.id}-team`, change: () => this.choose() });
    this.back = make("button", { type: "button", class: "back", "aria-label": "The run before", click: () => this.step(-1) }, "◀");
    this.forth = make("button", { type: "button", class: "forth", "aria-label": "The run after", click: () => this.step(1) }, "▶");
    this.where = make("p", { class: "where", role: "status" });
    this.body = make("div", { class: "body" });
    this.element = make("section", { class: "pane" },
      make("div", { class: "bar" }, make("label", { for: `${this.id}-team` }, "Team"), this.choice, this.back, this.forth), this.where, this.body);
    this.show(mark);
  }

  focus() {
    this.forth.focus();
  }

  get marks() {
    return this.review.lanes.teams.get(this.mark.team)?.marks ?? [this.mark];
  }

  step(by) {
    if (this.asked === "reference") return;
    const mark = this.marks[this.marks.findIndex((mark) => mark.id === this.mark.id) + by];
    if (mark !== undefined) this.show(mark);
  }

  choose() {
    if (this.choice.value === "reference") {
      this.showReference();
      return;
    }
    const lane = this.review.lanes.teams.get(Number(this.choice.value));
    if (lane !== undefined) this.show(nearest(lane.marks, this.mark.at));
  }

  /** Fills the choice of teams and the reference. */
  drawChoice(chosen) {
    const lanes = [...this.review.lanes.teams.values()].filter((lane) => lane.marks.length > 0);
    const options = lanes.map(({ team }) => make("option", { value: team.id, selected: team.id === chosen }, team.name));
    options.push(make("option", { value: "reference", selected: chosen === "reference" }, "the reference"));
    this.choice.replaceChildren(...options);
  }

  async showReference() {
    const { kata } = this.mark;
    this.drawChoice("reference");
    this.back.disabled = true;
    this.forth.disabled = true;
    this.where.replaceChildren(`the reference of ${kata}: one good design, not the only one`);
    this.asked = "reference";
    this.review.drawBoth();
    let parts;
    try {
      const { sources } = await this.review.reference(kata);
      parts = Object.entries(sources).map(([path, text]) => whole(path, text));
    } catch (error) {
      parts = [make("p", { class: "note" }, error.message)];
    }
    if (this.asked === "reference") this.body.replaceChildren(...parts);
  }

  async show(mark) {
    this.mark = mark;
    this.asked = mark.id;
    this.review.drawBoth();
    this.drawChoice(mark.team);
    const index = this.marks.findIndex((other) => other.id === mark.id);
    this.back.disabled = index <= 0;
    this.forth.disabled = index === this.marks.length - 1;
    this.where.replaceChildren(light(mark.light), ` run ${index + 1} of ${this.marks.length}, ${this.review.lanes.at(mark)}: ${told(mark)}`);
    let run;
    try {
      run = await this.review.load(mark.id);
    } catch (error) {
      if (this.asked === mark.id) this.body.replaceChildren(make("p", { class: "note" }, error.message));
      return;
    }
    // The user may have gone on to another run.
    if (this.asked === mark.id) this.fill(run);
  }

  fill(run) {
    const parts = [];
    const alone = this.view === "compared" && run.mark.code && isComparable(run.mark.id);
    if (run.failures.length > 0 && !alone) {
      const failures = run.failures.map((test) =>
        make("li", {}, make("code", {}, ...codeLine(test.name)), ` (stage ${test.stage}${stageTitle(run.mark.kata, test.stage)})`, text(test.message)));
      const [few, more] = [failures.slice(0, FEW), failures.slice(FEW)].map((some) => make("ul", { class: "failures" }, ...some));
      parts.push(make("details", { open: true }, make("summary", {}, count(run.failures.length, "failing test")), few,
        failures.length > FEW ? make("details", {}, make("summary", {}, `${failures.length - FEW} more`), more) : null));
    }
    if (run.errors.length > 0 && !alone) {
      parts.push(make("details", { open: true }, make("summary", {}, "What the compiler says"), ...run.errors.map((error) => text(error))));
    }
    if (!run.mark.code) {
      parts.push(make("p", { class: "note" }, "The team keeps its code at home."));
    } else {
      const tab = (view, label) => make("button", { type: "button", "aria-pressed": String(this.view === view), click: () => { this.view = view; this.fill(run); } }, label);
      parts.push(make("div", { class: "tabs", role: "group", "aria-label": "Which code" }, tab("changed", run.before === null ? "First code" : "Changed since the run before"), tab("all", "All code"),
        !isComparable(run.mark.id) ? null : tab("compared", "Beside the reference")));
      if (alone) parts.push(compared(this.review.compare(run.mark.id)));
      else parts.push(...(this.view === "all" ? Object.entries(run.sources).map(([path, text]) => whole(path, text)) : changed(run)));
    }
    this.body.replaceChildren(...parts);
  }
}

/** A placeholder that becomes the comparison when the board has made it. */
function compared(made) {
  const place = make("div", { class: "compared" }, make("p", { class: "note", role: "status" }, "Comparing…"));
  // The page shows other people's code, so it must not run anything.
  const frame = (source) => make("iframe", { ...source, sandbox: "", title: "The team's design beside the reference's" });
  const alone = (path) => make("p", {}, make("a", { href: path, target: "_blank", rel: "noopener" }, "on a page of its own"));
  const shown = ({ path, page }) => (path === undefined ? [frame({ srcdoc: page })] : [alone(path), frame({ src: path })]);
  made.then((source) => place.replaceChildren(...shown(source)), (error) => place.replaceChildren(make("p", { class: "note" }, error.message)));
  return place;
}

function text(message) {
  return make("pre", { class: "message", tabindex: "0" }, ...message.split("\n").flatMap((line, index) => [index > 0 ? "\n" : "", ...codeLine(line)]));
}

function changed(run) {
  if (run.changes.length === 0) return [make("p", { class: "note" }, "Nothing: the same code ran again.")];
  return run.changes.map((file) => {
    const lines = file.lines.map(([kind, line]) => {
      const says = { "+": "added", "-": "removed", "@": "gap" }[kind];
      return make("span", { class: `line ${says ?? ""}` }, make("span", { class: "sign" }, kind === "@" ? "⋯" : kind), ...codeLine(line), "\n");
    });
    return make("figure", {}, make("figcaption", {}, make("code", {}, file.path), ` ${file.kind}`), make("pre", { class: "code", tabindex: "0", "aria-label": `Changes of ${file.path}` }, ...lines));
  });
}

function whole(path, source) {
  const lines = source.replace(/\n$/, "").split("\n").map((line, index) =>
    make("span", { class: "line" }, make("span", { class: "sign" }, String(index + 1)), ...codeLine(line), "\n"));
  return make("figure", {}, make("figcaption", {}, make("code", {}, path)), make("pre", { class: "code", tabindex: "0", "aria-label": path }, ...lines));
}
