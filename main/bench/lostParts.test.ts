/** Parts of the bench that die: tried again, but not for ever. */
import { expect, it } from 'vitest';
import { must } from '../base/lib/assert.ts';
import { type Clock, realClock } from '../base/lib/clock.ts';
import { silentLog } from '../base/lib/log.ts';
import { createAlerts } from './alerts.ts';
import { createLostParts, type LostPart } from './lostParts.ts';

function openBench() {
  let nowMs = 0;
  const waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  const clock: Clock = {
    ...realClock,
    nowMs: () => nowMs,
    after: (ms, run) => {
      waiting.push({ atMs: nowMs + ms, run });
      return { [Symbol.dispose]: () => undefined };
    },
  };
  const alerts = createAlerts(
    () => '',
    () => undefined,
  );
  const bench = { generation: 1 as number | null, tries: 0, opens: true, lost: [] as string[] };
  const lostParts = createLostParts({
    clock,
    log: silentLog,
    alerts,
    onLost: (message) => bench.lost.push(message),
    generation: () => bench.generation,
  });
  const part = (key: LostPart['key']): LostPart => ({
    key,
    message: `The ${key} ended.`,
    todo: 'Wait.',
    again: async () => {
      bench.tries++;
      if (!bench.opens) throw new Error('not yet');
      alerts.clear(key);
    },
  });
  const pass = async (ms: number): Promise<void> => {
    const end = nowMs + ms;
    for (;;) {
      const next = waiting.findIndex(({ atMs }) => atMs <= end);
      if (next < 0) break;
      const { atMs, run } = must(waiting.splice(next, 1)[0]);
      nowMs = atMs;
      run();
      for (let turns = 0; turns < 10; turns++) await Promise.resolve();
    }
    nowMs = end;
  };
  return { bench, lostParts, alerts, part, pass };
}

it('says what died and tries every second until it opens', async () => {
  const { bench, lostParts, alerts, part, pass } = openBench();
  bench.opens = false;
  lostParts.died(part('simulator'));
  expect(bench.lost).toEqual(['The simulator ended.']);
  await pass(5000);
  expect(bench.tries).toBe(5);
  expect(alerts.topic.value).toMatchObject([{ key: 'simulator', todo: 'Wait.' }]);
  bench.opens = true;
  await pass(5000);
  expect(bench.tries).toBe(6);
  expect(alerts.topic.value).toEqual([]);
});

it('a process that dies three times within a minute stays off, and the alert says what brings it back', async () => {
  const { bench, lostParts, alerts, part, pass } = openBench();
  for (let deaths = 0; deaths < 3; deaths++) {
    lostParts.died(part('servo-process'));
    await pass(4000);
  }
  expect(bench.tries).toBe(2);
  await pass(3_600_000);
  expect(bench.tries).toBe(2);
  expect(lostParts.givenUp).toBe(true);
  expect(alerts.topic.value).toMatchObject([
    {
      key: 'servo-process',
      level: 'danger',
      message: expect.stringContaining('3 times within a minute'),
      todo: expect.stringMatching(/start a run.*resume/),
    },
  ]);
  lostParts.fresh();
  expect(lostParts.givenUp).toBe(false);
  lostParts.died(part('servo-process'));
  await pass(4000);
  expect(bench.tries).toBe(3);
});

it('goes on with one that dies seldom, and with one that died before somebody asked for something', async () => {
  const { bench, lostParts, part, pass } = openBench();
  for (let deaths = 0; deaths < 10; deaths++) {
    lostParts.died(part('servo-process'));
    await pass(31_000);
  }
  for (let deaths = 0; deaths < 10; deaths++) {
    lostParts.asked();
    lostParts.died(part('servo-process'));
    await pass(2000);
  }
  expect(bench.tries).toBe(20);
  expect(lostParts.givenUp).toBe(false);
});

it('never gives up a bench that does not open', async () => {
  const { bench, lostParts, part, pass } = openBench();
  bench.opens = false;
  for (let times = 0; times < 5; times++) lostParts.notOpen(part('bench'));
  await pass(100);
  expect(lostParts.givenUp).toBe(false);
});

it('drops the try of a bench that was opened anew, and tries nothing in lockstep', async () => {
  const { bench, lostParts, part, pass } = openBench();
  lostParts.died(part('servo-process'));
  bench.generation = 2;
  await pass(5000);
  bench.generation = null;
  for (let deaths = 0; deaths < 5; deaths++) lostParts.died(part('servo-process'));
  await pass(5000);
  expect(bench.tries).toBe(0);
  expect(lostParts.givenUp).toBe(false);
});
