/** Folds go by episode, hold their share of each kind, and parts for the learning curve hold each other. */
import { expect, test } from 'vitest';
import { partOf, splitFolds } from './splitFolds.ts';

const kinds = ['Beside', 'Turned', null];
const clips = Array.from({ length: 60 }, (_, i) => ({
  id: `clip-${i}`,
  recordingId: `recording-${Math.floor(i / 2)}`,
  label: i % 6 < 2 ? ('success' as const) : ('failure' as const),
  nearMiss: i % 6 < 2 ? null : (kinds[Math.floor(i / 2) % 3] ?? null),
}));

test('no episode is on both sides, and each fold has its share of successes', () => {
  const foldOf = splitFolds(clips, 4, 7);
  for (const { id, recordingId } of clips)
    for (const other of clips.filter((each) => each.recordingId === recordingId))
      expect(foldOf.get(other.id)).toBe(foldOf.get(id));
  for (let fold = 0; fold < 4; fold++) {
    const own = clips.filter(({ id }) => foldOf.get(id) === fold);
    expect(own.filter(({ label }) => label === 'success').length).toBeGreaterThanOrEqual(4);
    expect(own.filter(({ label }) => label === 'failure').length).toBeGreaterThanOrEqual(8);
  }
  expect(splitFolds(clips, 4, 7)).toEqual(foldOf);
  expect(splitFolds(clips, 4, 8)).not.toEqual(foldOf);
});

test('a larger part of the episodes holds the smaller one, and both classes', () => {
  const quarter = partOf(clips, 0.25, 7);
  const half = partOf(clips, 0.5, 7);
  expect([...quarter].every((id) => half.has(id))).toBe(true);
  expect(quarter.size).toBeLessThan(half.size);
  const labels = clips.filter(({ id }) => quarter.has(id)).map(({ label }) => label);
  expect(new Set(labels).size).toBe(2);
});
