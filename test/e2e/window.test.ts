/**
 * The built window against the real door, with a core small enough to read behind it: pictures by credit, topics, the
 * ledger's log, a stop that arrives, and a core that goes away.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { Alert, CoreInfo } from '../../main/base/model/view.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import {
  galleryBench,
  galleryCore,
  galleryRun,
  galleryTasks,
} from '../../renderer/gallery/plainData.ts';
import { findPart, itNeeds } from '../lib/needs.ts';
import { createTinyCore, type TinyCore, trialRow } from '../lib/tinyCore.ts';
import { openChromium } from './chromium.ts';
import { freshWindow } from './freshWindow.ts';
import { openWindowPage, type WindowPage } from './windowPage.ts';

/** For a machine with other things to do. */
const patient = { timeout: 20_000 } as const;

const inChromium = itNeeds(['chromium']);
let browser: Browser | null = null;
let windowDir = '';
let dataDir: string;
let core: TinyCore;
let door: Door;
let opened: WindowPage;

beforeAll(async () => {
  if (findPart('chromium') === null) return;
  windowDir = await freshWindow();
  browser = await openChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  if (browser === null) return;
  dataDir = mkdtempSync(join(tmpdir(), 'nightbench-window-'));
  core = createTinyCore({
    'core.info': (): CoreInfo => galleryCore,
    'task.list': () => galleryTasks,
    'bench.stop': (args: { reason: string }) => {
      const stopped = { reason: args.reason, wallTime: '2026-01-14T13:46:05.000Z', count: 1 };
      core.bench.set(galleryBench(2, { mode: 'stopped', stopped }));
      return { wroteAfterMs: 1.5 };
    },
    'bench.resume': () => {
      core.bench.set(galleryBench(2));
      return null;
    },
    'trial.run': () => ({ batchId: 'b1' }),
  });
  core.bench.set(galleryBench(2, { mode: 'moving', lease: 'trial' }));
  core.run.set(galleryRun);
  for (let index = 0; index < 3; index++) core.addTrial(trialRow(index));
  door = await openDoor({
    api: core.api,
    clock: realClock,
    log: silentLog,
    version: '0.0.1',
    windowDir,
    trialsDir: join(dataDir, 'trials'),
  });
  opened = await openWindowPage(browser, door.mintUrl());
});

