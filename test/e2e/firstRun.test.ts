/**
 * A new user's path, whole: the one command, the real window in a real browser, an arm that moves by itself, the first
 * verdict of Push-T, the stop by key, and what is on disk afterwards. The pictures it takes are for people to look at
 * (test-results/first-run).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { verifyStore } from '../../main/store/verify.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { findPart, itNeeds } from '../lib/needs.ts';
import { openChromium } from './chromium.ts';
import { openWindowPage } from './windowPage.ts';

const inChromium = itNeeds(['chromium']);
const pictures = path.join(appDir, 'test-results', 'first-run');
let browser: Browser | null = null;

beforeAll(async () => {
  if (findPart('chromium') === null) return;
  mkdirSync(pictures, { recursive: true });
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
});

/** Ends with its test, however that ends. */
interface Started extends Disposable {
  readonly child: ChildProcess;
  readonly card: { readonly url: string; readonly pid: number; readonly dataDir: string };
}

/** `npm start -- --no-window --json --data DIR`, as a script would run it. */
function npmStart(dataDir: string): Promise<Started> {
  const words = ['start', '--silent', '--', '--no-window', '--json', '--data', dataDir];
  const child = spawn('npm', words, { cwd: appDir, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let out = '';
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${out}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const line = out.split('\n').find((each) => each.startsWith('{'));
      if (line === undefined) return;
      const card = JSON.parse(line) as Started['card'];
      const end = (): void => {
        if (child.exitCode === null && child.signalCode === null) process.kill(card.pid, 'SIGTERM');
      };
      resolve({ child, card, [Symbol.dispose]: end });
    });
  });
}

const snap = (page: Page, name: string) => page.screenshot({ path: path.join(pictures, name) });

describe('a new user', () => {
  inChromium(
    'types one command, sees the arm move and a verdict come, stops it, and finds it all on disk',
    async () => {
      if (browser === null) throw new Error('the browser is there when this test runs');
      using data = tempDir('first-run');
      using started = await npmStart(data.path);
      const { child, card } = started;
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const startMs = realClock.nowMs();
      const since = (): string => `${((realClock.nowMs() - startMs) / 1000).toFixed(1)} s`;
      await using opened = await openWindowPage(browser, card.url);
      const { page } = opened;
      await opened.robotIs('Moving');
      process.stdout.write(`the arm moves ${since()} after the window was opened\n`);
      await opened.camera('overhead').waitFor();
      await snap(page, 'bench-dark.png');
      await page.keyboard.press('2');
      const attempt = page.getByText(/^2\/8$/).first();
      // A busy machine may void one before a verdict comes.
      const counted = page.getByRole('option', { name: /success|failure/ }).first();
      await Promise.race([
        attempt.waitFor({ timeout: 90_000 }),
        counted.waitFor({ timeout: 90_000 }),
      ]);
      process.stdout.write(`the first verdict came after ${since()}\n`);
      await snap(page, 'trials-dark.png');
      await page.keyboard.press('F12');
      await opened.robotIs('Stopped');
      // The newest is the one that was stopped.
      const stopped = page
        .getByRole('option', { name: /invalid ended before its verdict/ })
        .first();
      await stopped.waitFor();
      await snap(page, 'stopped.png');
      // One that was stopped at its very beginning has no film.
      await ((await counted.count()) > 0 ? counted : stopped).click();
      await page.locator('video').first().waitFor();
      await snap(page, 'trial.png');
      expect(opened.problems).toEqual([]);
      process.kill(card.pid, 'SIGTERM');
      expect(await ended).not.toBeNull();
      const report = await verifyStore(data.path);
      expect(report).toMatchObject({ ok: true, trials: { aborted: 0 } });
      expect(report.trials.finished).toBeGreaterThanOrEqual(1);
    },
    180_000,
  );
});
