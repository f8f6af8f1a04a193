"use strict";
// Functions that create elements. Text becomes text nodes or attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Returns the element with this id. */
function byId(id) {
  return document.getElementById(id);
}

/** Creates an element. An attribute with a function as its value becomes an event listener. `true` means no value. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Sets the text of an element. Hides the element if the text is empty. */
function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
}

/** Creates an element for a name. The name's text direction does not affect the surrounding text. */
function name(text) {
  return make("bdi", {}, text);
}

// The lights. Each has a letter and a shape, so that color is not needed to tell them apart.
const LIGHTS = {
  green: { letter: "G", label: "green", meaning: "all tests pass", shape: ["circle", { cx: 12, cy: 12, r: 11 }] },
  red: { letter: "R", label: "red", meaning: "a test fails", shape: ["rect", { x: 2, y: 2, width: 20, height: 20, rx: 2 }] },
  amber: { letter: "A", label: "amber", meaning: "does not compile", shape: ["path", { d: "M12 0 24 12 12 24 0 12Z" }] },
  timeout: { letter: "T", label: "timeout", meaning: "a test exceeded a limit", shape: ["path", { d: "M6 1.6h12L24 12l-6 10.4H6L0 12Z" }] },
};

/** Creates a light: a shape with a letter in it. */
function light(kind) {
  const { letter, shape } = LIGHTS[kind];
  const part = (tag, attributes) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const drawn = part("svg", { viewBox: "0 0 24 24", class: `light ${kind}`, "aria-hidden": "true" });
  const text = part("text", { x: 12, y: 16.8, "text-anchor": "middle" });
  text.textContent = letter;
  drawn.append(part(...shape), text);
  return drawn;
}

// Characters that are invisible or change the text direction. If code contains them, it can mislead its reader.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u2800\u3164\uffa0]/u;

/** Returns a line of code with hidden characters made visible. */
function codeLine(text) {
  const parts = text.split(new RegExp(`(${HIDDEN.source})`, "u"));
  return parts.map((part) => {
    if (!HIDDEN.test(part)) return part;
    const number = part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return make("mark", { title: "hidden character" }, `U+${number}`);
  });
}

/** Formats a count, such as "1 test" or "2 tests". */
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
