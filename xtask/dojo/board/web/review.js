"use strict";
// The review dialog: the runs of one team, or of two teams side by side.

// The number of failed tests shown above the code. If there are more, they are folded.
const MAX_UNFOLDED = 3;

/** The dialog. `load` returns a run by its number, `reference` the reference's code by the kata's name, and `compare` the
 * page of a comparison. */
class Review {
  constructor(dialog, lanes, load, reference, compare) {
    this.dialog = dialog;
    this.lanes = lanes;
    this.load = load;
    this.reference = reference;
    this.compare = compare;
    this.panes = [];
    byId("close").addEventListener("click", () => dialog.close());
    byId("toggle-second-pane").addEventListener("click", () => this.toggleSecondPane());
    // The browser reports a close later, when the dialog may be open again.
    dialog.addEventListener("close", () => dialog.open || byId("panes").replaceChildren());
    dialog.addEventListener("keydown", (event) => this.key(event));
  }

  /** Opens the dialog at a run. `view` is the view of its code. */
  open(mark, view = "changed") {
    this.panes = [new Pane(this, mark, view)];
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
    this.panes[0].focus();
  }

  /** Adds or removes the second pane. */
  toggleSecondPane() {
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
    this.panes.forEach((pane, index) => pane.element.setAttribute("aria-label", index === 0 ? "First run" : "Second run"));
    const others = [...this.lanes.teams.values()].filter((lane) => lane.marks.length > 0).length;
    byId("toggle-second-pane").hidden = others < 1;
    byId("toggle-second-pane").textContent = this.panes.length === 2 ? "Show one team" : "Show a second team";
    this.drawCompareLink();
  }

  /** Shows the link that compares both runs, if they can be compared. */
  drawCompareLink() {
    const [left, right] = this.panes.map((pane) => (pane.requested === pane.mark.id && pane.mark.code ? pane.mark : null));
    const comparable = exported === null && left && right && left.kata === right.kata && left.id !== right.id;
    byId("compare-both").hidden = !comparable;
    if (comparable) byId("compare-both").href = `/compare/${left.id}?with=${right.id}`;
  }

  /** Steps through the runs with the arrow keys. */
  key(event) {
    if (event.target.matches("select, input, pre")) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    const pane = this.panes.find((pane) => pane.element.contains(event.target)) ?? this.panes[0];
    event.preventDefault();
    pane.step(by);
  }
}

/** Returns the run nearest to a time. */
function nearest(marks, at) {
  return marks.reduce((best, mark) => (Math.abs(mark.at - at) < Math.abs(best.at - at) ? mark : best));
}

let panes = 0;

/** A pane with one team's run, or with the reference. */
class Pane {
  constructor(review, mark, view = "changed") {
    this.review = review;
    this.id = `pane-${(panes += 1)}`;
    // The view of the code: "changed", "all" or "compared".
    this.view = view;
    this.choice = make("select", { id: `${this.id}-team`, change: () => this.choose() });
    this.previous = make("button", { type: "button", class: "previous", "aria-label": "Previous run", click: () => this.step(-1) }, "◀");
    this.next = make("button", { type: "button", class: "next", "aria-label": "Next run", click: () => this.step(1) }, "▶");
    this.runInfo = make("p", { class: "run-info", role: "status" });
    this.body = make("div", { class: "body" });
    this.element = make("section", { class: "pane" },
      make("div", { class: "bar" }, make("label", { for: `${this.id}-team` }, "Team"), this.choice, this.previous, this.next), this.runInfo, this.body);
    this.show(mark);
  }

  focus() {
    this.next.focus();
  }

  get marks() {
    return this.review.lanes.teams.get(this.mark.team)?.marks ?? [this.mark];
  }

