/**
 * The list of a hundred thousand trials: a real ledger, the real core and door, the window. How long until rows are
 * on the screen, frame intervals while all of it is scrolled through, one page asked of the core, and what the page
 * keeps in memory.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createRng } from '../../main/base/lib/rng.ts';
import { summarise } from '../../main/base/lib/stats.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import { trialsDir } from '../../main/store/dataLayout.ts';
import { withBareLoop } from './bareLoop.ts';
import { openBigLedger } from './bigLedger.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';
import { painted, press } from './pageMoments.ts';
import { notesDuring } from './pageProbe.ts';
import { openProbedWindow } from './probedWindow.ts';
import { type StartedApp, startApp } from './startedApp.ts';

const trials = 100_000;
const openings = 20;
const reloads = 8;
const jumps = 30;
const queries = 200;
/** The door takes 50 calls a second. */
const queryEveryMs = 25;
const blankMs = 4000;
const scrollFrames = 720;

const wait = { limitMs: 30_000, missing: 'no rows came' } as const;

/** A row of the big ledger that lies in the visible part of the list, with its text. */
const rowInView = `(() => {
  const list = document.querySelector('[role="listbox"]');
  if (list === null) return false;
  const { top, bottom } = list.getBoundingClientRect();
  return [...list.querySelectorAll('[role="option"]')].some((row) => {
    const box = row.getBoundingClientRect();
    return box.top >= top && box.bottom <= bottom && /run-\\d{5}-\\d{4}/.test(row.textContent);
  });
})()`;

/** From the key that opens the screen to its first rows, the window being up for long. */
async function openAgainAndAgain(page: Page): Promise<readonly number[]> {
  const values: number[] = [];
  for (let i = 0; i < openings; i++) {
    await page.evaluate(press('1'));
    await page.evaluate(painted(`document.querySelector('[role="option"]') === null`, '0', wait));
    await page.evaluate(`window.perfFromMs = performance.now(); ${press('2')}`);
    values.push(await page.evaluate<number>(painted(rowInView, 'perfFromMs', wait)));
  }
  return values;
}

/** From the navigation to the first rows, the whole window being loaded anew on its list. */
async function reloadAgainAndAgain(page: Page): Promise<readonly number[]> {
  const values: number[] = [];
  for (let i = 0; i < reloads; i++) {
    await page.reload();
    values.push(await page.evaluate<number>(painted(rowInView, '0', wait)));
  }
  return values;
}

const scrollThrough = `new Promise((resolve) => {
  const list = document.querySelector('[role="listbox"]');
  const whole = list.scrollHeight - list.clientHeight;
  let frame = 0;
  const step = () => {
    list.scrollTop = (whole * ++frame) / ${scrollFrames};
    if (frame < ${scrollFrames}) requestAnimationFrame(step);
    else resolve(list.scrollHeight);
  };
  requestAnimationFrame(step);
})`;

async function scrollWhole(page: Page): Promise<readonly number[]> {
  let heightPx = 0;
  const { frameMs } = await notesDuring(page, async () => {
    heightPx = await page.evaluate<number>(scrollThrough);
  });
  if (heightPx < 10 * trials) throw new Error(`the list is ${heightPx} px high: not all of it`);
  return frameMs;
}

/** From a jump to somewhere in the list to rows there. */
async function jumpAround(page: Page): Promise<readonly number[]> {
  const rng = createRng(1).fork('jumps');
  const values: number[] = [];
  for (let i = 0; i < jumps; i++) {
    await page.evaluate(`(() => {
      const list = document.querySelector('[role="listbox"]');
      window.perfFromMs = performance.now();
      list.scrollTop = ${rng.uniform()} * (list.scrollHeight - list.clientHeight);
    })()`);
    values.push(await page.evaluate<number>(painted(rowInView, 'perfFromMs', wait)));
  }
  return values;
}

/** Pages from everywhere, with and without a filter, as the window asks for them. */
async function askForPages({ client }: StartedApp, { clock }: PerfPorts) {
  const rng = createRng(1).fork('pages');
  const values: number[] = [];
  for (let i = 0; i < queries; i++) {
    const outcome = ([undefined, 'success', 'failure', 'invalid'] as const)[i % 4];
    const offset = rng.below(outcome === undefined ? trials - 200 : 2000);
    await clock.sleep(queryEveryMs);
    const filter = outcome === undefined ? {} : { outcome };
    const fromMs = clock.nowMs();
    const { rows } = await client.call('trial.list', { limit: 200, offset, ...filter });
    values.push(clock.nowMs() - fromMs);
    if (rows.length !== 200) throw new Error(`a page of ${rows.length} trials`);
  }
  return values;
}

/** Megabytes that the page's scripts hold on to. */
async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

async function observe(ports: PerfPorts): Promise<readonly Measurement[]> {
  const { scratchDir } = ports;
  const dataDir = join(scratchDir, 'list');
  mkdirSync(trialsDir(dataDir), { recursive: true });
  openBigLedger(dataDir, trials)[Symbol.dispose]();
  await using app = await startApp(ports, 'list', { idle: true });
  await using window = await openProbedWindow(ports, blankMs);
  const { page, blank } = window;
  await page.goto(app.url);
  await page.evaluate(painted(`document.querySelector('canvas') !== null`, '0', wait));
  const opened = await openAgainAndAgain(page);
  const loaded = await reloadAgainAndAgain(page);
  const heap = [await heapMb(page)];
  const frames = await scrollWhole(page);
  const jumped = await jumpAround(page);
  heap.push(await heapMb(page));
  const pages = await askForPages(app, ports);
  const baseline = summarise(blank.frameMs);
  return [
    { name: 'list-open', unit: 'ms', values: opened, baseline },
    { name: 'list-load', unit: 'ms', values: loaded, baseline },
    { name: 'list-scroll', unit: 'ms', values: frames, baseline },
    { name: 'list-jump', unit: 'ms', values: jumped, baseline },
    { name: 'list-page', unit: 'ms', values: pages, baseline: null },
    { name: 'list-memory', unit: 'MB', values: heap, baseline: null },
  ];
}

export const trialsList: Figure = {
  name: 'list',
  what:
    'A ledger of 100,000 trials in the window (1440×900, no graphics card): from the key that opens the list, and from ' +
    'loading the window on it, to rows on the screen; one animation frame while the whole list goes by in 720 steps; ' +
    'from a jump to rows there; one page of 200 trials asked of the core, with and without a filter; the page’s script ' +
    'memory before and after all that. Baseline: frame intervals of a blank page; for a page asked of the core the bare loop.',
  lines: ['open', 'load', 'scroll', 'jump', 'page', 'memory'].map((part) => `list-${part}`),
  needs: ['chromium', 'xvfb', 'ffmpeg'],
  measure: async (ports) => {
    const { root, clock } = ports;
    await buildWindow(root, clock, () => undefined, new AbortController().signal);
    const { result, baseline } = await withBareLoop(root, () => observe(ports));
    // A page asked of the core knows no screen: its yardstick is the bare loop.
    return result.map((line) => (line.name === 'list-page' ? { ...line, baseline } : line));
  },
};
