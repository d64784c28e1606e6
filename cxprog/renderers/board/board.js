"use strict";
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const one = (selector, inside = document) => inside.querySelector(selector);
  const root = document.documentElement;
  const board = one("#board");
  const tools = one(".tools");
  const panel = one(".panel");
  const body = one(".panel-body");
  const stops = all(".stop");
  const filters = all("select[data-filter]", tools);
  const lanes = all("input[name=lane]", tools);
  const usual = root.dataset.locale;
  const FROM_RIGHT = ["ar", "fa", "he", "ur"];
  let opener = null;

  // The address is the only memory: what is chosen there is shown, and every choice is written there.
  const read = () => new URLSearchParams(location.hash.slice(1));
  const write = (change, replaces) => {
    const state = read();
    for (const [name, value] of Object.entries(change)) {
      if (value) state.set(name, value);
      else state.delete(name);
    }
    const hash = "#" + state.toString().replaceAll("%2C", ",");
    if (replaces) {
      history.replaceState(null, "", hash);
      show();
    } else if (hash === location.hash) show();
    else location.hash = hash;
  };

  const showTexts = (locale) => {
    root.dataset.locale = locale;
    board.dir = FROM_RIGHT.includes(locale.split("-")[0]) ? "rtl" : "ltr";
    for (const option of all("option", tools)) {
      const text = option.getAttribute("data-l-" + locale.toLowerCase());
      if (text !== null) option.textContent = text;
    }
  };

  const showLanes = (hidden) => {
    for (const input of lanes) {
      input.checked = !hidden.includes(input.value);
      for (const part of all(".in-" + input.value, board)) part.toggleAttribute("hidden", !input.checked);
    }
  };

  const showStops = (state) => {
    // A link may name somebody who is gone since; that must not empty the board.
    const known = (select, id) => ([...select.options].some((option) => option.value === id) ? id : "");
    const wanted = filters.map((select) => [select.name, known(select, state.get(select.name))]);
    const isWanted = (stop) => wanted.every(([name, id]) => !id || stop.dataset[name].split(" ").includes(id));
    const isFiltered = wanted.some(([, id]) => id);
    const shown = new Set();
    for (const stop of stops) {
      stop.classList.toggle("is-folded", !isWanted(stop));
      if (isWanted(stop)) shown.add(stop.dataset.touchpoint);
    }
    for (const part of all("[data-at]", board)) {
      const isFolded = isFiltered && !part.dataset.at.split(" ").some((id) => shown.has(id));
      part.classList.toggle("is-folded", isFolded);
    }
    const open = new Set(stops.filter(isWanted).map((stop) => stop.dataset.column));
    const columns = all(".column", board);
    for (const part of all("[data-column]:not(.stop)", board)) {
      part.classList.toggle("is-folded", isFiltered && !open.has(part.dataset.column));
    }
    const folded = columns.filter((column) => column.classList.contains("is-folded")).length;
    const tracks = columns.map((column) => (column.classList.contains("is-folded") ? "1.1rem" : "minmax(var(--column), 1fr)"));
    board.style.gridTemplateColumns = isFiltered ? "var(--head) " + tracks.join(" ") : "";
    board.style.setProperty("--folded", isFiltered ? folded : 0);
    one(".status").textContent = isFiltered ? `${shown.size} of ${stops.length} touchpoints` : "";
  };

  const fill = (id) => {
    const source = one(`[data-detail="${CSS.escape(id)}"]`);
    if (!source) return false;
    const title = document.createElement("h2");
    title.id = "panel-title";
    title.append(...one("summary", source).cloneNode(true).childNodes);
    body.replaceChildren(title, one("dl", source).cloneNode(true));
    const at = stops.findIndex((stop) => stop.dataset.touchpoint === id);
    for (const button of all("[data-step]", panel)) button.disabled = !stops[at + Number(button.dataset.step)];
    return true;
  };

  const showPanel = (id) => {
    for (const stop of stops) stop.classList.toggle("is-open", stop.dataset.touchpoint === id);
    if (id && fill(id)) {
      if (!panel.open) {
        one(`#card-${CSS.escape(id)} .contact`)?.scrollIntoView({ block: "nearest", inline: "start" });
        panel.showModal();
      }
      panel.scrollTop = 0;
    } else if (panel.open) panel.close();
  };

  const show = () => {
    const state = read();
    const locales = all("select[name=locale] option", tools).map((option) => option.value);
    const locale = state.get("locale");
    showTexts(locales.includes(locale) ? locale : usual);
    const theme = state.get("theme");
    if (["light", "dark"].includes(theme)) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const select of all("select", tools)) {
      const value = state.get(select.name) || (select.name === "locale" ? usual : "");
      select.value = [...select.options].some((option) => option.value === value) ? value : select.options[0].value;
      select.classList.toggle("is-set", select.hasAttribute("data-filter") && select.value !== "");
    }
    showLanes((state.get("hide") || "").split(","));
    showStops(state);
    showPanel(state.get("touchpoint"));
  };

  // With a script the panel shows the details, so an address must not make the page jump to the list below.
  for (const target of all("[id^='touchpoint=']")) target.removeAttribute("id");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#touchpoint=']");
    if (!link) return;
    event.preventDefault();
    if (!panel.open) opener = link;
    write({ touchpoint: link.hash.slice("#touchpoint=".length) });
  });
  tools.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name === "lane") write({ hide: lanes.filter((input) => !input.checked).map((input) => input.value).join(",") }, true);
    else write({ [name]: name === "locale" && value === usual ? "" : value }, true);
  });
  tools.addEventListener("reset", (event) => {
    event.preventDefault();
    const names = [...filters.map((select) => select.name), "hide"];
    write(Object.fromEntries(names.map((name) => [name, ""])), true);
  });
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("keydown", (event) => {
    const choice = one(".lanes-choice");
    if (event.key !== "Escape" || !choice.open) return;
    choice.open = false;
    one("summary", choice).focus();
  });
  for (const button of all("[data-step]", panel)) {
    button.addEventListener("click", () => {
      const at = stops.findIndex((stop) => stop.classList.contains("is-open"));
      write({ touchpoint: stops[at + Number(button.dataset.step)].dataset.touchpoint }, true);
    });
  }
  one("[data-close]", panel).addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  panel.addEventListener("close", () => {
    const id = read().get("touchpoint");
    if (id) write({ touchpoint: "" }, true);
    const link = opener?.isConnected ? opener : id && one(`#card-${CSS.escape(id)} .open`);
    opener = null;
    link?.focus({ preventScroll: true });
  });
  addEventListener("hashchange", show);
  tools.hidden = false;
  show();
})();
