/**
 * The anomaly matrix where wall time is the point: everything while nothing runs, what is late, and processes that die or
 * stand still while the arm moves. The trials of one fault share the one that counts after the last of them. It takes over
 * two minutes, so a test run leaves it out; crash.test.ts and faultRealTime.test.ts are what it has of real time.
 */
import { openAnomalyBench } from '../lib/anomalyBench.ts';
import { strikesAll } from '../lib/anomalyGroups.ts';
import { describeWhere } from '../lib/needs.ts';
import { runMatrixRoom } from '../lib/runMatrixRoom.ts';

describeWhere(strikesAll, 'only with NIGHTBENCH_MATRIX=all')('the real clock', () => {
  runMatrixRoom({ room: 'real time', open: () => openAnomalyBench('real') });
});
