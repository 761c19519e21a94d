/**
 * A bench's envelope as a person types it (millimetres and degrees), and back (metres and radians). What is wrong is
 * said beside its field; a text that says no envelope saves nothing. Pure.
 */
import { jointRangesRad } from '../../../main/base/arm/so101.ts';
import { type Box, type Envelope, jointNames } from '../../../main/base/model/arm.ts';
import type { EnvelopeEdit } from '../../../main/base/model/phaseOne.ts';
import { degrees } from '../../draw/poseWords.ts';
import { type NumberRule, readNumber } from '../../parts/numberText.ts';
import {
  type Axis,
  axes,
  axisWords,
  type BoxText,
  boxText,
  type Ends,
  mmRule,
  shownNumber,
} from '../../store/boxText.ts';

export interface EnvelopeText {
  readonly boxMm: BoxText;
  readonly floorMm: string;
  readonly jointsDeg: readonly Ends[];
}

/** Whole degrees around the joint's own range: what is shown rounded is never refused for it. */
export function degRule(joint: number): NumberRule {
  const [least, most] = jointRangesRad[jointNames[joint] ?? 'gripper'];
  return { min: Math.floor(degrees(least)), max: Math.ceil(degrees(most)), whole: false };
}

export function envelopeText(
  envelope: Pick<Envelope, 'workspaceM' | 'floorM' | 'jointsRad'>,
): EnvelopeText {
  return {
    boxMm: boxText(envelope.workspaceM),
    floorMm: shownNumber(envelope.floorM * 1000, 1),
    jointsDeg: envelope.jointsRad.map(({ min, max }) => ({
      min: shownNumber(degrees(min), 1),
      max: shownNumber(degrees(max), 1),
    })),
  };
}

interface RangeRead {
  readonly min: number;
  readonly max: number;
}

function readEnds(ends: Ends, rule: NumberRule, what: string, unit: string): RangeRead | string {
  const min = readNumber(ends.min, rule);
  if (!min.ok) return `${what} from: ${min.why}.`;
  const max = readNumber(ends.max, rule);
  if (!max.ok) return `${what} to: ${max.why}.`;
  if (min.value >= max.value) return `${what}: ${unit} from must be less than to.`;
  return { min: min.value, max: max.value };
}

const metres = ({ min, max }: RangeRead): RangeRead => ({ min: min / 1000, max: max / 1000 });

/** The box in metres, or the first thing that is wrong with it. */
export function readBox(text: BoxText): Box | string {
  const read: Partial<Record<Axis, RangeRead>> = {};
  for (const axis of axes) {
    const ends = readEnds(text[axis], mmRule, axisWords[axis], 'mm');
    if (typeof ends === 'string') return ends;
    read[axis] = metres(ends);
  }
  const { x, y, z } = read;
  if (x === undefined || y === undefined || z === undefined) return 'The box has three axes.';
  return { x, y, z };
}

/** Inside the joint's own range: rounding to a tenth of a degree may have put it just beyond. */
function radiansOf({ min, max }: RangeRead, joint: number): RangeRead {
  const [least, most] = jointRangesRad[jointNames[joint] ?? 'gripper'];
  const rad = (value: number): number => Math.min(most, Math.max(least, (value * Math.PI) / 180));
  return { min: rad(min), max: rad(max) };
}

const jointName = (joint: number): string =>
  (jointNames[joint] ?? 'joint').replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());

/** What is to be saved, or the first thing that is wrong, in words. */
export function readEnvelope(text: EnvelopeText): EnvelopeEdit | string {
  const workspaceM = readBox(text.boxMm);
  if (typeof workspaceM === 'string') return workspaceM;
  const floor = readNumber(text.floorMm, mmRule);
  if (!floor.ok) return `Floor: ${floor.why}.`;
  const jointsRad: RangeRead[] = [];
  for (const [joint, ends] of text.jointsDeg.entries()) {
    const read = readEnds(ends, degRule(joint), jointName(joint), 'degrees');
    if (typeof read === 'string') return read;
    jointsRad.push(radiansOf(read, joint));
  }
  return { workspaceM, floorM: floor.value / 1000, jointsRad };
}
