// Shows in a served page what the latest build found, and loads the page again when it has changed.
"use strict";
(() => {
  const own = document.currentScript;
  const SIGNS = { error: "✕", warning: "!", info: "i" };
  const WORDS = { error: ["error", "errors"], warning: ["warning", "warnings"], info: ["info", "infos"] };
  const STALE = "Shown as of before the mistake";

  // WHAT OUTLIVES A RELOAD

  const kept = (name) => {
    try {
      return JSON.parse(sessionStorage.getItem(`cxprog-${name}`));
    } catch {
      return null; // no storage for this page: nothing is kept
    }
  };
  const keep = (name, value) => {
    try {
      sessionStorage.setItem(`cxprog-${name}`, JSON.stringify(value));
    } catch {
      // as above
    }
  };

  // THE BAR

  const made = (tag, className = "", ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  };
  /* Text of the program stays text; what stands between backticks is set like code. */
  const words = (text) => text.split("`").map((part, at) => (at % 2 ? made("code", "", part) : part));

  const host = made("cxprog-findings");
  const root = host.attachShadow({ mode: "open" });
  const style = made("link");
  style.rel = "stylesheet";
  style.href = new URL("bar.css", own.src).href;
  const note = made("p", "note");
  const lost = made("p", "note");
  const button = made("button", "toggle");
  button.type = "button";
  button.setAttribute("aria-controls", "list");
  const list = made("section", "list");
  list.id = "list";
  list.tabIndex = 0;
  list.setAttribute("aria-label", "Findings");
  const heard = made("p", "heard");
  heard.setAttribute("role", "status");
  const bar = made("aside", "bar", note, lost, list, button, heard);
  bar.setAttribute("aria-label", "What cxprog says about the program");
  bar.hidden = true;
  style.addEventListener("load", () => (bar.hidden = false));
  root.append(style, bar);

  const counted = ([severity, count]) => `${count} ${WORDS[severity][count === 1 ? 0 : 1]}`;
  const summary = (said) => said.counts.map(counted).join(", ") || "No findings";
  const hasErrors = (said) => said.counts.some(([severity]) => severity === "error");

  const item = (notice) => {
    const sign = made("span", "sign", SIGNS[notice.severity]);
    sign.setAttribute("aria-hidden", "true");
    const heading = made("h3", "", sign, made("span", "ear", `${WORDS[notice.severity][0]}: `), ...words(notice.message));
    const parts = [heading];
    const where = [notice.place && made("code", "", notice.place), notice.rule].filter(Boolean);
    if (where.length) parts.push(made("p", "place", ...where.flatMap((part, at) => (at ? [" · ", part] : [part]))));
    if (notice.code) {
      const code = made("pre", "", notice.code);
      code.dir = "ltr";
      parts.push(code);
    }
    if (notice.steps.length) parts.push(made("ol", "", ...notice.steps.map((step) => made("li", "", ...words(step)))));
    if (notice.help) parts.push(made("p", "help", made("strong", "", "What to do: "), ...words(notice.help)));
    return made("article", notice.severity, ...parts);
  };

  /* Lines that are wider than the screen can be reached with the keyboard. */
  const reachable = () => {
    for (const code of list.querySelectorAll("pre")) {
      if (code.scrollWidth > code.clientWidth) {
        code.tabIndex = 0;
        code.setAttribute("role", "group");
        code.setAttribute("aria-label", "Lines of the file");
      } else {
        code.removeAttribute("tabindex");
        code.removeAttribute("role");
        code.removeAttribute("aria-label");
      }
    }
  };

  const open = (isOpen) => {
    list.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) reachable();
  };

  const show = (said) => {
    note.replaceChildren(made("strong", "", STALE), ". Mend it, and the page follows by itself.");
    note.hidden = !said.stale;
    bar.classList.toggle("whole", said.page === "unbuilt");
    const chips = said.counts.map(([severity, count]) => {
      const sign = made("span", "sign", SIGNS[severity]);
      sign.setAttribute("aria-hidden", "true");
      return made("span", `chip ${severity}`, sign, counted([severity, count]));
    });
    button.replaceChildren(...(chips.length ? chips : [made("span", "chip none", "✓ No findings")]));
    // Not `disabled`, which would take the focus away from whoever stands there.
    button.setAttribute("aria-disabled", String(!said.notices.length));
    const more = said.leftOut ? [made("p", "more", `${said.leftOut} more: `, made("code", "", "cxprog check"), " lists them all.")] : [];
    list.replaceChildren(made("h2", "ear", "Findings"), ...said.notices.map(item), ...more);
    // Errors open by themselves. What a person has chosen holds for as long as there are errors, or none.
    const chosen = kept("open");
    const errors = hasErrors(said);
    open(said.notices.length > 0 && (chosen?.errors === errors ? chosen.open : errors));
  };

  button.addEventListener("click", () => {
    if (!said.notices.length) return;
    open(list.hidden);
    keep("open", { errors: hasErrors(said), open: !list.hidden });
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    button.focus();
    button.click();
  });

  /* Said aloud only when it is news: not on every page that somebody opens. */
  const say = (said, isNew) => {
    const text = (said.stale ? `${STALE}. ` : "") + summary(said);
    if (isNew || text !== kept("said")) heard.textContent = (isNew ? "The page has changed. " : "") + text;
    keep("said", text);
  };

  // WHAT COMES LATER

  let latest = own.dataset.news;
  let said = JSON.parse(latest);
  const first = said.page;

  const reload = () => {
    keep("place", { path: location.pathname, left: scrollX, top: scrollY });
    location.reload();
  };
  const told = (event) => {
    lost.hidden = true;
    if (event.data === latest) return;
    latest = event.data;
    said = JSON.parse(latest);
    if (said.page !== first) return reload();
    show(said);
    say(said, false);
  };

  /* A browser opens few connections to one server at a time, so pages that nobody sees keep none. */
  let events = null;
  const listen = () => {
    events?.close();
    events = null;
    if (document.hidden) return;
    events = new EventSource(new URL(`events?page=${encodeURIComponent(location.pathname)}`, own.src));
    events.addEventListener("message", told);
    events.addEventListener("error", () => {
      lost.replaceChildren(made("strong", "", "Not connected"), ": ", made("code", "", "cxprog serve"), " has stopped. The page stays as it is.");
      if (lost.hidden) heard.textContent = lost.textContent;
      lost.hidden = false;
    });
  };

  lost.hidden = true;
  show(said);
  document.documentElement.append(host);
  // Content can be scrolled clear of the bar, which lies over the end of the page.
  new ResizeObserver(() => {
    host.style.height = `${bar.offsetHeight}px`;
    // What gets the focus is scrolled to where the bar does not lie over it.
    document.documentElement.style.scrollPaddingBlockEnd = `${bar.offsetHeight + 8}px`;
    reachable();
  }).observe(bar);
  const place = kept("place");
  keep("place", null);
  say(said, place !== null);
  addEventListener("load", () => {
    if (place?.path === location.pathname) scrollTo({ left: place.left, top: place.top, behavior: "instant" });
  });
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => events?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  listen();
})();
