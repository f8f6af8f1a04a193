"use strict";
// Times of the session's clock, computed from the state and the current time, so that no counter is needed.

/** The board's time minus `performance.now()`, which users cannot set. */
let boardOffset = 0;
/** The time of day minus `performance.now()`, at the last time received from the board. */
let dayOffset = 0;

/** Returns the board's time. */
function boardTime() {
  return performance.now() + boardOffset;
}

/** Sets the board's time. */
function setBoardTime(now) {
  boardOffset = now - performance.now();
  dayOffset = Date.now() - performance.now();
}

/** Returns whether this machine slept or its clock was set since the last time received from the board. */
function isClockUncertain() {
  return Math.abs(Date.now() - performance.now() - dayOffset) > 2000;
}

/** Returns the running time of the clock. */
function ran(clock, now) {
  return clock.ran_ms + (clock.since === null ? 0 : Math.max(0, now - clock.since));
}

/** Returns the running time left. */
function left(clock, now) {
  return Math.max(0, clock.length_ms - ran(clock, now));
}

/** Returns the number of the current turn and the time left in it; null without turns. */
function turn(state, now) {
  if (state.turn_ms === null) return null;
  const time = Math.max(0, ran(state.clock, now) - (state.clock.turns_from_ms ?? 0));
  return { number: Math.floor(time / state.turn_ms), left: state.turn_ms - (time % state.turn_ms) };
}

/** Formats a duration as "7:05" or "1:07:05", rounded up to seconds. */
function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Formats the time since an event, such as "5 min ago". */
function ago(ms) {
  const minutes = Math.floor(ms / 60000);
  return minutes < 1 ? "just now" : minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
}
