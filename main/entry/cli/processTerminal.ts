/**
 * The terminal of this very process. A reader of our output that goes away is an end like a signal; the first end
 * asks the verb to finish, the second ends the process at once.
 */
import { createInterface } from 'node:readline/promises';
import { realClock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { EndSignal, Terminal } from './verb.ts';
import { signalExitCode } from './verb.ts';

const maxInputBytes = 1 << 20;

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.byteLength;
    if (bytes > maxInputBytes) throw new BenchError('bad-input', 'standard input is over 1 MB');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

/** Installs handlers for signals and for broken pipes; made once per process. */
export function createProcessTerminal(): Terminal {
  const runs = new Set<(why: EndSignal) => void>();
  let ended: EndSignal | null = null;
  let outClosed = false;
  const tell = (why: EndSignal): void => {
    if (runs.size === 0) process.exit(signalExitCode[why]);
    for (const run of runs) run(why);
  };
  const end = (why: EndSignal): void => {
    if (ended !== null) process.exit(signalExitCode[why]);
    ended = why;
    tell(why);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => end(signal));
  // npm and its shell may die without passing the signal on; what they started must not stay behind.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined)
    realClock.every(500, () => {
      if (ended === null && process.ppid !== parent) end('SIGHUP');
    });
  // bench.mjs on an older Node stays as our parent; when even that dies, so do we.
  if (process.channel !== undefined) {
    process.channel?.unref();
    process.on('disconnect', () => end('SIGHUP'));
  }
  process.stdout.on('error', () => {
    if (outClosed) return;
    outClosed = true;
    tell('SIGPIPE'); // not an end by itself: a core goes on serving
  });
  process.stderr.on('error', () => undefined);
  return {
    clock: realClock,
    env: process.env,
    cwd: process.cwd(),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    out: (line) => {
      if (!outClosed) process.stdout.write(`${line}\n`);
    },
    note: (line) => void process.stderr.write(`${line}\n`),
    readInput,
    ask,
    onEnd(run) {
      runs.add(run);
      if (ended !== null) run(ended);
      return { [Symbol.dispose]: () => void runs.delete(run) };
    },
  };
}
