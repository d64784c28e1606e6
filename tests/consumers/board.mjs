// Opens journey boards in a browser and says what it sees. One browser for all requests; a request names the file and
// what to do with it: `measure` it at some widths, `drive` it step by step, or read it `plain`, with scripts disabled.

import { pathToFileURL } from "node:url";
import { answer } from "./answer.mjs";
import * as browser from "./browser.mjs";

const { look, violations } = browser;

const opened = async (request, options) => {
  const url = pathToFileURL(request.path).href;
  const isOwn = (asked) => asked.split("#")[0] === url;
  return browser.opened(request.program, url + (request.hash ?? ""), isOwn, options);
};

// MEASURING

/* Runs in the page: boxes that cut or leave out their text, and boxes that lie on each other. */
function measured() {
  const BOXES =
    ".contact, .truth, .hung, .passing, .notes li, .goal, .behind span, .arc-label span, .spot, .says, .station, " +
    ".stage-head > div, .step-head span, .lane-head p, .track-head p, .scale span, .corner span, .sight p, " +
    ".about, .source, .tools > *, .legend li, .details summary, .details td, .details th, footer p";
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
  };
  const name = (element) => `${element.className || element.tagName}: ${element.textContent.trim().slice(0, 40)}`;
  const boxes = [...document.querySelectorAll(BOXES)].filter(seen);
  const cut = [];
  for (const element of boxes) {
    if (element.clientWidth && element.scrollWidth > element.clientWidth + 1) cut.push(`wide ${name(element)}`);
    if (element.clientHeight && element.scrollHeight > element.clientHeight + 1) cut.push(`tall ${name(element)}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const holder = text.parentElement;
    const box = holder.closest(BOXES);
    if (!text.data.trim() || !box || holder.closest(".ear, svg, option, select, fieldset") || !seen(holder)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const around = box.getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      const isInside =
        rect.left >= around.left - 1 && rect.right <= around.right + 1 && rect.top >= around.top - 2 && rect.bottom <= around.bottom + 2;
      if (rect.width && !isInside) cut.push(`out of ${name(box)}`);
    }
  }
  const placed = boxes
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .sort((one, other) => one.box.left - other.box.left);
  const overlaps = [];
  placed.forEach((one, at) => {
    for (let next = at + 1; next < placed.length && placed[next].box.left < one.box.right - 1; next += 1) {
      const other = placed[next];
      const apart = other.box.top >= one.box.bottom - 1 || one.box.top >= other.box.bottom - 1;
      if (apart || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      overlaps.push(`${name(one.element)} | ${name(other.element)}`);
    }
  });
  const board = document.querySelector("#board").getBoundingClientRect();
  const beyond = boxes.filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    const room = element.closest("#board") ? [board.left, board.right] : [0, document.documentElement.clientWidth];
    return left < room[0] - 1 || right > room[1] + 1;
  });
  return { boxes: boxes.length, cut: [...new Set(cut), ...beyond.map((element) => `beyond ${name(element)}`)], overlaps };
}

async function measure(request) {
  const { page, errors, requests } = await opened(request);
  const { titles } = await page.evaluate(state);
  const widths = {};
  for (const width of request.widths) {
    await page.setViewport({ width, height: 900 });
    widths[width] = await page.evaluate(measured);
  }
  const axe = {};
  for (const scheme of request.schemes) {
    await page.setViewport({ width: 1280, height: 900 });
    await look(page, scheme);
    axe[scheme] = await violations(page);
  }
  const ran = await page.evaluate(() => globalThis.ran ?? []);
  await page.close();
  return { errors, requests, titles, widths, axe, ran };
}

// DRIVING

/* Runs in the page: what a person has before them. */
function state() {
  const texts = (selector) =>
    [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).map((each) => each.innerText.trim());
  const focus = document.activeElement;
  return {
    hash: location.hash,
    panel: document.querySelector(".panel").open ? texts("#panel-title")[0] : null,
    details: document.querySelector(".panel").open ? document.querySelector(".panel-body").innerText : "",
    focus: focus?.closest(".panel") ? "panel" : focus?.closest(".stop")?.dataset.touchpoint ?? focus?.name ?? focus?.tagName,
    touchpoints: [...document.querySelectorAll(".stop")]
      .filter((stop) => stop.querySelector(".contact").checkVisibility())
      .map((stop) => stop.dataset.touchpoint),
    lanes: [...new Set([...document.querySelectorAll(".cell")].filter((each) => each.checkVisibility()).map((each) => each.className.match(/in-(\w+)/)[1]))],
    status: texts(".status")[0] ?? "",
    titles: texts(".contact .title"),
    heading: texts("h1")[0],
    dir: document.querySelector("#board").dir,
    background: getComputedStyle(document.body).backgroundColor,
    card: document.querySelector(".contact").getBoundingClientRect().left,
  };
}

const STEPS = {
  address: async (page, hash) => page.evaluate((to) => (location.hash = to), hash),
  reload: async (page) => page.reload(),
  back: async (page) => page.goBack(),
  press: async (page, key) => page.keyboard.press(key),
  focus: async (page, selector) => page.focus(selector),
  click: async (page, selector) => page.evaluate((to) => document.querySelector(to).click(), selector),
  select: async (page, name, value) => page.select(`select[name=${name}]`, value),
  scheme: async (page, scheme) => look(page, scheme),
};

async function drive(request) {
  const options = { scheme: request.schemes?.[0], width: request.width };
  const { page, errors, requests } = await opened(request, options);
  const states = [await page.evaluate(state)];
  for (const [step, ...given] of request.steps) {
    await STEPS[step](page, ...given);
    // Addresses are read in a task of their own.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
    states.push(await page.evaluate(state));
  }
  const axe = request.schemes?.length ? await violations(page) : [];
  const layout = await page.evaluate(measured);
  await page.close();
  return { errors, requests, states, axe, layout };
}

async function plain(request) {
  const { page, errors, requests } = await opened(request, { scripts: false });
  const text = await page.evaluate(() => document.body.textContent);
  const seen = await page.evaluate(() => document.body.innerText);
  const tools = await page.evaluate(() => document.querySelector(".tools").checkVisibility());
  await page.focus(".open");
  await page.keyboard.press("Enter");
  await new Promise((done) => setTimeout(done, 200));
  const opens = await page.evaluate(() => [...document.querySelectorAll("details[data-detail][open]")].map((each) => each.dataset.detail));
  await page.close();
  return { errors, requests, text, seen, tools, opens };
}

const WAYS = { measure, drive, plain };
await answer((request) => WAYS[request.do](request), browser.closed);
