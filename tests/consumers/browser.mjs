// Shared by the scripts that open pages: one browser for all requests, which says what a page complains about, what it
// asks the network for, and which rules of accessibility it breaks.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

let browser = null;
const started = async (program) => {
  // A container has no sandbox of its own to offer, and little shared memory.
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
  browser ??= await puppeteer.launch({ executablePath: program, args });
  return browser;
};

/* Its folder of settings goes only when it is closed. */
export const closed = () => browser?.close();

export const look = (page, scheme) =>
  page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);

/* A page at an address, with what it complains about and what it asks for besides what is its own. */
export const opened = async (program, url, isOwn, { scheme = "light", width = 1280, scripts = true } = {}) => {
  const page = await (await started(program)).newPage();
  const errors = [];
  const requests = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (one) => isOwn(one.url()) || requests.push(one.url()));
  await page.setJavaScriptEnabled(scripts);
  await page.setViewport({ width, height: 900 });
  await look(page, scheme);
  await page.goto(url);
  return { page, errors, requests };
};

export const violations = async (page) => {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    // Style sheets are not fetched a second time: pages may not, and only a rule that is not asked for needs it.
    (values) =>
      globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"], preload: false }),
    LEVELS,
  );
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
};
