// Opens the pages of a site in a browser and says what it sees. One browser for all requests; a request names the folder
// of the site and what to do: `measure` a page at some widths and in some colors, `find` something with the search, or
// read a page `plain`, with scripts disabled.

import { pathToFileURL } from "node:url";
import { answer } from "./answer.mjs";
import * as browser from "./browser.mjs";

const opened = async (request, options) => {
  const folder = `${pathToFileURL(request.folder).href}/`;
  return browser.opened(request.program, folder + request.path, (asked) => asked.startsWith(folder), options);
};

/* Runs in the page: how far it is wider than the window, and which texts are cut off or leave their box. */
function measured() {
  const room = document.documentElement.clientWidth;
  const BOXES = ".card, .stop, .tiles a, .badge, .tag, .flag, .button, .site-bar, .party, td, th, dd, h1, h2, h3, .place";
  const name = (element) => `${element.className || element.tagName}: ${element.textContent.trim().slice(0, 40)}`;
  const cut = [];
  for (const element of document.querySelectorAll(`body.site :is(${BOXES}), .site-bar *`)) {
    if (!element.checkVisibility() || element.closest(".ear, svg, .site-hits")) continue;
    const box = element.getBoundingClientRect();
    const isScrolled = element.closest(".scroll");
    if (!isScrolled && box.width && (box.left < -1 || box.right > room + 1)) cut.push(`beyond ${name(element)}`);
    const isClipped = getComputedStyle(element).overflowX !== "visible";
    const isHidden = getComputedStyle(element).clipPath !== "none";
    if (isClipped && !isHidden && element.scrollWidth > element.clientWidth + 1) cut.push(`cut ${name(element)}`);
  }
  const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const holder = text.parentElement;
    const box = holder.closest(`body.site :is(${BOXES})`);
    if (!text.data.trim() || !box || holder.closest(".ear, svg, noscript, thead") || !holder.checkVisibility()) continue;
    seen += 1;
    const range = document.createRange();
    range.selectNodeContents(text);
    const around = box.getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      if (rect.width && (rect.left < around.left - 1 || rect.right > around.right + 1)) cut.push(`out of ${name(box)}`);
    }
  }
  return { over: document.documentElement.scrollWidth - room, seen, cut: [...new Set(cut)] };
}

async function measure(request) {
  const { page, errors, requests } = await opened(request);
  const widths = {};
  for (const width of request.widths) {
    await page.setViewport({ width, height: 900 });
    widths[width] = await page.evaluate(measured);
  }
  await page.setViewport({ width: 1280, height: 900 });
  const axe = {};
  for (const scheme of request.schemes) {
    await browser.look(page, scheme);
    axe[scheme] = await browser.violations(page);
  }
  const ran = await page.evaluate(() => globalThis.ran ?? []);
  await page.close();
  return { errors, requests, widths, axe, ran };
}

/* Runs in the page: what the search shows. */
function hits() {
  return {
    focus: document.activeElement.tagName,
    status: document.querySelector(".site-status").textContent,
    found: [...document.querySelectorAll(".site-hits a")]
      .filter((each) => each.checkVisibility())
      .map((each) => [...each.children].map((part) => part.textContent)),
    markup: [...document.querySelectorAll(".site-hits *")].map((each) => each.localName),
  };
}

const settled = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 30)));

async function find(request) {
  const { page, errors, requests } = await opened(request);
  const states = [];
  for (const step of request.steps) {
    if (step.length > 1 && step.startsWith("type ")) await page.keyboard.type(step.slice(5));
    else await page.keyboard.press(step);
    await page.waitForFunction(() => globalThis.siteIndex !== undefined);
    await settled(page);
    states.push(await page.evaluate(hits));
  }
  const axe = request.axe ? await browser.violations(page) : [];
  if (request.opens) {
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await settled(page);
  }
  const target = await page.evaluate(() => ({
    address: location.href,
    heading: document.querySelector(":target")?.querySelector("h2, h3, h4")?.innerText ?? "",
    top: document.querySelector(":target")?.getBoundingClientRect().top ?? null,
  }));
  await page.close();
  return { errors, requests, states, axe, target };
}

async function plain(request) {
  const { page, errors, requests } = await opened(request, { scripts: false });
  const seen = await page.evaluate(() => document.body.innerText);
  const search = await page.evaluate(() => document.querySelector(".site-search form").checkVisibility());
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((each) => each.getAttribute("href")));
  await page.close();
  return { errors, requests, seen, search, links };
}

const WAYS = { measure, find, plain };
await answer((request) => WAYS[request.do](request), browser.closed);
