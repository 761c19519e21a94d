/**
 * Demos and labels as a person makes them, in the real window on a real core: the arm is moved by keys and by the mouse,
 * two demos are recorded, one is trimmed and that is undone, both are labelled, an answer is taken back; the core is
 * killed in between, and nothing is lost. The pictures it takes are for people to look at (test-results/day).
 */
import { describe, expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { ClipView, DemoView } from '../../main/base/model/episode.ts';
import type { CoreClient } from '../../main/entry/cli/coreClient.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { itNeeds } from '../lib/needs.ts';
import { browserOfFile } from './browserOfFile.ts';
import { openDay } from './openDay.ts';
import { patient, teachPage } from './teachPage.ts';

const chrome = browserOfFile('day', 120_000);

const demosOf = (client: CoreClient): Promise<readonly DemoView[]> =>
  client.call('demo.list', { task: 'push-t' });
const clipsOf = async (client: CoreClient): Promise<readonly ClipView[]> =>
  (await client.call('clip.list', { task: 'push-t' })).clips;

describe('a day in the window', () => {
  itNeeds(['chromium', 'ffmpeg'])(
    'demos by keys and by mouse, labels, undo; the core killed in between; nothing lost',
    async () => {
      using data = tempDir('day');
      {
        await using day = await openDay(chrome.browser, data.path);
        const { page } = day.opened;
        const hand = teachPage(page);
        await day.client.call('task.open', { task: 'push-t' });
        await page.keyboard.press('Alt+3');
        await page.locator('.robot-sign', { hasText: 'Holding' }).waitFor(patient);
        await hand.takeArm();
        await hand.byKeys('s');
        await hand.chooseMouse();
        await hand.byMouse('f');
        await chrome.snap(page, 'recorded');
        await expect.poll(hand.cards, patient).toBe(2);
        await page.keyboard.press('t');
        await hand.state('Hands off');
        const demos = await demosOf(day.client);
        expect(demos.map(({ origin, result }) => [origin, result])).toEqual([
          [{ kind: 'teleop', input: 'keyboard' }, 'success'],
          [{ kind: 'teleop', input: 'mouse' }, 'failure'],
        ]);
        await page.getByRole('button', { name: /^Demo 1 / }).click();
        await page.locator('.clip-camera canvas[data-frame]').first().waitFor(patient);
        await page.keyboard.press('Shift+ArrowRight');
        await page.keyboard.press('[');
        await chrome.snap(page, 'trim');
        await page.getByRole('button', { name: /^Trim to/ }).click();
        await expect
          .poll(async () => must((await demosOf(day.client))[0]).fromMs, patient)
          .toBeGreaterThan(must(demos[0]).fromMs);
        await page.keyboard.press('z');
        await expect.poll(() => demosOf(day.client), patient).toEqual(demos);
        expect(day.opened.problems).toEqual([]);
        await day.kill();
      }
      await using day = await openDay(chrome.browser, data.path);
      const { page } = day.opened;
      expect(await demosOf(day.client)).toHaveLength(2);
      await page.keyboard.press('Alt+4');
      await teachPage(page).clipShown();
      await chrome.snap(page, 'labels');
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
      await using last = await openDay(chrome.browser, data.path);
      expect(await clipsOf(last.client)).toEqual(before);
      expect(day.opened.problems.filter((words) => !/ERR_|WebSocket/.test(words))).toEqual([]);
    },
    600_000,
  );
});
