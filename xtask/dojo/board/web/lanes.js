"use strict";
// The lanes of the board: one lane per team, one column per minute, one light per run (a "mark" in the data).

const MINUTE = 60000;

/** All lanes. Calls `pick` with the run whose light the user chose. */
class Lanes {
  constructor(root, pick) {
    this.root = root;
    this.pick = pick;
    this.order = "came";
    this.kata = null;
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
      lane = { marks: [], cells: new Map(), place: this.teams.size };
      lane.name = make("h2", { id: `team-${team.id}` });
      lane.people = make("p", { class: "people" });
      lane.now = make("div", { class: "now" });
      lane.stage = make("p", { class: "stage" });
      lane.strip = make("div", { class: "strip", role: "group", "aria-labelledby": `team-${team.id}`, keydown: (event) => this.step(event, lane) });
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

  /** Adds the lights of runs, except those that are there already. */
  addMarks(marks, startedAt) {
    const start = this.startOf(startedAt, marks);
    if (start !== this.start) this.restart(start);
    const touched = new Set();
    for (const mark of marks) {
      const lane = this.teams.get(mark.team);
      const known = this.marks.get(mark.id);
      if (lane === undefined || (known !== undefined && known.took_ms === mark.took_ms && known.at === mark.at)) continue;
      if (known !== undefined) this.removeMark(lane, known);
      this.marks.set(mark.id, mark);
      // Runs that waited for the network arrive after later ones.
      let place = lane.marks.length;
      while (place > 0 && before(mark, lane.marks[place - 1])) place -= 1;
      lane.marks.splice(place, 0, mark);
      touched.add(lane);
      this.draw(lane, mark);
    }
    touched.forEach((lane) => this.showNow(lane));
    if (touched.size > 0) this.scrollToNow(touched);
  }

  /** Removes a light, which another run of the same minute replaces. */
  removeMark(lane, mark) {
    lane.marks.splice(lane.marks.indexOf(mark), 1);
    lane.strip.querySelector(`[data-run="${mark.id}"]`)?.remove();
  }

  /** The minute of the first column: that of the start, or of the first run if that is earlier. */
  startOf(startedAt, marks) {
    const minutes = marks.map((mark) => Math.floor(mark.at / MINUTE));
    if (startedAt !== null) minutes.push(Math.floor(startedAt / MINUTE));
    if (this.start !== null) minutes.push(this.start);
    return minutes.length > 0 ? minutes.reduce((a, b) => Math.min(a, b)) : null;
  }

  restart(start) {
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
    this.reach(minute);
    let cell = lane.cells.get(minute);
    if (cell === undefined) {
      cell = make("span", { class: "minute" });
      cell.style.gridColumn = String(minute + 1);
      cell.minute = minute;
      lane.cells.set(minute, cell);
      insertSorted(lane.strip, cell, (other) => other.minute > minute);
    }
    const button = make("button", { type: "button", tabindex: "-1", "data-run": mark.id, click: () => this.pick(mark) }, light(mark.light));
    button.setAttribute("aria-label", `${this.at(mark)}: ${told(mark)}`);
    button.title = `${this.at(mark)}\n${told(mark)}`;
    insertSorted(cell, button, (other) => before(mark, this.marks.get(Number(other.dataset.run))));
  }

  /** The time of a run since the start, in words. */
  at(mark) {
    return `minute ${Math.floor(mark.at / MINUTE) - this.start}`;
  }

  /** Adds columns up to this minute. */
  reach(minute) {
    if (minute < this.columns) return;
    for (let label = Math.ceil(this.columns / 5) * 5; label <= minute; label += 5) {
      const mark = make("span", {}, String(label));
      mark.style.gridColumn = String(label + 3);
      this.axis.append(mark);
    }
    this.columns = minute + 1;
    this.root.style.setProperty("--minutes", String(this.columns));
  }

  /** Sets the kata that everyone works on; null if each team chooses. */
  work(kata) {
    if (kata === this.kata) return;
    this.kata = kata;
    for (const lane of this.teams.values()) this.showNow(lane);
  }

  /** Whether a run is of another kata than the one that everyone works on. */
  isElsewhere(mark) {
    return this.kata !== null && mark.kata !== this.kata;
  }

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
      lane.stage.replaceChildren(make("span", { class: "quiet" }, "no run yet"));
      return;
    }
    lane.now.replaceChildren(light(last.light), make("span", { class: "aside" }, LIGHTS[last.light].says));
    const done = last.stage === null ? last.stages : last.stage - 1;
    const pips = Array.from({ length: Math.min(last.stages, 20) }, (_, index) => make("i", { class: index < done ? "done" : "" }));
    const parts = [
      make("span", { class: "pips", "aria-hidden": "true" }, ...pips),
      make("span", { class: "counts" }, last.stage === null ? "all stages" : `stage ${last.stage} of ${last.stages}`),
      make("span", { class: "tests" }, `${last.passed}/${last.total}`),
      lane.ago ??= make("span", { class: "quiet" }),
    ];
    if (this.isElsewhere(last)) parts.push(make("span", { class: "elsewhere" }, `in ${last.kata}`));
    lane.stage.replaceChildren(...parts);
  }

  /** Updates what depends on the time. */
  tick(state, now) {
    const current = turn(state, now);
    for (const lane of this.teams.values()) {
      const { people, driver } = lane.team;
      const due = state.phase === "running" && current !== null && people.length > 1 && current.number > lane.team.driver_since_turn;
      // From the review on, nobody is at a keyboard.
      const working = ["waiting", "running", "paused", "break"].includes(state.phase);
      const seats = `${working} ${due} ${people.join("\n")} ${driver}`;
      if (lane.seats !== seats) {
        lane.seats = seats;
        lane.element.classList.toggle("due", due);
        lane.people.replaceChildren(...(working ? this.seats(people, driver, due) : [name(people.join(", "))]));
      }
      const last = lane.marks.at(-1);
      if (last !== undefined && lane.ago) show(lane.ago, ago(now - last.at));
    }
    if (this.start !== null && state.phase === "running") this.reach(Math.floor(now / MINUTE) - this.start);
  }

  seats(people, driver, due) {
    if (people.length === 0) return [];
    const next = people[(driver + 1) % people.length];
    if (people.length === 1) return [name(people[0])];
    if (due) return [make("strong", { class: "switch" }, "switch"), " ", name(next), " takes over"];
    const others = people.length > 2 ? [`, ${people.length - 2} more`] : [];
    return [make("strong", {}, name(people[driver])), " drives, ", name(next), " navigates", ...others];
  }

  /** Arrow keys go from light to light, up and down from lane to lane. */
  step(event, lane) {
    const buttons = [...lane.strip.querySelectorAll("button")];
    const index = buttons.indexOf(event.target);
    const lanes = [...this.root.children].filter((element) => element !== this.axis && element.querySelector(".strip button"));
    const other = (by) => [...(lanes[lanes.indexOf(lane.element) + by]?.querySelectorAll(".strip button") ?? [])].at(-1);
    const goals = { ArrowLeft: buttons[index - 1], ArrowRight: buttons[index + 1], Home: buttons[0], End: buttons.at(-1), ArrowUp: other(-1), ArrowDown: other(1) };
    if (!(event.key in goals)) return;
    event.preventDefault();
    const goal = goals[event.key];
    if (goal === undefined) return;
    goal.parentElement.parentElement.querySelectorAll("button").forEach((button) => { button.tabIndex = button === goal ? 0 : -1; });
    goal.focus();
  }

  /** Sorts the lanes by the chosen order. Moves only lanes at a wrong place, so that the focus stays. */
  sort() {
    const last = (lane) => lane.marks.at(-1);
    const reached = (lane) => {
      const mark = last(lane);
      return mark === undefined ? -1 : (mark.stage === null ? mark.stages : mark.stage - 1) * 10000 + mark.passed;
    };
    const by = {
      came: (a, b) => a.place - b.place,
      name: (a, b) => a.team.name.localeCompare(b.team.name),
      furthest: (a, b) => reached(b) - reached(a),
      quiet: (a, b) => (last(a)?.at ?? 0) - (last(b)?.at ?? 0),
    };
    const sorted = [...this.teams.values()].sort((a, b) => by[this.order](a, b) || a.place - b.place);
    const focused = document.activeElement;
    let after = this.axis;
    for (const { element } of sorted) {
      if (after.nextElementSibling !== element) after.after(element);
      after = element;
    }
    if (document.activeElement !== focused && this.root.contains(focused)) focused.focus();
  }

  /** Makes the lights as large as fits, and keeps the newest visible. */
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

  scrollToNow(touched) {
    const scroll = this.root.parentElement;
    // All widths are read before anything moves: otherwise the page is laid out once for each lane.
    const widths = [...touched].map((lane) => [lane.strip, lane.strip.scrollWidth]);
    const width = scroll.scrollWidth;
    if (!scroll.contains(document.activeElement) || document.activeElement === scroll) scroll.scrollLeft = width;
    for (const [strip, width] of widths) strip.scrollLeft = width;
  }
}

/** Inserts an element before the first one that is after it. Nearly always that is none, so it looks from the end. */
function insertSorted(parent, element, isAfter) {
  let next = null;
  while (next === null ? parent.lastElementChild !== null && isAfter(parent.lastElementChild) : next.previousElementSibling !== null && isAfter(next.previousElementSibling)) {
    next = next === null ? parent.lastElementChild : next.previousElementSibling;
  }
  parent.insertBefore(element, next);
}

function before(a, b) {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

/** The description of a run. */
function told(mark) {
  const stage = mark.stage === null ? "all stages" : `stage ${mark.stage} of ${mark.stages}${stageTitle(mark.kata, mark.stage)}`;
  return `${LIGHTS[mark.light].says}, ${mark.kata}, ${stage}, ${mark.passed} of ${count(mark.total, "test")} pass`;
}
