/** A person's minutes on a clock that the test moves, in a real ledger: what counts, what is written, what survives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import { ledgerPath } from '../../store/dataLayout.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import { openTaskBook } from '../task/taskBook.ts';
import { type HumanMinutes, openHumanMinutes } from './humanMinutes.ts';

let dir = '';
let ledger: Ledger;
const clock = createStillClock();
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-minutes-'));
  ledger = openLedger(ledgerPath(dir), { clock, log: silentLog, softwareVersion: 'test' });
});
afterEach(() => {
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true });
});

const task = 'push-t';
const open = (on: Pick<Ledger, 'append' | 'notes'> = ledger): HumanMinutes =>
  openHumanMinutes({ clock, log: silentLog, ledger: on, task: () => task });
/** Oldest first. */
const written = () =>
  ledger
    .notes('human-minutes', 100)
    .map(({ body }) => body)
    .reverse();
const entry = (step: string, seconds: number, of: string | null = task) => ({
  ...{ kind: 'human-minutes', task: of, step, seconds },
});

describe('human minutes', () => {
  it('count input and the 30 s after it, and write when the activity ends', () => {
    using minutes = open();
    minutes.active('demos');
    clock.advance(5000);
    minutes.active('demos');
    clock.advance(29_900);
    expect(minutes.seconds(task, 'demos')).toBeCloseTo(34.9, 6);
    expect(written()).toEqual([]);
    clock.advance(100);
    expect(written()).toEqual([entry('demos', 35)]);
    clock.advance(3_600_000);
    expect(minutes.seconds(task, 'demos')).toBe(35);
    expect(written()).toHaveLength(1);
  });

  it('are written once a minute however often windows say so, and never count double', () => {
    using minutes = open();
    for (let s = 0; s < 180; s += 2) {
      // Two windows: both see the same person.
      minutes.active('labels');
      minutes.active('labels');
      clock.advance(2000);
    }
    expect(written()).toEqual([entry('labels', 60), entry('labels', 60), entry('labels', 60)]);
    clock.advance(60_000);
    expect(minutes.seconds(task, 'labels')).toBe(208);
    expect(written()).toHaveLength(4);
  });

  it('go to the step of the last input, and to none outside of steps', () => {
    using minutes = open();
    minutes.active('bench');
    clock.advance(10_000);
    minutes.active('task');
    clock.advance(4000);
    minutes.active(null);
    clock.advance(120_000);
    expect(written()).toEqual([entry('bench', 10), entry('task', 4)]);
  });

  it('survive a core that ends, and what a kill takes is a minute at most', () => {
    {
      using minutes = open();
      minutes.active('demos');
      clock.advance(12_300);
    }
    const killed = open();
    for (let s = 0; s < 100; s += 5) {
      killed.active('demos');
      clock.advance(5000);
    }
    expect(killed.seconds(task, 'demos')).toBeCloseTo(112.3, 6);
    using again = open();
    expect(again.seconds(task, 'demos')).toBeCloseTo(72.3, 6);
    killed[Symbol.dispose]();
  });

  it('that were given before a task was chosen are those of the next one that is', () => {
    const book = openTaskBook(ledger);
    using minutes = openHumanMinutes({ clock, log: silentLog, ledger, task: () => book.current });
    minutes.active('bench');
    clock.advance(20_000);
    minutes.choose('touch', () => book.open('touch'));
    expect(minutes.seconds(null, 'bench')).toBe(0);
    expect(minutes.seconds('touch', 'bench')).toBe(20);
    minutes.active('task');
    clock.advance(6000);
    minutes.choose('push-t', () => book.open('push-t'));
    expect(minutes.seconds('touch', 'task')).toBe(6);
    expect(minutes.seconds('push-t', 'task')).toBe(0);
    using again = openHumanMinutes({ clock, log: silentLog, ledger, task: () => 'touch' });
    expect(again.seconds('touch', 'bench')).toBe(20);
    expect(again.seconds('touch', 'task')).toBe(6);
  });

  it('are kept while the disk refuses, and written when it does not any more', () => {
    let full = true;
    const append: Ledger['append'] = (body) => {
      if (full) throw new BenchError('storage', 'the disk is full');
      return ledger.append(body);
    };
    using minutes = open({ append, notes: ledger.notes });
    minutes.active('demos');
    clock.advance(31_000);
    expect(written()).toEqual([]);
    expect(minutes.seconds(task, 'demos')).toBe(30);
    full = false;
    minutes.active('demos');
    clock.advance(31_000);
    expect(written()).toEqual([entry('demos', 60)]);
  });
});
