// Shared by the other scripts: a JSON list of requests in, a JSON list of answers out, in the same order.

// Libraries may print; standard output is for the answer alone.
for (const name of ["log", "info", "warn", "error", "debug"]) {
  console[name] = (...parts) => process.stderr.write(parts.map(String).join(" ") + "\n");
}

export async function answer(one, end = async () => {}) {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const answers = [];
  // One after the other: both libraries keep global state while they read.
  for (const request of JSON.parse(Buffer.concat(chunks).toString("utf8"))) answers.push(await one(request));
  await end();
  // Libraries leave timers behind, so the process would not end by itself.
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
}
