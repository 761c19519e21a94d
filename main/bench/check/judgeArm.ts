/**
 * What the rows of the control loop say of the arm and its servos: do they answer, are they fed, cool and where their
 * calibration has them, does the loop keep its pace, does the arm stand inside its envelope. Pure: somebody else listened.
 */
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import { jointRangesRad } from '../../base/arm/so101.ts';
import { type JointCalibration, type JointName, jointNames } from '../../base/model/arm.ts';
import type { ServoFact } from '../../base/model/phaseOne.ts';
import type { Alert } from '../../base/model/view.ts';
import type { BenchSetup } from '../choice/benchSetup.ts';
import type { ServoIdentity, ServoState } from '../robot.ts';
import { degrees, type Finding, fixed, lineOf, percent, spaced } from './finding.ts';

/** What was heard of the arm; no rows and no identity where it is not open. */
export interface ArmHeard {
  readonly setup: BenchSetup;
  readonly identity: ServoIdentity | null;
  /** Oldest first. */
  readonly rows: readonly ServoState[];
  readonly alerts: readonly Alert[];
  readonly targetHz: number;
}

const sts3215Model = 777;
const checkCables = 'Check the power and the cable of the arm, then measure again.';

function alertOf(alerts: readonly Alert[], ...starts: readonly string[]): Alert | null {
  return alerts.find(({ key }) => starts.some((start) => key.startsWith(start))) ?? null;
}

export function servoFacts({ setup, identity, rows }: ArmHeard): readonly ServoFact[] {
  const state = rows.at(-1)?.state;
  if (identity === null || state === undefined) return [];
  return setup.calibration.map(({ id, name }, index) => ({
    ...{ id, joint: name, model: identity.models[index] ?? 0 },
    firmware: identity.firmware[index] ?? '',
    temperatureC: state.temperatureC[index] ?? Number.NaN,
    voltageV: state.voltageV[index] ?? Number.NaN,
    load: state.load[index] ?? Number.NaN,
  }));
}

function judgeServos(heard: ArmHeard): Finding {
  const line = lineOf('servos');
  const { alerts, rows, identity } = heard;
  const gone = alertOf(alerts, 'bench', 'simulator', 'servo-process');
  if (identity === null) {
    const detail = gone?.message ?? 'No bench is open, so no servo was asked.';
    return line.fail({ value: 'no arm', detail, remedy: gone?.todo ?? checkCables });
  }
  const ill = alertOf(alerts, 'servo/bus', 'servo/stuck', 'servo/overload', 'servo/stale');
  if (ill !== null) return line.fail({ value: ill.message, detail: ill.message, remedy: ill.todo });
  const facts = servoFacts(heard);
  if (facts.length === 0)
    return line.fail({
      value: 'no answer',
      detail: `The control loop gave ${rows.length} rows while we listened.`,
      remedy: checkCables,
    });
  const other = facts.find(({ model }) => model !== sts3215Model);
  if (other !== undefined)
    return line.fail({
      value: `model ${other.model}`,
      detail: `Servo ${other.id} (${spaced(other.joint)}) is no STS3215 (${sts3215Model}).`,
      remedy: 'Put an STS3215 servo there.',
    });
  return line.pass({
    value: `${facts.length} of ${jointNames.length}`,
    detail: `STS3215, firmware ${facts[0]?.firmware ?? ''}, ids ${facts.map(({ id }) => id).join(' ')}`,
  });
}

/** Supplies that STS3215 servos are made for, with what they may really give under load. */
const supplies = [
  { name: '12 V', fromV: 10.8, toV: 13 },
  { name: '7.4 V', fromV: 6, toV: 8.6 },
] as const;
const betweenSuppliesV = 9.5;

function judgeSupply(heard: ArmHeard): Finding {
  const line = lineOf('supply');
  const all = heard.rows.flatMap(({ state }) => state.voltageV);
  if (all.length === 0)
    return line.fail({ value: '–', detail: 'No servo told its voltage.', remedy: checkCables });
  const low = Math.min(...all);
  const high = Math.max(...all);
  const value = `${fixed(low, 1)} V`;
  const supply = high > betweenSuppliesV ? supplies[0] : supplies[1];
  const may = `A ${supply.name} supply may give ${supply.fromV} to ${supply.toV} V.`;
  if (low < supply.fromV || high > supply.toV)
    return line.fail({
      value,
      detail: `The servos saw ${fixed(low, 1)} to ${fixed(high, 1)} V. ${may}`,
      remedy:
        'Check the supply and its plug; use one that the servos are made for, with 5 A or more.',
    });
  return line.pass({ value, detail: `Lowest of all servos. ${may}` });
}

/** So many degrees under the limit a servo is warm: a night would bring it there. */
const warmC = 10;

function judgeTemperature(heard: ArmHeard): Finding {
  const line = lineOf('temperature');
  const { alerts, rows, setup } = heard;
  const limitC = setup.envelope.temperatureRestC;
  const now = rows.at(-1)?.state.temperatureC ?? [];
  const hot = alertOf(alerts, 'servo/hot');
  if (now.length === 0 && hot === null)
    return line.fail({ value: '–', detail: 'No servo told its heat.', remedy: checkCables });
  const hottestC = Math.max(...now);
  const joint = spaced(jointNames[now.indexOf(hottestC)] ?? '');
  const told = {
    value: `${fixed(hottestC, 0)} °C`,
    detail: `Hottest is the ${joint}; the arm rests from ${limitC} °C on.`,
  };
  if (hot !== null || hottestC >= limitC)
    return line.fail({
      ...told,
      remedy: 'Let it cool, and look whether something holds that joint.',
    });
  if (hottestC >= limitC - warmC)
    return line.needsYou({ ...told, remedy: 'Let it cool before a night begins.' });
  return line.pass(told);
}

