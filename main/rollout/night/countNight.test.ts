/** Counts, streaks, the strip and used draws, from ledger entries alone. */
import { describe, expect, it } from 'vitest';
import type { Provenance, TrialRow } from '../../base/model/trial.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { addEntry, emptyTally, type NightTally } from './countNight.ts';

const began = (index: number, nightId: string | null = 'night-0001'): LedgerBody => ({
  kind: 'trial-started',
  ...{ id: `t-${nightId}-${index}`, batchId: 'b', index },
  provenance: {
    ...(nightId === null ? {} : { nightId }),
    ...{ trialIndex: index, policyHash: 'p', settingsHash: 's' },
  } as Provenance,
});

const ended = (
  index: number,
  outcome: TrialRow['outcome'],
  nightId: string | null = 'night-0001',
): LedgerBody => {
  const id = `t-${nightId}-${index}`;
  const row = { id, outcome, benchSeconds: 1.5 } as TrialRow;
  return outcome === 'invalid'
    ? { kind: 'trial-aborted', id, row, why: '' }
    : { kind: 'trial-finished', id, row, verdictHash: '' };
};

const outcomes = { s: 'success', f: 'failure', i: 'invalid' } as const;

function tallyOf(bodies: readonly LedgerBody[]): NightTally {
  return bodies.reduce((tally, body) => addEntry(tally, 'night-0001', body), emptyTally);
}

const nightOf = (letters: string): LedgerBody[] =>
  [...letters].flatMap((letter, index) => [
    began(index),
    ended(index, outcomes[letter as keyof typeof outcomes]),
  ]);

describe('counts of a night', () => {
  it('are of its own trials; an invalid one neither counts for a streak nor breaks it', () => {
    const { counts, strip, open } = tallyOf(nightOf('ssifsisi'));
    expect(counts).toEqual({
      ...{ trials: 8, success: 4, failure: 1, invalid: 3 },
      ...{ streak: 2, longestStreak: 2, benchSeconds: 12 },
    });
    expect(strip).toBe('ssifsisi');
    expect(open).toEqual([]);
    // docs/SCIENCE.md §8, worked.
    expect(tallyOf(nightOf('ssifsis')).counts).toMatchObject({
      ...{ trials: 7, success: 4, failure: 1, invalid: 2, streak: 2, longestStreak: 2 },
    });
    expect(tallyOf(nightOf('sssf')).counts).toMatchObject({ streak: 0, longestStreak: 3 });
  });

  it('leave out trials of other nights and of none', () => {
    const others = [
      ...[began(0, 'night-0002'), ended(0, 'success', 'night-0002')],
      ...[began(1, null), ended(1, 'success', null)],
    ];
    expect(tallyOf(others)).toEqual(emptyTally);
  });

  it('use up the draw of a trial that never ended', () => {
    const tally = tallyOf([...nightOf('ss'), began(2)]);
    expect(tally).toMatchObject({ nextIndex: 3, open: ['t-night-0001-2'], strip: 'ss' });
    expect(tally.last).toEqual({ policyHash: 'p', settingsHash: 's' });
  });

  it('keep the newest two hundred outcomes, and the newest fifty since it went on', () => {
    const long = tallyOf(nightOf(`${'f'.repeat(60)}${'s'.repeat(200)}`));
    expect(long.strip).toBe('s'.repeat(200));
    expect(long.recent).toBe('s'.repeat(50));
    expect(long.counts).toMatchObject({ trials: 260, longestStreak: 200 });
    const resumed = { kind: 'night-resumed', nightId: 'night-0001', by: 'Ada', moved: [] } as const;
    const after = tallyOf([...nightOf('sii'), resumed, began(3), ended(3, 'success')]);
    expect(after).toMatchObject({ strip: 'siis', recent: 's' });
  });
});
