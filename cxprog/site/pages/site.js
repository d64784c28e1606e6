"use strict";
(() => {
  const here = document.currentScript.src;
  const box = document.querySelector(".site-search");
  const form = box.querySelector("form");
  const input = box.querySelector("input");
  const list = box.querySelector(".site-hits");
  const status = box.querySelector(".site-status");
  const SHOWN_MAX = 40;
  let entries = null;

  // Accents and case do not count, in any language.
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // The index comes as a script, since a page of a folder may fetch nothing; and only once somebody searches.
  const load = () => {
    if (entries) return;
    entries = [];
    const script = document.createElement("script");
    script.src = new URL("search.js", here).href;
    script.onload = () => {
      entries = globalThis.siteIndex.map(([kind, title, more, href]) => {
        const own = folded(title);
        return { kind, title, more, href, own, all: `${own} ${folded(more)} ${kind}` };
      });
      search();
    };
    document.head.append(script);
  };

  const rank = (entry, query, words) => {
    if (entry.own === query) return 0;
    if (entry.own.startsWith(query)) return 1;
    if (words.every((word) => entry.own.includes(word))) return 2;
    return 3;
  };

  const found = (query) => {
    const words = query.split(/\s+/);
    return entries
      .filter((entry) => words.every((word) => entry.all.includes(word)))
      .map((entry, at) => ({ entry, at, rank: rank(entry, query, words) }))
      .sort((one, other) => one.rank - other.rank || one.at - other.at)
      .map((each) => each.entry);
  };

  const part = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  };

  const item = (entry) => {
    const link = document.createElement("a");
    link.href = new URL(entry.href, here).href;
    link.append(part("span", "site-kind", entry.kind), part("bdi", "", entry.title), part("bdi", "site-more", entry.more));
    link.addEventListener("click", close);
    const line = document.createElement("li");
    line.append(link);
    return line;
  };

  const close = () => {
    list.hidden = true;
    status.textContent = "";
  };

  const search = () => {
    const query = folded(input.value.trim());
    if (!query || !entries.length) return close();
    const hits = found(query);
    list.replaceChildren(...hits.slice(0, SHOWN_MAX).map(item));
    list.hidden = !hits.length;
    status.textContent = hits.length ? `${hits.length} found` : "nothing found";
  };

  const step = (event, by) => {
    const links = [...list.querySelectorAll("a")];
    if (list.hidden || !links.length) return;
    event.preventDefault();
    const next = links.indexOf(document.activeElement) + by;
    (links[Math.min(next, links.length - 1)] ?? input).focus();
  };

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea, dialog, [contenteditable]");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(event, 1);
    else if (event.key === "ArrowUp") step(event, -1);
    else if (event.key === "Escape") {
      input.focus();
      close();
    }
  });
  box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  input.addEventListener("focus", () => {
    load();
    search();
  });
  input.addEventListener("input", search);
  form.hidden = false;
})();
