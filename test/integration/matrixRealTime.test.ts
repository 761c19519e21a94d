/**
 * The anomaly matrix where wall time is the point: everything while nothing runs, what is late, and processes that die or
 * stand still while the arm moves. The trials of one fault share the one that counts after the last of them.
 */
import { openAnomalyBench } from '../lib/anomalyBench.ts';
import { runMatrixRoom } from '../lib/runMatrixRoom.ts';

runMatrixRoom({ room: 'real time', open: () => openAnomalyBench('real') });
