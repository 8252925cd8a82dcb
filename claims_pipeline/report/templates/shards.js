"use strict";
// Reads shards of data that lie beside the page. Text of pages goes into text nodes only, never into markup.

const shards = new Map();
const waiting = new Map();
const addresses = window.trustedTypes
  ? window.trustedTypes.createPolicy("shards", { createScriptURL: checked })
  : { createScriptURL: checked };

function checked(address) {
  if (!/^data\/(claims\/[0-9a-f]+|index\/[A-Za-z0-9-]+\.\d+)\.js$/.test(address)) throw new TypeError(address);
  return address;
}

// Each shard is a script that calls this.
function shard(name, content) {
  shards.set(name, content);
}

function read(name) {
  if (!waiting.has(name)) {
    waiting.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = addresses.createScriptURL(`data/${name}.js`);
      script.addEventListener("load", () => resolve(shards.get(name)));
      script.addEventListener("error", () => reject(new Error(`data/${name}.js could not be read`)));
      document.head.append(script);
    }));
  }
  return waiting.get(name);
}

function manifest() {
  return JSON.parse(document.getElementById("manifest").textContent);
}

// Spell out the characters that a reader could not see.
function visible(text) {
  return String(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, (character) =>
    "\n\t\u00ad\u200c\u200d".includes(character)
      ? character
      : `[U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

// Make an element: attributes by name, then text and elements; nothing is read as markup.
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null && child !== "")
    .map((child) => (typeof child === "object" ? child : visible(child))));
  return made;
}

function webLink(address, ...children) {
  return address && /^https?:\/\//i.test(address)
    ? element("a", { href: address, rel: "noopener noreferrer nofollow" }, ...children)
    : element("span", {}, ...children);
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

function day(iso) {
  if (!iso) return "–";
  const [year, month, date] = iso.split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

function counted(n, one, many) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many || `${one}s`}`;
}
