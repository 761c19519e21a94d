/**
 * Two thousand clips in the window: a real data folder, the real core and door. How long until the labels view has
 * pictures, from an answer's key to the next clip's pictures, the time of one animation frame while all thumbnails are
 * scrolled through, and what the page keeps in memory.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { summarise } from '../../main/base/lib/stats.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';
import { makeManyClips } from './manyClips.ts';
import { painted, press } from './pageMoments.ts';
import { notesDuring } from './pageProbe.ts';
import { openProbedWindow } from './probedWindow.ts';
import { startApp } from './startedApp.ts';

const clipCount = 2_000;
const openings = 15;
const answers = 60;
/** A person looks for a moment before answering; the next clip's pictures come meanwhile. */
const lookMs = 400;
const blankMs = 3000;
const scrollFrames = 600;

const wait = { limitMs: 30_000, missing: 'no picture came' } as const;

/** Every camera shows a frame of the clip that is looked at, whatever was there before. */
const allShown = `(() => {
  const desk = document.querySelector('.label-desk');
  const screens = [...document.querySelectorAll('.clip-camera canvas')];
  return desk !== null && desk.dataset.clip !== window.perfClip && screens.length > 0 &&
    screens.every(({ dataset }) => dataset.frame !== undefined && dataset.frame !== window.perfFrame);
})()`;

const forget = `window.perfClip = null; window.perfFrame = null;`;
const remember = `window.perfClip = document.querySelector('.label-desk').dataset.clip;
  window.perfFrame = document.querySelector('.clip-camera canvas').dataset.frame;`;

/** From the key that opens the view to its pictures, the window being up. */
async function openAgainAndAgain(page: Page): Promise<readonly number[]> {
  const values: number[] = [];
  for (let i = 0; i < openings; i++) {
    await page.evaluate(press('1'));
    await page.evaluate(painted(`document.querySelector('.label-desk') === null`, '0', wait));
    await page.evaluate(`${forget} window.perfFromMs = performance.now(); ${press('4', true)}`);
    values.push(await page.evaluate<number>(painted(allShown, 'perfFromMs', wait)));
  }
  return values;
}

/** From the key of an answer to all cameras of the next clip. */
async function answerAgainAndAgain(
  page: Page,
  clock: PerfPorts['clock'],
): Promise<readonly number[]> {
  const values: number[] = [];
  for (let i = 0; i < answers; i++) {
    await clock.sleep(lookMs);
    const key = i % 3 === 0 ? 's' : 'f';
    await page.evaluate(`${remember} window.perfFromMs = performance.now(); ${press(key)}`);
    values.push(await page.evaluate<number>(painted(allShown, 'perfFromMs', wait)));
  }
  return values;
}

const scrollThrough = `new Promise((resolve) => {
  const list = document.querySelector('.clip-scroll');
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
  if (heightPx < 40 * clipCount)
    throw new Error(`the column is ${heightPx} px high: not all of it`);
  return frameMs;
}

/** Megabytes that the page's scripts hold on to. */
async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

async function measure(ports: PerfPorts): Promise<readonly Measurement[]> {
  const { root, scratchDir, clock } = ports;
  await buildWindow(root, clock, () => undefined, new AbortController().signal);
  const dataDir = join(scratchDir, 'clips-window');
  mkdirSync(dataDir, { recursive: true });
  await makeManyClips(dataDir, { clips: clipCount, looks: 0, task: 'push-t' });
  await using app = await startApp(ports, 'clips-window', { idle: true });
  await app.client.call('task.open', { task: 'push-t' });
  await using window = await openProbedWindow(ports, blankMs);
  const { page, blank } = window;
  await page.goto(app.url);
  await page.evaluate(`localStorage.setItem('nightbench-labeller', 'Ada')`);
  await page.reload();
  await page.evaluate(painted(`document.querySelector('.rail') !== null`, '0', wait));
  // The first time the view's own code is fetched: a new window, not a slow one.
  await page.evaluate(`${forget} ${press('4', true)}`);
  const first = await page.evaluate<number>(painted(allShown, '0', wait));
  const shown = await openAgainAndAgain(page);
  const heap = [await heapMb(page)];
  const next = await answerAgainAndAgain(page, clock);
  const frames = await scrollWhole(page);
  heap.push(await heapMb(page));
  const baseline = summarise(blank.frameMs);
  return [
    { name: 'labels-load', unit: 'ms', values: [first], baseline },
    { name: 'labels-open', unit: 'ms', values: shown, baseline },
    { name: 'labels-next', unit: 'ms', values: next, baseline },
    { name: 'labels-scroll', unit: 'ms', values: frames, baseline },
    { name: 'labels-memory', unit: 'MB', values: heap, baseline: null },
  ];
}

export const clipsWindow: Figure = {
  name: 'labels',
  what:
    '2,000 clips with real small recordings in the window (1440×900, no graphics card): from loading the window, and ' +
    'from the key that opens the labels view, to all cameras of the first clip; from the key of an answer to all ' +
    'cameras of the next clip; one animation frame while all small pictures go by in 600 steps; the page’s script ' +
    'memory before and after sixty answers and all that. Baseline: frame intervals of a blank page.',
  lines: ['load', 'open', 'next', 'scroll', 'memory'].map((part) => `labels-${part}`),
  needs: ['chromium', 'xvfb', 'ffmpeg'],
  measure,
};
