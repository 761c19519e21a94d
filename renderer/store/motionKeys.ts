/**
 * Keys held down as a motion of the tool, one to one: two keys of one axis cancel each other. They stand beside the
 * keys of the demos view and clash with none of them, nor with the stop's.
 */

export type Axis = 'x' | 'y' | 'z' | 'roll' | 'pitch' | 'gripper';
/** Share of the top speed along each axis, −1…1. */
export type Move = Readonly<Record<Axis, number>>;

export const stillMove: Move = { x: 0, y: 0, z: 0, roll: 0, pitch: 0, gripper: 0 };

/** By the sign that the key writes: where it lies depends on the keyboard. */
const axisOfKey: Readonly<Record<string, readonly [Axis, 1 | -1]>> = {
  ArrowUp: ['x', 1],
  ArrowDown: ['x', -1],
  ArrowLeft: ['y', 1],
  ArrowRight: ['y', -1],
  PageUp: ['z', 1],
  PageDown: ['z', -1],
  q: ['roll', 1],
  e: ['roll', -1],
  v: ['pitch', 1],
  b: ['pitch', -1],
  o: ['gripper', 1],
  c: ['gripper', -1],
};

/** For the sheet and the panel: keys as people read them, and what they do. */
export const motionKeyWords = [
  { keys: ['↑', '↓'], words: 'away, nearer' },
  { keys: ['←', '→'], words: 'left, right' },
  { keys: ['PgUp', 'PgDn'], words: 'up, down' },
  { keys: ['Q', 'E'], words: 'turn the tool' },
  { keys: ['V', 'B'], words: 'tilt the tool' },
  { keys: ['O', 'C'], words: 'gripper open, close' },
  { keys: ['Shift'], words: 'held: quarter speed' },
] as const;

export type MotionPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'
>;

export interface MotionKeys {
  /** True: the press is a motion. */
  press(press: MotionPress): boolean;
  release(press: Pick<MotionPress, 'code' | 'shiftKey'>): boolean;
  clear(): void;
  /** Null: nothing is held down. */
  move(): Move | null;
}

const slow = 0.25;

export function createMotionKeys(): MotionKeys {
  /** By where the key lies: the sign may change with Shift before it is let go. */
  const held = new Map<string, readonly [Axis, 1 | -1]>();
  let factor = 1;
  return {
    press(press) {
      if (press.ctrlKey || press.altKey || press.metaKey) return false;
      if (press.key === 'Shift' && held.size > 0) factor = slow;
      const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
      const axis = axisOfKey[key];
      if (axis === undefined) return false;
      factor = press.shiftKey ? slow : 1;
      held.set(press.code, axis);
      return true;
    },
    release(press) {
      factor = press.shiftKey ? slow : 1;
      return held.delete(press.code);
    },
    clear: () => held.clear(),
    move() {
      if (held.size === 0) return null;
      const move: Record<Axis, number> = { ...stillMove };
      for (const [axis, sign] of held.values()) move[axis] += sign * factor;
      return move;
    },
  };
}
