/**
 * A gamepad's sticks as a motion of the tool. Nothing moves without the clutch button held down, nor within the dead
 * zone of a stick at rest; only pads of the standard layout drive. The stop's button is not among these.
 */
import { type Move, stillMove } from './motionKeys.ts';

/** Indices of the standard mapping. Button 1 is the stop. */
export const padButtons = {
  keep: 0,
  failure: 2,
  success: 3,
  clutch: 5,
  close: 6,
  open: 7,
  tiltUp: 12,
  tiltDown: 13,
} as const;

export const padWords = [
  { keys: ['RB'], words: 'held down: the hand is on' },
  { keys: ['Left stick'], words: 'over the table' },
  { keys: ['Right stick'], words: 'up and down, turn' },
  { keys: ['Cross ↑ ↓'], words: 'tilt the tool' },
  { keys: ['RT', 'LT'], words: 'gripper open, close' },
  { keys: ['A'], words: 'record, keep the demo' },
  { keys: ['Y', 'X'], words: 'success, failure' },
  { keys: ['B'], words: 'stop the robot' },
] as const;

export const deadZone = 0.12;

export type PadReading = Pick<Gamepad, 'mapping' | 'axes' | 'buttons'>;

/** From the edge of the dead zone on it grows from nothing, so that slow is really slow. */
function outside(value: number): number {
  const size = Math.min(1, Math.abs(value));
  return size <= deadZone ? 0 : (Math.sign(value) * (size - deadZone)) / (1 - deadZone);
}

export const padDown = (pad: PadReading, button: number): boolean =>
  pad.buttons[button]?.pressed === true;

/** Null: the clutch is out, or the pad's layout is unknown. */
export function padMove(pad: PadReading): Move | null {
  if (pad.mapping !== 'standard' || !padDown(pad, padButtons.clutch)) return null;
  const stick = (axis: number): number => outside(pad.axes[axis] ?? 0);
  const trigger = (button: number): number => outside(pad.buttons[button]?.value ?? 0);
  const tilt = Number(padDown(pad, padButtons.tiltUp)) - Number(padDown(pad, padButtons.tiltDown));
  const none = 0; // no negative zero on the wire
  return {
    ...stillMove,
    x: none - stick(1),
    y: none - stick(0),
    z: none - stick(3),
    roll: none - stick(2),
    pitch: tilt,
    gripper: trigger(padButtons.open) - trigger(padButtons.close),
  };
}

export const drivingPad = (pads: readonly (Gamepad | null)[]): Gamepad | null =>
  pads.find((pad) => pad?.mapping === 'standard') ?? null;
