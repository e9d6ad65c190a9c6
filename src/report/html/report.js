// What the report can do where scripts run: search, filters, keys, a choice of theme. All of the text stands in the
// document; nothing here makes or loads any.
"use strict";

const root = document.documentElement;
const THEMES = ["", "dark", "light"];
const FACETS = ["impact", "confidence", "family", "rule"];

// Before the page is painted, so that it does not flash.
root.classList.add("js");
root.dataset.theme = remembered();

document.addEventListener("DOMContentLoaded", () => {
  const page = collect();
  themes(page);
  filters(page);
  panels(page);
  keys(page);
  if (location.hash) {
    reveal(page);
  }
});

// A file that is opened from the disk may not be allowed to remember.
function remembered() {
  try {
    return localStorage.getItem("fastpy-lint-theme") ?? "";
  } catch {
    return "";
  }
}

function remember(theme) {
  try {
    localStorage.setItem("fastpy-lint-theme", theme);
  } catch {
    // It holds until the page is closed.
  }
}

// The elements that are read or changed, and one entry a finding with what it is filtered by.
function collect() {
  const form = document.getElementById("filters");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const rules = boxes.filter((box) => box.name === "rule");
  const families = new Map(rules.map((box) => [box.value, box.dataset.family]));
  const sections = [...document.querySelectorAll("section[data-impact]")];
  const findings = sections.flatMap((section) =>
    [...section.querySelectorAll("article")].map((article) => ({
      article,
      section,
      impact: section.dataset.impact,
      confidence: article.dataset.confidence,
      family: families.get(article.dataset.rule),
      rule: article.dataset.rule,
      path: article.dataset.path,
      text: null,
    })),
  );
  const byId = (id) => document.getElementById(id);
  return {
    form, boxes, sections, findings, path: "",
    search: byId("search"), shown: byId("shown"), clear: byId("clear"), only: byId("path"), theme: byId("theme"),
    tree: [...form.querySelectorAll("a[data-only-path]")],
  };
}

function themes(page) {
  const name = () => {
    page.theme.textContent = `Theme: ${root.dataset.theme || "automatic"}`;
  };
  page.theme.hidden = false;
  page.theme.addEventListener("click", () => {
    const next = (THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length;
    root.dataset.theme = THEMES[next];
    remember(THEMES[next]);
    name();
  });
  name();
}

function filters(page) {
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => apply(page), 80);
  };
  page.form.addEventListener("submit", (event) => event.preventDefault());
  page.search.addEventListener("input", soon);
  page.form.addEventListener("change", (event) => event.target !== page.search && apply(page));
  // Both buttons go away when they are pressed; the keyboard goes on with the findings.
  const goOn = () => document.getElementById("findings").focus({ preventScroll: true });
  page.clear.addEventListener("click", () => (clear(page), goOn()));
  page.only.addEventListener("click", () => (onlyPath(page, ""), goOn()));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-only-path], a[data-only-rule]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    only(page, link);
  });
  // On a small screen the findings come first.
  if (matchMedia("(max-width: 63.99rem)").matches) {
    document.getElementById("side").open = false;
  }
  fromAddress(page);
  apply(page);
}

// What a link of the overview or the tree leads to, and nothing else.
function only(page, link) {
  const { onlyPath: path, onlyRule: rule } = link.dataset;
  const isOn = path !== undefined && page.path === path;
  if (rule !== undefined) {
    page.boxes.forEach((box) => (box.checked = box.name === "rule" && box.value === rule));
    page.search.value = "";
    page.path = "";
    apply(page);
  } else {
    onlyPath(page, isOn ? "" : path);
  }
  if (!page.form.contains(link)) {
    document.getElementById("findings").scrollIntoView();
  }
}

function onlyPath(page, path) {
  page.path = path;
  apply(page);
}

function clear(page) {
  page.boxes.forEach((box) => (box.checked = false));
  page.search.value = "";
  onlyPath(page, "");
}

