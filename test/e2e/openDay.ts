/**
 * The app as a process of its own, a window on it and a client beside it: for tests that kill it in between and look at
 * what the next one has.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { type CoreClient, openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { openWindowPage, type WindowPage } from './windowPage.ts';

export interface Day extends AsyncDisposable {
  readonly client: CoreClient;
  readonly opened: WindowPage;
  /** As a crash does it: nothing is said, nothing is flushed. */
  kill(): Promise<void>;
}

export async function openDay(browser: Browser, dataDir: string): Promise<Day> {
  const words = ['start', '--no-window', '--json', '--idle', '--data', dataDir];
  const child: ChildProcess = spawn(
    process.execPath,
    [join(appDir, 'main/entry/bench.mjs'), ...words],
    { cwd: appDir, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
    child.once('exit', () => reject(new Error('the app ended before it served')));
  });
  const { url } = JSON.parse(line) as { url: string };
  const client = await openCoreClient(must(readCoreCard(dataDir)), realClock);
  client.lost.catch(() => undefined);
  const opened = await openWindowPage(browser, url);
  return {
    client,
    opened,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      client[Symbol.dispose]();
      child.kill('SIGTERM');
      await ended;
    },
  };
}
