/**
 * The tests of one room of the anomaly matrix, made from its table: a test a cell, then one that nothing finished was
 * lost. Its figures are printed and kept when it is over.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { AnomalyBench } from './anomalyBench.ts';
import { cellsOf, type Room, type RunnableCell } from './anomalyTable.ts';
import { never } from './coreUnderTest.ts';
import { expectCell } from './expectCell.ts';
import { createMatrixPart } from './matrixSummary.ts';

export interface MatrixRoom {
  readonly room: Room;
  readonly open: () => Promise<AnomalyBench>;
  /** Every cell has a trial of its own that counts after it; else those of one fault share the last one's. */
  readonly proveEach: boolean;
}

/** While nothing runs first, then by device and fault; heat last of the idle ones, because the arm folds away. */
function inOrder(cells: readonly RunnableCell[]): readonly RunnableCell[] {
  const rank = ({ phase, fault }: RunnableCell): number =>
    phase !== 'idle' ? 2 : fault === 'overheat' ? 1 : 0;
  return cells.toSorted((a, b) => rank(a) - rank(b));
}

export function runMatrixRoom({ room, open, proveEach }: MatrixRoom): void {
  const part = createMatrixPart(room);
  const cells = inOrder(cellsOf(room));
  let bench: AnomalyBench;
  beforeAll(async () => {
    bench = await open();
    await bench.prove();
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    process.stdout.write(`${part.write()}\n`);
  });
  describe(`the anomaly matrix, ${room}`, () => {
    for (const [i, cell] of cells.entries()) {
      const after = cells[i + 1];
      const last = after?.device !== cell.device || after.fault !== cell.fault;
      it(cell.name, async () => {
        const beganMs = realClock.nowMs();
        const evidence = await bench.cell(cell, proveEach || last);
        const { end, heldMs, raised: alerts } = evidence;
        const seconds = Math.round(realClock.nowMs() - beganMs) / 1000;
        part.add(cell, { end, heldMs, alerts, seconds });
        await expectCell(bench, cell, evidence);
      });
    }

    it('has lost nothing that was finished', async () => {
      await bench.prove();
      const kept: TrialRow[] = [];
      using _all = bench.core.api.log('trials', 0, (row) => kept.push(row));
      expect(kept).toEqual(bench.announced);
      expect(await bench.core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
    });
  });
}
