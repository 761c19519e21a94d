/**
 * The last two steps as a person does them, in the real window on a real core, on the small task: resets are measured in a
 * row, the contract is signed although a line does not hold, the countdown is cancelled once, and then a night begins by
 * itself, is paused, goes on and ends. The pictures are for people to look at (test-results/night).
 */
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { CoreClient } from '../../main/entry/cli/coreClient.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { itNeeds } from '../lib/needs.ts';
import { browserOfFile } from './browserOfFile.ts';
import { openDay } from './openDay.ts';

const patient = { timeout: 240_000 } as const;
const chrome = browserOfFile('night', 300_000);
const task = 'touch';

const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).click();
const nameField = (page: Page) => page.getByLabel('Your name, for the ledger');

async function measures(page: Page, client: CoreClient): Promise<void> {
  await page.keyboard.press('Alt+6');
  await page.getByRole('heading', { name: 'Reset', exact: true }).waitFor(patient);
  await page.keyboard.press('m');
  await page.getByLabel('Resets', { exact: true }).fill('3');
  await press(page, 'Measure 3 resets');
  // Not what its makers measured.
  const measured = async () => {
    const { measure } = await client.call('reset.show', { task });
    return measure?.times === 3 ? measure : null;
  };
  await expect.poll(measured, patient).not.toBeNull();
  const measure = must(await measured());
  await page.getByText(`${measure.verified.k} of 3`).first().waitFor(patient);
  await chrome.snap(page, 'reset');
  const figure = (gate: string) => page.locator(`[data-gate="${gate}"] .gate-value`).innerText();
  expect(await figure('verified')).toContain(`${measure.verified.k} of 3`);
  expect(await figure('row')).toContain(String(measure.longestRow));
}

async function signs(page: Page, client: CoreClient): Promise<string> {
  await page.keyboard.press('Alt+7');
  await page.getByRole('heading', { name: 'Seal', exact: true }).waitFor(patient);
  await page.getByLabel('Trials').fill('6');
  await page.getByLabel('Trials').press('Enter');
  await page.getByText('6 trials, 12 h on the wall clock').waitFor(patient);
  await page.getByText('One by one', { exact: true }).click();
  await page.getByText(/; each idea duels by itself$/).waitFor(patient);
  await chrome.snap(page, 'contract');
  await page.getByRole('heading', { name: 'Seal', exact: true }).click();
  await expect
    .poll(() => page.getByRole('button', { name: /^Sign…/ }).getAttribute('aria-disabled'), patient)
    .toBe('false');
  await press(page, /^Sign…/);
  await nameField(page).fill('Maria');
  await page.getByLabel('Why it may be signed all the same').fill('Only a test of the window.');
  await press(page, 'Sign anyway');
  await page.getByText('It is signed.').waitFor(patient);
  await chrome.snap(page, 'signed');
  const card = await client.call('seal.show', { task });
  expect(card).toMatchObject({ signedBy: 'Maria', problem: null });
  expect(card.contract.budget.trials).toBe(6);
  expect(card.contract.decision).toEqual({ rule: 'strict', metric: 'pass-k' });
  return card.hash;
}

/** Once the countdown is cancelled by a key; the second time nobody stops it. */
async function goes(page: Page, client: CoreClient): Promise<void> {
  await page.getByRole('heading', { name: 'Seal', exact: true }).click();
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'Go autonomous' });
  await dialog.getByRole('list', { name: 'Checks before the night' }).waitFor(patient);
  await nameField(page).fill('Maria');
  await chrome.snap(page, 'preflight');
  const begin = dialog.getByRole('button', { name: 'Go autonomous', exact: true });
  await begin.click();
  await dialog.getByText('The robot goes on by itself in').waitFor(patient);
  await chrome.snap(page, 'countdown');
  await page.keyboard.press('x');
  await dialog.getByText('Cancelled: the robot stays where it is.').waitFor(patient);
  expect(await client.call('night.list', { task })).toEqual([]);
  await begin.click();
  await page.getByRole('heading', { name: 'Night', exact: true }).waitFor(patient);
}

async function pausesAndEnds(page: Page, client: CoreClient): Promise<void> {
  await page.getByText('Running', { exact: true }).waitFor(patient);
  await page.keyboard.press('p');
  await nameField(page).fill('Maria');
  await press(page, 'Pause the night');
  await page.getByText('Paused', { exact: true }).waitFor(patient);
  await chrome.snap(page, 'paused');
  const { counts } = await client.call('night.show', {});
  await page.keyboard.press('p');
  await nameField(page).fill('Maria');
  await press(page, /^(Go on|All is well, go on)$/);
  await page.getByText('Ended', { exact: true }).waitFor(patient);
  await chrome.snap(page, 'ended');
  const night = await client.call('night.show', {});
  expect(night.counts.trials).toBe(6);
  expect(counts.trials).toBeLessThanOrEqual(6);
  const { success, failure, invalid } = night.counts;
  expect(success + failure + invalid).toBe(6);
  await page.getByText('6 outcomes').waitFor(patient);
}

describe('the way into the night in the window', () => {
  itNeeds(['chromium'])(
    'is measured, signed, counted down, cancelled once, and runs by itself to its end',
    async () => {
      using data = tempDir('night-window');
      await using day = await openDay(chrome.browser, data.path);
      const { page } = day.opened;
      await day.client.call('task.open', { task });
      await measures(page, day.client);
      const hash = await signs(page, day.client);
      await goes(page, day.client);
      await pausesAndEnds(page, day.client);
      expect((await day.client.call('night.show', {})).sealHash).toBe(hash);
      expect(day.opened.problems).toEqual([]);
    },
    900_000,
  );
});
