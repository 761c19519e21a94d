/**
 * The anomaly matrix of processes of the bench and of the clock, on the clock of the bench: what need not wait for real
 * time, on one open core. The last struck trial of a fault is followed by one that counts, or counts itself; each other
 * came as far as its phase on a mended bench. The table is `test/lib/anomalyTable.ts`; what is asked of a cell is in
 * `test/lib/expectCell.ts`.
 */
import { openAnomalyBench } from '../lib/anomalyBench.ts';
import { runMatrixRoom } from '../lib/runMatrixRoom.ts';

runMatrixRoom({
  room: 'lockstep',
  devices: ['simulator process', 'servo process', 'recorder process', 'clock'],
  open: () => openAnomalyBench('lockstep'),
});
