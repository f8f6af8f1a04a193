"use strict";
// Elements, and text from outside. All text enters the page as text nodes or attributes, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. */
function byId(id) {
  return document.getElementById(id);
}

/** An element with these attributes (a function listens, `true` is a bare attribute) and these children. */
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

/** Shows a text in an element, and hides the element if there is none. Does nothing if it is there already. */
function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
}

/** A name by other people, which keeps its direction to itself. */
function name(text) {
  return make("bdi", {}, text);
}

// What each light is told by, beside its color.
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

// Characters that show nothing or turn the text around them: code with them does not do what it seems to.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/** A line of code, with what hides in it made visible. */
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
