"use strict";
// Requests to the board. An exported page uses its own data instead.

const UNREACHABLE = "The board cannot be reached. Try again in a moment.";
const INVALID_RESPONSE = "The board sent an invalid response. Reload the page.";

/** Sends a request and returns the response. Throws an error with one line for the user. */
async function request(path, token, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Error(UNREACHABLE);
  }
  const answer = await response.json().catch(() => ({ message: INVALID_RESPONSE }));
  if (!response.ok) throw Object.assign(new Error(answer.message), { refused: [401, 403].includes(response.status) });
  return answer;
}

/** Returns a run with its code. */
async function load(run) {
  if (exported === null) return request(`/api/run/${run}`, isCodeOpen() ? null : tokens.team);
  const found = exported.runs[run];
  const sources = Object.fromEntries(Object.entries(found.sources).map(([path, index]) => [path, exported.contents[index]]));
  return { ...found, mark: lanes.marks.get(run), sources };
}

/** Returns the code of a kata's reference. */
async function reference(kata) {
  if (exported !== null) {
    const files = Object.entries(exported.katas[kata]?.reference ?? {});
    if (files.length === 0) throw new Error("This page has no reference for this kata.");
    return { sources: Object.fromEntries(files.map(([path, index]) => [path, exported.contents[index]])) };
  }
  return request(`/api/reference/${encodeURIComponent(kata)}`, null);
}

/** Returns the design of each team's last code. */
async function teamDesigns() {
  return exported === null ? request("/api/designs", null) : exported.designs ?? [];
}

/** Compares a run with the reference. Returns the path or content of the page. Throws an error with one line for the user. */
async function compare(run) {
  if (exported !== null) return { page: exported.comparisons[run] };
  const path = `/compare/${run}`;
  const response = await fetch(path).catch(() => { throw new Error(UNREACHABLE); });
  if (response.ok) return { path };
  throw new Error((await response.json().catch(() => ({ message: INVALID_RESPONSE }))).message);
}

/** Returns whether a run can be compared with the reference. An exported page has a comparison of each team's last code. */
function isComparable(run) {
  return exported === null || exported.comparisons?.[run] !== undefined;
}

/** Returns a colon and the title of a stage. Only exported pages know the titles. */
function stageTitle(kata, stage) {
  const title = exported?.katas[kata]?.stages[stage - 1];
  return title === undefined ? "" : `: ${title}`;
}
