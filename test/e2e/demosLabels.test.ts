/**
 * Demos and labels as a person makes them, in the real window on a real core: the arm is moved by keys and by the mouse,
 * two demos are recorded, one is trimmed and that is undone, both are labelled, an answer is taken back; the core is
 * killed in between, and nothing is lost. The pictures it takes are for people to look at (test-results/day).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { ClipView, DemoView } from '../../main/base/model/episode.ts';
import { type CoreClient, openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { findPart, itNeeds } from '../lib/needs.ts';
import { openChromium } from './chromium.ts';
import { freshWindow } from './freshWindow.ts';
import { openWindowPage, type WindowPage } from './windowPage.ts';

const patient = { timeout: 90_000 } as const;
const pictures = join(appDir, 'test-results', 'day');
let browser: Browser | null = null;

beforeAll(async () => {
  if (findPart('chromium') === null) return;
  await freshWindow();
  mkdirSync(pictures, { recursive: true });
  browser = await openChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
});

interface Day extends AsyncDisposable {
  readonly client: CoreClient;
  readonly opened: WindowPage;
  /** As a crash does it: nothing is said, nothing is flushed. */
  kill(): Promise<void>;
}

async function openDay(dataDir: string): Promise<Day> {
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
  const opened = await openWindowPage(must(browser), url);
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

const snap = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
const demosOf = (client: CoreClient): Promise<readonly DemoView[]> =>
  client.call('demo.list', { task: 'push-t' });
const clipsOf = async (client: CoreClient): Promise<readonly ClipView[]> =>
  (await client.call('clip.list', { task: 'push-t' })).clips;
const state = (page: Page, words: string | RegExp) =>
  page
    .locator('.drive-state b', { hasText: words })
    .waitFor(patient)
    .catch(async (thrown: unknown) => {
      await snap(page, 'stuck');
      throw thrown;
    });

/** Where the tip is, as the window says it, in millimetres; it is known from the first period of bench time on. */
async function tip(page: Page): Promise<readonly number[] | null> {
  const words = await page.locator('.drive-tip-words').allTextContents();
  const numbers = [...(words[0] ?? '').matchAll(/-?\d+/g)].map(([digits]) => Number(digits));
  return numbers.length === 3 ? numbers : null;
}

/** Holds the key until the tip has gone so far along an axis from where it was before. */
async function moveBy(page: Page, key: string, axis: number, mm: number): Promise<void> {
  const from = (await tip(page))?.[axis] ?? 0;
  await page.keyboard.down(key);
  await expect
    .poll(async () => Math.abs(((await tip(page))?.[axis] ?? from) - from), patient)
    .toBeGreaterThan(mm);
  await page.keyboard.up(key);
}

/** In lockstep: bench time waits for the hand, so that a busy computer changes nothing. */
async function recordByKeys(page: Page): Promise<void> {
  await page.getByLabel('Lockstep').check(patient);
  await page.keyboard.press('t');
  await state(page, 'Ready');
  await moveBy(page, 'PageUp', 2, 2);
  await page.getByLabel('Countdown').selectOption('0');
  await page.keyboard.press('n');
  await state(page, /^Recording/);
  await moveBy(page, 'ArrowLeft', 1, 8);
  await moveBy(page, 'ArrowRight', 1, 8);
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Success', pressed: true }).waitFor(patient);
  await snap(page, 'recording');
  await page.keyboard.press('n');
  await state(page, 'Ready');
}

async function recordByMouse(page: Page): Promise<void> {
  await page.getByText('Mouse', { exact: true }).click();
  const picture = must(await page.locator('.drive-surface[data-role="overhead"]').boundingBox());
  const [x, y] = [picture.x + picture.width / 2, picture.y + picture.height / 2];
  await page.keyboard.press('n');
  await state(page, /^Recording/);
  const from = must(await tip(page));
  await page.mouse.move(x - 40, y);
  await page.mouse.down();
  await expect
    .poll(
      async () => (await tip(page))?.some((mm, axis) => Math.abs(mm - must(from[axis])) > 10),
      patient,
    )
    .toBe(true);
  await page.mouse.move(x + 20, y + 10, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.press('f');
  await page.getByRole('button', { name: 'Failure', pressed: true }).waitFor(patient);
  await page.keyboard.press('n');
  await state(page, 'Ready');
}

describe('a day in the window', () => {
  itNeeds(['chromium', 'ffmpeg'])(
    'demos by keys and by mouse, labels, undo; the core killed in between; nothing lost',
    async () => {
      using data = tempDir('day');
      {
        await using day = await openDay(data.path);
        const { page } = day.opened;
        await day.client.call('task.open', { task: 'push-t' });
        await page.keyboard.press('Alt+3');
        await page.locator('.robot-sign', { hasText: 'Holding' }).waitFor(patient);
        await recordByKeys(page);
        await recordByMouse(page);
        await expect.poll(() => page.locator('.demo-card').count(), patient).toBe(2);
        await page.keyboard.press('t');
        await state(page, 'Hands off');
        const demos = await demosOf(day.client);
        expect(demos.map(({ origin, result }) => [origin, result])).toEqual([
          [{ kind: 'teleop', input: 'keyboard' }, 'success'],
          [{ kind: 'teleop', input: 'mouse' }, 'failure'],
        ]);
        await page.getByRole('button', { name: /^Demo 1 / }).click();
        await page.locator('.clip-camera canvas[data-frame]').first().waitFor(patient);
        await page.keyboard.press('Shift+ArrowRight');
        await page.keyboard.press('[');
        await snap(page, 'trim');
        await page.getByRole('button', { name: /^Trim to/ }).click();
        await expect
          .poll(async () => must((await demosOf(day.client))[0]).fromMs, patient)
          .toBeGreaterThan(must(demos[0]).fromMs);
        await page.keyboard.press('z');
        await expect.poll(() => demosOf(day.client), patient).toEqual(demos);
        expect(day.opened.problems).toEqual([]);
        await day.kill();
      }
      await using day = await openDay(data.path);
      const { page } = day.opened;
      expect(await demosOf(day.client)).toHaveLength(2);
      await page.keyboard.press('Alt+4');
      await page.locator('.clip-camera canvas[data-frame]').first().waitFor(patient);
      await snap(page, 'labels');
      await page.keyboard.press('s');
      await page.getByLabel('Your name').fill('Maria');
      await page.keyboard.press('Enter');
      await page.locator('[data-clip="clip-000002"]').waitFor(patient);
      await page.keyboard.press('f');
      await expect
        .poll(async () => (await clipsOf(day.client)).map(({ label }) => label?.value), patient)
        .toEqual(['success', 'failure']);
      await page.keyboard.press('z');
      await page.getByText(/^Taken back: failure/).waitFor(patient);
      await expect
        .poll(async () => (await clipsOf(day.client)).map(({ label }) => label?.value), patient)
        .toEqual(['success', undefined]);
      await page.keyboard.press('u');
      await expect
        .poll(async () => (await clipsOf(day.client)).map(({ label }) => label?.value), patient)
        .toEqual(['success', 'unclear']);
      const before = await clipsOf(day.client);
      await day.kill();
      await using last = await openDay(data.path);
      expect(await clipsOf(last.client)).toEqual(before);
      expect(day.opened.problems.filter((words) => !/ERR_|WebSocket/.test(words))).toEqual([]);
    },
    600_000,
  );
});
