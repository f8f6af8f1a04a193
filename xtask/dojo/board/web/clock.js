"use strict";
// The session's clock. Nothing here counts by itself: what is shown follows from the state and the time of day.

/** How much the board's clock is ahead of this machine's, in milliseconds. */
let ahead = 0;

/** The time by the board's clock. */
function boardTime() {
  return Date.now() + ahead;
}

/** How long the clock has run. */
function ran(clock, now) {
  return clock.ran_ms + (clock.since === null ? 0 : Math.max(0, now - clock.since));
}

/** How long it still runs. */
function left(clock, now) {
  return Math.max(0, clock.length_ms - ran(clock, now));
}

/** Which turn it is, and how long it still lasts; none if nobody switches. */
function turn(state, now) {
  if (state.turn_ms === null) return null;
  const time = ran(state.clock, now);
  return { number: Math.floor(time / state.turn_ms), left: state.turn_ms - (time % state.turn_ms) };
}

/** A duration as "7:05" or "1:07:05". A second that has begun counts. */
function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** How long ago something was, in words. */
function ago(ms) {
  const minutes = Math.floor(ms / 60000);
  return minutes < 1 ? "just now" : minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
}
