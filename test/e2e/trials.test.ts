/**
 * From the list to the very picture that was judged, as a person goes: two real trials in lockstep, the real door, the
 * real window. The frame that is shown is the right one, its bytes are those of the record, a link leads back to it;
 * where nothing was judged the film says so;
 * filters come from the address; what is gone or damaged is said.
 */
import { rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { framePath } from '../../main/base/api/playback.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { CameraFrame } from '../../main/base/model/camera.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import { trialsDir } from '../../main/store/dataLayout.ts';
import { readFrames } from '../../main/store/record/readRecord.ts';
import { type CoreUnderTest, openTestCore, startRun } from '../lib/coreUnderTest.ts';
import { findPart, itNeeds } from '../lib/needs.ts';
import { openChromium } from './chromium.ts';
import { freshWindow } from './freshWindow.ts';
import { openWindowPage, type WindowPage } from './windowPage.ts';

const inChromium = itNeeds(['chromium']);
let browser: Browser | null = null;
let core: CoreUnderTest;
let door: Door;
let rows: readonly TrialRow[];
let opened: WindowPage;

beforeAll(async () => {
  if (findPart('chromium') === null) return;
  const windowDir = await freshWindow();
  browser = await openChromium();
  core = await openTestCore();
  const run = await startRun(core.api, { task: 'touch', trials: 3, seed: 1, lockstep: true });
  rows = (await run.end).rows;
  door = await openDoor({
    api: core.api,
    clock: realClock,
    log: silentLog,
    version: '0.0.1',
    windowDir,
    trialsDir: trialsDir(core.dataDir),
    dwellOf: async () => ({ need: 2, of: 3 }),
  });
}, 180_000);

afterAll(async () => {
  if (browser === null) return;
  await browser.close();
  await door[Symbol.asyncDispose]();
  await core[Symbol.asyncDispose]();
});

beforeEach(async () => {
  if (browser !== null) opened = await openWindowPage(browser, door.mintUrl());
});
afterEach(async () => {
  if (browser !== null) await opened[Symbol.asyncDispose]();
});

const recorded = (row: TrialRow): ReadonlyMap<string, readonly CameraFrame[]> =>
  readFrames(path.join(trialsDir(core.dataDir), row.id)).frames;
const screen = (role: string): Locator =>
  opened.page.locator(`canvas[aria-label="${role} camera, recorded"]`);

/** Waits until a camera shows its n-th picture. */
async function shows(role: string, n: number, frames: readonly CameraFrame[]): Promise<void> {
  await opened.page.locator(`figure[data-role="${role}"] canvas[data-n="${n}"]`).waitFor();
  expect(await screen(role).getAttribute('data-seq')).toBe(String(must(frames[n]).seq));
}

/** Waits until a camera shows its film, which says that it is one, about this second of the record. */
async function showsFilm(role: string, second: number): Promise<void> {
  const figure = opened.page.locator(`figure[data-role="${role}"][data-shows="film"]`);
  await figure.locator('video').waitFor();
  await expect
    .poll(async () => {
      const words = await figure.locator('figcaption').textContent();
      const at = /^\w+ · film, not judged · ([\d.]+) s$/.exec(words ?? '')?.[1];
      return Math.abs(Number(at ?? Number.NaN) - second);
    })
    .toBeLessThan(0.3);
}

interface Shown {
  /** What the window is given at the address of the picture. */
  readonly base64: string;
  /** Those bytes, decoded, are what the screen shows. */
  readonly samePixels: boolean;
}

const shownBytes = (role: string, at: string): Promise<Shown> =>
  opened.page.evaluate<Shown>(`(async () => {
    const shown = document.querySelector('canvas[aria-label="${role} camera, recorded"]');
    const bytes = new Uint8Array(await (await fetch('${at}')).arrayBuffer());
    const picture = await createImageBitmap(new Blob([bytes]));
    const again = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    again.drawImage(picture, 0, 0);
    const read = (pen) => pen.getImageData(0, 0, picture.width, picture.height).data;
    const [a, b] = [read(shown.getContext('2d')), read(again)];
    const same = shown.width === picture.width && a.every((value, at) => value === b[at]);
    return { base64: btoa(String.fromCharCode(...bytes)), samePixels: same };
  })()`);

describe('a recorded trial', () => {
  inChromium('is played back from the list, picture by picture, exactly', async () => {
    const { page } = opened;
    const row = must(rows[0]);
    const frames = recorded(row);
    await page.keyboard.press('2');
    await page.getByRole('option').first().waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await page.getByRole('complementary', { name: `Trial ${row.id}` }).waitFor();
    await page.keyboard.press('Enter');
    const overhead = must(frames.get('overhead'));
    await shows('overhead', 0, overhead);
    for (let n = 1; n <= 8; n++) {
      await page.keyboard.press('ArrowRight');
      for (const [role, all] of frames) await shows(role, n, all);
    }
    await page.keyboard.press('ArrowLeft');
    for (const [role, all] of frames) {
      await shows(role, 7, all);
      const shown = await shownBytes(role, framePath(row.id, role, 7));
      expect(shown.samePixels).toBe(true);
      expect(Buffer.from(shown.base64, 'base64').equals(must(all[7]).jpeg)).toBe(true);
    }
    await page.keyboard.press('End');
    await shows('overhead', overhead.length - 1, overhead);
    await page.getByText(`${row.outcome} at`).waitFor();
    await page.keyboard.press('Home');
    for (const role of frames.keys()) await showsFilm(role, 0);
    expect(await screen('overhead').getAttribute('data-n')).toBeNull();
    await page.keyboard.press('Shift+ArrowRight');
    for (const role of frames.keys()) await showsFilm(role, 1);
    expect(opened.problems).toEqual([]);
  });

  inChromium('plays to its end by the space bar, and a link leads back to the moment', async () => {
    const { page } = opened;
    const row = must(rows[1]);
    const front = must(recorded(row).get('front'));
    await page.goto(`${door.url}#/trials/${row.id}/play`);
    await shows('front', 0, front);
    await page.getByText('8×').click();
    await page.locator('.play-id').click();
    await page.keyboard.press('Space');
    await shows('front', front.length - 1, front);
    await page.getByRole('button', { name: /^Play/ }).waitFor();
    await page.keyboard.press('[');
    const seqNow = () => screen('front').getAttribute('data-seq');
    await expect.poll(seqNow).not.toBe(String(must(front.at(-1)).seq));
    const seq = await seqNow();
    const n = front.findIndex((frame) => String(frame.seq) === seq);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('l');
    await page.getByText('Link copied').waitFor();
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(link).toContain(`${row.id}/play?t=`);
    await page.goto(`${door.url}#/trials`);
    await page.getByRole('listbox').waitFor();
    await page.goto(link);
    await shows('front', n, front);
  });

  inChromium('says what is gone and what is cut, and the list goes on', async () => {
    const { page } = opened;
    const row = must(rows[2]);
    const dir = path.join(trialsDir(core.dataDir), row.id);
    const whole = must(recorded(row).get('overhead'));
    truncateSync(path.join(dir, 'frames.mcap'), 300_000);
    rmSync(path.join(dir, 'verdict.json'));
    await page.goto(`${door.url}#/trials/${row.id}/play`);
    await page.getByText('There is no verdict').waitFor();
    await page.getByText('frames.mcap: it ends in the middle').waitFor();
    await page.keyboard.press('End');
    const last = Number(await screen('overhead').getAttribute('data-n'));
    expect(last).toBeLessThan(whole.length - 1);
    rmSync(dir, { recursive: true });
    await page.reload();
    await page.getByText(`there is no record of ${row.id}`).waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByRole('option').first().waitFor();
    await page.goto(`${door.url}#/trials/run-99999-0001`);
    await page.getByText('there is no trial run-99999-0001').waitFor();
  });

  inChromium('is found by a filter in the address, and one key shows all again', async () => {
    const { page } = opened;
    const outcome = must(rows[0]).outcome;
    const fits = rows.filter((row) => row.outcome === outcome);
    await page.goto(`${door.url}#/trials?outcome=${outcome}&task=touch&seed=1`);
    await page.getByRole('option').first().waitFor();
    expect(await page.getByRole('option').count()).toBe(fits.length);
    await page.keyboard.press('x');
    await expect.poll(() => page.getByRole('option').count()).toBe(rows.length);
    expect(page.url()).toBe(`${door.url}#/trials`);
    await page.getByLabel('Show trials with this in their id').fill('no-such');
    await page.getByText('No trial fits this filter').waitFor();
    expect(page.url()).toContain('id=no-such');
  });
});
