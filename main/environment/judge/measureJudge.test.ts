/** Which locked clips measure which judge: none that its writer may have learnt from, and each thing that is shown once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { openTestClips, type TestClips } from '../../../test/lib/openTestClips.ts';
import type { LockedClip } from '../clips/openSplit.ts';
import { openJudgeBook } from './judgeBook.ts';
import { outOfSample } from './measureJudge.ts';

const task = 'push-t';
const clip = (n: number, value: 'success' | 'failure', more: Partial<LockedClip> = {}) =>
  ({
    ...{ id: `clip-${n}`, recordingId: `demo-${n}`, roles: ['overhead'], fromMs: 0, toMs: 2000 },
    ...{ nearMiss: null, label: { value, decidedMs: 1000 } as LockedClip['label'] },
    ...more,
  }) satisfies LockedClip;

describe('locked clips', () => {
  it('of recordings that a judge may have learnt from are left out, and counted', () => {
    const clips = [clip(1, 'success'), clip(2, 'failure'), clip(3, 'failure')];
    expect(outOfSample(clips, new Set(['demo-2', 'demo-9']))).toMatchObject({
      learnt: 1,
      clips: [{ id: 'clip-1' }, { id: 'clip-3' }],
    });
  });

  it('that show the same and say the same count once, the longest of them', () => {
    const part = clip(2, 'failure', { id: 'clip-2b', fromMs: 500, toMs: 1900 });
    const other = clip(2, 'success', { id: 'clip-2c', fromMs: 500, toMs: 1900 });
    const later = clip(2, 'failure', { id: 'clip-2d', fromMs: 3000, toMs: 4000 });
    const { clips, learnt } = outOfSample([part, clip(2, 'failure'), other, later], new Set());
    expect(clips.map(({ id }) => id)).toEqual(['clip-2', 'clip-2c', 'clip-2d']);
    expect(learnt).toBe(0);
  });
});

describe('what a judge learnt from', () => {
  let dir: ReturnType<typeof tempDir>;
  let clips: TestClips;
  beforeEach(() => {
    dir = tempDir('learnt');
    clips = openTestClips(dir.path);
  });
  afterEach(() => {
    clips[Symbol.dispose]();
    dir[Symbol.dispose]();
  });

  it('is known by its bytes, of whatever was shown or learnt from before too, after a restart', () => {
    const book = openJudgeBook(clips.ledger);
    const made = { kind: 'judge-made', task, by: { kind: 'built-in' }, words: '' } as const;
    const hash = 'a'.repeat(64);
    book.append({ ...made, judgeId: 'judge-0001', hash, learntFrom: ['demo-1'] });
    book.append({ kind: 'clips-shown', task, to: 'agent-0001', recordings: ['demo-2'] });
    const again = openJudgeBook(clips.ledger);
    for (const each of [book, again]) {
      expect([...each.learntFrom(task, hash)]).toEqual(['demo-1']);
      expect([...each.shown(task)]).toEqual(['demo-1', 'demo-2']);
      expect(each.learntFrom('touch', hash).size).toBe(0);
    }
  });
});
