/**
 * From an empty data folder to a running night, in the real window, as somebody does it who was never here: the bench is
 * checked and its stop tested, the ready-made Push-T is opened, its contract is read and signed without a reason why it
 * may, the countdown runs out, trials come. The meter of a person's minutes says what that took. Pictures:
 * test-results/first-night.
 */
import { describe, expect } from 'vitest';
import type { PhaseOneView } from '../../main/base/model/phaseOne.ts';
import type { CoreClient } from '../../main/entry/cli/coreClient.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { itNeeds } from '../lib/needs.ts';
import { browserOfFile } from './browserOfFile.ts';
import { type Day, openDay } from './openDay.ts';
import { setUpPage } from './setUpPage.ts';

const patient = { timeout: 240_000 } as const;
const chrome = browserOfFile('first-night', 300_000);
const task = 'push-t';
/** Somebody reads what is there before the next click: an assumption, so that the meter has something to count. */
const readingMs = Number(process.env.NIGHTBENCH_READING_MS ?? 0);

async function reads({ opened }: Day, share = 1): Promise<void> {
  if (readingMs > 0) await opened.page.waitForTimeout(readingMs * share);
}

async function checksBench(day: Day): Promise<void> {
  const { page } = day.opened;
  const room = setUpPage(page);
  await day.opened.robotIs('Holding');
  await room.goTo('Bench check');
  await reads(day);
  await page.keyboard.press('c');
  await room.checkLine(/needs you:Stop/).waitFor(patient);
  await reads(day);
  await page.keyboard.press('t');
  await reads(day);
  await room.dialog.getByRole('button', { name: 'Start the slow motion' }).click();
  await room.dialog.getByText('Press Stop now.').waitFor(patient);
  await page.keyboard.press('Pause');
  await room.dialog.getByText('The arm held.').waitFor(patient);
  await room.dialog.getByRole('button', { name: 'Resume the robot' }).click();
  await day.opened.robotIs('Holding');
  await page.keyboard.press('Escape');
  await room.checkLine(/passes:Stop/).waitFor(patient);
  await chrome.snap(page, '1-checked');
}

async function opensTask(day: Day): Promise<void> {
  const { page } = day.opened;
  const room = setUpPage(page);
  await room.goTo('Task');
  await reads(day);
  await room.task('Push-T').click(patient);
  await room.form.getByLabel('Name', { exact: true }).waitFor(patient);
  await reads(day, 3);
  await chrome.snap(page, '2-task');
}

async function looksAtJudgeAndReset(day: Day): Promise<void> {
  const { page } = day.opened;
  await page.keyboard.press('Alt+5');
  await page.getByRole('heading', { level: 1, name: /Judge/ }).waitFor(patient);
  await reads(day, 2);
  await chrome.snap(page, '5-judge');
  await page.keyboard.press('Alt+6');
  await page.getByRole('heading', { level: 1, name: 'Reset', exact: true }).waitFor(patient);
  await reads(day, 2);
  await chrome.snap(page, '6-reset');
}

async function signs(day: Day): Promise<void> {
  const { page } = day.opened;
  await page.keyboard.press('Alt+7');
  await page.getByRole('heading', { level: 1, name: 'Seal', exact: true }).waitFor(patient);
  const sign = page.getByRole('button', { name: /^Sign…/ });
  await expect.poll(() => sign.getAttribute('aria-disabled'), patient).toBe('false');
  await reads(day, 6);
  await chrome.snap(page, '7-contract');
  await sign.click();
  const name = page.getByLabel('Your name, for the ledger');
  await name.fill('Maria');
  await name.press('Tab');
  await reads(day);
  await page.getByRole('dialog').getByRole('button', { name: /^Sign/ }).click();
  await page.getByText('It is signed.').waitFor(patient);
}

async function goes(day: Day): Promise<void> {
  const { page } = day.opened;
  await page.getByRole('heading', { name: 'Seal', exact: true }).click();
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'Go autonomous' });
  await dialog.getByRole('list', { name: 'Checks before the night' }).waitFor(patient);
  await dialog.getByText('Lockstep', { exact: true }).click();
  await dialog.getByRole('list', { name: 'Checks before the night' }).waitFor(patient);
  // Who signed is asked for no name again.
  expect(await page.getByLabel('Your name, for the ledger').inputValue()).toBe('Maria');
  await reads(day, 4);
  await chrome.snap(page, '8-before');
  await dialog.getByRole('button', { name: 'Go autonomous', exact: true }).click(patient);
  await page.getByRole('heading', { name: 'Night', exact: true }).waitFor(patient);
  await page.getByText('Running', { exact: true }).waitFor(patient);
}

/** As the meter has it now. */
const steps = (client: CoreClient): Promise<PhaseOneView> =>
  new Promise((resolve) => client.onState('phaseOne', resolve));

describe('the first night', () => {
  itNeeds(['chromium'])(
    'begins in the window from an empty folder, with nothing typed but a name',
    async () => {
      using data = tempDir('first-night');
      await using day = await openDay(chrome.browser, data.path);
      await checksBench(day);
      await opensTask(day);
      await looksAtJudgeAndReset(day);
      await signs(day);
      const card = await day.client.call('seal.show', { task });
      expect(card).toMatchObject({ signedBy: 'Maria', overrode: null, problem: null });
      await goes(day);
      const night = () => day.client.call('night.show', {});
      await expect.poll(async () => (await night()).counts.trials, patient).toBeGreaterThan(0);
      await chrome.snap(day.opened.page, '9-night');
      expect((await night()).sealHash).toBe(card.hash);
      const { humanMinutes } = await steps(day.client);
      expect(humanMinutes).toBeLessThan(10);
      if (readingMs > 0) process.stdout.write(`first night: ${humanMinutes} min of a person\n`);
      expect(day.opened.problems).toEqual([]);
    },
    900_000,
  );
});