/** Of what the arm can reach. Less was hardly a sweep from end to end. */
const leastSwept = 0.6;
/** A hand on a limp arm may leave a joint a little beyond its sweep. */
const slackRad = 0.03;

function spanOf(name: JointName): number {
  const [min, max] = jointRangesRad[name];
  return max - min;
}

function judgeRanges(heard: ArmHeard): Finding {
  const line = lineOf('ranges');
  const { setup, rows } = heard;
  const calibrate = 'Calibrate the servos: centre, then sweep each joint from end to end.';
  if (!setup.isCalibrated)
    return line.needsYou({
      value: 'not calibrated',
      detail: 'Nobody swept the joints of this arm yet: where it is, is a guess.',
      remedy: calibrate,
    });
  const swept = ({ minRad, maxRad, name }: JointCalibration): number =>
    (maxRad - minRad) / spanOf(name);
  const least = setup.calibration.reduce((a, b) => (swept(b) < swept(a) ? b : a));
  const leastRad = least.maxRad - least.minRad;
  const value = `${percent(Math.min(1, swept(least)))} of reach`;
  if (swept(least) < leastSwept)
    return line.needsYou({
      value,
      detail: `The ${spaced(least.name)} was swept ${degrees(leastRad)} of ${degrees(spanOf(least.name))}.`,
      remedy: calibrate,
    });
  const at = rows.at(-1)?.state.positionRad;
  if (at === undefined)
    return line.fail({ value, detail: 'The arm does not say where it is.', remedy: checkCables });
  const outside = setup.calibration.findIndex(({ minRad, maxRad }, index) => {
    const rad = at[index] ?? Number.NaN;
    return !(rad >= minRad - slackRad && rad <= maxRad + slackRad);
  });
  const joint = setup.calibration[outside];
  if (joint !== undefined)
    return line.fail({
      value: `${spaced(joint.name)} ${degrees(at[outside] ?? Number.NaN)}`,
      detail: `It stands outside the ${degrees(joint.minRad)} to ${degrees(joint.maxRad)} that it was swept.`,
      remedy: 'Move it back by hand; if it was right where it is, calibrate the servos anew.',
    });
  return line.pass({
    value,
    detail: `All joints stand inside what was swept; least of its reach has the ${spaced(least.name)}.`,
  });
}

/** Shares of periods that came late: a few are the machine's, many are too many. */
const fewMissed = 0.05;
const manyMissed = 0.15;

function judgeLoop(heard: ArmHeard): Finding {
  const line = lineOf('loop');
  const { rows, targetHz } = heard;
  const [first, last] = [rows[0], rows.at(-1)];
  const remedy = 'End other programs on this machine; a night needs its control loop undisturbed.';
  if (first === undefined || last === undefined || rows.length < 2)
    return line.fail({
      value: '0 Hz',
      detail: 'The control loop gave no rows.',
      remedy: checkCables,
    });
  const seconds = (last.state.atMs - first.state.atMs) / 1000;
  const rateHz = (rows.length - 1) / seconds;
  const missed = last.missedTicks - first.missedTicks;
  const share = missed / (missed + rows.length);
  const told = {
    value: `${fixed(rateHz, 1)} Hz`,
    detail: `${missed} of ${missed + rows.length} periods missed in ${fixed(seconds, 1)} s; ${targetHz} Hz wanted.`,
  };
  if (share > manyMissed || !(rateHz > targetHz * (1 - manyMissed)))
    return line.fail({ ...told, remedy });
  return share > fewMissed ? line.needsYou({ ...told, remedy }) : line.pass(told);
}

function judgeEnvelope(heard: ArmHeard): Finding {
  const line = lineOf('envelope');
  const { workspaceM, jointsRad } = heard.setup.envelope;
  const cm = (m: number): string => fixed(100 * m, 0);
  const axes = (['x', 'y', 'z'] as const).map((axis) => {
    const { min, max } = workspaceM[axis];
    return `${axis} ${cm(min)}…${cm(max)}`;
  });
  const value = `${axes.join(', ')} cm`;
  const beyond = jointNames.find((name, index) => {
    const range = jointsRad[index];
    const [min, max] = jointRangesRad[name];
    return range === undefined || range.min < min || range.max > max;
  });
  if (beyond !== undefined)
    return line.fail({
      value,
      detail: `It lets the ${spaced(beyond)} go further than the arm can.`,
      remedy: 'Set the envelope anew.',
    });
  const at = heard.rows.at(-1)?.state.positionRad;
  if (at === undefined)
    return line.fail({ value, detail: 'The arm does not say where it is.', remedy: checkCables });
  const tip = forwardKinematics(at);
  const out = (['x', 'y', 'z'] as const).find((axis) => {
    const m = axis === 'x' ? tip.xM : axis === 'y' ? tip.yM : tip.zM;
    return m < workspaceM[axis].min - 0.001 || m > workspaceM[axis].max + 0.001;
  });
  if (out !== undefined)
    return line.needsYou({
      value,
      detail: `The tip stands outside it in ${out}; the arm moves only so that it comes back in.`,
      remedy: 'Bring the arm over the middle of the table by hand, or set the envelope anew.',
    });
  return line.pass({ value, detail: 'Inside what the arm can reach, and the tip stands in it.' });
}

export function judgeArm(heard: ArmHeard): readonly Finding[] {
  return [
    judgeServos(heard),
    judgeSupply(heard),
    judgeTemperature(heard),
    judgeRanges(heard),
    judgeLoop(heard),
    judgeEnvelope(heard),
  ];
}
