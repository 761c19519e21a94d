/** What a person may say to the simulated bench, parsed: settings of its scene, and switches that break it. */
import { z } from 'zod';
import { faultKinds, sceneBoardBounds, sceneBounds, sceneTripleBounds } from '../model/scene.ts';

const role = z.string().regex(/^[a-z][a-z0-9_-]{0,19}$/);
const bounded = ([min, max]: readonly [number, number]) => z.number().min(min).max(max);
const triple = (range: readonly [number, number]) =>
  z.tuple([bounded(range), bounded(range), bounded(range)]);

export const sceneSettingsSchema = z.strictObject({
  light: bounded(sceneBounds.light).optional(),
  cameraShiftM: z.record(role, triple(sceneTripleBounds.cameraShiftM)).optional(),
  distractors: bounded(sceneBounds.distractors).int().optional(),
  colours: z.record(z.string().max(40), triple(sceneTripleBounds.colours)).optional(),
  friction: bounded(sceneBounds.friction).optional(),
  mass: bounded(sceneBounds.mass).optional(),
  slackRad: bounded(sceneBounds.slackRad).optional(),
  sensorNoise: bounded(sceneBounds.sensorNoise).optional(),
  board: z
    .strictObject({
      xM: bounded(sceneBoardBounds.xM),
      yM: bounded(sceneBoardBounds.yM),
      zM: bounded(sceneBoardBounds.zM),
      yawRad: bounded(sceneBoardBounds.yawRad),
      tiltRad: bounded(sceneBoardBounds.tiltRad),
      tiltAboutRad: bounded(sceneBoardBounds.tiltAboutRad),
    })
    .nullable()
    .optional(),
  imageSize: z.enum(['320x240', '640x480']).optional(),
  frameRateHz: bounded(sceneBounds.frameRateHz).int().optional(),
});

export const faultSwitchSchema = z.strictObject({
  kind: z.enum(faultKinds),
  on: z.boolean(),
  role: role.optional(),
  servo: z.int().min(1).max(6).optional(),
  amount: z.number().min(0).max(10_000).optional(),
});
