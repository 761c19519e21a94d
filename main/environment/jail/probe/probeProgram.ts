/**
 * What the jail's probe runs: a program like a task's, which decodes a picture through the SDK's own imports and must
 * not be able to read the file of ours that it is told of.
 */
import { readFileSync } from 'node:fs';
import { createRng } from 'nightbench/sdk/rng.ts';

await import('nightbench/sdk/picture.ts');
const drawn: number = createRng(1).uniform();
let seen = false;
try {
  seen = readFileSync(process.argv[2] ?? '').byteLength > 0;
} catch {}
process.stdout.write(seen || drawn >= 1 ? 'not jailed' : 'jailed');
