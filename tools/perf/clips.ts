/**
 * Labels on a folder of two thousand clips with real small recordings, asked of the real core through its door: the whole
 * list, one answer made durable, the pictures of a clip that nobody looked at before and of one that somebody did, small
 * pictures for a list. What the window makes of them is measured in the window.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { withBareLoop } from './bareLoop.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';
import { makeManyClips } from './manyClips.ts';
import { type StartedApp, startApp } from './startedApp.ts';

const clipCount = 2000;
const task = 'push-t';
const lists = 20;
const labels = 200;
const opened = 100;
const thumbs = 200;
/** The door takes 50 calls a second. */
const callEveryMs = 25;
const roles = ['front', 'overhead'] as const;

interface Timing {
  readonly ports: PerfPorts;
  readonly app: StartedApp;
  /** Answers with the body's size. */
  readonly get: (at: string) => Promise<number>;
}

const number = (place: number): string => String(place + 1).padStart(6, '0');

async function timed(
  { clock }: PerfPorts,
  count: number,
  run: (n: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const values: number[] = [];
  for (let n = 0; n < count; n++) {
    await clock.sleep(callEveryMs);
    const fromMs = clock.nowMs();
    await run(n);
    values.push(clock.nowMs() - fromMs);
  }
  return values;
}

/** The clip's times and the picture of each camera where it is decided, as the window asks for them. */
async function showClip({ get }: Timing, place: number): Promise<void> {
  const at = `/recordings/demo-${number(place)}`;
  const all = [`${at}/frames.json`, ...roles.map((role) => `${at}/frames/${role}/28.jpg`)];
  await Promise.all(all.map(get));
}

async function observe(timing: Timing): Promise<readonly (readonly [string, readonly number[]])[]> {
  const { ports, app } = timing;
  const { client } = app;
  const places = createRng(1).fork('places');
  const order = Array.from({ length: opened }, () => places.below(clipCount));
  const listed = await timed(ports, lists, async () => {
    const { clips: all } = await client.call('clip.list', { task, since: 0 });
    if (all.length !== clipCount) throw new Error(`a list of ${all.length} clips`);
  });
  const labelled = await timed(ports, labels, (n) =>
    client.call('clip.label', {
      ...{ ids: [`clip-${number(n)}`], look: 'first', value: 'failure', decidedMs: 1000 },
      ...{ by: 'Ada', why: '' },
    }),
  );
  const first = await timed(ports, opened, (n) => showClip(timing, must(order[n])));
  const again = await timed(ports, opened, (n) => showClip(timing, must(order[n])));
  const small = await timed(ports, thumbs, (n) =>
    timing.get(`/clips/clip-${number(n)}/thumb-${must(roles[n % roles.length])}.jpg`),
  );
  return [
    ['clips-list', listed],
    ['clips-label', labelled],
    ['clips-next', first],
    ['clips-again', again],
    ['clips-thumb', small],
  ];
}

async function measure(ports: PerfPorts): Promise<readonly Measurement[]> {
  const { root, scratchDir, clock } = ports;
  const dataDir = join(scratchDir, 'clips');
  mkdirSync(dataDir, { recursive: true });
  await makeManyClips(dataDir, { clips: clipCount, looks: 0, task });
  await using app = await startApp(ports, 'clips', { idle: true });
  const { url, token } = must(readCoreCard(dataDir));
  const headers = { authorization: `Bearer ${token}` };
  const get = async (at: string): Promise<number> => {
    const answer = await fetch(new URL(at, url), { headers });
    if (answer.status !== 200) throw new Error(`${at}: ${answer.status}`);
    return (await answer.arrayBuffer()).byteLength;
  };
  await clock.sleep(callEveryMs);
  const { result, baseline } = await withBareLoop(root, () => observe({ ports, app, get }));
  return result.map(([name, values]) => ({ name, unit: 'ms', values, baseline }));
}

export const clips: Figure = {
  name: 'clips',
  what:
    '2,000 clips with real small recordings, asked of the core through its door: the whole list; one label, durable ' +
    'when it is answered; the times and both pictures of a clip that nobody looked at before, and of one somebody ' +
    'did; one small picture made for a list. Baseline: the bare loop.',
  lines: ['list', 'label', 'next', 'again', 'thumb'].map((part) => `clips-${part}`),
  needs: ['ffmpeg'],
  measure,
};
