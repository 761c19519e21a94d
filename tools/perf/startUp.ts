/**
 * From the one command to a first verdict, again and again on empty data folders: the line with the link, the window's
 * first paint, the arm's first motion, the end of the first attempt. Each observation is a whole life of the app.
 */
import type { StateTopics } from '../../main/base/api/topics.ts';
import { must } from '../../main/base/lib/assert.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import { openAppWindow } from './appWindow.ts';
import { withBareLoop } from './bareLoop.ts';
import { type Display, openDisplay } from './display.ts';
import type { Figure, PerfPorts } from './figure.ts';
import { type StartedApp, startApp } from './startedApp.ts';

const lives = 6;
const limitMs = 120_000;

interface Start {
  readonly urlMs: number;
  readonly paintMs: number;
  readonly viewMs: number;
  readonly moveMs: number;
  readonly verdictMs: number;
}

/** Wall time of the first value that fits. */
async function firstThat<T extends 'bench' | 'run'>(
  { client }: StartedApp,
  { clock }: PerfPorts,
  topic: T,
  fits: (value: StateTopics[T]) => boolean,
): Promise<number> {
  const late = new AbortController();
  const came = new Promise<number>((resolve) => {
    client.onState(topic, (value) => {
      if (fits(value)) resolve(clock.nowMs());
    });
  });
  const atMs = await Promise.race([
    came,
    client.lost,
    clock.sleep(limitMs, late.signal).then(
      () => null,
      () => null,
    ),
  ]);
  late.abort();
  if (atMs === null) throw new Error(`${topic} did not come to it within ${limitMs} ms`);
  return atMs;
}

/** Resolves in the page once it has painted, with how long ago that was. */
const paintedAgo = `new Promise((resolve) => {
  const watch = new PerformanceObserver((list) => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint !== undefined) resolve(performance.now() - paint.startTime);
  });
  watch.observe({ type: 'paint', buffered: true });
})`;

async function startOnce(ports: PerfPorts, display: Display, life: number): Promise<Start> {
  const { clock } = ports;
  await using app = await startApp(ports, `life-${life}`, { idle: false });
  // The window makes the core try the first task.
  const motion = firstThat(app, ports, 'bench', ({ mode }) => mode === 'moving');
  const verdict = firstThat(app, ports, 'run', (run) => {
    return run !== null && (run.done > 0 || (run.trial?.past.length ?? 0) > 0);
  });
  for (const each of [motion, verdict]) each.catch(() => undefined); // told below, unless the window failed first
  await using window = await openAppWindow(ports, {
    display,
    url: app.url,
    profile: `profile-${life}`,
  });
  const agoMs = await window.page.evaluate<number>(paintedAgo);
  const paintMs = clock.nowMs() - agoMs - app.startedMs;
  await window.page.locator('canvas[aria-label$=" camera"]').first().waitFor();
  const viewMs = clock.nowMs() - app.startedMs;
  const moveMs = (await motion) - app.startedMs;
  const verdictMs = (await verdict) - app.startedMs - viewMs;
  return { urlMs: app.urlAfterMs, paintMs, viewMs, moveMs, verdictMs };
}

async function startAgainAndAgain(ports: PerfPorts): Promise<readonly Start[]> {
  await using display = await openDisplay(must(ports.programs.xvfb), ports.clock);
  const starts: Start[] = [];
  for (let life = 0; life < lives; life++) starts.push(await startOnce(ports, display, life));
  return starts;
}

export const startUp: Figure = {
  name: 'start',
  what:
    'From starting the process, on an empty data folder with the window built before: the line with the link; first ' +
    'content painted in a Chromium that is opened on that line; first camera in the window; the arm moves (the bench ' +
    'has to open, Push-T to be installed and its programs to start); and, from that first camera on, the first ' +
    'verdict. One start of the whole app.',
  lines: ['start-link', 'start-paint', 'start-camera', 'start-motion', 'start-verdict'],
  needs: ['chromium', 'xvfb', 'ffmpeg'],
  measure: async (ports) => {
    const { root, clock } = ports;
    await buildWindow(root, clock, () => undefined, new AbortController().signal);
    const { result, baseline } = await withBareLoop(root, () => startAgainAndAgain(ports));
    const line = (name: string, of: (start: Start) => number) => {
      return { name, unit: 'ms', values: result.map(of), baseline };
    };
    return [
      line('start-link', ({ urlMs }) => urlMs),
      line('start-paint', ({ paintMs }) => paintMs),
      line('start-camera', ({ viewMs }) => viewMs),
      line('start-motion', ({ moveMs }) => moveMs),
      line('start-verdict', ({ verdictMs }) => verdictMs),
    ];
  },
};
