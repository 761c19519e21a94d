/**
 * Where an arm has been as an envelope: the box of its tip and the range of each joint, grown by a margin and never
 * beyond what the arm's stops allow. A joint that was not moved was not taught, and keeps its range. Pure but for what it
 * has seen.
 */
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import { so101 } from '../../base/arm/so101.ts';
import {
  type Box,
  type Envelope,
  type JointCalibration,
  type Joints,
  jointCount,
  type Range,
} from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { EnvelopeEdit, SweepView } from '../../base/model/phaseOne.ts';

export interface SweptVolume {
  feed(positionRad: Joints): void;
  readonly view: SweepView;
  /** @throws BenchError `refused` when too little was swept to work in. */
  edit(marginM: number, bench: Envelope, calibration: readonly JointCalibration[]): EnvelopeEdit;
}

/** Less than this along an axis is no volume that somebody taught. */
const leastM = 0.03;
/** A joint that turned less was not moved on purpose. */
const leastRad = 0.1;

const axes = ['x', 'y', 'z'] as const;
const axisWords = { x: 'forward', y: 'sideways', z: 'up' } as const;

const widened = (range: Range | undefined, value: number): Range =>
  range === undefined
    ? { min: value, max: value }
    : { min: Math.min(range.min, value), max: Math.max(range.max, value) };

/** Grown on both sides, within `bound`. */
const grown = (range: Range, by: number, bound: Range): Range => ({
  min: Math.max(bound.min, range.min - by),
  max: Math.min(bound.max, range.max + by),
});

/** The margin at the tip as an angle: what moves the tip that far at the arm's length. */
const marginRad = (marginM: number): number => marginM / (so101.upperArmM + so101.forearmM);

export function createSweptVolume(): SweptVolume {
  let tipM: Box | null = null;
  let jointsRad: readonly Range[] = [];
  let rows = 0;
  return {
    feed(positionRad) {
      if (positionRad.length !== jointCount || !positionRad.every(Number.isFinite)) return;
      const { xM, yM, zM } = forwardKinematics(positionRad);
      tipM = { x: widened(tipM?.x, xM), y: widened(tipM?.y, yM), z: widened(tipM?.z, zM) };
      jointsRad = positionRad.map((rad, j) => widened(jointsRad[j], rad));
      rows++;
    },
    get view() {
      return { tipM, jointsRad, rows };
    },
    edit(marginM, bench, calibration) {
      const hint = 'move the arm through all of the room it shall work in, then save';
      const box = tipM;
      if (box === null) throw new BenchError('refused', 'nothing was swept yet', { hint });
      const small = axes.filter((axis) => box[axis].max - box[axis].min < leastM);
      if (small.length > 0) {
        const spans = small.map((axis) => {
          const mm = Math.round(1000 * (box[axis].max - box[axis].min));
          return `${axisWords[axis]} only ${mm} mm`;
        });
        const least = `at least ${1000 * leastM} mm are a volume`;
        throw new BenchError('refused', `the tip moved ${spans.join(', ')}: ${least}`, { hint });
      }
      const unbounded = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
      return {
        workspaceM: {
          x: grown(box.x, marginM, unbounded),
          y: grown(box.y, marginM, unbounded),
          z: grown(box.z, marginM, { ...unbounded, min: bench.floorM }),
        },
        floorM: bench.floorM,
        jointsRad: jointsRad.map((swept, j) => {
          const joint = calibration[j];
          const stops = { min: joint?.minRad ?? Number.NaN, max: joint?.maxRad ?? Number.NaN };
          if (swept.max - swept.min < leastRad) return bench.jointsRad[j] ?? stops;
          return grown(swept, marginRad(marginM), stops);
        }),
      };
    },
  };
}
