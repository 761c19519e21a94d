/** Cooling by temperature, from near the rest temperature to what a night may begin with: told once; a wish ends it. */
import { expect, it } from 'vitest';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { createAlerts } from '../../bench/alerts.ts';
import type { LedgerEntry } from '../../store/ledger/ledger.ts';
import { coolDown, coolingKey } from './coolDown.ts';

const restC = 60;

function rig(firstC: number | null) {
  const clock = createStillClock();
  const alerts = createAlerts(clock.wallTime, () => undefined);
  const entries: LedgerBody[] = [];
  const wish = new AbortController();
  let nowC = firstC;
  let isOver = false;
  let why: string | null = null;
  const hottest = () => (nowC === null ? null : { joint: 'shoulder_lift', temperatureC: nowC });
  const ledger = {
    append(entry: LedgerBody) {
      entries.push(entry);
      return { seq: entries.length, wallTime: clock.wallTime() } as LedgerEntry;
    },
  };
  const done = coolDown({ clock, alerts, ledger, hottest }, 'night-0001', restC, wish.signal).then(
    (said) => {
      [isOver, why] = [true, said];
    },
  );
  /** A second later it is so warm. */
  const later = async (temperatureC: number | null, ms = 1000): Promise<boolean> => {
    nowC = temperatureC;
    clock.advance(ms);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    return isOver;
  };
  return {
    later,
    done,
    wish,
    entries,
    why: () => why,
    raised: () => alerts.topic.value.map(({ key }) => key),
  };
}

it.each([40, 56])('does not wait at %s °C', async (firstC) => {
  const { done, entries, raised } = rig(firstC);
  await done;
  expect([entries, raised()]).toEqual([[], []]);
});

it('waits from 56 °C on until it is no warmer than a night may begin with', async () => {
  const { later, done, entries, raised } = rig(57);
  expect(raised()).toEqual([coolingKey]);
  expect(entries).toEqual([
    { kind: 'night-cooling', nightId: 'night-0001', joint: 'shoulder_lift', temperatureC: 57 },
  ]);
  expect(await later(55)).toBe(false);
  expect(await later(50.5)).toBe(false);
  expect(await later(50)).toBe(true);
  await done;
  expect([entries.length, raised()]).toEqual([1, []]);
});

it('waits for a bench that says nothing yet, a moment', async () => {
  const opening = rig(null);
  expect(await opening.later(null)).toBe(false);
  expect(await opening.later(58)).toBe(false);
  expect(opening.raised()).toEqual([coolingKey]);
  // Gone meanwhile is not cool.
  expect(await opening.later(null, 60_000)).toBe(false);
  expect(await opening.later(45)).toBe(true);
  expect(await rig(null).later(null, 5000)).toBe(true);
});

it('needs a person where it stays warm for half an hour', async () => {
  const { later, why } = rig(57);
  expect(await later(52, 29 * 60_000)).toBe(false);
  expect(await later(52, 60_000)).toBe(true);
  expect(why()).toBe('shoulder_lift does not cool');
});

it('ends when somebody wishes something else', async () => {
  const { done, wish, raised } = rig(59);
  wish.abort();
  await done;
  expect(raised()).toEqual([]);
});
