/** What an agent hears of locked clips is numbers; its own split stays as it was. */
import { describe, expect, it } from 'vitest';
import type { JudgeVersion } from '../../../base/model/judge.ts';
import type { Clip } from '../../../environment/clips/clipPages.ts';
import { clipParts, type TaughtClip } from './clipParts.ts';
import { measuredText } from './judgeTexts.ts';

const rate = (k: number, n: number) => ({ k, n, lo: 0.1, hi: 0.9 });

describe('a measuring', () => {
  it('is told in numbers and lines of the gate, with no clip, no kind, and time in steps of 5 ms', () => {
    const version = {
      id: 'judge-0007',
      gate: [
        { id: 'fp', ok: false, words: 'clip-000042 was called success' },
        { id: 'recall', ok: true, words: 'fine' },
      ],
      locked: {
        ...{ setId: 'locked-0003', looks: 2, by: 'agent-0001', wallTime: '' },
        latency: { p50: 11.234, p95: 20.567, p99: 41.891, n: 1000, how: 'replayed' },
        scores: {
          ...{ positives: 20, negatives: 59, fp: 1, fn: 2, recall: rate(18, 20), fpr: rate(1, 59) },
          ...{ precision: rate(18, 19), fnr: rate(2, 20), fprUpper95: 0.0779 },
          ...{ flipsMax: 1, flipless: 70, faults: 0, perCamera: { front: {} } },
          byKind: { 'Turned too far': { n: 20, wrong: 1 } },
        },
      },
    } as unknown as JudgeVersion;
    const text = measuredText(version, false);
    expect(text).toContain('false successes 1 of 59 (below 7.8 %');
    expect(text).toContain('missed 2 of 20: recall 90.0 %');
    expect(text).toContain('latency 15 / 25 / 45 ms');
    expect(text).toContain('gate: not met (false successes)');
    expect(text).not.toMatch(/clip-|Turned|front|locked-0003/);
  });
});

describe('the split of an agent’s clips', () => {
  const clip = (n: number, value: TaughtClip['value'], nearMiss: string | null = null) => {
    const recordingId = `demo-${String(n).padStart(6, '0')}`;
    const own = { id: `clip-${n}`, recordingId, nearMiss } as Clip;
    return { clip: own, value, decidedMs: 0, sure: true };
  };

  it('keeps whole recordings and a third of each kind apart, and later clips move none', () => {
    const many = Array.from({ length: 36 }, (_, n) =>
      n % 2 === 0 ? clip(n, 'success') : clip(n, 'failure', n % 4 === 1 ? 'beside' : null),
    );
    const twin = { ...many[4], clip: { ...many[4]?.clip, id: 'clip-twin' } } as TaughtClip;
    const parts = clipParts([...many, twin]);
    const checked = many.filter((each) => parts.get(each.clip.id) === 'check');
    expect(checked.filter(({ value }) => value === 'success')).toHaveLength(6);
    expect(checked.filter((each) => each.clip.nearMiss === 'beside')).toHaveLength(3);
    expect(parts.get('clip-twin')).toBe(parts.get('clip-4'));
    const more = clipParts([...many, twin, clip(90, 'success'), clip(91, 'failure')]);
    for (const [id, part] of parts) expect(more.get(id)).toBe(part);
  });
});
