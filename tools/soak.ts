/**
 * The endurance run: `node tools/soak.ts [--seed N] [--hours H] [--data DIR] [--lockstep | --real] [--json]`. A real core
 * on the simulated bench, faults drawn from the seed, everything accounted for; exits with 1 when something did not add
 * up, with 2 on bad input. SIGINT ends it early with the same summary. Without --data the data is gone when all was well.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { realClock } from '../main/base/lib/clock.ts';
import { runSoak } from './soak/runSoak.ts';
import { openSoakDisk } from './soak/soakDisk.ts';
import { soakLines, summaryOf } from './soak/soakReport.ts';

interface Words {
  readonly seed: number;
  readonly hours: number;
  readonly data: string | null;
  readonly pace: 'lockstep' | 'real' | null;
  readonly json: boolean;
}

/** Throws with the reason. */
function parseSoakWords(given: readonly string[]): Words {
  const { values } = parseArgs({
    args: [...given],
    options: {
      seed: { type: 'string', default: '1' },
      hours: { type: 'string', default: '1' },
      data: { type: 'string' },
      lockstep: { type: 'boolean', default: false },
      real: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { data, lockstep, real, json } = values;
  const seed = Number(values.seed);
  const hours = Number(values.hours);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed takes a whole number');
  if (!(hours > 0 && hours <= 1000)) throw new Error('--hours takes a number up to 1000');
  if (lockstep && real) throw new Error('--lockstep or --real, not both');
  const pace = lockstep ? 'lockstep' : real ? 'real' : null;
  return { seed, hours, data: data ?? null, pace, json };
}

async function soak({ seed, hours, data, pace, json }: Words): Promise<0 | 1> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  const base =
    data === null ? mkdtempSync(path.join(tmpdir(), 'nightbench-soak-')) : path.resolve(data);
  const dataDir = path.join(base, 'data');
  const tempDir = path.join(base, 'tmp');
  mkdirSync(tempDir, { recursive: true });
  // A folder that somebody wants to keep stays where it is; only our own becomes a small disk.
  const disk = data === null ? openSoakDisk(dataDir) : null;
  const result = await runSoak({
    seed,
    forMs: hours * 3_600_000,
    batches: null,
    clock: realClock,
    pace,
    place: {
      dataDir,
      tempDir,
      blackBox: path.join(base, 'black-box.json'),
      errFile: path.join(base, 'core.err'),
    },
    disk,
    signal: ending.signal,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const summary = summaryOf(result);
  process.stdout.write(
    json ? `${JSON.stringify(summary)}\n` : `${soakLines(summary).join('\n')}\n`,
  );
  const clean = summary.violations.length === 0;
  if (!clean && disk !== null) cpSync(dataDir, path.join(base, 'kept'), { recursive: true });
  disk?.[Symbol.dispose]();
  if (data === null && clean) rmSync(base, { recursive: true, force: true });
  else process.stderr.write(`what it left lies in ${base}\n`);
  return clean ? 0 : 1;
}

let words: Words | null = null;
try {
  words = parseSoakWords(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(`soak: ${(thrown as Error).message}\n`);
}
process.exitCode = words === null ? 2 : await soak(words);
