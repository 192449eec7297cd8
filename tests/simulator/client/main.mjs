// The phones' half of the simulator: schedules come in on standard input, one JSON object in a line, and
// the server is asked in the same way. Answers are waited for, so that nothing else happens meanwhile.

import { readSync, writeSync } from "node:fs";

import { use } from "./tab.mjs";
import { World } from "./world.mjs";

const chunk = Buffer.alloc(1 << 16);
let rest = Buffer.alloc(0);

function line() {
  let end;
  while ((end = rest.indexOf(10)) < 0) {
    const size = readSync(0, chunk);
    if (!size) return null;
    rest = Buffer.concat([rest, chunk.subarray(0, size)]);
  }
  const text = rest.subarray(0, end).toString();
  rest = rest.subarray(end + 1);
  return JSON.parse(text);
}

function say(message) {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(1, bytes, sent);
}

function ask(question) {
  say(question);
  return line();
}

let world = null;
// In a browser it would only stand in the console; nothing of ours may be left unheard.
process.on("unhandledRejection", (error) => world?.problems.push(`unheard: ${error?.stack ?? error}`));

for (let order = line(); order; order = line()) {
  if (order.source) use(order.source);
  else {
    world = new World(ask, order);
    try {
      say(await world.live());
    } catch (error) {
      say({ do: "broken", error: error.stack, story: world.story });
    }
  }
}
