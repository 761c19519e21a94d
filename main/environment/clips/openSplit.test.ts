/** The only way to locked frames: it is counted, survives a restart, and ends when a set was looked at too often. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { openTestClips, type TestClips } from '../../../test/lib/openTestClips.ts';
import { demoDir } from '../../store/dataLayout.ts';
import { usesOfSet } from './lockedBook.ts';

const task = 'push-t';
const wanted = { task, negatives: 5, seed: 1 };
let dir: ReturnType<typeof tempDir>;
let clips: TestClips;
beforeEach(() => {
  dir = tempDir('locked');
  clips = openTestClips(dir.path);
  for (let i = 0; i < 32; i++) {
    const id = clips.demo(i % 4 === 3 ? { nearMiss: 'beside the goal' } : {});
    mkdirSync(demoDir(dir.path, id), { recursive: true });
    writeFileSync(path.join(demoDir(dir.path, id), 'demo.json'), id);
  }
  const ids = clips.room.book.clips(task).map(({ id }) => id);
  for (const [look, by] of [
    ['first', 'Ada'],
    ['second', 'Bo'],
  ] as const) {
    clips.say(ids.slice(0, 16), 'success', look, by);
    clips.say(ids.slice(16), 'failure', look, by, 4000);
  }
});
afterEach(() => {
  clips[Symbol.dispose]();
  dir[Symbol.dispose]();
});
function reopen(): void {
  clips[Symbol.dispose]();
  clips = openTestClips(dir.path);
}

describe('a locked set', () => {
  it('is handed out whole, with labels and folders, and each time is counted', () => {
    const plan = clips.room.split.lock(wanted, 'Ada');
    const {
      set,
      clips: own,
      dirOf,
    } = clips.room.split.openLocked('locked-0001', 'judge v1', 'Ada');
    expect(set).toMatchObject({ uses: 1, negatives: 5, positives: 10, by: 'Ada' });
    expect(own.map(({ id }) => id)).toEqual(plan.clips);
    expect(own.filter(({ label }) => label?.value === 'failure')).toHaveLength(5);
    expect(own.find(({ label }) => label?.value === 'failure')?.label?.decidedMs).toBe(4000);
    expect(dirOf(plan.recordings[0] ?? '')).toBe(
      path.join(dir.path, 'locked', plan.recordings[0] ?? ''),
    );
    reopen();
    expect(clips.locked.sets(task)).toMatchObject([{ setId: 'locked-0001', uses: 1 }]);
    const [entry] = clips.ledger.notes('locked-used', 9);
    expect(entry?.body).toMatchObject({ what: 'judge v1', by: 'Ada', setId: 'locked-0001' });
  });

  it('is spent after so many looks, and of an unknown one nothing is given', () => {
    clips.room.split.lock(wanted, 'Ada');
    const use = () => clips.room.split.openLocked('locked-0001', 'judge', 'Ada');
    for (let i = 0; i < usesOfSet; i++) use();
    expect(use).toThrow(/proves nothing more/);
    reopen();
    expect(use).toThrow(/proves nothing more/);
    expect(clips.ledger.notes('locked-used', 99)).toHaveLength(usesOfSet);
    expect(() => clips.room.split.openLocked('locked-0002', 'judge', 'Ada')).toThrow(
      /no locked set/,
    );
  });

  it('keeps its clips though their demos are told no more, and takes no new label', () => {
    const { clips: ids } = clips.room.split.lock(wanted, 'Ada');
    reopen();
    expect(clips.demos.list(task)).toHaveLength(32 - 15);
    expect(clips.room.book.clips(task)).toHaveLength(32);
    expect(() => clips.say([ids[0] ?? ''], 'unclear', 'settled')).toThrow(/is locked/);
    expect(() => clips.room.momentOf(ids[0] ?? '')).toThrow(/no picture/);
    expect(clips.room.book.blind(task, 'Cy', ids).clips).toEqual([]);
  });
});
