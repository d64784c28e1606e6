// Parses diagrams with Mermaid and reads back what it understood. A request is the text of one diagram.

import { JSDOM } from "jsdom";
import { answer } from "./answer.mjs";

// Mermaid cleans texts with a library that needs a page, even when nothing is drawn.
const { window } = new JSDOM("<!doctype html><body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

const flowchart = (db) => ({
  nodes: [...db.getVertices().values()].map((node) => [node.id, node.text ?? node.id]),
  // Those that nobody sees only keep boxes in order.
  edges: db.getEdges().filter((edge) => edge.stroke !== "invisible").map((edge) => ({ source: edge.start, target: edge.end, label: edge.text ?? "" })),
  groups: db.getSubGraphs().map((group) => ({ id: group.id, title: group.title, nodes: group.nodes })),
});

const journey = (db) => ({
  sections: db.getSections(),
  tasks: db.getTasks().map(({ section, task, score, people }) => ({ section, task, score, actors: people })),
});

const READERS = { "flowchart-v2": flowchart, flowchart, journey };

await answer(async (text) => {
  try {
    const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return { type, title: db.getDiagramTitle?.() ?? "", ...READERS[type]?.(db) };
  } catch (error) {
    return { error: String(error?.message ?? error) };
  }
});
