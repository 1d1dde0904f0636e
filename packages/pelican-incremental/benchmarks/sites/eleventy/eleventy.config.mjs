// The pages of sites/pelican, at the same addresses.
const SIZE = 20;

const newestFirst = (api) => api.getFilteredByGlob("content/*/*.md").toReversed();

// one entry a page of a list: Eleventy pages one list, not a list a term
function pages(terms, articles) {
  const lists = new Map();
  for (const article of articles) {
    for (const term of terms(article)) {
      if (!lists.has(term)) lists.set(term, []);
      lists.get(term).push(article);
    }
  }
  return [...lists].flatMap(([term, all]) => {
    const count = Math.ceil(all.length / SIZE);
    return Array.from({ length: count }, (_, page) => ({
      term, number: page + 1, count, articles: all.slice(page * SIZE, (page + 1) * SIZE),
    }));
  });
}

export default function (config) {
  let markdown;
  config.amendLibrary("md", (md) => { markdown = md.set({ html: true, typographer: true }); });
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("second", (date) => `${date.toISOString().slice(0, 19)}Z`);
  config.addFilter("markdown", (text) => markdown.render(text));
  config.addCollection("articles", newestFirst);
  config.addCollection("home", (api) => pages(() => [""], newestFirst(api)));
  config.addCollection("tagged", (api) => pages((article) => article.data.tags, newestFirst(api)));
  config.addCollection("filed", (api) => pages((article) => [article.data.category], newestFirst(api)));
  config.addCollection("categories", (api) => [...new Set(newestFirst(api).map((one) => one.data.category))].sort());
  config.addPassthroughCopy({ "static": "." });
  config.setUseGitIgnore(false);
  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false };
}
