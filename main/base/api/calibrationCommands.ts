/**
 * The contract's commands that bring a bench into order by hand: the envelope by moving the arm, servos and cameras
 * calibrated, and on the simulated bench the hand that does it (`phaseOneCommands.ts` has the rest of the day).
 */
import { z } from 'zod';
import type { CameraCalibration, LeRobotJointCalibration } from '../model/phaseOne.ts';
import { command } from './command.ts';
import { none } from './commandArgs.ts';

const role = z.string().regex(/^[a-z][a-z0-9_-]{0,19}$/);
const metres = z.number().min(-2).max(2);
const angle = z.number().min(-7).max(7);
const arm = z.enum(['follower', 'leader']);

export const calibrationCommands = {
  /** Begins to watch where the arm goes, however it is moved; ends with `sweep.end`. */
  'sweep.begin': command<null>()(z.strictObject({ limp: z.boolean() })),
  /** With `save`, what was swept, grown by the margin, becomes the bench's envelope. */
  'sweep.end': command<null>()(
    z.strictObject({ save: z.boolean(), marginM: z.number().min(0).max(0.1).default(0.01) }),
  ),
  'calibration.begin': command<null>()(z.strictObject({ arm })),
  /** centre → sweep → review. @throws `refused` with what is missing. */
  'calibration.next': command<null>()(none),
  'calibration.end': command<null>()(z.strictObject({ save: z.boolean() })),
  'calibration.read': command<Readonly<Record<string, LeRobotJointCalibration>>>()(
    z.strictObject({ arm }),
  ),
  'calibration.write': command<null>()(
    z.strictObject({ arm, joints: z.record(z.string().max(40), z.unknown()) }),
  ),
  'board.begin': command<null>()(z.strictObject({ role })),
  /** Takes the newest picture as a view. @throws `refused` with why the board is not in it. */
  'board.take': command<{ views: number }>()(
    z.strictObject({
      /** The board lies flat at its known place: this view tells where the camera stands. */
      home: z.boolean().default(false),
    }),
  ),
  'board.solve': command<CameraCalibration>()(none),
  'board.end': command<null>()(z.strictObject({ save: z.boolean() })),
  /** Simulated bench: a person's hand on an arm: the leader any time, the follower while it is limp. */
  'sim.arm': command<null>()(z.strictObject({ arm, jointsRad: z.array(angle).length(6) })),
  /** Simulated bench: the calibration board put on the table, tilted, or taken away. */
  'sim.board': command<null>()(
    z.strictObject({
      pose: z
        .strictObject({
          xM: metres,
          yM: metres,
          zM: metres,
          yawRad: angle,
          tiltRad: z.number().min(-1).max(1),
          tiltAboutRad: angle,
        })
        .nullable(),
    }),
  ),
} as const;
