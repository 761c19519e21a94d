/**
 * Setting up a task as somebody who has never seen the window: the bench measured, a new task from a table, wrong fields
 * said where they are, a core that ends while one types, and the package on the disk in the end. Real core, real window.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import { tasksDir, trialsDir } from '../../main/store/dataLayout.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { findPart, itNeeds } from '../lib/needs.ts';
import { openChromium } from './chromium.ts';
import { freshWindow } from './freshWindow.ts';
import { setUpPage } from './setUpPage.ts';
import { openWindowPage, type WindowPage } from './windowPage.ts';

const inChromium = itNeeds(['chromium']);
/** For a machine with other things to do. */
const patient = { timeout: 60_000 } as const;
let browser: Browser | null = null;
let windowDir = '';

beforeAll(async () => {
  if (findPart('chromium') === null) return;
  windowDir = await freshWindow();
  browser = await openChromium();
}, 180_000);
afterAll(async () => {
  await browser?.close();
});

interface House extends AsyncDisposable {
  readonly core: CoreUnderTest;
  readonly door: Door;
  readonly opened: WindowPage;
}

/** A core on the folder, its door, and a window that came through it. */
async function openHouse(dataDir: string): Promise<House> {
  if (browser === null) throw new Error('the browser is there when this test runs');
  const core = await openTestCore({ restBench: true, dataDir });
  await until(core.api, 'bench', ({ arm, lease }) => arm !== null && lease === 'none');
  const door = await openDoor({
    api: core.api,
    clock: realClock,
    log: silentLog,
    version: '0.0.1',
    windowDir,
    trialsDir: trialsDir(core.dataDir),
  });
  const opened = await openWindowPage(browser, door.mintUrl());
  return {
    core,
    door,
    opened,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await door[Symbol.asyncDispose]();
      await core[Symbol.asyncDispose]();
    },
  };
}

const manifestOf = (dataDir: string, id: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(tasksDir(dataDir), id, 'task.json'), 'utf8'));

describe('the bench check', () => {
  inChromium(
    'measures every line at one key, says what to do about each, and keeps the way on closed',
    async () => {
      using data = tempDir('set-up-check');
      await using house = await openHouse(data.path);
      const { page } = house.opened;
      const room = setUpPage(page);
      await room.goTo('Bench check');
      await room.checks.getByText('The bench has not been checked yet.').waitFor(patient);
      expect(await room.primary.allInnerTexts()).toEqual([expect.stringMatching(/Run all checks/)]);
      await page.keyboard.press('c');
      await room.checkLine(/passes:Servos answer\s*6 of 6/).waitFor(patient);
      await room.checkLine(/needs you:Stop/).waitFor(patient);
      // Nobody has stopped it yet: whatever this machine made of the other lines, one cannot go on.
      const goOn = page.getByRole('button', { name: 'Continue to task' });
      expect(await goOn.getAttribute('aria-disabled')).toBe('true');
      await goOn.click({ force: true });
      await page.getByRole('heading', { level: 1, name: 'Bench check' }).waitFor();
      await room.checkLine(/Stop/).click();
      await room.checks.getByRole('region', { name: 'Stop' }).waitFor();
      expect(await room.primary.count()).toBeLessThanOrEqual(1);
      await room.step('Bench check').hover();
      await page.getByRole('tooltip').getByText(/stop/i).first().waitFor(patient);
      expect(house.opened.problems).toEqual([]);
    },
    240_000,
  );
});

describe('a new task', () => {
  inChromium(
    'is typed, is there again with another core, is refused where it is wrong, and lies on the disk in the end',
    async () => {
      using data = tempDir('set-up-task');
      {
        await using house = await openHouse(data.path);
        const { page } = house.opened;
        const room = setUpPage(page);
        await room.goTo('Task');
        await page.getByText('No task is open.').waitFor(patient);
        await page.keyboard.press('n');
        await room.dialog.getByLabel('Name').fill('Push far');
        expect(await room.dialog.getByLabel('Id, for folders').inputValue()).toBe('push-far');
        await room.dialog.getByRole('button', { name: 'Begin the form' }).click();
        await room.form.getByText('new, on the table push-t').waitFor(patient);
        await room.field('Attempts, 1 to 8').fill('9');
        await room.form.getByText('From 1 to 8.').waitFor();
        await room.field('Hardest phase, in words').fill('The last millimetre.');
        const save = page.getByRole('button', { name: 'Save task' });
        expect(await save.getAttribute('aria-disabled')).toBe('true');
        await save.click({ force: true });
        // The keeper writes one text after the other; the last one typed is on the disk when the draft says so.
        await expect
          .poll(async () => {
            const drafts = await house.core.api.call('draft.list', {}, never);
            return drafts.map(({ text }) => text.includes('The last millimetre.'));
          }, patient)
          .toEqual([true]);
        expect(house.opened.problems).toEqual([]);
      }
      await using house = await openHouse(data.path);
      const { page } = house.opened;
      const room = setUpPage(page);
      await room.goTo('Task');
      await room.task('Push far').click(patient);
      expect(await room.field('Hardest phase, in words').inputValue()).toBe('The last millimetre.');
      expect(await room.field('Attempts, 1 to 8').inputValue()).toBe('9');
      await room.field('Attempts, 1 to 8').fill('3');
      await room.field('Up, to').fill('150');
      await page.keyboard.press('Control+s');
      await room.form.getByText('saved', { exact: true }).waitFor(patient);
      await page.locator('.bar', { hasText: 'Push far' }).waitFor(patient);
      const manifest = manifestOf(data.path, 'push-far');
      expect(manifest).toMatchObject({
        id: 'push-far',
        name: 'Push far',
        attempts: 3,
        hardestPhase: 'The last millimetre.',
        envelope: { z: { max: 0.15 } },
      });
      await room
        .step('Task')
        .and(page.getByRole('button', { name: /: done$/ }))
        .waitFor(patient);
      expect(await house.core.api.call('draft.list', {}, never)).toEqual([]);
      expect(house.opened.problems).toEqual([]);
    },
    240_000,
  );

  inChromium(
    'gets its crop by the mouse on the live picture',
    async () => {
      using data = tempDir('set-up-crop');
      await using house = await openHouse(data.path);
      const { page } = house.opened;
      const room = setUpPage(page);
      await room.goTo('Task');
      await room.task('Push-T').click(patient);
      const left = room.field('Crop of overhead, left');
      await left.waitFor(patient);
      expect(await left.inputValue()).toBe('0');
      const picture = page.getByRole('figure', { name: 'Overhead camera' }).locator('.picture');
      await picture.waitFor(patient);
      const box = await picture.boundingBox();
      if (box === null) throw new Error('the picture is drawn');
      await page.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.25);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.5, { steps: 4 });
      await page.mouse.up();
      expect(Number(await left.inputValue())).toBeCloseTo(25, 0);
      expect(Number(await room.field('Crop of overhead, width').inputValue())).toBeCloseTo(50, 0);
      expect(Number(await room.field('Crop of overhead, height').inputValue())).toBeCloseTo(25, 0);
      await page.getByRole('button', { name: 'Discard changes' }).click();
      await expect.poll(async () => await left.inputValue(), patient).toBe('0');
      expect(house.opened.problems).toEqual([]);
    },
    240_000,
  );
});
