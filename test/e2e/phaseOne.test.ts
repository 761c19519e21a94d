/**
 * A bench operator's whole afternoon in the real window: the bench checked and its stop tested, a new task by the form, ten
 * demos by keys and by the mouse, every clip labelled and looked at again, some locked. The app is killed while a form is
 * typed, while a demo is recorded and between answers; nothing is lost. Its pictures are for people to look at
 * (test-results/afternoon).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { ClipView, DemoView } from '../../main/base/model/episode.ts';
import type { CoreClient } from '../../main/entry/cli/coreClient.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { itNeeds } from '../lib/needs.ts';
import { browserOfFile } from './browserOfFile.ts';
import { type Day, openDay } from './openDay.ts';
import { setUpPage } from './setUpPage.ts';
import { patient, teachPage } from './teachPage.ts';

const task = 'push-left';
const chrome = browserOfFile('afternoon', 180_000);

const demosOf = (client: CoreClient): Promise<readonly DemoView[]> =>
  client.call('demo.list', { task });
const clipsOf = async (client: CoreClient): Promise<readonly ClipView[]> =>
  (await client.call('clip.list', { task })).clips;
/** Of a window that lost its core nothing else is a problem. */
const problemsOf = ({ opened }: Day): readonly string[] =>
  opened.problems.filter((words) => !/ERR_|WebSocket/.test(words));

async function checkBench({ opened }: Day): Promise<void> {
  const { page } = opened;
  const room = setUpPage(page);
  await opened.robotIs('Holding');
  await room.goTo('Bench check');
  await page.keyboard.press('c');
  await room.checkLine(/needs you:Stop/).waitFor(patient);
  await page.keyboard.press('t');
  await room.dialog.getByRole('button', { name: 'Start the slow motion' }).click();
  await opened.robotIs('Moving');
  await room.dialog.getByText('Press Stop now.').waitFor(patient);
  await chrome.snap(page, '1-stop-test');
  await page.keyboard.press('Pause');
  await opened.robotIs('Stopped');
  await room.dialog
    .getByText('The arm held.')
    .waitFor(patient)
    .catch(async (cause: unknown) => {
      throw new Error(await room.dialog.innerText(), { cause });
    });
  await room.dialog.getByRole('button', { name: 'Resume the robot' }).click();
  await opened.robotIs('Holding');
  await page.keyboard.press('Escape');
  await room.checkLine(/passes:Stop/).waitFor(patient);
  await chrome.snap(page, '1-checked');
}

async function typeForm({ opened, client }: Day): Promise<void> {
  const { page } = opened;
  const room = setUpPage(page);
  await room.goTo('Task');
  await page.keyboard.press('n');
  await room.dialog.getByLabel('Name').fill('Push left');
  await room.dialog.getByRole('button', { name: 'Begin the form' }).click();
  await room.field('Instruction, one sentence').fill('Push the T to the left.');
  await expect
    .poll(async () => {
      const drafts = await client.call('draft.list', {});
      return drafts.some(({ text }) => text.includes('Push the T to the left.'));
    }, patient)
    .toBe(true);
}

async function saveForm({ opened }: Day, dataDir: string): Promise<void> {
  const { page } = opened;
  const room = setUpPage(page);
  await room.goTo('Task');
  await room.task('Push left').click(patient);
  expect(await room.field('Instruction, one sentence').inputValue()).toBe(
    'Push the T to the left.',
  );
  await page.keyboard.press('Control+s');
  await room.form.getByText('saved', { exact: true }).waitFor(patient);
  await chrome.snap(page, '2-form');
  expect(existsSync(join(dataDir, 'packages', task, 'task.json'))).toBe(true);
  await expect.poll(() => existsSync(join(dataDir, 'hubs', `${task}.git`)), patient).toBe(true);
}

/** Every clip gets the answer that its demo was recorded with, but one of the second look. */
async function labelAll({ opened, client }: Day, but: string | null): Promise<void> {
  const { page } = opened;
  const teach = teachPage(page);
  const clips = await clipsOf(client);
  for (const _clip of clips) {
    const id = await teach.clipShown();
    const { hint } = must(clips.find((clip) => clip.id === id));
    const success = (hint === 'success') !== (id === but);
    await page.keyboard.press(success ? 's' : 'f');
    if (await page.getByLabel('Your name').isVisible()) {
      await page.getByLabel('Your name').fill('Maria');
      await page.keyboard.press('Enter');
    }
    await expect
      .poll(async () => {
        const now = must((await clipsOf(client)).find((clip) => clip.id === id));
        return but === null ? now.looks.first?.value : now.looks.second?.value;
      }, patient)
      .toBe(success ? 'success' : 'failure');
  }
}

