/**
 * The tests of one room of the anomaly matrix, made from its table: a test for what is struck together, then one that
 * nothing finished was lost. Its figures are printed and kept when it is over.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { AnomalyBench } from './anomalyBench.ts';
import { type CellGroup, groupsOf } from './anomalyGroups.ts';
import type { Device, Room } from './anomalyTable.ts';
import { never } from './coreUnderTest.ts';
import { expectCell } from './expectCell.ts';
import { createMatrixPart } from './matrixSummary.ts';

export interface MatrixRoom {
  readonly room: Room;
  /** Of these devices only, when the room is shared by several files. */
  readonly devices?: readonly Device[];
  readonly open: () => Promise<AnomalyBench>;
}

/** While nothing runs first, then by device and fault; heat last of the idle ones, because the arm folds away. */
function inOrder(groups: Map<string, CellGroup>): readonly (readonly [string, CellGroup])[] {
  const rank = ([, [{ phase, fault }]]: readonly [string, CellGroup]): number =>
    phase !== 'idle' ? 2 : fault === 'overheat' ? 1 : 0;
  return [...groups].toSorted((a, b) => rank(a) - rank(b));
}

export function runMatrixRoom({ room, devices, open }: MatrixRoom): void {
  const title = devices === undefined ? room : `${room}, ${devices[0]} …`;
  const part = createMatrixPart(room, devices);
  const groups = inOrder(groupsOf(room, devices));
  let bench: AnomalyBench;
  beforeAll(async () => {
    bench = await open();
    await bench.prove();
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    process.stdout.write(`${part.write()}\n`);
  });
  describe(`the anomaly matrix, ${title}`, () => {
    for (const [i, [name, group]] of groups.entries()) {
      const next = groups[i + 1]?.[1][0];
      const last = next?.device !== group[0].device || next.fault !== group[0].fault;
      // A machine that is busy for a second may void a trial: it is struck once more, and the report says so.
      it(name, { retry: 1 }, async () => {
        const beganMs = realClock.nowMs();
        const found = await bench.strike(group, last);
        const seconds = (realClock.nowMs() - beganMs) / 1000 / group.length;
        for (const [j, cell] of group.entries()) part.add(cell, must(found[j]), seconds);
        for (const [j, cell] of group.entries()) await expectCell(bench, cell, must(found[j]));
      });
    }

    it('has lost nothing that was finished', async () => {
      await bench.prove();
      const kept: TrialRow[] = [];
      using _all = bench.core.api.log('trials', 0, (row) => kept.push(row));
      // Trials that a disk kept from being announced are settled as aborted when the next run begins.
      const known = new Set(bench.announced.map(({ id }) => id));
      const settled = kept.filter(({ id }) => !known.has(id));
      const aborted = { outcome: 'invalid', reason: 'aborted', stepHash: '' };
      for (const row of settled) expect(row).toMatchObject(aborted);
      // An aborted trial that a disk refused is entered once it takes bytes again: after later ones.
      const byId = (rows: readonly TrialRow[]): readonly TrialRow[] =>
        rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(byId(kept.filter(({ id }) => known.has(id)))).toEqual(byId(bench.announced));
      expect(await bench.core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
    });
  });
}
