/** A night's trials from its referee: nobody waits longer than was given, and what a person asks for is never lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import { type Clock, realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import type { SealCard } from '../../base/model/seal.ts';
import type { BatchEvent } from '../../base/model/view.ts';
import type { ShelvedTask } from '../../environment/task/shelveTask.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import type { BatchWatch } from '../batchOptions.ts';
import { type NightBook, openNightBook } from './nightBook.ts';
import type { Referee } from './referee.ts';
import { createNightRunner, type NightRunner } from './runNight.ts';

let dir: string;
let ledger: Ledger;
let book: NightBook;
let night: NightRunner;
let watch: BatchWatch;
let say: (event: BatchEvent) => void;
/** Timers fire when the test says so. */
let timers: { readonly ms: number; readonly run: () => void }[];
/** The referee gives its agent back when this is resolved. */
let closing: PromiseWithResolvers<void>;
let opened: number;
let tells: (() => void)[];

const clock: Pick<Clock, 'wallTime' | 'after'> = {
  wallTime: realClock.wallTime,
  after(ms, run) {
    const timer = { ms, run };
    timers.push(timer);
    return { [Symbol.dispose]: () => void timers.splice(timers.indexOf(timer), 1) };
  },
};
const card = {
  contract: {
    ...{ caps: { inARow: 5, of50: 10 }, decision: { rule: 'stack', metric: 'pass-k' } },
    clearViewRad: [],
  },
} as unknown as SealCard;
const order = {
  ...{ nightId: 'night-0001', task: 'touch', sealHash: 'a'.repeat(64), seed: 7 },
  clock: 'lockstep',
  budget: { trials: 50, robotHours: null, wallHours: 2, tokens: null, usd: null },
  ...{ target: { inARow: 50 }, agent: 'resident', thinkSeconds: 60 },
} as const;
const task = {} as ShelvedTask;
const never = new AbortController().signal;
/** It waits for an agent that never says anything. */
const referee = (): Referee => ({
  next: (_task, signal) => orAborted(new Promise(() => undefined), signal),
  [Symbol.asyncDispose]: () => closing.promise,
});

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-night-'));
  const options = { clock: realClock, log: silentLog, softwareVersion: 'test' };
  ledger = openLedger(path.join(dir, 'ledger.sqlite'), options);
  book = openNightBook(ledger, () => Promise.resolve());
  [timers, tells, opened] = [[], [], 0];
  closing = Promise.withResolvers();
  night = createNightRunner({
    ...{ clock, book, isParked: () => true, callPerson: () => undefined },
    coolDown: async () => null,
    keepRow: () => Promise.reject(new Error('there is no row')),
    planner: {
      plan: (async (...args: unknown[]) => {
        watch = (args[3] as { watch: BatchWatch }).watch;
        return { batchId: 'night-0001-00001' };
      }) as never,
    },
    runner: {
      ...{ free: true, start: async () => undefined },
      cancel: async (batchId: string, why: string) => ends(why, batchId),
    } as never,
    events: {
      follow: ((_topic: string, _from: number, on: (event: BatchEvent) => void) => {
        say = on;
        return { [Symbol.dispose]: () => undefined };
      }) as never,
    },
    checkSeal: (async () => card) as never,
    agents: {
      open: async () => {
        opened++;
        return referee();
      },
    },
    changed: () => {
      for (const tell of tells.splice(0)) tell();
    },
    onTrouble: (error) => {
      throw error;
    },
  });
  await night.run(order, card, () => book.append({ kind: 'night-started', ...order, by: 'Ada' }));
});
afterEach(async () => {
  closing.resolve();
  await night[Symbol.asyncDispose]();
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const ends = (why: string, batchId = 'night-0001-00001'): void =>
  say({ kind: 'ended', batchId, why, summary: {} as never });
const past = () => must(book.night('night-0001'));
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await realClock.sleep(0);
};
/** It came to rest, and nothing of it is left. */
const atRest = async (): Promise<void> => {
  const told = new Promise<void>((done) => tells.push(done));
  closing.resolve();
  await told;
};

describe('a night that waits for its agent', () => {
  it('ends with its hours', async () => {
    const next = watch.next(never, task);
    await turns();
    expect(timers.map(({ ms }) => Math.round(ms / 60_000))).toEqual([120]);
    timers[0]?.run();
    expect(await next).toBe('the budget of 2 hours is used');
    expect(timers).toEqual([]);
    ends(String(await next));
    await atRest();
    expect(past()).toMatchObject({ state: 'ended', why: 'the budget of 2 hours is used' });
  });

  it.each(['pause', 'end'] as const)(
    'waits no longer when somebody wants it to %s',
    async (kind) => {
      const next = watch.next(never, task);
      await turns();
      night.wish({ kind, by: 'Ada', why: 'breakfast' });
      expect(await next).toBe('breakfast');
      ends('breakfast');
      await atRest();
      expect(past()).toMatchObject({
        state: kind === 'pause' ? 'paused' : 'ended',
        why: 'breakfast',
      });
    },
  );

  it('waits no longer when its core ends, and leaves the night as it is', async () => {
    const next = watch.next(AbortSignal.abort('the core ends'), task);
    closing.resolve();
    await night[Symbol.asyncDispose]();
    await next;
    expect(past().state).toBe('running');
  });
});

describe('a night that comes to rest', () => {
  it('takes a wish to end while its counts are read, over a pause', async () => {
    night.wish({ kind: 'pause', by: 'Ada', why: 'breakfast' });
    ends('breakfast');
    night.wish({ kind: 'end', by: 'Bo', why: 'enough' });
    await atRest();
    expect(past()).toMatchObject({ state: 'ended', why: 'enough' });
  });

  it('runs no more while its agent is being ended: whoever ends it then ends what stands still', async () => {
    night.wish({ kind: 'pause', by: 'Ada', why: 'breakfast' });
    ends('breakfast');
    await turns();
    expect(past().state).toBe('paused');
    expect(night.running).toBeNull();
    expect(() => night.wish({ kind: 'end', by: 'Bo', why: 'enough' })).toThrow('no night runs');
  });

  it('goes on once its agent is gone, instead of being refused', async () => {
    night.wish({ kind: 'pause', by: 'Ada', why: 'breakfast' });
    ends('breakfast');
    await turns();
    const again = night.run(order, card, () =>
      book.append({ kind: 'night-resumed', nightId: 'night-0001', by: 'Ada', moved: [] }),
    );
    await turns();
    expect(opened).toBe(1);
    closing.resolve();
    await again;
    expect(opened).toBe(2);
    expect(night.running?.order.nightId).toBe('night-0001');
  });
});
