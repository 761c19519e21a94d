/** What stands about and how the light is in an exam scene: drawn from a stream, with stated bounds. */
import type { Rng } from '../../base/lib/rng.ts';
import type { ExamScene } from '../../base/model/examScene.ts';
import type { ExamRule } from './examPoses.ts';

type Things = NonNullable<ExamScene['distractors']>;
type Light = NonNullable<ExamScene['light']>;
type Triple = [number, number, number];

const shapes = ['box', 'disc', 'cylinder', 'ball'] as const;
const colours = ['blue', 'green', 'yellow', 'grey', 'white', 'black', 'purple'] as const;

function pick<T>(list: readonly T[], rng: Rng): T {
  return list[rng.below(list.length)] as T;
}

/** Brightness by up to 40 % either way and a cast of up to 15 % per colour. */
export function dressLight(rng: Rng): Light {
  const cast = (): number => rng.between(0.85, 1.15);
  return { gain: rng.between(0.6, 1.4), castRgb: [cast(), cast(), cast()] };
}

/** Things 15 to 30 mm wide that stand `leastM` to 0.16 m from the goal. */
export function dressThings(
  { goal }: ExamRule,
  rng: Rng,
  { count, leastM, color }: { count: number; leastM: number; color?: string },
): Things {
  return Array.from({ length: count }, () => {
    const way = rng.between(-Math.PI, Math.PI);
    const offM = rng.between(leastM, 0.16);
    return {
      shape: pick(shapes, rng),
      color: color ?? pick(colours, rng),
      xM: goal.xM + offM * Math.cos(way),
      yM: goal.yM + offM * Math.sin(way),
      yawRad: rng.between(-Math.PI, Math.PI),
      sizeM: rng.between(0.015, 0.03),
    };
  });
}

/** A direction in space, evenly, of that length. */
export function anyWay(length: number, rng: Rng): Triple {
  const z = rng.between(-1, 1);
  const turn = rng.between(-Math.PI, Math.PI);
  const flat = Math.sqrt(1 - z * z);
  return [length * flat * Math.cos(turn), length * flat * Math.sin(turn), length * z];
}
