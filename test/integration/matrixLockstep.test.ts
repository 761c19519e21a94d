/**
 * The anomaly matrix on the clock of the bench: every cell of it that need not wait for real time, a trial each, on one
 * open core. The trials of one fault share the one that counts after the last of them; the one struck in its record phase
 * counted before, and each other came that far on a mended bench. The table is `test/lib/anomalyTable.ts`; what is asked
 * of a cell is in `test/lib/expectCell.ts`.
 */
import { openAnomalyBench } from '../lib/anomalyBench.ts';
import { runMatrixRoom } from '../lib/runMatrixRoom.ts';

runMatrixRoom({ room: 'lockstep', open: () => openAnomalyBench('lockstep'), proveEach: false });
