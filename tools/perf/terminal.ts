/**
 * A terminal in the window while its agent prints ten megabytes at once: how long until the last line is on the screen,
 * how the page fares meanwhile, and what it keeps. Once as it is, where a page that lags is told by a snapshot, and once
 * where the page gets every byte.
 */
import type { Page } from 'playwright-core';
import { summarise } from '../../main/base/lib/stats.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';
import { notesDuring } from './pageProbe.ts';
import { openProbedWindow } from './probedWindow.ts';
import { type StartedDoor, startDoor } from './startedDoor.ts';

const bursts = 8;
const blankMs = 4000;
const limitMs = 30_000;

/** Resolves in the page when the terminal shows the words; with the time since they were asked for. */
const shown = (words: string): string => `new Promise((resolve, reject) => {
  const fromMs = performance.now();
  const look = () => {
    const lines = [...document.querySelectorAll('.xterm-rows > div')];
    if (lines.some((line) => line.textContent.includes(${JSON.stringify(words)})))
      requestAnimationFrame(() => resolve(performance.now() - fromMs));
    else if (performance.now() - fromMs > ${limitMs}) reject(new Error('the last line never came'));
    else requestAnimationFrame(look);
  };
  look();
})`;

async function openTerminal(page: Page, door: StartedDoor): Promise<void> {
  await page.goto(door.url);
  await page.evaluate(`location.hash = '#/agents'`);
  await page.locator('.terminal[data-stage="shown"]').waitFor({ timeout: limitMs });
}

/** Megabytes that the page's scripts hold on to. */
async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

interface Bursts {
  readonly burstMs: readonly number[];
  readonly frameMs: readonly number[];
  /** After each burst, the first one too: it fills the scrollback, and after it nothing may be added. */
  readonly heapMb: readonly number[];
}

async function watchBursts(page: Page, door: StartedDoor): Promise<Bursts> {
  await openTerminal(page, door);
  const burstMs: number[] = [];
  const frameMs: number[] = [];
  const heap: number[] = [];
  for (let burst = 0; burst <= bursts; burst++) {
    const lastLine = `burst ${burst} ends here`;
    const notes = await notesDuring(page, async () => {
      const seen = page.evaluate<number>(shown(lastLine));
      door.tell(lastLine);
      burstMs.push(await seen);
    });
    frameMs.push(...notes.frameMs);
    heap.push(await heapMb(page));
  }
  return { burstMs: burstMs.slice(1), frameMs, heapMb: heap };
}

async function observe(ports: PerfPorts): Promise<readonly Measurement[]> {
  const { clock, root } = ports;
  await buildWindow(root, clock, () => undefined, new AbortController().signal);
  await using window = await openProbedWindow(ports, blankMs);
  const { page, blank } = window;
  const measured: Measurement[] = [];
  const baseline = summarise(blank.frameMs);
  for (const mode of ['terminal', 'terminal-whole']) {
    const more = mode === 'terminal' ? [] : ['--whole'];
    await using door = await startDoor(ports, 'terminalMain.ts', more);
    const { burstMs, frameMs, heapMb } = await watchBursts(page, door);
    measured.push(
      { name: `${mode}-burst`, unit: 'ms', values: burstMs, baseline: null },
      { name: `${mode}-frames`, unit: 'ms', values: frameMs, baseline },
      { name: `${mode}-memory`, unit: 'MB', values: heapMb, baseline: null },
    );
    await page.goto('about:blank');
  }
  return measured;
}

export const terminal: Figure = {
  name: 'terminal',
  what:
    'An agent’s terminal in the window (1440×900, no graphics card) while 10 MB are printed at once into a real PTY, ' +
    'through the real terminal and door: until the last line is on the screen, the first of nine bursts left out; one ' +
    'animation frame meanwhile, of all nine; the page’s script memory after each. `whole`: the same with a terminal ' +
    'that skips nothing, so that the page parses every byte. Baseline: frame intervals of a blank page.',
  lines: ['terminal', 'terminal-whole'].flatMap((mode) =>
    ['burst', 'frames', 'memory'].map((part) => `${mode}-${part}`),
  ),
  needs: ['chromium', 'xvfb'],
  measure: observe,
};