  step(by) {
    if (this.requested === "reference") return;
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

  /** Fills the list of teams and the reference. */
  drawChoice(chosen) {
    const lanes = [...this.review.lanes.teams.values()].filter((lane) => lane.marks.length > 0);
    const options = lanes.map(({ team }) => make("option", { value: team.id, selected: team.id === chosen }, team.name));
    options.push(make("option", { value: "reference", selected: chosen === "reference" }, "the reference"));
    this.choice.replaceChildren(...options);
  }

  async showReference() {
    const { kata } = this.mark;
    this.drawChoice("reference");
    this.previous.disabled = true;
    this.next.disabled = true;
    this.runInfo.replaceChildren(`Reference solution of ${kata}: one good design, not the only one`);
    this.requested = "reference";
    this.review.drawCompareLink();
    let parts;
    try {
      const { sources } = await this.review.reference(kata);
      parts = Object.entries(sources).map(([path, text]) => codeFile(path, text));
    } catch (error) {
      parts = [make("p", { class: "note" }, error.message)];
    }
    if (this.requested === "reference") this.body.replaceChildren(...parts);
  }

  async show(mark) {
    this.mark = mark;
    this.requested = mark.id;
    this.review.drawCompareLink();
    this.drawChoice(mark.team);
    const index = this.marks.findIndex((other) => other.id === mark.id);
    this.previous.disabled = index <= 0;
    this.next.disabled = index === this.marks.length - 1;
    this.runInfo.replaceChildren(light(mark.light), ` run ${index + 1} of ${this.marks.length}, ${this.review.lanes.minuteText(mark)}: ${describe(mark)}`);
    let run;
    try {
      run = await this.review.load(mark.id);
    } catch (error) {
      if (this.requested === mark.id) this.body.replaceChildren(make("p", { class: "note" }, error.message));
      return;
    }
    // The user may have selected another run meanwhile.
    if (this.requested === mark.id) this.fill(run);
  }

  fill(run) {
    const parts = [];
    const comparing = this.view === "compared" && run.mark.code && isComparable(run.mark.id);
    if (run.failures.length > 0 && !comparing) {
      const failures = run.failures.map((test) =>
        make("li", {}, make("code", {}, ...codeLine(test.name)), ` (stage ${test.stage}${stageTitle(run.mark.kata, test.stage)})`, messageBlock(test.message)));
      const [unfolded, folded] = [failures.slice(0, MAX_UNFOLDED), failures.slice(MAX_UNFOLDED)].map((some) => make("ul", { class: "failures" }, ...some));
      parts.push(make("details", { open: true }, make("summary", {}, count(run.failures.length, "failed test")), unfolded,
        failures.length > MAX_UNFOLDED ? make("details", {}, make("summary", {}, `${failures.length - MAX_UNFOLDED} more`), folded) : null));
    }
    if (run.errors.length > 0 && !comparing) {
      parts.push(make("details", { open: true }, make("summary", {}, "Compiler errors"), ...run.errors.map((error) => messageBlock(error))));
    }
    if (!run.mark.code) {
      parts.push(make("p", { class: "note" }, "No code is stored for this run."));
    } else {
      const tab = (view, label) => make("button", { type: "button", "aria-pressed": String(this.view === view), click: () => { this.view = view; this.fill(run); } }, label);
      parts.push(make("div", { class: "tabs", role: "group", "aria-label": "View" }, tab("changed", run.before === null ? "First version" : "Changes since the previous run"), tab("all", "All code"),
        !isComparable(run.mark.id) ? null : tab("compared", "Compare with the reference")));
      if (comparing) parts.push(comparison(this.review.compare(run.mark.id)));
      else parts.push(...(this.view === "all" ? Object.entries(run.sources).map(([path, text]) => codeFile(path, text)) : changedFiles(run)));
    }
    this.body.replaceChildren(...parts);
  }
}

/** Creates a placeholder that shows the comparison once it is ready. */
function comparison(made) {
  const place = make("div", { class: "compared" }, make("p", { class: "note", role: "status" }, "Comparing…"));
  // The sandbox prevents the page from running other people's code.
  const frame = (source) => make("iframe", { ...source, sandbox: "", title: "Comparison of the team's design with the reference" });
  const newTab = (path) => make("p", {}, make("a", { href: path, target: "_blank", rel: "noopener" }, "Open in a new tab"));
  const shown = ({ path, page }) => (path === undefined ? [frame({ srcdoc: page })] : [newTab(path), frame({ src: path })]);
  made.then((source) => place.replaceChildren(...shown(source)), (error) => place.replaceChildren(make("p", { class: "note" }, error.message)));
  return place;
}

/** Creates a block with a message of a test or the compiler. */
function messageBlock(message) {
  return make("pre", { class: "message", tabindex: "0" }, ...message.split("\n").flatMap((line, index) => [index > 0 ? "\n" : "", ...codeLine(line)]));
}

/** Creates a block per changed file. */
function changedFiles(run) {
  if (run.changes.length === 0) return [make("p", { class: "note" }, "No changes: the same code ran again.")];
  return run.changes.map((file) => {
    const lines = file.lines.map(([kind, line]) => {
      const kindClass = { "+": "added", "-": "removed", "@": "gap" }[kind];
      return make("span", { class: `line ${kindClass ?? ""}` }, make("span", { class: "sign" }, kind === "@" ? "⋯" : kind), ...codeLine(line), "\n");
    });
    return make("figure", {}, make("figcaption", {}, make("code", {}, file.path), ` ${file.kind}`), make("pre", { class: "code", tabindex: "0", "aria-label": `Changes in ${file.path}` }, ...lines));
  });
}

/** Creates a block with all lines of a file. */
function codeFile(path, source) {
  const lines = source.replace(/\n$/, "").split("\n").map((line, index) =>
    make("span", { class: "line" }, make("span", { class: "sign" }, String(index + 1)), ...codeLine(line), "\n"));
  return make("figure", {}, make("figcaption", {}, make("code", {}, path)), make("pre", { class: "code", tabindex: "0", "aria-label": path }, ...lines));
}
