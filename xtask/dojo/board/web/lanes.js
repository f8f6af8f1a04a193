"use strict";
// The lanes of the board: one lane per team, one column per minute, one light per run.
// The board's data calls the summary of a run a "mark".

const MINUTE = 60000;

/** All lanes. A click on a light calls `onSelect` with its mark. */
class Lanes {
  constructor(root, onSelect) {
    this.root = root;
    this.onSelect = onSelect;
    this.order = "joined";
    this.kata = null;
    // The number of stages in the core, by kata.
    this.cores = {};
    this.clear();
  }

  clear() {
    this.teams = new Map();
    this.marks = new Map();
    this.start = null;
    this.columns = 0;
    this.axis = make("li", { class: "axis", "aria-hidden": "true" }, make("span", { class: "head" }));
    this.root.replaceChildren(this.axis);
  }

  /** Adds or updates a team. */
  setTeam(team) {
    let lane = this.teams.get(team.id);
    if (lane === undefined) {
      lane = { marks: [], cells: new Map(), joinIndex: this.teams.size };
      lane.name = make("h2", { id: `team-${team.id}` });
      lane.people = make("p", { class: "people" });
      lane.now = make("div", { class: "now" });
      lane.stage = make("p", { class: "stage" });
      lane.strip = make("div", { class: "strip", role: "group", "aria-labelledby": `team-${team.id}`, keydown: (event) => this.moveFocus(event, lane) });
      lane.element = make("li", { class: "lane" },
        make("div", { class: "head" }, make("div", { class: "who" }, lane.now, make("div", { class: "names" }, lane.name, lane.people)), lane.stage), lane.strip);
      this.teams.set(team.id, lane);
      this.root.append(lane.element);
    }
    lane.team = team;
    lane.name.replaceChildren(name(team.name));
    lane.name.title = `team ${team.id}`;
    this.showNow(lane);
  }

  removeTeam(id) {
    const lane = this.teams.get(id);
    if (lane === undefined) return;
    lane.marks.forEach((mark) => this.marks.delete(mark.id));
    lane.element.remove();
    this.teams.delete(id);
  }

  /** Adds the lights of new runs and replaces those of changed runs. */
  addMarks(marks, startedAt) {
    const start = this.startOf(startedAt, marks);
    if (start !== this.start) this.redraw(start);
    const changedLanes = new Set();
    for (const mark of marks) {
      const lane = this.teams.get(mark.team);
      const known = this.marks.get(mark.id);
      if (lane === undefined || (known !== undefined && known.took_ms === mark.took_ms && known.at === mark.at)) continue;
      if (known !== undefined) this.removeMark(lane, known);
      this.marks.set(mark.id, mark);
      // A run that was queued during an outage arrives after later runs.
      let place = lane.marks.length;
      while (place > 0 && before(mark, lane.marks[place - 1])) place -= 1;
      lane.marks.splice(place, 0, mark);
      changedLanes.add(lane);
      this.draw(lane, mark);
    }
    changedLanes.forEach((lane) => this.showNow(lane));
    if (changedLanes.size > 0) this.scrollToNow(changedLanes);
  }

  /** Removes a light that another run of the same minute replaces. */
  removeMark(lane, mark) {
    lane.marks.splice(lane.marks.indexOf(mark), 1);
    lane.strip.querySelector(`[data-run="${mark.id}"]`)?.remove();
  }

  /** Returns the minute of the first column: the dojo's start or the first run, whichever is earlier. */
  startOf(startedAt, marks) {
    const minutes = marks.map((mark) => Math.floor(mark.at / MINUTE));
    if (startedAt !== null) minutes.push(Math.floor(startedAt / MINUTE));
    if (this.start !== null) minutes.push(this.start);
    return minutes.length > 0 ? minutes.reduce((a, b) => Math.min(a, b)) : null;
  }

  /** Draws all lanes again with another first minute. */
  redraw(start) {
    this.start = start;
    this.columns = 0;
    this.axis.replaceChildren(this.axis.firstChild);
    for (const lane of this.teams.values()) {
      lane.strip.replaceChildren();
      lane.cells.clear();
      lane.newest = null;
      lane.marks.forEach((mark) => this.draw(lane, mark));
    }
  }

