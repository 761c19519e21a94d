/**
 * A core of one's own for the time of a command: a child process on the same data folder, idle, that ends when its
 * stdin ends, so that nothing is left behind however the command line dies.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';

const startMs = 60_000;
const endMs = 15_000;

/** Throws `busy` when another core took the folder first, `unavailable` when it does not start. */
export async function openPrivateCore(
  coreFile: string,
  dataDir: string,
  clock: Clock,
  withBench: boolean,
): Promise<AsyncDisposable> {
  const flags = ['--data', dataDir, '--idle', '--with-parent', '--json'];
  const bench = withBench ? ['--bench'] : [];
  const child = spawn(process.execPath, [coreFile, ...flags, ...bench], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      lastWords = error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).once('line', () => resolve());
  });
  const dispose = async (): Promise<void> => {
    child.stdin.end();
    using _kill = clock.after(endMs, () => child.kill('SIGKILL'));
    await ended;
  };
  const late = new AbortController();
  const outcome = await Promise.race([
    ready.then(() => 'ready' as const),
    ended.then(() => 'ended' as const),
    clock.sleep(startMs, late.signal).then(
      () => 'late' as const,
      () => 'late' as const,
    ),
  ]);
  late.abort();
  if (outcome === 'ready') return { [Symbol.asyncDispose]: dispose };
  await dispose();
  const words =
    lastWords
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^bench: /, '') ?? '';
  if (child.exitCode === 1 && words.includes('already runs a core'))
    throw new BenchError('busy', words);
  const why = outcome === 'late' ? 'it was not ready within a minute' : words || 'it ended at once';
  throw new BenchError('unavailable', `no core could be started on ${dataDir}: ${why}`, {
    hint: 'bench doctor looks at every part.',
  });
}
