// One claim: its words in their context, its copies, its statements, and the row that it is.

const { digits } = manifest();
const RELATIONS = { affirms: "affirm", denies: "deny", disputes: "deny", concedes: "concede" };

function clearly(text) {
  return text.replaceAll("_", " ");
}

function section(id, title, ...children) {
  return element("section", { "aria-labelledby": id }, element("h2", { id }, title), ...children);
}

// Code points of a line, each with the narrowest role that it has in the claim.
function marked(line, claim) {
  const kinds = [["cue", claim.cue_spans], ["source", claim.source_spans], ["content", claim.content_spans]];
  const kindAt = (position) => kinds.find(([, spans]) =>
    spans.some((span) => span.start_char <= position && position < span.end_char))?.[0] || "";
  const pieces = [];
  [...line.text].forEach((character, offset) => {
    const kind = kindAt(line.start + offset);
    if (pieces.length && pieces.at(-1).kind === kind) pieces.at(-1).text += character;
    else pieces.push({ kind, text: character });
  });
  return pieces.map(({ kind, text }) => (kind ? element("mark", { class: kind }, text) : visible(text)));
}

function context(record) {
  const lines = record.lines.filter((line) => line.text.trim()).map((line) => element("li", { class: line.kept ? "kept" : "dropped" },
    element("span", { class: "label" }, `${line.no} ${clearly(line.label)}`),
    element("span", { class: "text", dir: "auto" }, ...marked(line, record.claim)),
    element("span", { class: "rule" }, `${line.kept ? "kept" : "dropped"} by ${clearly(line.rule)}`)));
  return section("context", "In its context",
    element("p", { class: "legend" }, "The lines around it, with what each was taken for: ",
      element("mark", { class: "source" }, "who says it"), " ", element("mark", { class: "cue" }, "how it is attributed"), " ",
      element("mark", { class: "content" }, "what is said")),
    element("ol", { class: "lines" }, ...lines),
    element("p", {}, record.link
      ? webLink(record.link, "Open the live page at these words")
      : "The page has no address on the web.", ` The page as it was read: `, element("code", {}, record.page.file)));
}

function facts(record) {
  const { claim, page } = record;
  const rows = [
    ["Outlet", page.outlet || "unknown"], ["Headline", page.title], ["Agency", page.agency],
    ["Published", page.published_from === page.published_to ? day(page.published_from) : `${day(page.published_from)} to ${day(page.published_to)}`],
    ["Landed on", day(claim.landed_on)],
    ["Said", claim.said_from === claim.said_to ? day(claim.said_from) : `${day(claim.said_from)} to ${day(claim.said_to)}`],
    ["Manner", `${clearly(claim.stance)}, ${claim.directness}${claim.polarity === "negative" ? ", negated" : ""}`],
    ["Hedges", claim.hedges.join(", ")], ["Event", claim.event_type && clearly(claim.event_type)],
    ["Against interest", claim.against_interest ? "yes" : ""], ["Confidence", claim.confidence.toFixed(2)],
    ["Read because", claim.evidence],
  ];
  const list = element("dl", { class: "facts" }, ...rows.filter(([, value]) => value)
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", { dir: "auto" }, value))));
  for (const [name, id] of [["Inside the claim", claim.parent_claim_id], ["Answers the claim", claim.responds_to_claim_id]]) {
    if (id) list.append(element("div", {}, element("dt", {}, name), element("dd", {}, element("a", { href: `#${id}` }, id))));
  }
  return section("facts", "How it was read", list);
}

function statements(record) {
  const items = record.statements.map((one) => element("li", {},
    element("span", { class: `relation ${RELATIONS[one.relation] || "none"}` }, clearly(one.relation)), " ",
    one.region
      ? element("a", { href: `claims.html#region=${encodeURIComponent(one.region)}&statement=${one.id}`, dir: "auto" }, one.label)
      : element("span", { dir: "auto" }, one.label),
    element("span", { class: "count" }, ` voices that affirm ${one.affirm}, deny ${one.deny}, concede ${one.concede}`)));
  return section("statements", "What it speaks to", items.length
    ? element("ul", { class: "plain" }, ...items)
    : element("p", {}, "It was laid on no checkable statement."));
}

function places(record) {
  if (!record.places.length) return "";
  const items = record.places.map((one) => element("li", {}, element("b", {}, clearly(one.role)), ": ",
    one.place && one.place !== one.region_name ? `${one.place}, ` : null,
    element("a", { href: `regions/${encodeURIComponent(one.region)}.html` }, one.region_name || one.region)));
  return section("places", "Places", element("ul", { class: "plain" }, ...items));
}

function copies(record) {
  if (!record.copies.length) return section("copies", "Copies", element("p", {}, "No other page carries it."));
  const items = record.copies.map((one) => element("li", {},
    element("a", { href: `#${one.claim_id}` }, element("bdi", {}, one.outlet)), element("span", { class: "when" }, ` ${day(one.landed_on)}`),
    one.changes.length
      ? element("ul", { class: "drift" }, ...one.changes.map((change) => element("li", {},
        element("b", {}, clearly(change.change)), ": ", element("del", {}, change.here ?? "none"), " → ", element("ins", {}, change.there ?? "none"))))
      : element("span", { class: "count" }, " the same words"),
    one.changes.length ? element("blockquote", { dir: "auto" }, one.words) : null));
  return section("copies", "Copies, and what changed in them", element("ul", { class: "plain copies" }, ...items));
}

function row(record) {
  const sql = `SELECT * FROM claims WHERE claim_id = '${record.claim.claim_id}'`;
  const block = (title, text) => element("details", {}, element("summary", {}, title), element("pre", { tabindex: "0" }, text));
  return section("row", "The same row elsewhere",
    element("p", {}, "In DuckDB, and as a W3C Web Annotation:"), element("pre", { tabindex: "0" }, sql),
    element("pre", { tabindex: "0" }, `SELECT annotation FROM claim_links WHERE claim_id = '${record.claim.claim_id}'`),
    element("p", {}, "In a terminal:"),
    element("pre", { tabindex: "0" }, `claims-pipeline query "${sql}" --format json\nclaims-pipeline explain ${record.claim.claim_id}`),
    block("The row as JSON", JSON.stringify(record.claim, null, 2)));
}

async function present() {
  const id = location.hash.slice(1);
  const status = document.getElementById("status");
  const place = document.getElementById("claim");
  place.replaceChildren();
  if (!/^[0-9a-f]{16}$/.test(id)) {
    status.textContent = "No claim is named. Choose one from the list of all claims.";
    return;
  }
  const name = `claims/${id.slice(0, digits)}`;
  const record = await read(name).then((records) => records[id], () => undefined);
  if (id !== location.hash.slice(1)) return;
  if (!record) {
    status.textContent = `This report holds no claim ${id}.`;
    return;
  }
  status.textContent = "";
  const { claim } = record;
  document.title = visible(`${record.who}: ${claim.content_text.slice(0, 80)}`);
  document.getElementById("claim-id").textContent = id;
  document.getElementById("who").replaceChildren(element("bdi", {}, record.who));
  document.getElementById("range").replaceChildren(
    element("span", { class: `stance ${claim.stance}` }, clearly(claim.stance)), ` ${day(claim.said_from)}, in `,
    element("bdi", {}, record.page.outlet || record.page.file));
  place.replaceChildren(...[context(record), statements(record), copies(record), places(record), facts(record), row(record)].filter(Boolean));
}

window.addEventListener("hashchange", () => { present(); window.scrollTo(0, 0); });
present();
