/** How long the physics of Push-T takes for one control period while the arm swings over the T. One thread. */

import { openWorld } from '../../main/bench/devices/sim/physics/world.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';
import { swingArm } from './drawPictures.ts';
import type { Figure } from './figure.ts';

const periodMs = 20;
const ticks = 3000;

export const simSteps: Figure = {
  name: 'sim-steps',
  what: 'Physics of Push-T for one 20 ms control period, arm swinging, one thread; one period.',
  lines: ['sim-steps'],
  measure: async ({ clock }) => {
    using world = await openWorld(scene);
    for (const servo of world.servos) servo.setTorque(true);
    const values: number[] = [];
    for (let tick = 1; tick <= ticks; tick++) {
      swingArm(world, tick);
      const startMs = clock.nowMs();
      world.step(tick * periodMs);
      values.push(clock.nowMs() - startMs);
    }
    return [{ name: 'sim-steps', unit: 'ms', values, baseline: null }];
  },
};
