/** How long the physics of Push-T takes for one control period while the arm swings over the T. One thread. */

import { simulatedCalibration, so101 } from '../../main/base/arm/so101.ts';
import { must } from '../../main/base/lib/assert.ts';
import { cradleRad, openWorld } from '../../main/bench/devices/sim/physics/world.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';
import type { Figure } from './figure.ts';

const periodMs = 20;
const ticks = 3000;

export const simSteps: Figure = {
  name: 'sim-steps',
  what: 'Physics of Push-T for one 20 ms control period, arm swinging, one thread; one period.',
  measure: async ({ clock }) => {
    using world = await openWorld(scene);
    for (const servo of world.servos) servo.setTorque(true);
    const values: number[] = [];
    for (let tick = 1; tick <= ticks; tick++) {
      const swing = 0.6 * Math.sin((2 * Math.PI * tick) / 200);
      world.servos.forEach((servo, joint) => {
        const { zeroCounts } = must(simulatedCalibration[joint]);
        const goalRad = must(cradleRad[joint]) + (joint < 2 ? swing : 0);
        servo.setGoalCounts(
          zeroCounts + Math.round((goalRad * so101.countsPerTurn) / (2 * Math.PI)),
        );
      });
      const startMs = clock.nowMs();
      world.step(tick * periodMs);
      values.push(clock.nowMs() - startMs);
    }
    return [{ name: 'sim-steps', unit: 'ms', values, baseline: null }];
  },
};
