// The search page: asks Pagefind's index, which publishing writes beside this folder, and keeps the address in step.
// Of many stories there are several indexes, each a shard of some years, and one that tells which of them to ask:
// publish/shards.py says what is in which file.
const FOLDER = new URL("../pagefind/", import.meta.url).href;
const INDEX = `${FOLDER}pagefind.js`;
const WORDLESS = "./"; // in addresses that are asked for where no words are
const NO_WORDS = new Uint8Array([...new TextEncoder().encode("pagefind_dcd"), 0x81, 0x80]); // as a part of the index
const FILTERS = ["section", "source", "status", "year"];
const NEWEST = { published: "desc" };
const AT_ONCE = 10; // stories
const EXCERPT = 20; // words
const PAUSE = 200; // ms without a key, after which what was typed is searched for
const PATIENCE = 10_000; // ms, after which a file of a shard is given up
const OF_SHARD = /[/.=](\d+)-[^/]*$/; // in the address of a file

const page = document.querySelector(".search");
const [form, told, list] = ["form", "[role=status]", "ol"].map((name) => page.querySelector(name));
const [blank, more] = ["template", ".search-more"].map((name) => page.querySelector(name));
const fields = form.elements;
const narrowing = form.querySelector("details");
let loading, all, latest, results, missing, shown, waiting;
let turn = 0; // of the latest search: what an earlier one finds is not shown

// Pagefind takes a part of the index that does not arrive for an empty one. "No story" would then be untrue. So it is
// noted which shards lost one; "" stands for what is of no shard.
const lost = new Set();
let entry, wasm;
const ask = window.fetch;
window.fetch = async (address) => {
  const shard = OF_SHARD.exec(address)?.[1] ?? "";
  if (address.includes(`${WORDLESS}index/`)) return new Response(NO_WORDS);
  // what shards share is loaded once
  if (shard && address.includes("pagefind-entry")) return new Response(JSON.stringify(entryOf(shard)));
  if (!address.includes("/wasm.")) return read(address, shard);
  wasm ??= read(address, "");
  return (await wasm).clone();
};

async function read(address, shard) {
  const patience = new AbortController();
  const waiting = shard && setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await ask(address, { signal: patience.signal });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    const body = await answer.arrayBuffer();
    if (address.includes("pagefind-entry")) entry = JSON.parse(new TextDecoder().decode(body));
    return new Response(body);
  } catch (error) {
    lost.add(shard);
    throw error;
  } finally {
    clearTimeout(waiting);
  }
}

function entryOf(shard) {
  const [[language, whole]] = Object.entries(entry.languages);
  return { ...entry, languages: { [language]: { ...whole, ...entry.shards[shard] } } };
}

async function open() {
  const { createInstance } = await import(INDEX);
  const index = opened(createInstance);
  all = await index.filters();
  count(all);
  return entry.shards ? sharded(index, createInstance) : index;
}

// An index of Pagefind's. Where it is given no words, it loads all that there are: so another, which has none, is asked.
// On the main thread: a worker would be one more file to wait for, and have a policy of its own.
function opened(createInstance, options) {
  const index = createInstance({ ...options, noWorker: true });
  let wordless;
  return {
    filters: () => index.filters(),
    async search(words, asked) {
      if (words) return index.search(words, asked);
      wordless ??= createInstance({ ...options, noWorker: true, basePath: FOLDER + WORDLESS });
      await wordless.filters(); // else it counts none
      return wordless.search(null, asked);
    },
  };
}

// Searches as Pagefind does, through shards: `directory` is an index of them.
function sharded(directory, createInstance) {
  const indexes = new Map();

  function openShard(shard) {
    // how long a story is must not count: it would be set against the others of its shard
    return opened(createInstance, { metaCacheTag: `${shard}-`, ranking: { pageLength: 0 } });
  }

  async function searchShard(shard, words, options) {
    if (lost.delete(shard)) indexes.delete(shard);
    if (!indexes.has(shard)) indexes.set(shard, openShard(shard));
    const index = indexes.get(shard);
    // else it counts none; while no reader sees counts, they are not loaded
    if (words && narrowing.open) await index.filters();
    const found = await index.search(words, { ...options, sort: NEWEST });
    const scores = options.sort === NEWEST ? new Map() : await rated(index, shard, words, options);
    if (lost.has(shard)) throw new Error("a part of a shard did not arrive");
    for (const result of found.results) result.score = scores.get(result.id) ?? 0;
    return found;
  }

  // How well each of the stories fits; of those that fit alike, the newest is first. Pagefind has a word count by how
  // rare it is in a shard, which would set stories of one before those of another: that is taken out of its scores
  // again, and each word counts alike.
  async function rated(index, shard, words, options) {
    const phrase = phraseOf(words);
    const each = phrase ? [words] : words.split(/\s+/);
    const scores = new Map();
    for (const word of each) {
      const { results, unfilteredResultCount } = await index.search(word, options);
      const rarity = phrase ? 1 : Math.log((entry.shards[shard].page_count + 1) / (unfilteredResultCount + 0.5));
      for (const { id, score } of results) scores.set(id, (scores.get(id) ?? 0) + score / rarity);
    }
    for (const [id, score] of scores) scores.set(id, Math.round(score * 1e4)); // more digits Pagefind's do not have
    return scores;
  }

  // The shards that have stories with these words.
  async function holders(words, filters) {
    const { results } = await directory.search(words, { filters });
    return results.map(({ id }) => id).sort((a, b) => b - a); // the newest first
  }

  return {
    async search(words, options) {
      const shards = await holders(phraseOf(words) ?? words, options.filters);
      const answers = await Promise.allSettled(shards.map((shard) => searchShard(shard, words, options)));
      const found = answers.flatMap(({ value }) => value ?? []);
      return {
        results: found.flatMap((each) => each.results).sort((a, b) => b.score - a.score),
        filters: found.map((each) => each.filters).reduce(sum, {}),
        missing: shards.filter((_, n) => answers[n].status === "rejected"),
      };
    },
  };
}

