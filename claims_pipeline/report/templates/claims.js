// The list of claims: search and filters over the index, a table, CSV.

const { shards: listed, n_claims: total } = manifest();
const regionNames = JSON.parse(document.getElementById("names").textContent);
const form = document.getElementById("filters");
const body = document.getElementById("rows");
const status = document.getElementById("status");
const more = document.getElementById("more");

const PAGE = 100;
const AT_ONCE = 30000; // with more claims, nothing is read until a filter is set
const SIDES = { affirms: 1, denies: 2, concedes: 4 };
const COPY = 8;
const FIELDS = ["q", "region", "side", "stance", "from", "to", "copies"];
const CHIPS = { source: "Source", statement: "Statement", stand: "Stands", place: "Place", landed: "Landed on" };

let found = [];
let shown = 0;
let asked = 0;

function filters() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of new URLSearchParams(location.search)) if (!wanted.has(name)) wanted.set(name, value);
  return wanted;
}

function unpack(name) {
  const part = shards.get(name);
  const region = name.slice("index/".length, name.lastIndexOf("."));
  return part.rows.map(([id, said, landed, who, outlet, stance, flags, words, stands, places]) => ({
    id, said, landed, flags, words, region,
    source: part.who[who][0], who: part.who[who][1], country: part.who[who][2],
    outlet: part.outlets[outlet], stance: part.stances[stance],
    stands: stands.map((n) => part.stands[n]), places: places.map((n) => part.places[n]),
  }));
}

const unpacked = new Map();

function rowsOf(name) {
  if (!unpacked.has(name)) unpacked.set(name, unpack(name));
  return unpacked.get(name);
}

function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function matcher(wanted) {
  const words = folded(wanted.get("q") || "").split(/\s+/).filter(Boolean);
  const get = (name) => wanted.get(name) || "";
  const tests = [];
  if (words.length) {
    tests.push((row) => {
      row.folded ??= folded(
        [row.who, row.words, row.outlet, row.stance.replaceAll("_", " "), regionNames[row.region] || "",
          ...row.stands.map((stand) => stand[2])].join("\n"));
      return words.every((word) => row.folded.includes(word));
    });
  }
  if (get("side")) tests.push((row) => row.flags & (SIDES[get("side")] || 0));
  if (get("stance")) tests.push((row) => row.stance === get("stance"));
  if (get("from")) tests.push((row) => row.said >= get("from"));
  if (get("to")) tests.push((row) => row.said <= get("to"));
  if (get("copies") === "no") tests.push((row) => !(row.flags & COPY));
  if (get("source")) tests.push((row) => row.source === get("source"));
  if (get("landed")) tests.push((row) => row.landed === get("landed"));
  if (get("place")) tests.push((row) => row.places.includes(get("place")));
  if (get("statement")) {
    tests.push((row) => row.stands.some(([id, side]) =>
      id === get("statement") && (!get("stand") || side === get("stand"))));
  }
  return (row) => tests.every((test) => test(row));
}

async function search() {
  const ticket = ++asked;
  const wanted = filters();
  fill(wanted);
  if (![...wanted.keys()].length && total > AT_ONCE) {
    show([], `${counted(total, "claim")}. Choose a region, or type a word.`);
    return;
  }
  const parts = listed.filter((part) => !wanted.get("region") || part.region === wanted.get("region"));
  let done = 0;
  for (const part of parts) {
    await read(part.name);
    if (ticket !== asked) return;
    done += 1;
    if (parts.length > 8) status.textContent = `Reading ${done} of ${parts.length} files…`;
  }
  const test = matcher(wanted);
  const seen = new Set();
  const rows = [];
  for (const part of parts) {
    for (const row of rowsOf(part.name)) {
      if (test(row) && !seen.has(row.id)) {
        seen.add(row.id);
        rows.push(row);
      }
    }
  }
  rows.sort((a, b) => (a.said < b.said ? 1 : a.said > b.said ? -1 : a.id < b.id ? -1 : 1));
  const voices = new Set(rows.map((row) => `${row.source || row.who}\n${row.said}`)).size;
  show(rows, rows.length
    ? `${counted(rows.length, "claim")} by ${counted(new Set(rows.map((row) => row.who)).size, "speaker")} on ${counted(new Set(rows.map((row) => row.said)).size, "day")}, ${counted(voices, "voice")}`
    : "No claim fits.");
  nameChips(wanted, rows);
}

