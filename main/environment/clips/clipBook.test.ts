/** The book of clips on a real ledger: cutting, looks, undo, and the same book again after the core was closed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { openTestClips, type TestClips } from '../../../test/lib/openTestClips.ts';
import { sittingMs } from './clipBook.ts';

let dir: ReturnType<typeof tempDir>;
let clips: TestClips;
beforeEach(() => {
  dir = tempDir('clips');
  clips = openTestClips(dir.path);
});
afterEach(() => {
  clips[Symbol.dispose]();
  dir[Symbol.dispose]();
});

const task = 'push-t';
const all = () => clips.room.book.changes(task, 0);
const one = (id: string) => all().clips.find((clip) => clip.id === id);
function reopen(clipsAtOnce?: number): void {
  clips[Symbol.dispose]();
  clips = openTestClips(dir.path, 1000, clipsAtOnce);
}
const code = (run: () => unknown): unknown => {
  try {
    run();
    return null;
  } catch (thrown) {
    return (thrown as { code?: unknown }).code;
  }
};

describe('cutting', () => {
  it('gives each demo one clip, and that of an import its own source', () => {
    clips.demo({ result: 'success', nearMiss: 'beside the goal' });
    const from = { kind: 'import', format: 'mp4', from: 'films', episode: 0 } as const;
    clips.demo({ origin: from });
    expect(all().clips).toMatchObject([
      {
        ...{ id: 'clip-000001', source: 'demo', recordingId: 'demo-000001', demoId: 'demo-000001' },
        ...{ fromMs: 1000, toMs: 6000, nearMiss: 'beside the goal', hint: 'success', label: null },
      },
      { id: 'clip-000002', source: 'import', hint: null },
    ]);
    expect(clips.room.book.ofDemo('demo-000001')).toBe(1);
  });

  it('follows trims and splits until it is labelled, and again when the label is undone', () => {
    const demoId = clips.demo();
    clips.demos.trim(demoId, 2000, 5000);
    expect(one('clip-000001')).toMatchObject({ fromMs: 2000, toMs: 5000 });
    clips.say(['clip-000001'], 'failure');
    clips.demos.split(demoId, 3000);
    expect(one('clip-000001')).toMatchObject({ fromMs: 2000, toMs: 5000 });
    expect(one('clip-000002')).toMatchObject({ fromMs: 3000, toMs: 5000, recordingId: demoId });
    clips.room.book.undo(task);
    expect(one('clip-000001')).toMatchObject({ fromMs: 2000, toMs: 3000, label: null });
    reopen();
    expect(one('clip-000001')).toMatchObject({ fromMs: 2000, toMs: 3000, label: null });
  });

  it('tells no clip of a removed demo, and tells it again when the removal is undone', () => {
    const demoId = clips.demo();
    clips.demo();
    const { revision } = all();
    clips.demos.remove(demoId);
    expect(all().clips.map(({ id }) => id)).toEqual(['clip-000002']);
    expect(clips.room.book.changes(task, revision)).toMatchObject({
      clips: [],
      gone: ['clip-000001'],
    });
    expect(code(() => clips.say(['clip-000001'], 'failure'))).toBe('not-found');
    reopen();
    expect(all().clips.map(({ id }) => id)).toEqual(['clip-000002']);
    expect(clips.room.book.changes(task, revision).gone).toEqual(['clip-000001']);
    clips.demos.undo(task);
    expect(
      all()
        .clips.map(({ id }) => id)
        .sort(),
    ).toEqual(['clip-000001', 'clip-000002']);
  });

  it('cuts what a crash left uncut between the demo and its clip', () => {
    clips.demo();
    clips[Symbol.dispose]();
    // As a core that died right after the demo's entry left it.
    clips = openTestClips(dir.path);
    const { ledger } = clips;
    ledger.append({
      ...{ kind: 'demo-recorded', demoId: 'demo-000002', recordingId: 'demo-000002', task },
      ...{ origin: { kind: 'teleop', input: 'mouse' }, endHash: '', result: null, nearMiss: null },
      ...{ fromMs: 0, toMs: 900, roles: ['front'], frames: 9, why: '' },
    });
    reopen();
    expect(all().clips).toHaveLength(2);
    expect(one('clip-000002')).toMatchObject({ demoId: 'demo-000002', toMs: 900 });
  });
});

describe('looks', () => {
  beforeEach(() => {
    for (let i = 0; i < 4; i++) clips.demo();
  });

  it('counts the first, both where they agree, and neither where they do not', () => {
    clips.say(['clip-000001'], 'success', 'first', 'Ada', 5000);
    expect(one('clip-000001')?.label).toMatchObject({ value: 'success', decidedMs: 5000 });
    clips.say(['clip-000001'], 'success', 'second', 'Bo');
    expect(one('clip-000001')).toMatchObject({ label: { by: 'Ada' }, disagrees: false });
    clips.say(['clip-000002'], 'success');
    clips.say(['clip-000002'], 'failure', 'second', 'Bo');
    expect(one('clip-000002')).toMatchObject({ label: null, disagrees: true });
    clips.say(['clip-000002'], 'failure', 'settled', 'Cy');
    expect(one('clip-000002')).toMatchObject({
      label: { value: 'failure', by: 'Cy' },
      disagrees: false,
    });
  });

  it('keeps no moment of what is decided neither way', () => {
    clips.say(['clip-000001'], 'unclear', 'first', 'Ada', 5000);
    expect(one('clip-000001')?.label).toMatchObject({ value: 'unclear', decidedMs: null });
  });

  it.each([
    [
      'a moment outside the clip',
      () => clips.say(['clip-000001'], 'success', 'first', 'A', 7000),
      'bad-input',
    ],
    ['an unknown clip', () => clips.say(['clip-000099'], 'success'), 'not-found'],
    [
      'a second look before the first',
      () => clips.say(['clip-000001'], 'success', 'second'),
      'refused',
    ],
    [
      'settling one look',
      () => {
        clips.say(['clip-000001'], 'success');
        clips.say(['clip-000001'], 'success', 'settled');
      },
      'refused',
    ],
    [
      'a first look after the second',
      () => {
        clips.say(['clip-000001'], 'success');
        clips.say(['clip-000001'], 'success', 'second', 'Bo');
        clips.say(['clip-000001'], 'failure');
      },
      'refused',
    ],
    [
      'a moment of what nobody decided',
      () => clips.room.book.amend('clip-000001', { decidedMs: 2000 }),
      'refused',
    ],
    [
      'clips of two tasks',
      () => {
        clips.demo({ task: 'touch' });
        clips.say(['clip-000001', 'clip-000005'], 'success');
      },
      'bad-input',
    ],
  ] as const)('refuses %s, and nothing changed', (_what, run, expected) => {
    expect(code(run)).toBe(expected);
    const { label } = one('clip-000001') ?? {};
    expect(label?.value).not.toBe('failure');
    expect(clips.ledger.notes('clip-amended', 9)).toEqual([]);
  });

  it('gives second looks blind: to others at once, to the same person in another sitting', () => {
    clips.say(['clip-000001', 'clip-000002'], 'success', 'first', 'Ada');
    clips.say(['clip-000003'], 'failure', 'first', 'Bo');
    const ids = ['clip-000001', 'clip-000002', 'clip-000003', 'clip-000004'];
    const queue = clips.room.book.blind(task, 'Ada', ids);
    expect(queue.clips.map(({ id }) => id)).toEqual(['clip-000003']);
    expect(queue.clips[0]).toMatchObject({ looks: {}, label: null, hint: null });
    expect([queue.tooFresh, queue.freshUntil]).toEqual([2, '2026-11-30T08:30:00.000Z']);
    expect(code(() => clips.say(['clip-000001'], 'success', 'second', 'Ada'))).toBe('refused');
    clips.later(sittingMs);
    expect(clips.room.book.blind(task, 'Ada', ids).clips).toHaveLength(3);
    const answer = { ids: ['clip-000001'], look: 'second', value: 'failure', by: 'Ada' } as const;
    const [told] = clips.room.book.label({ ...answer, decidedMs: null, why: '' });
    expect(told).toMatchObject({ looks: { second: { value: 'failure' } }, label: null });
    expect(told?.looks.first).toBeUndefined();
    expect(clips.room.book.blind(task, 'Bo', ['clip-000001']).clips).toEqual([]);
  });

  it('tells a second look no name that calls it a near miss', () => {
    clips.say(['clip-000001'], 'failure', 'first', 'Ada');
    clips.room.book.amend('clip-000001', { nearMiss: 'beside the goal' });
    const { clips: due } = clips.room.book.blind(task, 'Bo', ['clip-000001']);
    expect(due).toMatchObject([{ id: 'clip-000001', nearMiss: null }]);
    const answer = { ids: ['clip-000001'], look: 'second', value: 'failure', by: 'Bo' } as const;
    const [told] = clips.room.book.label({ ...answer, decidedMs: null, why: '' });
    expect(told?.nearMiss).toBeNull();
    expect(one('clip-000001')?.nearMiss).toBe('beside the goal');
  });

  it('cuts no span twice, and the trials of a task once at a time', async () => {
    const { answers } = clips.room;
    const never = new AbortController().signal;
    const span = { recordingId: 'demo-000001', fromMs: 1500, toMs: 3000, nearMiss: null };
    await answers['clip.cut'](span, never);
    expect(code(() => answers['clip.cut'](span, never))).toBe('refused');
    const first = answers['clip.cutTrials']({ task }, never);
    await expect(answers['clip.cutTrials']({ task }, never)).rejects.toMatchObject({
      code: 'busy',
    });
    await expect(first).resolves.toEqual({ clips: 0 });
    await expect(answers['clip.cutTrials']({ task }, never)).resolves.toEqual({ clips: 0 });
  });
});

describe('undo', () => {
  beforeEach(() => {
    for (let i = 0; i < 3; i++) clips.demo();
  });

  it('takes back every act, the newest first, also across a restart, and is durable itself', () => {
    clips.say(['clip-000001'], 'success', 'first', 'Ada', 2000);
    clips.say(['clip-000001', 'clip-000002', 'clip-000003'], 'failure');
    clips.room.book.amend('clip-000002', { nearMiss: 'beside the goal' });
    reopen();
    expect(one('clip-000002')).toMatchObject({
      nearMiss: 'beside the goal',
      label: { value: 'failure' },
    });
    expect(clips.room.book.undo(task).changed).toEqual(['clip-000002']);
    expect(one('clip-000002')?.nearMiss).toBeNull();
    expect(clips.room.book.undo(task).changed).toHaveLength(3);
    expect(one('clip-000001')?.label).toMatchObject({ value: 'success', decidedMs: 2000 });
    expect(one('clip-000003')?.label).toBeNull();
    reopen();
    expect(clips.room.book.undo(task)).toEqual({
      changed: ['clip-000001'],
      words: 'success: clip-000001',
    });
    expect(all().clips.every(({ label }) => label === null)).toBe(true);
    expect(code(() => clips.room.book.undo(task))).toBe('refused');
    expect(clips.room.book.canUndo(task)).toBe(false);
  });

  it('goes on undoing through what was undone and said again', () => {
    clips.say(['clip-000001'], 'success');
    clips.room.book.undo(task);
    clips.say(['clip-000001'], 'failure');
    clips.say(['clip-000001'], 'unclear');
    clips.room.book.undo(task);
    expect(one('clip-000001')?.label?.value).toBe('failure');
    clips.room.book.undo(task);
    expect(one('clip-000001')?.label).toBeNull();
    expect(clips.room.book.canUndo(task)).toBe(false);
  });
});

describe('what changed', () => {
  it('is told by revision, which goes on rising over a restart', () => {
    for (let i = 0; i < 3; i++) clips.demo();
    const first = all();
    expect(first.clips).toHaveLength(3);
    clips.say(['clip-000002'], 'success');
    const since = clips.room.book.changes(task, first.revision);
    expect(since.clips.map(({ id }) => id)).toEqual(['clip-000002']);
    expect(since.revision).toBeGreaterThan(first.revision);
    reopen();
    expect(clips.room.book.changes(task, since.revision)).toMatchObject({ clips: [], gone: [] });
    clips.say(['clip-000001', 'clip-000003'], 'failure');
    expect(clips.room.book.changes(task, since.revision).clips).toHaveLength(2);
  });

  it('comes in answers that are bounded, and one entry is never torn', () => {
    for (let i = 0; i < 41; i++)
      clips.ledger.append({
        ...{ kind: 'clip-cut', clipId: `clip-${String(i + 1).padStart(6, '0')}`, task },
        ...{ source: 'trial', recordingId: 'run-1', demoId: null, roles: ['front'] },
        ...{ fromMs: i, toMs: i + 1, nearMiss: null, hint: null },
      });
    reopen(40);
    const page = all();
    expect([page.clips.length, page.more]).toEqual([40, true]);
    const rest = clips.room.book.changes(task, page.revision);
    expect([rest.clips.length, rest.more]).toEqual([1, false]);
    clips.say(
      page.clips.map(({ id }) => id),
      'failure',
    );
    const after = clips.room.book.changes(task, rest.revision);
    expect([after.clips.length, after.more]).toEqual([40, false]);
  });
});
