/**
 * A hand drives the arm to the end of its reach, in bench time on the simulated bench: it leans when the wrist can bend no
 * further, slides around when it can lean no further, and every key that leads back inside moves it.
 */
import path from 'node:path';
import { expect, it } from 'vitest';
import { forwardKinematics } from '../../main/base/arm/kinematics.ts';
import { must } from '../../main/base/lib/assert.ts';
import { readSteps } from '../../main/store/record/readRecord.ts';
import { never, openTestCore } from '../lib/coreUnderTest.ts';
import { beginTeleop, recordDemo, teleopHand } from '../lib/teleopHand.ts';

it('leans on at the end of its wrist, and every key leads away from there', async () => {
  await using core = await openTestCore();
  await beginTeleop(core.api);
  const arm = teleopHand(core.api);
  await arm.goTo(110, 0.19, 0, 0.09);
  await recordDemo(core.api);
  await arm.move(60, { x: 1 });
  for (const key of [{ y: 1 }, { z: -1 }, { x: -1 }]) await arm.move(25, key);
  const { demoId } = await core.api.call('demo.stop', { result: null }, never);
  const rows = [...readSteps(path.join(core.dataDir, 'demos', demoId))];
  const tips = rows.map(({ positionRad }) => forwardKinematics(positionRad));
  const [out, aside, down, back] = [60, 85, 110, 135].map((count) => must(tips[count - 1]));
  expect(rows).toHaveLength(135);
  expect(must(must(rows[59]).positionRad[3])).toBeGreaterThan(1.6);
  expect(must(out).xM).toBeGreaterThan(0.27);
  expect(must(aside).yM - must(out).yM).toBeGreaterThan(0.05);
  expect(must(aside).zM - must(down).zM).toBeGreaterThan(0.05);
  expect(must(down).xM - must(back).xM).toBeGreaterThan(0.01);
}, 240_000);
