// The search page: asks Pagefind's index, which publishing writes beside this folder, and keeps the address in step.
const INDEX = new URL("../pagefind/pagefind.js", import.meta.url).href;
const FILTERS = ["section", "source", "status", "year"];
const AT_ONCE = 10; // stories
const EXCERPT = 20; // words
const PAUSE = 200; // ms without a key, after which what was typed is searched for

const page = document.querySelector(".search");
const [form, told, list] = ["form", "[role=status]", "ol"].map((name) => page.querySelector(name));
const [blank, more] = ["template", ".search-more"].map((name) => page.querySelector(name));
const fields = form.elements;
let loading, all, results, shown, waiting;
let turn = 0; // of the latest search: what an earlier one finds is not shown

// Pagefind takes a part of the index that does not arrive for an empty one. "No story" would then be untrue.
let lost = false;
const ask = window.fetch;
window.fetch = async (...request) => {
  const answer = await ask(...request).catch((error) => {
    lost = true;
    throw error;
  });
  lost ||= !answer.ok;
  return answer;
};

// On the main thread: a worker would be one more file to wait for, and have a policy of its own.
async function open() {
  const pagefind = (await import(INDEX)).createInstance({ noWorker: true });
  all = await pagefind.filters();
  count(all);
  return pagefind;
}

function load() {
  loading ??= open();
  return loading;
}

// How many stories each choice leaves. Under a filter that is set, the index counts no other choice.
function count(counts) {
  for (const name of FILTERS) {
    const select = fields[name];
    const known = new Map([...select.options].map((option) => [option.value, option]));
    const values = Object.keys(all[name] ?? {}).sort((a, b) => a.localeCompare(b, "en"));
    if (name === "year") values.reverse();
    for (const value of values) {
      const option = known.get(value) ?? new Option(value, value);
      if (name !== "status") select.append(option); // those stand in their own order
    }
    for (const option of [...select.options].slice(1)) {
      const stories = counts[name]?.[option.value] ?? 0;
      option.dataset.text ??= option.text;
      option.text = select.value ? option.dataset.text : `${option.dataset.text} (${stories})`;
      option.disabled = !select.value && !stories;
    }
  }
}

// Whether a sentence ends with this word: "Lt. Gen. Smith" and "U.S. officials" go on.
function ends(words, at) {
  return /[.?!][”’)]*$/.test(words[at]) && !/^[A-Z][a-z]{0,3}\.$|\b[A-Z]\.$/.test(words[at]);
}

// Whole sentences around the place with most hits: a claim in the ledger begins with how firmly it stands, a sentence
// in the text with whose word it is. `first` is where the text begins, after the headline.
function excerpt(words, hits, first) {
  const inText = hits.filter((at) => at >= first);
  const near = (from) => inText.filter((at) => at >= from && at < from + EXCERPT).length;
  let start = inText.reduce((best, at) => (near(at) > near(best) ? at : best), inText[0] ?? first);
  let end = Math.min(start + EXCERPT, words.length);
  while (start > first && !ends(words, start - 1)) start -= 1;
  while (end < words.length && !ends(words, end - 1)) end += 1;
  return words.slice(start, end).flatMap((word, n) => {
    if (!hits.includes(start + n)) return [word, " "];
    const mark = document.createElement("mark");
    mark.textContent = word;
    return [mark, " "];
  });
}

// "◐ Reported" stands in a column of its own on the page; here it stands before its claim.
function legible(content) {
  const statuses = [...fields.status.options].slice(1).map((option) => option.dataset.text);
  return statuses.reduce((text, status) => text.replaceAll(`${status} `, `${status}: `), content);
}

function entry({ url, meta, filters, content, locations }) {
  const item = blank.content.cloneNode(true);
  const part = (selector) => item.querySelector(selector);
  part(".kicker").textContent = filters.section;
  part("a").textContent = meta.title;
  part("a").href = url;
  part(".excerpt").append(...excerpt(legible(content).split(/\s+/), locations, meta.title.split(/\s+/).length));
  part("time").textContent = meta.date;
  part("time").dateTime = meta.published;
  part(".lead-source").textContent = meta.source;
  part(".tally").textContent = meta.standing ?? "";
  return item;
}

// The next stories of those that were found. Gives the link of the first of them.
async function show(own) {
  const next = await Promise.all(results.slice(shown, shown + AT_ONCE).map((result) => result.data()));
  if (lost) throw new Error("a story did not arrive");
  if (own !== turn) return null;
  const before = list.children.length;
  list.append(...next.map(entry));
  shown += next.length;
  more.hidden = shown >= results.length;
  const number = `${results.length} ${results.length === 1 ? "story" : "stories"}`;
  told.textContent = more.hidden ? `${number} found.` : `${number} found, ${shown} shown.`;
  return list.children[before]?.querySelector("a");
}

function clear(text = "") {
  [results, shown, more.hidden] = [[], 0, true];
  list.replaceChildren();
  told.textContent = text;
}

async function fail() {
  // the next search begins anew
  loading = undefined;
  const answer = await ask(INDEX, { method: "HEAD" }).catch(() => null);
  lost = false;
  clear(answer?.status === 404
    ? "There is no index here: search comes with publishing. Every story is in the "
    : "The index could not be loaded. Load this page again, or look in the ");
  const link = Object.assign(document.createElement("a"), { href: page.dataset.archive, textContent: "archive" });
  told.append(link, ".");
}

async function search() {
  clearTimeout(waiting);
  turn += 1;
  const own = turn;
  const words = fields.q.value.trim();
  const filters = Object.fromEntries(FILTERS.map((name) => [name, fields[name].value]).filter(([, value]) => value));
  const narrowed = Object.keys(filters).length > 0;
  // on a bad line the index is long in coming
  if (!all && (words || narrowed)) clear("Searching …");
  try {
    const pagefind = await load();
    if (own !== turn) return;
    if (!words && !narrowed) {
      count(all);
      clear();
      return;
    }
    const sort = fields.sort.value || !words ? { published: "desc" } : {};
    const found = await pagefind.search(words || null, { filters, sort });
    if (own !== turn) return;
    clear();
    results = found.results;
    count(found.filters);
    await show(own);
    if (!results.length) told.textContent = `No story found. Try ${narrowed ? "fewer filters" : "fewer or other words"}.`;
  } catch {
    if (own === turn) await fail();
  }
}

// From the address to the form, and back.
function restore() {
  const asked = new URLSearchParams(location.search);
  for (const name of ["q", ...FILTERS, "sort"]) {
    const [field, value] = [fields[name], asked.get(name) ?? ""];
    field.value = value;
    if (field.value === value) continue;
    field.add(new Option(value, value)); // the index, which knows it, is not there yet
    field.value = value;
  }
  form.querySelector("details").open ||= [...FILTERS, "sort"].some((name) => fields[name].value);
  if (location.search) search();
  else clear();
}

function go(write) {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history[write](null, "", `${location.pathname}${asked.size ? `?${asked}` : ""}`);
  search();
}

for (const field of fields) field.disabled = false;
form.addEventListener("focusin", () => load().catch(fail), { once: true });
form.addEventListener("input", ({ target }) => {
  clearTimeout(waiting);
  if (target === fields.q) waiting = setTimeout(go, PAUSE, "replaceState");
  else go("pushState");
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go("pushState");
});
form.addEventListener("reset", () => setTimeout(go, 0, "pushState"));
more.addEventListener("click", async () => (await show(turn).catch(fail))?.focus());
addEventListener("popstate", restore);
restore();