afterEach(async () => {
  if (browser === null) return;
  await opened[Symbol.asyncDispose]();
  await door[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

function jpeg(r: number, g: number, b: number): Promise<Uint8Array> {
  const create = { width: 64, height: 48, channels: 3, background: { r, g, b } } as const;
  return sharp({ create }).jpeg().toBuffer();
}

const calls = (name: string): readonly unknown[] =>
  core.calls.filter((call) => call.name === name).map((call) => call.args);

/** Runs in the page: keeps what live regions say, as a screen reader would hear it. */
const listenToRegions = `(() => {
  window.told = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const region = (target.nodeType === 1 ? target : target.parentElement)?.closest('[aria-live]');
      if (region) window.told.push(region.textContent);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

describe('the window', () => {
  inChromium('shows what the core says, under the policy of the door', async () => {
    await opened.robotIs('Moving');
    await opened.page.getByText('47 mm, −29° from goal').first().waitFor();
    await opened.page.keyboard.press('2');
    await opened.page.getByRole('option', { name: /t-1-2/ }).waitFor();
    core.addTrial(trialRow(3));
    await opened.page.getByRole('option', { name: /t-1-3/ }).waitFor();
    expect(await opened.page.getByRole('option').count()).toBe(4);
    expect(core.open.windows).toBe(1);
    expect(opened.problems).toEqual([]);
  });

  inChromium(
    'keeps one’s place in the list while trials come, and leads to the newest',
    async () => {
      const { page } = opened;
      for (let index = 3; index < 400; index++) core.addTrial(trialRow(index));
      await page.keyboard.press('2');
      await page.getByText('400, newest first').waitFor();
      const list = page.getByRole('listbox');
      /** Where a trial's row stands on the screen. */
      const place = async (id: string) => (await page.locator(`#trial-${id}`).boundingBox())?.y;
      await list.evaluate((element: { scrollTop: number }) => {
        element.scrollTop = 32 * 200;
      });
      await page.locator('#trial-t-1-197').waitFor();
      const before = await place('t-1-197');
      for (let index = 400; index < 405; index++) core.addTrial(trialRow(index));
      await page.getByRole('button', { name: /5 new/ }).waitFor();
      expect(await place('t-1-197')).toBe(before);
      await list.focus();
      await page.keyboard.press('n');
      await page.locator('#trial-t-1-404').waitFor();
      core.addTrial(trialRow(405)); // at the top one stays with the newest
      await page.locator('#trial-t-1-405').waitFor();
      expect(opened.problems).toEqual([]);
    },
  );

  inChromium('paints the newest picture and asks for the next one only then', async () => {
    const { page } = opened;
    await opened.camera('front').waitFor();
    const red = await jpeg(200, 20, 20);
    const blue = await jpeg(20, 20, 200);
    await expect
      .poll(async () => {
        core.frame('front', 1, red);
        return (await opened.middleOf('front'))[0];
      }, patient)
      .toBeGreaterThan(150);
    core.frame('front', 2, new Uint8Array([1, 2, 3])); // no JPEG: it costs its credit, nothing more
    for (let seq = 3; seq < 40; seq++) core.frame('front', seq, red);
    core.frame('front', 40, blue);
    await expect
      .poll(async () => (await opened.middleOf('front'))[2], patient)
      .toBeGreaterThan(150);
    expect((await opened.middleOf('overhead'))[2]).toBeLessThan(150);
    await page.keyboard.press('2');
    await expect.poll(() => core.open.cameras, patient).toBe(0); // nobody looks: nothing is sent
    expect(opened.problems).toEqual([]);
  });

  inChromium('stops by key at once and resumes only when a person says so twice', async () => {
    const { page } = opened;
    await opened.robotIs('Moving');
    await page.keyboard.press('F12');
    await opened.robotIs('Stopped');
    expect(calls('bench.stop')).toEqual([{ reason: 'F12 key' }]);
    await page.getByText('Stopped: F12 key').first().waitFor();
    expect(calls('bench.resume')).toEqual([]);
    await page.getByRole('button', { name: 'Resume…' }).click();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await opened.robotIs('Holding');
    expect(calls('bench.resume')).toHaveLength(1);
  });

  inChromium('starts a run with what the form says, and shows a refusal in words', async () => {
    const { page } = opened;
    core.run.set(null);
    core.bench.set(galleryBench(2));
    await page.getByRole('button', { name: /Run trials/ }).click();
    await page.getByText('Until stopped').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run trials' }).click();
    await expect.poll(() => calls('trial.run'), patient).toHaveLength(1);
    expect(calls('trial.run')[0]).toEqual({
      task: 'touch', // the last one that was run
      trials: null,
      seed: 1,
      lockstep: false,
    });
    await page.getByRole('button', { name: 'Move object…' }).click();
    await page.getByRole('button', { name: 'Move object', exact: true }).click();
    await page.getByText('sim.hand is not here').waitFor();
  });

  inChromium(
    'tells each alert once, shows what to do, and remembers when it was over',
    async () => {
      const { page } = opened;
      await opened.robotIs('Moving');
      await page.evaluate(listenToRegions);
      const alert = (key: string, message: string): Alert => ({
        key,
        level: 'danger',
        message,
        todo: 'Check its cable.',
        sinceWallTime: '2026-01-14T13:46:05.000Z',
      });
      const [front, arm] = [
        alert('camera/front', 'Front camera is frozen.'),
        alert('bus', 'Bus lost.'),
      ];
      const line = page.getByRole('region', { name: 'Alerts', exact: true });
      core.alerts.set([front]);
      await line.getByText('Front camera is frozen. Check its cable.').waitFor();
      core.alerts.set([arm, front]);
      await line.getByText('Bus lost.').waitFor();
      core.alerts.set([front]); // the one that is left is no news
      await line.getByText('Bus lost.').waitFor({ state: 'hidden' });
      core.alerts.set([]);
      await line.getByText('No alerts').waitFor();
      const told = await page.evaluate<string[]>('window.told');
      expect(told.filter((words) => words.includes('Front camera is frozen.'))).toHaveLength(1);
      expect(told.filter((words) => words.includes('Bus lost.'))).toHaveLength(1);
      await page.keyboard.press('a');
      const dialog = page.getByRole('dialog', { name: 'Alerts' });
      await dialog.getByText('Nothing needs you now.').waitFor();
      await dialog.getByText('Bus lost.').waitFor();
      expect(opened.problems).toEqual([]);
    },
  );

  inChromium('says calmly that the core is gone, and keeps the stop and its promise', async () => {
    const { page } = opened;
    await opened.robotIs('Moving');
    await door[Symbol.asyncDispose]();
    await page.getByText('Connection to the core is lost').waitFor();
    await opened.robotIs('Offline');
    await opened.stop.click();
    await page.getByText('The stop is not delivered').waitFor();
    expect(calls('bench.stop')).toEqual([]);
    expect(await page.locator('.stop').isVisible()).toBe(true);
  });
});
