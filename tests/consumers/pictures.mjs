// Shows pictures as code hosting pages do, in a column of text, and says what a reader finds there. One browser for all
// requests; a request holds an `svg`, put into the page as it is, or a `mermaid` text, drawn by the real library.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";
import { answer } from "./answer.mjs";

const required = createRequire(import.meta.url);
const source = (name) => readFileSync(required.resolve(name), "utf8");
const MERMAID = source("mermaid/dist/mermaid.min.js");
const AXE = source("axe-core/axe.min.js");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

const page_of = (scheme) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pictures</title><style>
  body { margin: 0; background: ${scheme === "dark" ? "#0d1117" : "#ffffff"}; }
  main { width: 800px; } svg { max-width: 100%; height: auto; }
</style></head><body><main></main></body></html>`;

let browser = null;
const started = async (program) => {
  // A container has no sandbox of its own to offer, and little shared memory.
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
  browser ??= await puppeteer.launch({ executablePath: program, args });
  return browser;
};

/* One page for each color scheme: loading the library takes longer than drawing. */
const pages = new Map();
const shown = async (request) => {
  const scheme = request.scheme ?? "light";
  const key = `${scheme} ${"mermaid" in request}`;
  if (pages.has(key)) return pages.get(key);
  const page = await (await started(request.program)).newPage();
  await page.setViewport({ width: 1000, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setContent(page_of(scheme));
  const asked = [];
  page.on("request", (one) => asked.push(one.url()));
  if ("mermaid" in request) {
    await page.evaluate(MERMAID);
    // As hosting pages have it: no scripts in texts, and pictures no wider than the column.
    const options = { startOnLoad: false, securityLevel: "strict", theme: scheme === "dark" ? "dark" : "default" };
    await page.evaluate((given) => globalThis.mermaid.initialize(given), options);
  }
  pages.set(key, { page, asked });
  return pages.get(key);
};

/* Runs in the page: draws a Mermaid text. */
async function draw(text) {
  const { svg } = await globalThis.mermaid.render("drawn", text);
  document.querySelector("main").innerHTML = svg;
}

/* Runs in the page: the picture's size, its smallest letters, and texts that leave their place or lie on others. */
function measured() {
  const svg = document.querySelector("main > svg");
  const whole = svg.getBoundingClientRect();
  const scale = whole.width / (svg.viewBox.baseVal.width || whole.width);
  const said = (element) => element.textContent.trim().replaceAll(/\s+/g, " ").slice(0, 50);
  const inside = (one, other, by) =>
    one.left >= other.left - by && one.right <= other.right + by && one.top >= other.top - by && one.bottom <= other.bottom + by;
  const meet = (one, other, by) =>
    one.left < other.right - by && other.left < one.right - by && one.top < other.bottom - by && other.top < one.bottom - by;

  const named = (attribute) =>
    (svg.getAttribute(attribute) ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");

  const texts = [];
  const walker = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || holder.closest("title, desc, style, defs") || !holder.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    texts.push({ box, data: node.data, said: said(holder), size: parseFloat(getComputedStyle(holder).fontSize) * scale, holder });
  }
  const outside = texts.filter((text) => !inside(text.box, whole, 1)).map((text) => `out of the picture: ${text.said}`);

  // The box of a text is the smallest that its middle lies in.
  const shapes = [...svg.querySelectorAll("rect, polygon, .node path, circle")]
    .filter((shape) => !shape.closest("defs"))
    .map((shape) => ({ shape, box: shape.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 40 && box.height > 12);
  for (const text of texts) {
    const x = (text.box.left + text.box.right) / 2;
    const y = (text.box.top + text.box.bottom) / 2;
    const around = shapes
      .filter(({ box }) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom)
      .sort((one, other) => one.box.width * one.box.height - other.box.width * other.box.height);
    if (around.length && !inside(text.box, around[0].box, 2)) outside.push(`out of its box: ${text.said}`);
  }

  const overlaps = [];
  const apart = (sorted, name, by) => {
    sorted.sort((one, other) => one.box.left - other.box.left);
    sorted.forEach((one, at) => {
      for (let next = at + 1; next < sorted.length && sorted[next].box.left < one.box.right - by; next += 1) {
        const other = sorted[next];
        if (one.holder.contains(other.holder) || other.holder.contains(one.holder)) continue;
        if (meet(one.box, other.box, by)) overlaps.push(`${name}: ${one.said} | ${other.said}`);
      }
    });
  };
  // A line of text is higher than its letters.
  apart([...texts], "texts", 3);
  const nodes = [...svg.querySelectorAll("g.node")].map((holder) => ({ holder, said: said(holder), box: holder.getBoundingClientRect() }));
  apart(nodes, "boxes", 1);
  for (const text of texts.filter(({ holder }) => holder.closest(".cluster-label, .edgeLabel"))) {
    for (const node of nodes) if (meet(text.box, node.box, 3)) overlaps.push(`label on a box: ${text.said} | ${node.said}`);
  }

  return {
    wide: svg.viewBox.baseVal.width,
    high: svg.viewBox.baseVal.height,
    shown: [whole.width, whole.height],
    smallest: Math.min(...texts.map((text) => text.size)),
    texts: texts.length,
    letters: texts.map((text) => text.data).join("").replaceAll(/[\s\u00ad\u2060\u2067\u2069]/g, ""),
    outside: [...new Set(outside)],
    overlaps: [...new Set(overlaps)],
    named: named("aria-labelledby"),
    described: named("aria-describedby").join(" "),
    ran: [...document.querySelectorAll("main script, main iframe, main a, main img")].length,
  };
}

const violations = async (page) => {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    LEVELS,
  );
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
};

await answer(
  async (request) => {
    const { page, asked } = await shown(request);
    if ("mermaid" in request) {
      try {
        await page.evaluate(draw, request.mermaid);
      } catch (error) {
        return { error: String(error?.message ?? error) };
      }
    } else {
      await page.evaluate((svg) => (document.querySelector("main").innerHTML = svg), request.svg);
    }
    const found = await page.evaluate(measured);
    return { ...found, asked: [...asked], axe: request.axe ? await violations(page) : [] };
  },
  // Its folder of settings goes only when it is closed.
  () => browser?.close(),
);
