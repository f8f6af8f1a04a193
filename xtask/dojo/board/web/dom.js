"use strict";
// Creates elements. All text enters the page as text nodes or attributes, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. */
function byId(id) {
  return document.getElementById(id);
}

/** Creates an element. An attribute's value may be a function (an event listener) or `true` (an attribute without a value). */
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

/** Sets the text of an element, and hides an element without text. */
function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
}

/** An isolated name, whose direction does not affect the text around it. */
function name(text) {
  return make("bdi", {}, text);
}

// What distinguishes the lights besides their color.
const LIGHTS = {
  green: { letter: "G", says: "green", means: "all tests pass", shape: ["circle", { cx: 12, cy: 12, r: 11 }] },
  red: { letter: "R", says: "red", means: "a test does not pass", shape: ["rect", { x: 2, y: 2, width: 20, height: 20, rx: 2 }] },
  amber: { letter: "A", says: "amber", means: "it does not compile", shape: ["path", { d: "M12 0 24 12 12 24 0 12Z" }] },
  timeout: { letter: "T", says: "a limit", means: "a limit ended a test", shape: ["path", { d: "M6 1.6h12L24 12l-6 10.4H6L0 12Z" }] },
};

/** A light: a shape with a letter in it. */
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

// Characters that are invisible or change the direction of text: code with them misleads its reader.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u2800\u3164\uffa0]/u;

/** A line of code, in which hidden characters are visible. */
function codeLine(text) {
  const parts = text.split(new RegExp(`(${HIDDEN.source})`, "u"));
  return parts.map((part) => {
    if (!HIDDEN.test(part)) return part;
    const number = part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return make("mark", { title: "a character that cannot be seen" }, `U+${number}`);
  });
}

/** "1 test", "2 tests". */
function count(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
