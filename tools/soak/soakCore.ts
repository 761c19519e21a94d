/**
 * One life of a real core under soak: the process that `npm start -- --no-window --idle` ends up in, a client on its
 * topics, and the end of it in whatever way. Its temporary folder is its own, so that what it leaves there shows.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import { createSignal, type Signal } from '../../main/base/lib/topic.ts';
import type { Alert, BatchEvent, BenchView, RunView } from '../../main/base/model/view.ts';
import { type CoreClient, openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';

export interface SoakPlace {
  readonly dataDir: string;
  readonly tempDir: string;
  /** Where a simulator writes what the arm did after its core was gone. */
  readonly blackBox: string;
  /** What the core says on stderr. */
  readonly errFile: string;
}

export interface SoakCore extends AsyncDisposable {
  readonly pid: number;
  readonly client: CoreClient;
  readonly bench: BenchView | null;
  readonly run: RunView | null;
  readonly alerts: readonly Alert[];
  readonly onBench: Signal<BenchView>['on'];
  /** Resolves with its exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly gone: boolean;
  signal(name: NodeJS.Signals): void;
}

const startMs = 60_000;
const endMs = 15_000;

async function spawnCore({ dataDir, tempDir, blackBox, errFile }: SoakPlace, clock: Clock) {
  const main = path.join(appDir, 'main/entry/core.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, '--data', dataDir, '--idle', '--json'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: tempDir, NIGHTBENCH_BLACK_BOX: blackBox },
    },
  );
  child.stderr?.on('data', (chunk: Buffer) => appendFileSync(errFile, chunk));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  const late = new AbortController();
  const outcome = await Promise.race([
    ready.then(() => 'ready'),
    exited.then((code) => `it ended with ${code}`),
    clock.sleep(startMs, late.signal).then(
      () => 'it took more than a minute',
      () => '',
    ),
  ]);
  late.abort();
  if (outcome === 'ready') return { child, exited };
  child.kill('SIGKILL');
  throw new Error(`the core did not start: ${outcome}`);
}

/** Rejects when it does not serve within a minute. */
export async function openSoakCore(
  place: SoakPlace,
  clock: Clock,
  on: { readonly batch: (event: BatchEvent) => void; readonly trial: (id: string) => void },
): Promise<SoakCore> {
  const { child, exited } = await spawnCore(place, clock);
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  const client = await openCoreClient(must(readCoreCard(place.dataDir)), clock).catch((cause) => {
    child.kill('SIGKILL');
    throw cause;
  });
  const views = createSignal<BenchView>();
  const seen: { bench: BenchView | null; run: RunView | null; alerts: readonly Alert[] } = {
    bench: null,
    run: null,
    alerts: [],
  };
  client.onState('bench', (view) => {
    seen.bench = view;
    views.emit(view);
  });
  client.onState('run', (view) => {
    seen.run = view;
    if (view?.trial) on.trial(view.trial.id);
  });
  client.onState('alerts', (alerts) => {
    seen.alerts = alerts;
  });
  client.onLog('batches', 0, on.batch);
  return {
    pid: child.pid ?? -1,
    client,
    exited,
    get bench() {
      return seen.bench;
    },
    get run() {
      return seen.run;
    },
    get alerts() {
      return seen.alerts;
    },
    onBench: views.on,
    get gone() {
      return gone;
    },
    signal: (name) => void child.kill(name),
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      if (gone) return;
      child.kill('SIGTERM');
      using _kill = clock.after(endMs, () => child.kill('SIGKILL'));
      await exited;
    },
  };
}
