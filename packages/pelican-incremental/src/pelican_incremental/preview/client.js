// Keeps an open page as the last build has it, and shows what is wrong where the writer looks.
(() => {
  "use strict";
  const own = document.currentScript.dataset;
  const shown = { text: own.text, style: own.style, files: null };
  const sheet = new CSSStyleSheet();
  const kept = `preview ${location.pathname}`;

  // A page that was loaded anew is to be where it was.
  const before = JSON.parse(sessionStorage.getItem(kept) || "null");
  sessionStorage.removeItem(kept);
  if (before) {
    const root = document.documentElement;
    const place = () => scrollTo({ top: before.top, left: before.left, behavior: "instant" });
    // What is unfolded moves what stands below; the browser would move the page along, and later than this.
    root.style.overflowAnchor = "none";
    document.querySelectorAll("details").forEach((details, number) => {
      if (number in before.open) details.open = before.open[number];
    });
    place();
    // Lines of another typeface are other lines.
    addEventListener("load", () => document.fonts.ready.then(() => {
      place();
      requestAnimationFrame(() => { root.style.overflowAnchor = ""; });
    }), { once: true });
  }

  function reload() {
    const open = [...document.querySelectorAll("details")].map((details) => details.open);
    sessionStorage.setItem(kept, JSON.stringify({ top: scrollY, left: scrollX, open }));
    history.scrollRestoration = "manual"; // else the browser scrolls as well, before anything is unfolded
    location.reload();
  }

  // A sheet of the document's own making is not subject to its policy, as another <style> would be.
  function restyle(css) {
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    document.querySelectorAll("style").forEach((style) => { style.disabled = true; });
  }

  function element(name, text, ...inside) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...inside);
    return made;
  }

  // In a tree of its own, so that the site's styles and ours leave each other alone.
  function panel(name, css) {
    const host = element("aside");
    host.id = `preview-${name}`;
    const root = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(`:host { all: initial } ${css}`);
    root.adoptedStyleSheets = [style];
    return { host, root };
  }

  const problems = panel("problems", `
    section { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 1.5rem;
      background: #1c1311; color: #fff; font: 1rem/1.5 system-ui, sans-serif }
    h2 { font-size: 1.25rem; margin: 0 0 1rem } article { max-width: 60rem; margin: 0 0 2rem }
    h3 { font: bold 1rem/1.5 ui-monospace, monospace; margin: 0; overflow-wrap: anywhere }
    p { margin: .25rem 0; overflow-wrap: anywhere; white-space: pre-line }
    pre { margin: .5rem 0 0; padding: .75rem; overflow: auto; background: #000; color: #ddd }
    pre > * { display: block; inline-size: fit-content; min-inline-size: 100% }
    mark { background: #7a1d12; color: #fff }`);

  function showProblems(all) {
    if (!all.length) {
      problems.host.remove();
      return;
    }
    const told = all.map(({ place, what, excerpt }) => {
      const lines = excerpt.map(([number, text, isIt]) =>
        element(isIt ? "mark" : "span", `${String(number).padStart(5)}  ${text}\n`));
      return element("article", "", ...(place ? [element("h3", place)] : []), element("p", what),
        ...(lines.length ? [element("pre", "", ...lines)] : []));
    });
    const section = element("section", "", element("h2", "This page stands as it was before"), ...told);
    section.setAttribute("role", "alert");
    problems.root.replaceChildren(section);
    if (!problems.host.isConnected) document.body.append(problems.host);
  }

  const notes = panel("notes", `
    section { border-top: 4px double; margin: 2rem 1rem 1rem; padding: 1rem 0; color: CanvasText; background: Canvas;
      font: 1rem/1.5 system-ui, sans-serif }
    h2 { font-size: 1rem; margin: 0 } ul { margin: .5rem 0 0; padding-left: 1.25rem } li { overflow-wrap: anywhere }`);
  notes.host.style.colorScheme = "light dark";

  function showNotes(heading, all) {
    if (!all.length) {
      notes.host.remove();
      return;
    }
    notes.root.replaceChildren(element("section", "", element("h2", heading),
      element("ul", "", ...all.map((note) => element("li", note)))));
    if (!notes.host.isConnected) document.body.append(notes.host);
  }

  function take(state) {
    if (shown.files === null) shown.files = state.files;
    if (state.text !== shown.text || state.files !== shown.files) {
      reload();
      return;
    }
    if (state.style !== shown.style) {
      restyle(state.css);
      shown.style = state.style;
    }
    showProblems(state.problems);
    showNotes(state.heading, state.notes);
    document.documentElement.dataset.preview = "current";
  }

  let asked = 0;
  let taken = 0;

  async function look() {
    if (document.hidden) return;
    asked += 1;
    const turn = asked;
    const page = encodeURIComponent(location.pathname); // as it stands: not all names are of UTF-8
    const state = await (await fetch(`/-/state?page=${page}`, { cache: "no-store" })).json();
    // connections overtake each other: what an older answer tells is past
    if (turn < taken) return;
    taken = turn;
    take(state);
  }

  // A browser has few connections to a host, and a writer may have many pages open: one of them listens for all.
  const others = new BroadcastChannel("preview");
  others.onmessage = look;
  document.addEventListener("visibilitychange", look);
  const listen = () => new Promise(() => {
    new EventSource("/-/events").onmessage = () => {
      others.postMessage("look");
      look();
    };
  });
  if (navigator.locks) navigator.locks.request("preview", listen);
  else listen(); // an address that is not this machine's, without TLS
  look();
})();
