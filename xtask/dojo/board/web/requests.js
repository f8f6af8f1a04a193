"use strict";
// Requests to the board. On an exported page, runs come from its data.

/** Sends a request; throws an error with a line for the user. */
async function ask(path, token, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Error("The board cannot be reached.");
  }
  const answer = await response.json().catch(() => ({ message: "The board answers strangely." }));
  if (!response.ok) throw Object.assign(new Error(answer.message), { refused: [401, 403].includes(response.status) });
  return answer;
}

/** A run with its code. */
async function load(run) {
  if (exported === null) return ask(`/api/run/${run}`, isOpen() ? null : tokens.team);
  const found = exported.runs[run];
  const sources = Object.fromEntries(Object.entries(found.sources).map(([path, index]) => [path, exported.contents[index]]));
  return { ...found, mark: lanes.marks.get(run), sources };
}

/** The reference's code. */
async function reference(kata) {
  if (exported !== null) {
    const files = Object.entries(exported.katas[kata]?.reference ?? {});
    if (files.length === 0) throw new Error("The page has no reference of this kata.");
    return { sources: Object.fromEntries(files.map(([path, index]) => [path, exported.contents[index]])) };
  }
  return ask(`/api/reference/${encodeURIComponent(kata)}`, null);
}

/** Makes the comparison of a run with the reference, and returns its path or page; throws an error with a line for the user. */
async function compare(run) {
  if (exported !== null) return { page: exported.comparisons[run] };
  const path = `/compare/${run}`;
  const response = await fetch(path).catch(() => { throw new Error("The board cannot be reached."); });
  if (response.ok) return { path };
  throw new Error((await response.json().catch(() => ({ message: "The board answers strangely." }))).message);
}

/** Whether a run can be compared with the reference. An exported page compares each team's last code. */
function isComparable(run) {
  return exported === null || exported.comparisons?.[run] !== undefined;
}

/** The title of a stage after a colon, on an exported page. */
function stageTitle(kata, stage) {
  const title = exported?.katas[kata]?.stages[stage - 1];
  return title === undefined ? "" : `: ${title}`;
}
