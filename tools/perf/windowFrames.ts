/**
 * The window with its hands full: real Chromium, real door, four cameras and a log of 5 MB/s. A log entry that the page
 * did not get in order fails the measurement: nothing is fast that loses data.
 */
import { must } from '../../main/base/lib/assert.ts';
import { summarise } from '../../main/base/lib/stats.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import type { Figure, PerfPorts } from './figure.ts';
import { notesDuring, type PageNotes } from './pageProbe.ts';
import { openProbedWindow } from './probedWindow.ts';
import { startDoor } from './startedDoor.ts';

const settleMs = 4000;
const watchMs = 20_000;
const blankMs = 5000;
const cameras = 4;
const logBytesPerSecond = 5e6;

/** Throws when a camera was not shown, or the log was not whole or not as fast as it was written. */
function check({ pictureMs, logs }: PageNotes): void {
  const shown = Object.keys(pictureMs).filter((name) => name.endsWith(' camera'));
  if (shown.length !== cameras) throw new Error(`cameras painted: ${shown.join(', ') || 'none'}`);
  const log = must(logs.batches, 'the log never came');
  if (log.gaps > 0) throw new Error(`the log of ${log.entries} entries has ${log.gaps} gaps`);
  const perSecond = (1000 * log.bytes) / watchMs;
  if (perSecond < 0.95 * logBytesPerSecond) {
    throw new Error(`the page took ${(perSecond / 1e6).toFixed(1)} MB/s of the log`);
  }
}

async function observe(ports: PerfPorts): Promise<{ blank: PageNotes; full: PageNotes }> {
  const { clock, root } = ports;
  await buildWindow(root, clock, () => undefined, new AbortController().signal);
  await using window = await openProbedWindow(ports, blankMs);
  const { page, blank } = window;
  await using streams = await startDoor(ports, 'streamMain.ts');
  await page.goto(streams.url);
  await clock.sleep(settleMs);
  const full = await notesDuring(page, () => clock.sleep(watchMs));
  check(full);
  return { blank, full };
}

export const windowFrames: Figure = {
  name: 'window',
  what:
    'The window (1440×900, no graphics card) with four 320×240 cameras at 30 fps and a log of 5 MB/s through the ' +
    'real door: one animation frame; time between two painted pictures of a camera (33 is 30 a second); from writing ' +
    'a log entry to the page. Every entry arrived in order, or there is no figure. Baseline: frame intervals of a ' +
    'blank page.',
  lines: ['window-frames', 'window-pictures', 'window-log'],
  needs: ['chromium', 'xvfb'],
  measure: async (ports) => {
    const { blank, full } = await observe(ports);
    const baseline = summarise(blank.frameMs);
    const pictures = Object.entries(full.pictureMs)
      .filter(([name]) => name.endsWith(' camera'))
      .flatMap(([, intervals]) => intervals);
    const late = must(full.logs.batches).lateMs;
    return [
      { name: 'window-frames', unit: 'ms', values: full.frameMs, baseline },
      { name: 'window-pictures', unit: 'ms', values: pictures, baseline },
      { name: 'window-log', unit: 'ms', values: late, baseline },
    ];
  },
};