/** Five demos by keys; a sixth is being recorded when this ends. */
async function demosByKeys({ opened }: Day): Promise<void> {
  const { page } = opened;
  const teach = teachPage(page);
  await page.keyboard.press('Alt+3');
  await teach.takeArm();
  for (const answer of ['s', 'f', 's', 'f', 's'] as const) await teach.byKeys(answer);
  await chrome.snap(page, '3-demos');
  await teach.record();
  await teach.moveBy('ArrowLeft', 1, 12);
}

/** What the kill left of the sixth is there, and is removed; five more by the mouse. */
async function demosByMouse({ opened, client }: Day): Promise<void> {
  const { page } = opened;
  const kept = await demosOf(client);
  expect(kept.map(({ result }) => result)).toEqual([
    ...['success', 'failure', 'success', 'failure', 'success'],
    null,
  ]);
  expect(must(kept[5]).why).toContain('core');
  expect(must(kept[5]).frames).toBeGreaterThan(0);
  await client.call('demo.remove', { id: must(kept[5]).id });
  const teach = teachPage(page);
  await opened.robotIs('Holding');
  await page.keyboard.press('Alt+3');
  await teach.takeArm();
  await teach.chooseMouse();
  for (const answer of ['f', 's', 'f', 's', 'f'] as const) await teach.byMouse(answer);
  await expect.poll(async () => (await demosOf(client)).length, patient).toBe(10);
  await page.keyboard.press('t');
  await teach.state('Hands off');
}

/** Another person looks again at all, errs once; that is settled. */
async function lookAgain(day: Day): Promise<void> {
  const { page } = day.opened;
  const first = await clipsOf(day.client);
  expect(first.filter(({ label }) => label !== null)).toHaveLength(10);
  await page.keyboard.press('Alt+4');
  await page.getByRole('button', { name: 'Second look…' }).click(patient);
  await page.getByLabel('Your name').fill('Jonas');
  await page.keyboard.press('Enter');
  const slip = must(first[0]).id;
  await labelAll(day, slip);
  await page.getByRole('button', { name: 'Settle 1' }).click(patient);
  await expect.poll(() => teachPage(page).clipShown(), patient).toBe(slip);
  await chrome.snap(page, '4-settle');
  await page.keyboard.press('s');
  await expect
    .poll(async () => (await day.client.call('clip.summary', { task })).looks, patient)
    .toMatchObject({ both: 10, disagree: 0 });
}

async function lock({ opened, client }: Day): Promise<void> {
  const { page } = opened;
  await page.getByRole('button', { name: 'Lock clips…' }).click(patient);
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/more failures or near misses/).waitFor(patient);
  await dialog.getByLabel('Or so many failures').fill('3');
  await dialog.getByRole('checkbox').check(patient);
  await chrome.snap(page, '5-lock');
  await dialog.getByRole('button', { name: 'Lock for good' }).click();
  await page.getByText(/No agent can read them/).waitFor(patient);
  await chrome.snap(page, '5-locked');
  const { locked } = await client.call('clip.summary', { task });
  expect(locked).toMatchObject({ negatives: 3, positives: 3, recordings: 6, uses: 0 });
  expect(await demosOf(client)).toHaveLength(4);
  const verified = await client.call('core.verify', {});
  expect(verified.firstProblem).toBeUndefined();
}

describe('an afternoon', () => {
  itNeeds(['chromium', 'ffmpeg', 'git'])(
    'from a bench nobody checked to a locked split, killed three times, nothing lost',
    async () => {
      using data = tempDir('afternoon');
      /** Ends as a crash does it, when `work` is done. */
      const untilKilled = async (work: (day: Day) => Promise<void>): Promise<void> => {
        await using day = await openDay(chrome.browser, data.path);
        await work(day);
        expect(problemsOf(day)).toEqual([]);
        await day.kill();
      };
      await untilKilled(async (day) => {
        await checkBench(day);
        await typeForm(day);
      });
      await untilKilled(async (day) => {
        await day.opened.robotIs('Holding');
        await saveForm(day, data.path);
        await demosByKeys(day);
      });
      await untilKilled(async (day) => {
        await demosByMouse(day);
        await day.opened.page.keyboard.press('Alt+4');
        await labelAll(day, null);
        await chrome.snap(day.opened.page, '4-labels');
      });
      await using day = await openDay(chrome.browser, data.path);
      await lookAgain(day);
      await lock(day);
      expect(problemsOf(day)).toEqual([]);
    },
    900_000,
  );
});
