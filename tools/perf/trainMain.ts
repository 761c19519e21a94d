/** Trains a judge's small net on noise until its stdin ends; says so when it has begun. */
import { realClock } from '../../main/base/lib/clock.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { writeNetLoss } from '../../main/environment/author/netBody.ts';
import { openTrainer } from '../../main/environment/nn/trainer.ts';
import { createWeightBook } from '../../main/environment/nn/weights.ts';

const count = 24;
const side = 56;
const rng = createRng(1);
const patch = Float32Array.from({ length: count * 3 * side ** 2 }, () => rng.normal());
const target = Float32Array.from({ length: count }, (_, i) => i % 2);
const weight = new Float32Array(count).fill(1);
await using trainer = await openTrainer({
  weights: createWeightBook(rng),
  inputs: { patch: [count, 3, side, side], target: [count, 1], weight: [count, 1] },
  adam: { rate: 1e-3 },
  loss: writeNetLoss,
});
process.stdin.once('end', () => process.exit(0)).resume();
await trainer.step({ patch, target, weight });
process.stdout.write('training\n');
for (;;) {
  await trainer.step({ patch, target, weight });
  // Its input is heard in between.
  await realClock.sleep(0);
}
