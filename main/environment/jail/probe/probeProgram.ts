/**
 * What the jail's probe runs: a program like a task's, which imports all of the SDK, sharp included, and must not
 * be able to read the file of ours that it is told of. Told as well where the SDK lies.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRng } from 'nightbench/sdk/rng.ts';

const files = readdirSync(process.argv[3] ?? '');
for (const name of files.filter((each) => /^\w+\.ts$/.test(each)))
  await import(`nightbench/sdk/${name}`);
const drawn: number = createRng(1).uniform();
let seen = false;
try {
  seen = readFileSync(process.argv[2] ?? '').byteLength > 0;
} catch {}
process.stdout.write(seen || drawn >= 1 ? 'not jailed' : 'jailed');
