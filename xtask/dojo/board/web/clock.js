"use strict";
// Times of the session's clock. Nothing here counts: times follow from the state and the time of day.

/** The milliseconds by which the board's clock is ahead of `performance.now()`, which nobody can set. */
let ahead = 0;
/** The time of day minus `performance.now()`, when the board last told its time. */
let dayAhead = 0;

/** The time by the board's clock. */
function boardTime() {
  return performance.now() + ahead;
}

/** Sets the board's clock. */
function setBoardTime(now) {
  ahead = now - performance.now();
  dayAhead = Date.now() - performance.now();
}

/** Whether this machine slept, or its clock was set, since the board last told its time. */
function isClockUncertain() {
  return Math.abs(Date.now() - performance.now() - dayAhead) > 2000;
}

/** The running time of the clock. */
function ran(clock, now) {
  return clock.ran_ms + (clock.since === null ? 0 : Math.max(0, now - clock.since));
}

/** The running time left. */
function left(clock, now) {
  return Math.max(0, clock.length_ms - ran(clock, now));
}

/** The current turn and the time left of it; null without turns. */
function turn(state, now) {
  if (state.turn_ms === null) return null;
  const time = Math.max(0, ran(state.clock, now) - (state.clock.turns_from_ms ?? 0));
  return { number: Math.floor(time / state.turn_ms), left: state.turn_ms - (time % state.turn_ms) };
}

/** A duration as "7:05" or "1:07:05", rounded up to seconds. */
function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A time that has passed, in words. */
function ago(ms) {
  const minutes = Math.floor(ms / 60000);
  return minutes < 1 ? "just now" : minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
}