// Shows what passes all filters. A count beside a box says how much there would be with that box alone of its kind.
function apply(page) {
  const words = page.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = FACETS.map((facet) => {
    const ticked = page.boxes.filter((box) => box.name === facet && box.checked);
    return new Set(ticked.map((box) => box.value));
  });
  const counts = FACETS.map(() => new Map());
  const inSection = new Map();
  let shown = 0;
  for (const finding of page.findings) {
    const fails = FACETS.map((facet, at) => wanted[at].size > 0 && !wanted[at].has(finding[facet]));
    const failed = fails.filter(Boolean).length;
    const matches = failed <= 1 && isWithin(finding.path, page.path) && holds(finding, words);
    const visible = matches && failed === 0;
    if (matches) {
      FACETS.forEach((facet, at) => {
        if (failed === 0 || fails[at]) {
          counts[at].set(finding[facet], (counts[at].get(finding[facet]) ?? 0) + 1);
        }
      });
    }
    if (visible) {
      shown += 1;
      inSection.set(finding.section, true);
    }
    if (finding.article.hidden === visible) {
      finding.article.hidden = !visible;
    }
  }
  page.sections.forEach((section) => (section.hidden = !inSection.has(section)));
  for (const box of page.boxes) {
    const count = counts[FACETS.indexOf(box.name)].get(box.value) ?? 0;
    box.closest("li").querySelector("span").textContent = count;
  }
  tell(page, shown, words.length > 0 || page.path !== "" || wanted.some((set) => set.size > 0));
}

function isWithin(path, wanted) {
  return wanted === "" || path === wanted || (wanted.endsWith("/") && path.startsWith(wanted));
}

// The text of a finding is read from the document when somebody searches, and kept.
function holds(finding, words) {
  if (words.length === 0) {
    return true;
  }
  finding.text ??= finding.article.textContent.toLowerCase();
  return words.every((word) => finding.text.includes(word));
}

function tell(page, shown, isFiltered) {
  const all = page.findings.length;
  page.shown.textContent = isFiltered ? `${shown} of ${all} findings` : `${all} findings`;
  page.clear.hidden = !isFiltered;
  page.only.hidden = page.path === "";
  page.only.textContent = `only ${page.path} ×`;
  page.only.setAttribute("aria-label", `do not keep to ${page.path}`);
  page.tree.forEach((link) => {
    if (page.path !== "" && link.dataset.onlyPath === page.path) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
  });
  toAddress(page);
}

// Filters stand in the query of the address, so that it can be handed on.
function fromAddress(page) {
  const query = new URLSearchParams(location.search);
  page.search.value = query.get("q") ?? "";
  page.path = query.get("path") ?? "";
  page.boxes.forEach((box) => (box.checked = query.getAll(box.name).includes(box.value)));
}

function toAddress(page) {
  const query = new URLSearchParams();
  const texts = [["q", page.search.value], ["path", page.path]];
  texts.filter(([, value]) => value).forEach(([name, value]) => query.append(name, value));
  page.boxes.filter((box) => box.checked).forEach((box) => query.append(box.name, box.value));
  const search = query.size ? `?${query}` : "";
  if (search !== location.search) {
    try {
      history.replaceState(history.state, "", location.pathname + search + location.hash);
    } catch {
      // Some browsers keep the address of a file as it is.
    }
  }
}

// A page of a rule opens because its address is the current one. Closing it goes back to where it was opened.
function panels(page) {
  let opener = null;
  let height = 0;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#rule-'], a[href^='#note-']");
    const article = link?.closest("#findings article");
    if (article) {
      opener = article;
      height = article.getBoundingClientRect().top;
    }
  });
  page.close = () => {
    const open = document.querySelector(".page:target");
    if (!open) {
      return false;
    }
    location.hash = opener ? opener.id : "findings";
    return true;
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest(".close")) {
      event.preventDefault();
      page.close();
    }
  });
  addEventListener("hashchange", () => {
    const open = document.querySelector(".page:target");
    open?.focus();
    // The column of the findings has another width now: what was read stays where it was.
    if (opener && (open || location.hash === `#${opener.id}`)) {
      scrollBy(0, opener.getBoundingClientRect().top - height);
    }
    reveal(page);
  });
}

// A finding that an address leads to is shown whatever the filters say.
function reveal(page) {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const finding = page.findings.find(({ article }) => article === target);
  if (!finding) {
    return;
  }
  if (finding.article.hidden) {
    clear(page);
    finding.article.scrollIntoView();
  }
  finding.article.focus({ preventScroll: true });
}

function keys(page) {
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape" && page.close()) {
      event.preventDefault();
    } else if (isTyping) {
      return;
    } else if (event.key === "/") {
      event.preventDefault();
      document.getElementById("side").open = true;
      page.search.focus();
    } else if (event.key === "j" || event.key === "k") {
      step(page, event.key === "j" ? 1 : -1);
    }
  });
}

function step(page, by) {
  const visible = page.findings.filter(({ article }) => !article.hidden);
  const at = visible.findIndex(({ article }) => article.contains(document.activeElement));
  const next = visible[at < 0 ? 0 : Math.min(Math.max(at + by, 0), visible.length - 1)];
  next?.article.focus({ preventScroll: true });
  next?.article.scrollIntoView({ block: "start" });
}
