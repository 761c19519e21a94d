/**
 * The anomaly matrix on a disk that is full, full after a few more writes, or read-only, in lockstep. Needs the right to
 * mount a file and to make files immutable.
 */
import { must } from '../../main/base/lib/assert.ts';
import { openAnomalyBench } from '../lib/anomalyBench.ts';
import { describeWhere } from '../lib/needs.ts';
import { runMatrixRoom } from '../lib/runMatrixRoom.ts';
import { may, openRefusingDisk } from '../lib/smallDisk.ts';

const where = 'needs the right to mount and to make files immutable, not given on this machine';

describeWhere(may(openRefusingDisk), where)('a disk of its own', () => {
  runMatrixRoom({
    room: 'disk',
    open: async () => {
      await using stack = new AsyncDisposableStack();
      const disk = stack.use(must(openRefusingDisk(64)));
      const bench = stack.use(await openAnomalyBench('lockstep', disk));
      const owned = stack.move();
      return { ...bench, [Symbol.asyncDispose]: () => owned.disposeAsync() };
    },
  });
});