function show(rows, words) {
  found = rows;
  shown = 0;
  body.replaceChildren();
  status.textContent = words;
  document.getElementById("csv").hidden = !rows.length;
  showMore();
}

function showMore() {
  body.append(...found.slice(shown, shown + PAGE).map(tableRow));
  shown = Math.min(shown + PAGE, found.length);
  more.hidden = shown >= found.length;
  more.textContent = `Show ${Math.min(PAGE, found.length - shown)} more of ${found.length - shown}`;
}

function tableRow(row) {
  const who = row.source
    ? element("a", { href: `sources/${row.source}.html` }, element("bdi", {}, row.who))
    : element("bdi", {}, row.who);
  const place = row.region === "none"
    ? element("span", { class: "none" }, "–")
    : element("a", { href: `regions/${row.region}.html` }, regionNames[row.region] || row.region);
  return element("tr", {},
    element("td", { class: "dates" }, day(row.said)),
    element("td", {}, who, row.country ? " " : null, row.country ? element("span", { class: "country" }, row.country) : null),
    element("td", {}, element("span", { class: `stance ${row.stance}` }, row.stance.replaceAll("_", " "))),
    element("td", { class: "words" }, element("a", { href: `claim.html#${row.id}`, dir: "auto" }, row.words),
      row.flags & COPY ? element("span", { class: "count" }, " copy") : null),
    element("td", {}, place),
    element("td", {}, element("bdi", {}, row.outlet)));
}

function fill(wanted) {
  const stances = document.getElementById("stance");
  const known = new Set([...stances.options].map((option) => option.value));
  const there = new Set(wanted.get("stance") ? [wanted.get("stance")] : []);
  for (const part of shards.values()) for (const stance of part.stances) there.add(stance);
  for (const stance of [...there].sort()) {
    if (!known.has(stance)) stances.append(element("option", { value: stance }, stance.replaceAll("_", " ")));
  }
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (field.type === "checkbox") field.checked = wanted.get(name) === "no";
    else if (document.activeElement !== field) field.value = wanted.get(name) || "";
  }
}

function nameChips(wanted, rows) {
  const first = rows[0];
  const named = {
    source: (value) => rows.find((row) => row.source === value)?.who || value,
    statement: (value) => first?.stands.find((stand) => stand[0] === value)?.[2] || value,
    landed: day,
  };
  const chips = Object.keys(CHIPS).filter((name) => wanted.get(name)).map((name) => {
    const value = wanted.get(name);
    const button = element("button", { type: "button" }, `${CHIPS[name]}: `, element("bdi", {}, (named[name] || String)(value)), " ×");
    button.setAttribute("aria-label", `Remove filter ${CHIPS[name]}`);
    button.addEventListener("click", () => { wanted.delete(name); go(wanted); });
    return element("li", {}, button);
  });
  document.getElementById("chips").replaceChildren(...chips);
  fill(wanted);
}

function go(wanted) {
  for (const [name, value] of [...wanted]) if (!value) wanted.delete(name);
  history.replaceState(null, "", `${location.pathname}#${wanted}`);
  search().catch(fail);
}

function fail(error) {
  status.textContent = `${error.message}. Build the report again, or open it in another browser.`;
}

// A cell that begins like a formula is written as text, so that no spreadsheet computes it.
function cell(value) {
  const text = visible(value ?? "");
  return `"${(/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;
}

function csv() {
  const columns = ["claim_id", "said", "landed_on", "who", "country", "stance", "affirms", "denies", "concedes", "is_copy", "words", "region", "outlet"];
  const lines = found.map((row) => [row.id, row.said, row.landed, row.who, row.country, row.stance,
    row.flags & 1 ? 1 : 0, row.flags & 2 ? 1 : 0, row.flags & 4 ? 1 : 0, row.flags & COPY ? 1 : 0,
    row.words, row.region === "none" ? "" : row.region, row.outlet].map(cell).join(","));
  return `${columns.join(",")}\r\n${lines.join("\r\n")}\r\n`;
}

document.getElementById("csv").addEventListener("click", () => {
  const address = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  element("a", { href: address, download: "claims.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  const wanted = filters();
  for (const name of FIELDS) {
    const field = form.elements[name];
    wanted.set(name, field.type === "checkbox" ? (field.checked ? "no" : "") : field.value.trim());
  }
  go(wanted);
});
more.addEventListener("click", () => {
  const next = shown;
  showMore();
  body.rows[next]?.querySelector("a")?.focus();
});
window.addEventListener("hashchange", () => search().catch(fail));
search().catch(fail);
