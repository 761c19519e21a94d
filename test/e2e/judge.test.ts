/**
 * The fifth step as a person does it, in the real window on a real core, with clips that were drawn: the built-in author
 * writes a judge within a short time, it is measured, a mistake or a clip is looked at, somebody accepts it by name,
 * it looks on live, and what it saw is kept as a clip. The pictures are for people to look at (test-results/judge).
 */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { JudgeView } from '../../main/base/model/judge.ts';
import type { CoreClient } from '../../main/entry/cli/coreClient.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { makeDrawnClips } from '../lib/makeDrawnClips.ts';
import { itNeeds } from '../lib/needs.ts';
import { browserOfFile } from './browserOfFile.ts';
import { openDay } from './openDay.ts';

const patient = { timeout: 420_000 } as const;
const chrome = browserOfFile('judge', 300_000);

const task = 'push-t';
const judgeOf = (client: CoreClient) => client.call('judge.show', { task });
/** The one that the author wrote here: the task came with one of its makers. */
const authored = ({ versions }: JudgeView) =>
  must(versions.find(({ by }) => by.kind === 'built-in'));
const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).click();

/** Some locked away, as a person does it at the labels. */
async function lockSome(client: CoreClient): Promise<void> {
  await client.call('clip.split', { task, negatives: 8, seed: 1, lock: true, by: 'Ada' });
  await client.call('task.open', { task });
}

async function authorWrites(page: Page): Promise<void> {
  await page.getByLabel('Minutes at most').fill('0.5');
  await press(page, 'Let the built-in author write one');
  await page.getByRole('progressbar', { name: 'How far the author is' }).waitFor(patient);
  await chrome.snap(page, 'author');
  await page.getByRole('heading', { name: 'Gate, judge v1' }).waitFor(patient);
}

/** What the core has counted is what stands there in large figures. */
async function figuresAreTheCores(page: Page, client: CoreClient): Promise<void> {
  // A use counts before its figures are there.
  const measured = async () => authored(await judgeOf(client)).locked !== null;
  await expect.poll(measured, patient).toBe(true);
  const judge = await judgeOf(client);
  const { lockedSet } = judge;
  const { scores } = must(authored(judge).locked);
  expect(lockedSet?.uses).toBe(1);
  const shows = async (gate: string, figure: string) =>
    await page
      .locator(`[data-gate="${gate}"] .gate-value`)
      .filter({ hasText: figure })
      .waitFor(patient);
  await shows('fp', `${scores.fp} of ${scores.negatives}`);
  await shows('recall', (scores.recall.k / scores.recall.n).toFixed(2));
  await page.getByText(`Used 1 of ${lockedSet?.mostUses} times`).waitFor(patient);
}

async function looksAtMistakes(page: Page): Promise<void> {
  await press(page, 'Mistakes');
  await page.locator('.mistake-card').first().waitFor(patient);
  await chrome.snap(page, 'mistakes');
  await page.keyboard.press('ArrowRight');
  await page.locator('.opened-mistake .clip-camera canvas[data-frame]').first().waitFor(patient);
  await page.keyboard.press('h');
  await page.locator('.heat-over').first().waitFor(patient);
  await chrome.snap(page, 'heat');
  await page.keyboard.press('Escape');
  await page.locator('.mistake-card').first().waitFor(patient);
}

/** By name; with a reason where the gate is not met, which so few locked clips may not prove. */
async function accepts(page: Page, client: CoreClient): Promise<void> {
  await press(page, /^Accept (judge v1|anyway…)$/);
  await page.getByLabel('Your name, for the ledger').fill('Maria');
  const reason = page.getByLabel('Why it may judge all the same');
  if (await reason.isVisible()) await reason.fill('Only a test of the window.');
  await press(page, /^Accept (judge|anyway)$/);
  await page.getByText('v1 is in force').first().waitFor(patient);
  expect(authored(await judgeOf(client)).accepted?.by).toBe('Maria');
}

async function keepsWhatFooledIt(page: Page, client: CoreClient): Promise<void> {
  const before = (await client.call('clip.list', { task })).clips.length;
  await page.keyboard.press('t');
  await page.locator('.trace-fused svg').waitFor(patient);
  await page.getByRole('slider', { name: /^Left/ }).fill('40');
  await expect
    .poll(() => page.locator('.trace-fused .trace-line').count(), patient)
    .toBeGreaterThan(0);
  await chrome.snap(page, 'live');
  await page.keyboard.press('f');
  // Whoever accepted it is asked for no name again.
  await page.getByText(/1 kept, last clip/).waitFor(patient);
  const { clips } = await client.call('clip.list', { task });
  expect(clips).toHaveLength(before + 1);
  expect(must(clips.at(-1)).label).toMatchObject({ value: 'failure', by: 'Maria' });
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Start looking' }).waitFor(patient);
}

describe('the judge in the window', () => {
  itNeeds(['chromium'])(
    'is written, measured, looked through, accepted, and fooled once',
    async () => {
      using data = tempDir('judge-day');
      await makeDrawnClips(data.path, { successes: 20, failures: 20, seed: 4 });
      await using day = await openDay(chrome.browser, data.path);
      const { page } = day.opened;
      await lockSome(day.client);
      await page.keyboard.press('Alt+5');
      await page.getByRole('heading', { name: 'Judge', exact: true }).waitFor(patient);
      await authorWrites(page);
      await page.getByText('Used 1 of').waitFor(patient);
      await figuresAreTheCores(page, day.client);
      await looksAtMistakes(page);
      await accepts(page, day.client);
      await keepsWhatFooledIt(page, day.client);
      expect(day.opened.problems).toEqual([]);
    },
    1_200_000,
  );
});
