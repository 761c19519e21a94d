/** The app as a person starts it (`npm start` without npm), on an empty data folder of its own, without a window. */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { must } from '../../main/base/lib/assert.ts';
import { type CoreClient, openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import type { PerfPorts } from './figure.ts';
import { spawnOwned } from './spawnOwned.ts';

const startMs = 60_000;
const endMs = 15_000;

export interface StartedApp extends AsyncDisposable {
  /** The core runs in it; all its processes are below it. */
  readonly pid: number;
  /** Opens one window, once. */
  readonly url: string;
  /** Wall milliseconds from the start of the process to that line. */
  readonly urlAfterMs: number;
  readonly startedMs: number;
  readonly client: CoreClient;
}

async function urlLine(child: ChildProcess, { clock }: PerfPorts): Promise<string> {
  const late = new AbortController();
  const line = await Promise.race([
    new Promise<string>((resolve) => {
      createInterface({ input: must(child.stdout) }).once('line', resolve);
    }),
    new Promise<null>((resolve) => child.once('exit', () => resolve(null))),
    clock.sleep(startMs, late.signal).then(
      () => null,
      () => null,
    ),
  ]);
  late.abort();
  if (line === null) throw new Error('the app did not start');
  return (JSON.parse(line) as { url: string }).url;
}

/** `idle`: it tries no task by itself when a window opens. The window has been built. */
export async function startApp(
  ports: PerfPorts,
  name: string,
  options: { readonly idle: boolean },
): Promise<StartedApp> {
  const { clock, root, scratchDir } = ports;
  const dataDir = join(scratchDir, name);
  const words = ['start', '--no-window', '--json', '--data', dataDir];
  const flags = options.idle ? ['--idle'] : [];
  const startedMs = clock.nowMs();
  const main = join(root, 'main/entry/bench.mjs');
  const { child, ended } = spawnOwned(process.execPath, [main, ...words, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    using _force = clock.after(endMs, () => child.kill('SIGKILL'));
    await ended;
  };
  try {
    const url = await urlLine(child, ports);
    const urlAfterMs = clock.nowMs() - startedMs;
    const client = await openCoreClient(must(readCoreCard(dataDir)), clock);
    return {
      pid: must(child.pid),
      url,
      urlAfterMs,
      startedMs,
      client,
      [Symbol.asyncDispose]: async () => {
        client[Symbol.dispose]();
        await end();
      },
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}
