/**
 * The anomaly matrix of the task's programs, on the clock of the bench: what need not wait for real time, on one open
 * core. The last struck trial of a fault is followed by one that counts, or counts itself; each other came as far as its
 * phase on a mended bench. The table is `test/lib/anomalyTable.ts`; what is asked of a cell is in
 * `test/lib/expectCell.ts`.
 */
import { openAnomalyBench } from '../lib/anomalyBench.ts';
import { runMatrixRoom } from '../lib/runMatrixRoom.ts';

runMatrixRoom({
  room: 'lockstep',
  devices: ['policy', 'judge', 'reset program'],
  open: () => openAnomalyBench('lockstep'),
});