  draw(lane, mark) {
    const minute = Math.max(0, Math.floor(mark.at / MINUTE) - this.start);
    this.addColumns(minute);
    let cell = lane.cells.get(minute);
    if (cell === undefined) {
      cell = make("span", { class: "minute" });
      cell.style.gridColumn = String(minute + 1);
      cell.minute = minute;
      lane.cells.set(minute, cell);
      insertSorted(lane.strip, cell, (other) => other.minute > minute);
    }
    const button = make("button", { type: "button", tabindex: "-1", "data-run": mark.id, click: () => this.onSelect(mark) }, light(mark.light));
    button.setAttribute("aria-label", `${this.minuteText(mark)}: ${describe(mark)}`);
    button.title = `${this.minuteText(mark)}\n${describe(mark)}`;
    insertSorted(cell, button, (other) => before(mark, this.marks.get(Number(other.dataset.run))));
  }

  /** Returns the minute of a run since the start, such as "minute 12". */
  minuteText(mark) {
    return `minute ${Math.floor(mark.at / MINUTE) - this.start}`;
  }

  /** Adds columns up to this minute. */
  addColumns(minute) {
    if (minute < this.columns) return;
    for (let label = Math.ceil(this.columns / 5) * 5; label <= minute; label += 5) {
      const mark = make("span", {}, String(label));
      mark.style.gridColumn = String(label + 3);
      this.axis.append(mark);
    }
    this.columns = minute + 1;
    this.root.style.setProperty("--minutes", String(this.columns));
  }

  /** Sets the kata for everyone; null if each team chooses. */
  setKata(kata) {
    if (kata === this.kata) return;
    this.kata = kata;
    for (const lane of this.teams.values()) this.showNow(lane);
  }

  /** Returns whether a run belongs to another kata than the one set for everyone. */
  isOtherKata(mark) {
    return this.kata !== null && mark.kata !== this.kata;
  }

  /** Sets the number of stages in each kata's core. */
  setCores(cores) {
    this.cores = cores;
    this.teams.forEach((lane) => this.showNow(lane));
  }

  /** Shows the current status of a team: its last light, stage and tests. */
  showNow(lane) {
    const last = lane.marks.at(-1);
    const newest = lane.strip.lastElementChild?.lastElementChild ?? null;
    if (lane.newest !== newest) {
      lane.strip.querySelectorAll("[tabindex='0']").forEach((button) => { button.tabIndex = -1; });
      if (newest !== null) newest.tabIndex = 0;
      lane.newest = newest;
    }
    if (last === undefined) {
      lane.now.replaceChildren(make("span", { class: "light none" }));
      lane.stage.replaceChildren(make("span", { class: "idle" }, "no run yet"));
      return;
    }
    lane.now.replaceChildren(light(last.light), make("span", { class: "visually-hidden" }, LIGHTS[last.light].label));
    const done = last.stage === null ? last.stages : last.stage - 1;
    const core = this.cores[last.kata] || last.stages;
    const classOf = (index) => [index < done ? "done" : "", index < core ? "" : "extension"].join(" ").trim();
    const dots = Array.from({ length: Math.min(last.stages, 20) }, (_, index) => make("i", { class: classOf(index) }));
    const reached = last.stage === null ? "all stages" : `stage ${last.stage} of ${last.stages}`;
    const parts = [
      make("span", { class: "progress", "aria-hidden": "true" }, ...dots),
      make("span", { class: "counts" }, last.stage !== null && done >= core ? `core green, ${reached}` : reached),
      make("span", { class: "tests" }, `${last.passed}/${last.total}`),
      lane.ago ??= make("span", { class: "idle" }),
    ];
    if (this.isOtherKata(last)) parts.push(make("span", { class: "other-kata" }, `working on ${last.kata}`));
    lane.stage.replaceChildren(...parts);
  }

  /** Updates the parts that depend on the time. */
  tick(state, now) {
    const current = turn(state, now);
    for (const lane of this.teams.values()) {
      const { people, driver } = lane.team;
      const due = state.phase === "running" && current !== null && people.length > 1 && current.number > lane.team.driver_since_turn;
      // There are no drivers after the working phases.
      const working = ["waiting", "running", "paused", "break"].includes(state.phase);
      const shownPeople = `${working} ${due} ${people.join("\n")} ${driver}`;
      if (lane.shownPeople !== shownPeople) {
        lane.shownPeople = shownPeople;
        lane.element.classList.toggle("due", due);
        lane.people.replaceChildren(...(working ? this.driverText(people, driver, due) : [name(people.join(", "))]));
      }
      const last = lane.marks.at(-1);
      if (last !== undefined && lane.ago) show(lane.ago, ago(now - last.at));
    }
    if (this.start !== null && state.phase === "running") this.addColumns(Math.floor(now / MINUTE) - this.start);
  }

