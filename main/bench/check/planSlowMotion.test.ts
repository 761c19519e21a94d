/** The slow motion to be stopped: never faster than asked, never low, never out of the workspace. */
import { expect, it } from 'vitest';
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';
import { planSlowMotion, safeHeightM } from './planSlowMotion.ts';

const cradle = [0, -2.2, 2.2, 1.6, 0, 0];
const clearView = [0.8, -2.0, 1.95, 1.62, 1.8, 0];

it.each([
  ['the cradle', cradle],
  ['a clear view', clearView],
  ['a tip at the table', [0, -1.13, 1.87, 0.83, 0, 0]],
])('from %s the tip rises, stays high and keeps its speed', (_name, start) => {
  const motion = planSlowMotion(start, simulatedBenchEnvelope, 0.02);
  expect(motion).not.toBeNull();
  if (motion === null) return;
  const startTip = forwardKinematics(start);
  let last = forwardKinematics(motion.at(0));
  expect(Math.hypot(last.xM - startTip.xM, last.zM - startTip.zM)).toBeLessThan(1e-6);
  const sides: number[] = [];
  for (let s = 0.02; s < 40; s += 0.02) {
    const joints = motion.at(s);
    const tip = forwardKinematics(joints);
    const way = Math.hypot(tip.xM - last.xM, tip.yM - last.yM, tip.zM - last.zM);
    expect(way / 0.02).toBeLessThan(0.022);
    expect(tip.zM).toBeGreaterThan(Math.min(startTip.zM, safeHeightM) - 0.006);
    if (s > 20) {
      expect(tip.zM).toBeGreaterThan(safeHeightM - 0.001);
      sides.push(tip.yM);
    }
    last = tip;
  }
  expect(Math.max(...sides) - Math.min(...sides)).toBeGreaterThan(0.05);
});

it('gives none where the workspace leaves no room', () => {
  const narrow = {
    ...simulatedBenchEnvelope,
    workspaceM: { ...simulatedBenchEnvelope.workspaceM, y: { min: 0.2, max: 0.22 } },
  };
  expect(planSlowMotion(clearView, narrow, 0.02)).toBeNull();
});
