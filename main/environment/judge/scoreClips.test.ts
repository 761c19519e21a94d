/** Traces against labels by the rules of docs/SCIENCE.md §3: each count by a case small enough to read. */
import { describe, expect, it } from 'vitest';
import type { Verdict, VerdictValue } from '../../base/model/trial.ts';
import { traceOf } from './clipTrace.ts';
import { clipVerdict, type LabelledClip, mistakesOf, scoreClips } from './scoreClips.ts';

const dwell = { need: 3, of: 4 };
const values: Readonly<Record<string, VerdictValue>> = { S: 'success', F: 'failure' };

/** A set every 100 ms from 0: S, F, or anything else for undecided; the other camera says what `front` says. */
function trace(overhead: string, front = overhead, fault: string | null = null) {
  const said = [...overhead].map((letter, at) => {
    const verdict = values[letter] ?? 'undecided';
    const other = values[front[at] ?? ''] ?? 'undecided';
    const score = letter === 'S' ? 0.5 + at / 100 : 0.1;
    const whole: Verdict = {
      ...{ verdict, score, margin: score - 0.5, flags: letter === '?' ? ['unclear'] : [] },
      perCamera: { overhead: verdict, front: other },
    };
    return { atMs: at * 100, verdict: whole };
  });
  return traceOf(said, fault);
}
let made = 0;
const clip = (label: LabelledClip['label'], more: Partial<LabelledClip> = {}): LabelledClip => ({
  ...{ id: `clip-${++made}`, label, decidedMs: 2000, nearMiss: null, fromMs: 0, toMs: 3000 },
  ...more,
});
const wrongOf = (label: LabelledClip['label'], said: string, more: Partial<LabelledClip> = {}) =>
  clipVerdict(dwell, { clip: clip(label, more), trace: trace(said) }).wrong;

describe('a clip', () => {
  it('that fails is wrong when the dwelled state is success at any moment', () => {
    expect(wrongOf('failure', 'FFFFFFFFFF')).toBeNull();
    expect(wrongOf('failure', 'FSSFFFFFSS')).toBeNull();
    expect(wrongOf('failure', 'FSSFSFFFFF')).toBe('false-positive');
    expect(wrongOf('failure', '??????????')).toBeNull();
  });

  it('that succeeds is right from a second before its moment on, and missed when it was only earlier', () => {
    expect(wrongOf('success', `${'F'.repeat(10)}SSSFFF`)).toBeNull();
    expect(wrongOf('success', `SSSS${'F'.repeat(20)}`)).toBe('missed');
    expect(wrongOf('success', '??????????????????????????')).toBe('missed');
    // Without a moment its second half counts.
    expect(wrongOf('success', `SSSS${'F'.repeat(20)}`, { decidedMs: null, toMs: 400 })).toBeNull();
    expect(wrongOf('success', 'SSSSFF', { decidedMs: null, toMs: 9000 })).toBe('missed');
  });

  it('speaks by its loudest moment, and flips each time the state changes', () => {
    const told = clipVerdict(dwell, { clip: clip('failure'), trace: trace('FFSSSSFFFFSSSS?') });
    expect(told).toMatchObject({ verdict: 'success', flips: 3, atMs: 1300, score: 0.63 });
    expect(told.flags).toEqual(['unclear']);
    const hidden = { clip: clip('failure'), trace: trace('FFSSSS?????SSSSS') };
    expect(clipVerdict(dwell, hidden)).toMatchObject({ verdict: 'success', flips: 1 });
    // Pushed through before its moment: that is the thing's doing.
    const passed = { clip: clip('success', { decidedMs: 1000 }), trace: trace('FSSSSFFFFFFSSSSS') };
    expect(clipVerdict(dwell, passed)).toMatchObject({ verdict: 'success', flips: 1 });
  });

  it('that could not be judged is undecided, whatever was said before', () => {
    const fault = { clip: clip('failure'), trace: trace('SSSS', 'SSSS', 'crashed') };
    expect(clipVerdict(dwell, fault)).toMatchObject({ verdict: 'undecided', wrong: null });
    expect(scoreClips(dwell, [fault])).toMatchObject({ fp: 0, faults: 1 });
  });
});

describe('all of them', () => {
  const late = `${'F'.repeat(12)}SSSSSS`;
  const never = 'F'.repeat(18);
  const traced = [
    { clip: clip('success'), trace: trace(late) },
    { clip: clip('success'), trace: trace(never, late) },
    { clip: clip('failure', { nearMiss: 'Beside' }), trace: trace(late, never) },
    { clip: clip('failure', { nearMiss: 'Beside' }), trace: trace(never) },
    { clip: clip('failure'), trace: trace(never, late) },
  ];

  it('are rates with intervals, by kind, and by camera what it would say alone', () => {
    const scores = scoreClips(dwell, traced);
    expect(scores).toMatchObject({
      ...{ positives: 2, negatives: 3, fp: 1, fn: 1, flipsMax: 1, flipless: 4, faults: 0 },
      recall: { k: 1, n: 2 },
      precision: { k: 1, n: 2 },
      fpr: { k: 1, n: 3 },
      byKind: { Beside: { n: 2, wrong: 1 }, other: { n: 1, wrong: 0 } },
      perCamera: {
        overhead: { fp: 1, recall: { k: 1, n: 2 } },
        front: { fp: 1, recall: { k: 2, n: 2 } },
      },
    });
    expect(scores.recall.lo).toBeCloseTo(1 - Math.sqrt(0.975), 6);
    expect(scores.fprUpper95).toBeGreaterThan(0.8);
    expect(scoreClips(dwell, [])).toMatchObject({ positives: 0, recall: { lo: 0, hi: 1 } });
  });

  it('count no negative that is too short to be called success, and miss such a positive', () => {
    const short = [
      { clip: clip('failure'), trace: trace('FF') },
      { clip: clip('failure'), trace: trace('') },
      { clip: clip('success', { decidedMs: 0 }), trace: trace('SS') },
    ];
    const scores = scoreClips(dwell, [...traced, ...short]);
    expect(scores).toMatchObject({ positives: 3, negatives: 3, fp: 1, fn: 2, short: 2 });
    const crashed = { clip: clip('failure'), trace: trace('', '', 'crashed') };
    expect(scoreClips(dwell, [crashed])).toMatchObject({ negatives: 1, faults: 1 });
  });

  it('are listed with false successes first', () => {
    const verdicts = traced.map((each) => clipVerdict(dwell, each));
    expect(mistakesOf(verdicts).map(({ wrong }) => wrong)).toEqual(['false-positive', 'missed']);
  });
});
