/** What agents read of a trial: pages that end, whatever is asked, and nothing of the time that is the judge's. */
import { describe, expect, it } from 'vitest';
import type { StepColumns } from '../../../base/api/playback.ts';
import type { AttemptRecord } from '../../../base/model/trial.ts';
import { stepLines, summaryLines, type TrialSteps } from './trialLog.ts';

const count = 187;
/** An attempt of 187 rows at 50 Hz from 1 s on, then two seconds in which the judge looks. */
function trial(every = 1): TrialSteps {
  const rows = Array.from({ length: count + 100 }, (_, at) => at).filter((at) => at % every === 0);
  const column = (value: (at: number) => number): number[][] =>
    Array.from({ length: 6 }, () => rows.map(value));
  const columns: StepColumns = {
    every,
    atMs: rows.map((at) => 1000 + at * 20.003),
    phase: rows.map((at) => (at < count ? 'episode' : 'verdict')),
    attempt: rows.map(() => 1),
    mode: rows.map(() => 'moving'),
    limitedBy: rows.map((at) => (at % 50 === 0 ? 'speed' : null)),
    wantedRad: column((at) => at / 1000),
    appliedRad: column((at) => at / 1000),
    positionRad: column((at) => at / 1000 - 0.01),
    load: column((at) => (at === 60 ? -0.4 : 0.1)),
  };
  const attempt: AttemptRecord = {
    ...{ attempt: 1, startMs: 1000, endMs: 1000 + (count + 100) * 20.003 },
    ...{ ended: 'done', verdict: 'failure' },
  };
  return { columns, attempts: [attempt] };
}

describe('the rows of a trial', () => {
  it.each([
    [1, 1, 60],
    [1, 10, 60],
    [1, 7, 5],
    [1, 200, 3],
    [2, 1, 50],
    [2, 5, 1],
  ])(
    'kept every %i, asked every %i, %i at a time, come page by page to an end',
    (kept, every, limit) => {
      const times: string[] = [];
      let from = 0;
      for (let page = 0; page < 400; page++) {
        const lines = stepLines(trial(kept), { attempt: 1, from, every, limit });
        times.push(...lines.slice(2).flatMap((line) => /^ *(\d+\.\d+) /.exec(line)?.[1] ?? []));
        const more = /from=([\d.]+)/.exec(lines.at(-1) ?? '');
        if (more === null) break;
        from = Number(more[1]);
      }
      const wanted = Math.ceil(count / kept / Math.max(1, Math.round(every / kept)));
      expect(new Set(times).size).toBe(times.length);
      expect(times).toHaveLength(wanted);
    },
  );

  it('say that a long trial was thinned', () => {
    const lines = stepLines(trial(2), { attempt: 1, from: 0, every: 1, limit: 5 });
    expect(lines[0]).toContain('only every 2. row');
  });

  it('of an attempt that was not are none', () => {
    const lines = stepLines(trial(), { attempt: 2, from: 0, every: 1, limit: 5 });
    expect(lines).toEqual(['there was no attempt 2']);
  });
});

describe('a summary', () => {
  it('tells the time that the policy had, its limits, and its highest load', () => {
    const [head, , limits, load] = summaryLines(trial(), null);
    expect(head).toBe('attempt 1: 3.72 s, ended by done, judged failure');
    expect(limits).toContain('speed in 4 rows');
    expect(load).toContain('0.40 of stall at shoulder_pan at 1.20 s');
  });
});
