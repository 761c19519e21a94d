/**
 * The core as a process of its own: serves one data folder until SIGTERM, or until its parent's pipe ends
 * (`--with-parent`: the command line's private core, which opens a bench at once only with `--bench`, and lets an open
 * night go on by itself only with `--resume`). Prints one JSON line when it serves. People use `bench start`.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { realClock } from '../base/lib/clock.ts';
import { exitCodeOf, toBenchError } from '../base/model/errors.ts';
import { serveCore } from './launch/serveCore.ts';

const endMs = 12_000;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    idle: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'with-parent': { type: 'boolean', default: false },
    bench: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    'no-resume': { type: 'boolean', default: false },
  },
});

const { promise: ended, resolve: end } = Promise.withResolvers<void>();
const withParent = values['with-parent'];
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end());
// Ctrl-C in a terminal reaches a private core too; its command line decides what becomes of it.
process.on('SIGINT', () => {
  if (!withParent) end();
});
if (withParent) process.stdin.once('end', () => end()).resume();
process.stdout.on('error', () => end());

let code = 0;
try {
  if (values.data === undefined) throw new Error('--data DIR is needed');
  const dataDir = resolve(values.data);
  const serving = values['no-resume'] ? 'ask' : 'go-on';
  const nights = withParent && !values.resume ? 'look-on' : serving;
  await using core = await serveCore({
    dataDir,
    clock: realClock,
    autoRun: !values.idle,
    restBench: !withParent || values.bench,
    nights,
  });
  const { version } = core;
  const line = { url: core.mintUrl(), pid: process.pid, dataDir, version };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  await ended;
  realClock.after(endMs, () => process.exit(1)); // something hangs: the children end with us
} catch (thrown) {
  const error = toBenchError(thrown);
  process.stderr.write(`bench: ${error.message}\n`);
  code = exitCodeOf(error.code);
}
process.exit(code);