// What stands in the quotation marks of a search for words as they stand.
function phraseOf(words) {
  return /^\s*"(.+)"\s*$/.exec(words ?? "")?.[1];
}

// Counts of two shards as one.
function sum(counts, more) {
  for (const [name, values] of Object.entries(more)) {
    counts[name] ??= {};
    for (const [value, stories] of Object.entries(values)) counts[name][value] = (counts[name][value] ?? 0) + stories;
  }
  return counts;
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

function item({ url, meta, filters, content, locations }) {
  const made = blank.content.cloneNode(true);
  const part = (selector) => made.querySelector(selector);
  part(".kicker").textContent = filters.section;
  part("a").textContent = meta.title;
  part("a").href = url;
  part(".excerpt").append(...excerpt(legible(content).split(/\s+/), locations, meta.title.split(/\s+/).length));
  part("time").textContent = meta.date;
  part("time").dateTime = meta.published;
  part(".lead-source").textContent = meta.source;
  part(".tally").textContent = meta.standing ?? "";
  return made;
}

// The next stories of those that were found. Gives the link of the first of them.
async function show(own) {
  const next = await Promise.all(results.slice(shown, shown + AT_ONCE).map((result) => result.data()));
  if (lost.has("")) throw new Error("a story did not arrive");
  if (own !== turn) return null;
  const before = list.children.length;
  list.append(...next.map(item));
  shown += next.length;
  more.hidden = shown >= results.length;
  const number = `${results.length} ${results.length === 1 ? "story" : "stories"}`;
  told.textContent = `${more.hidden ? `${number} found.` : `${number} found, ${shown} shown.`}${missed()}`;
  return list.children[before]?.querySelector("a");
}

// A sentence on the shards that could not be asked.
function missed() {
  const years = missing.map((shard) => [...new Set([shard, entry.shards[shard].last])].join(" to "));
  return years.length ? ` Stories of ${years.join(" and ")} could not be looked through: load this page again.` : "";
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
  lost.clear();
  wasm = undefined;
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
    const sort = fields.sort.value || !words ? NEWEST : {};
    latest = [words || null, { filters, sort }];
    const found = await pagefind.search(...latest);
    if (own !== turn) return;
    clear();
    results = found.results;
    missing = found.missing ?? [];
    count(found.filters);
    await show(own);
    const advice = ` Try ${narrowed ? "fewer filters" : "fewer or other words"}.`;
    if (!results.length) told.textContent = `No story found${missing.length ? ` in other years.${missed()}` : `.${advice}`}`;
  } catch {
    if (own === turn) await fail();
  }
}

// Shards count when choices come into sight.
async function recount() {
  const own = turn;
  if (!narrowing.open || !entry?.shards || !results?.length) return;
  const { filters } = await (await load()).search(...latest);
  if (own === turn) count(filters);
}

// From the address to the form, and back.
function restore() {
  const wanted = new URLSearchParams(location.search);
  for (const name of ["q", ...FILTERS, "sort"]) {
    const [field, value] = [fields[name], wanted.get(name) ?? ""];
    field.value = value;
    if (field.value === value) continue;
    field.add(new Option(value, value)); // the index, which knows it, is not there yet
    field.value = value;
  }
  narrowing.open ||= [...FILTERS, "sort"].some((name) => fields[name].value);
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
narrowing.addEventListener("toggle", () => recount().catch(fail));
form.addEventListener("reset", () => setTimeout(go, 0, "pushState"));
more.addEventListener("click", async () => (await show(turn).catch(fail))?.focus());
addEventListener("popstate", restore);
restore();