  /** Returns the driver and the navigator, or who takes over if a switch is due. */
  driverText(people, driver, due) {
    if (people.length === 0) return [];
    const next = people[(driver + 1) % people.length];
    if (people.length === 1) return [name(people[0])];
    if (due) return [make("strong", { class: "switch" }, "switch"), " ", name(next), " takes over"];
    const others = people.length > 2 ? [`, ${people.length - 2} more`] : [];
    return [make("strong", {}, name(people[driver])), " drives, ", name(next), " navigates", ...others];
  }

  /** Moves the focus with the keyboard: left and right between lights, up and down between lanes. */
  moveFocus(event, lane) {
    const buttons = [...lane.strip.querySelectorAll("button")];
    const index = buttons.indexOf(event.target);
    const lanes = [...this.root.children].filter((element) => element !== this.axis && element.querySelector(".strip button"));
    const other = (by) => [...(lanes[lanes.indexOf(lane.element) + by]?.querySelectorAll(".strip button") ?? [])].at(-1);
    const targets = { ArrowLeft: buttons[index - 1], ArrowRight: buttons[index + 1], Home: buttons[0], End: buttons.at(-1), ArrowUp: other(-1), ArrowDown: other(1) };
    if (!(event.key in targets)) return;
    event.preventDefault();
    const target = targets[event.key];
    if (target === undefined) return;
    target.parentElement.parentElement.querySelectorAll("button").forEach((button) => { button.tabIndex = button === target ? 0 : -1; });
    target.focus();
  }

  /** Sorts the lanes by the chosen order. Moves only misplaced lanes, to keep the focus. */
  sort() {
    const last = (lane) => lane.marks.at(-1);
    const reached = (lane) => {
      const mark = last(lane);
      return mark === undefined ? -1 : (mark.stage === null ? mark.stages : mark.stage - 1) * 10000 + mark.passed;
    };
    const by = {
      joined: (a, b) => a.joinIndex - b.joinIndex,
      name: (a, b) => a.team.name.localeCompare(b.team.name),
      progress: (a, b) => reached(b) - reached(a),
      idle: (a, b) => (last(a)?.at ?? 0) - (last(b)?.at ?? 0),
    };
    const sorted = [...this.teams.values()].sort((a, b) => by[this.order](a, b) || a.joinIndex - b.joinIndex);
    const focused = document.activeElement;
    let after = this.axis;
    for (const { element } of sorted) {
      if (after.nextElementSibling !== element) after.after(element);
      after = element;
    }
    if (document.activeElement !== focused && this.root.contains(focused)) focused.focus();
  }

  /** Chooses the largest size of lights that fits, and keeps the newest lights visible. */
  fit() {
    const scroll = this.root.parentElement;
    document.body.dataset.lanes = this.teams.size > 20 ? "most" : this.teams.size > 12 ? "many" : "few";
    const atEnd = scroll.scrollLeft + scroll.clientWidth >= scroll.scrollWidth - 40;
    for (const size of ["large", "middle", "small"]) {
      this.root.dataset.size = size;
      if (scroll.scrollWidth <= scroll.clientWidth) break;
    }
    if (atEnd) scroll.scrollLeft = scroll.scrollWidth;
  }

  /** Scrolls the changed lanes to their newest lights. */
  scrollToNow(changedLanes) {
    const scroll = this.root.parentElement;
    // Reading all widths first avoids a page layout per lane.
    const widths = [...changedLanes].map((lane) => [lane.strip, lane.strip.scrollWidth]);
    const width = scroll.scrollWidth;
    if (!scroll.contains(document.activeElement) || document.activeElement === scroll) scroll.scrollLeft = width;
    for (const [strip, width] of widths) strip.scrollLeft = width;
  }
}

/** Inserts an element into a sorted parent. Searches from the end, because new elements are usually last. */
function insertSorted(parent, element, isAfter) {
  let next = null;
  while (next === null ? parent.lastElementChild !== null && isAfter(parent.lastElementChild) : next.previousElementSibling !== null && isAfter(next.previousElementSibling)) {
    next = next === null ? parent.lastElementChild : next.previousElementSibling;
  }
  parent.insertBefore(element, next);
}

/** Returns whether a run comes before another one. */
function before(a, b) {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

/** Describes a run, such as "red, hash-map, stage 2 of 7, 12 of 52 tests pass". */
function describe(mark) {
  const stage = mark.stage === null ? "all stages" : `stage ${mark.stage} of ${mark.stages}${stageTitle(mark.kata, mark.stage)}`;
  return `${LIGHTS[mark.light].label}, ${mark.kata}, ${stage}, ${mark.passed} of ${count(mark.total, "test")} pass`;
}
