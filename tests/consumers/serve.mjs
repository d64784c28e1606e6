// Opens pages of `cxprog serve` in a browser and says what a person has before them, step by step. A request names the
// address and its steps; files of the program are written between them, and every step waits until it has had effect.

import { renameSync, writeFileSync } from "node:fs";
import { answer } from "./answer.mjs";
import * as browser from "./browser.mjs";

const { look, violations } = browser;
const PATIENCE_MILLISECONDS = 30000;

/* Runs in the page: what it shows, and what its bar says. */
function state() {
  const root = document.querySelector("cxprog-findings")?.shadowRoot;
  const seen = (selector) =>
    [...(root?.querySelectorAll(selector) ?? [])].filter((each) => each.checkVisibility()).map((each) => each.innerText.trim());
  const bar = root?.querySelector(".bar");
  return {
    title: document.title,
    text: document.body.innerText,
    bar: seen(".chip").join(", "),
    notes: seen(".note"),
    findings: seen("article"),
    heard: root?.querySelector("[role=status]").textContent,
    expanded: root?.querySelector("button").getAttribute("aria-expanded"),
    focus: root?.activeElement?.className ?? "",
    top: scrollY,
    hash: location.hash,
    loaded: performance.timeOrigin,
    // Below the end of the page there is as much room as the bar takes.
    room: bar ? bar.getRootNode().host.getBoundingClientRect().top >= document.body.getBoundingClientRect().bottom - 1 : false,
    ran: globalThis.ran ?? [],
  };
}

/* Runs in the page: whether its text, its bar and its findings say all that is waited for, and everything is in place. */
function shows({ text = "", bar = "", finding = "", note = null, top = scrollY }) {
  const host = document.querySelector("cxprog-findings");
  const root = host?.shadowRoot;
  const shown = root?.querySelector(".bar");
  const texts = (selector) =>
    [...(root?.querySelectorAll(selector) ?? [])].filter((each) => each.checkVisibility()).map((each) => each.innerText);
  return (
    shown?.offsetHeight > 0 &&
    host.offsetHeight === shown.offsetHeight &&
    scrollY === top &&
    `${document.title} ${document.body.innerText}`.includes(text) &&
    texts(".chip").join(", ").includes(bar) &&
    (!finding || texts("article").some((text) => text.includes(finding))) &&
    (note === null || texts(".note").length > 0 === note)
  );
}

const STEPS = {
  open: async (page, address) => void (await page.goto(address)),
  write: async (page, file, text) => writeFileSync(file, text),
  rename: async (page, from, to) => renameSync(from, to),
  until: async (page, wanted) => void (await page.waitForFunction(shows, { timeout: PATIENCE_MILLISECONDS }, wanted)),
  scroll: async (page, top) => page.evaluate((to) => scrollTo(0, to), top),
  focus: async (page) => page.evaluate(() => document.querySelector("cxprog-findings").shadowRoot.querySelector("button").focus()),
  press: async (page, key) => page.keyboard.press(key),
  state: async (page) => page.evaluate(state),
  axe: async (page, scheme) => {
    await look(page, scheme);
    return violations(page);
  },
};

async function drive({ program, address, steps }) {
  const { page, errors, requests } = await browser.opened(program, address, (asked) => asked.startsWith(address));
  const said = [];
  for (const [step, ...given] of steps) {
    const started = performance.now();
    const value = await STEPS[step](page, ...given).catch(async (error) => {
      throw new Error(`${step} ${JSON.stringify(given)}: ${error.message}\n${JSON.stringify(await page.evaluate(state))}`);
    });
    said.push({ step, value: value ?? null, seconds: (performance.now() - started) / 1000 });
  }
  await page.close();
  return { errors, requests, said };
}

await answer(drive, browser.closed);
