/** Keeps what a person changes of the simulated bench, and where the hand puts things, within bounds. Pure. */
import { BenchError } from '../../../../base/model/errors.ts';
import {
  type PlanarPose,
  type SceneSettings,
  sceneBoardBounds,
  sceneBounds,
  sceneTripleBounds,
} from '../../../../base/model/scene.ts';

const keys: readonly string[] = [
  ...Object.keys(sceneBounds),
  ...Object.keys(sceneTripleBounds),
  'imageSize',
  'board',
];

function isTriple(value: unknown, low: number, high: number): boolean {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((one) => typeof one === 'number' && one >= low && one <= high)
  );
}

function checkTriples(key: string, value: unknown, low: number, high: number): void {
  if (value === undefined) return;
  const ok =
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length <= 32 &&
    Object.values(value).every((one) => isTriple(one, low, high));
  if (!ok) {
    throw new BenchError('bad-input', `scene setting ${key} takes triples of ${low} … ${high}`);
  }
}

function checkBoard(board: SceneSettings['board']): void {
  if (board === undefined || board === null) return;
  for (const [key, [low, high]] of Object.entries(sceneBoardBounds)) {
    const value: unknown = board[key as keyof typeof board];
    if (typeof value !== 'number' || !(value >= low && value <= high)) {
      throw new BenchError('bad-input', `the board's ${key} must be ${low} … ${high}`);
    }
  }
}

/** `bad-input` naming the setting that is unknown or out of its bounds. Files from people come through here. */
export function checkSettings(settings: SceneSettings): void {
  for (const key of Object.keys(settings)) {
    if (!keys.includes(key)) throw new BenchError('bad-input', `no scene setting "${key}"`);
  }
  for (const [key, [low, high]] of Object.entries(sceneBounds)) {
    const value: unknown = settings[key as keyof SceneSettings];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value >= low && value <= high)) {
      throw new BenchError('bad-input', `scene setting ${key} must be ${low} … ${high}`);
    }
  }
  const size: unknown = settings.imageSize;
  if (size !== undefined && size !== '320x240' && size !== '640x480') {
    throw new BenchError('bad-input', 'scene setting imageSize must be 320x240 or 640x480');
  }
  checkBoard(settings.board);
  for (const [key, [low, high]] of Object.entries(sceneTripleBounds)) {
    checkTriples(key, settings[key as keyof SceneSettings], low, high);
  }
}

/** The base and half an object. */
const baseRadiusM = 0.09;

export function checkOnTable(pose: PlanarPose): void {
  const ok =
    Number.isFinite(pose.yawRad) && Math.abs(pose.xM - 0.2) <= 0.4 && Math.abs(pose.yM) <= 0.5;
  if (!ok) throw new BenchError('bad-input', 'that place is not on the table (x −0.2…0.6, y ±0.5)');
  if (Math.hypot(pose.xM, pose.yM) < baseRadiusM) {
    throw new BenchError('refused', 'the robot stands there', {
      hint: `objects stay ${baseRadiusM} m away from its base`,
    });
  }
}
