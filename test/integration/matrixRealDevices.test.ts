/**
 * The anomaly matrix of arm, cameras and clock where wall time is the point: while nothing runs, and what is late. The
 * trials of one fault share the one that counts after the last of them. A test run without NIGHTBENCH_MATRIX=all leaves
 * it out; crash.test.ts and faultRealTime.test.ts are what that has of real time.
 */
import { openAnomalyBench } from '../lib/anomalyBench.ts';
import { strikesAll } from '../lib/anomalyGroups.ts';
import { describeWhere } from '../lib/needs.ts';
import { runMatrixRoom } from '../lib/runMatrixRoom.ts';

describeWhere(strikesAll, 'only with NIGHTBENCH_MATRIX=all')('the real clock', () => {
  runMatrixRoom({
    room: 'real time',
    devices: ['servo bus', 'one servo', 'overhead camera', 'front camera', 'clock'],
    open: () => openAnomalyBench('real'),
  });
});
