/**
 * The conditions under which an arm must not go on, each with how long it must last to begin and to end: bus lost or
 * corrupt, answers too late, a servo hot or overloaded, the core silent. Reports to the fault board; decides no motion.
 */
import { must } from '../../base/lib/assert.ts';
import { createRing } from '../../base/lib/ring.ts';
import { type Envelope, type Joints, jointNames } from '../../base/model/arm.ts';
import type { ReadOutcome } from './bus.ts';
import type { FaultBoard } from './faultBoard.ts';

export interface Health {
  readonly load: Joints;
  readonly velocityRadS: Joints;
  readonly temperatureC: Joints;
}

export interface TimedRead extends ReadOutcome {
  readonly busMs: number;
}

export interface Watchdogs {
  /** After each read. True when a fault began. */
  read(outcome: TimedRead, ids: readonly number[]): boolean;
  /** After each good read. True when a fault began. */
  arm(health: Health, ids: readonly number[], envelope: Envelope): boolean;
  core(silentMs: number): boolean;
  internal(failed: boolean, message: string): boolean;
}

/** Failed reads running until the bus counts as lost. The lead limit has stopped the arm before. */
const lostReads = 8;
/**
 * A read that takes longer than this is old when it is there, and so may be one that was asked for again after silence.
 * All of the last ten begin the fault, one or none ends it: a busy machine delays many without harm. Real time only:
 * lockstep's world waits.
 */
const staleBusMs = 18;
const staleWindow = 10;
const staleBegins = 10;
/**
 * A joint that pushes like this and stands still does not follow: it carries at most 0.24 of stall torque at rest
 * (n 2000). The jaw is left out, it is meant to push and stand still.
 */
const stuckLoad = 0.45;
const stuckRadS = 0.03;
const stuckMs = 240;
const jaw = jointNames.indexOf('gripper');
export const coreSilenceMs = 100;
const coolerC = 5;
/** A servo is hot on the second reading, so that one odd byte does not park the arm. */
const hotReads = 2;

export function createWatchdogs(faults: FaultBoard, rateHz: number): Watchdogs {
  let badRunning = 0;
  const late = createRing<boolean>(staleWindow);
  const ticks = (ms: number): number => Math.max(1, Math.round((ms * rateHz) / 1000));
  const lost = (outcome: ReadOutcome, ids: readonly number[]): boolean => {
    const missing = ids.filter((_, j) => outcome.readouts[j] === null);
    const failed = missing.length > 0;
    badRunning = failed ? badRunning + outcome.badPackets : 0;
    const corrupt = failed && badRunning > 0;
    const shared = { begins: lostReads, ends: 1 };
    const names = missing.length === ids.length ? 'any servo' : `servo ${missing.join(', ')}`;
    const corruptBegan = faults.report(
      {
        fault: 'bus-corrupt',
        servo: null,
        message: 'more packets with a wrong checksum than retries cover',
        ...shared,
      },
      corrupt && !faults.isOn('bus-lost'),
    );
    const lostBegan = faults.report(
      { fault: 'bus-lost', servo: null, message: `no answer from ${names}`, ...shared },
      // What is not believed yet does not end it: nobody knows where the arm is.
      failed && (faults.isOn('bus-lost') || (!corrupt && !faults.isOn('bus-corrupt'))),
    );
    return corruptBegan || lostBegan;
  };
  return {
    read: (outcome, ids) => {
      const began = lost(outcome, ids);
      const answered = outcome.readouts.every((each) => each !== null);
      const asked = outcome.tries > 1 && outcome.badPackets === 0;
      late.push(answered && (outcome.busMs > staleBusMs || asked));
      const lateCount = late.items().filter((each) => each).length;
      const most = faults.isOn('stale-read') ? 1 : staleBegins - 1;
      const message = `the bus answers late: ${lateCount} of the last ${staleWindow} reads`;
      const fault = { fault: 'stale-read', servo: null, message, begins: 1, ends: 1 } as const;
      return faults.report(fault, lateCount > most) || began;
    },
    arm: (health, ids, envelope) => {
      let began = false;
      for (const [j, servo] of ids.entries()) {
        const temperatureC = must(health.temperatureC[j]);
        const restC = envelope.temperatureRestC;
        const hot = temperatureC >= (faults.isOn('hot', servo) ? restC - coolerC : restC);
        const heat = {
          fault: 'hot',
          servo,
          message: `servo ${servo} is at ${temperatureC} °C, rest from ${restC} °C on`,
          begins: hotReads,
          ends: hotReads,
        } as const;
        const load = Math.abs(must(health.load[j]));
        const overloaded = load > envelope.loadLimit;
        const still = Math.abs(must(health.velocityRadS[j])) < stuckRadS;
        const stuck = {
          fault: 'stuck',
          servo,
          message: `servo ${servo} pushes and does not move`,
          begins: ticks(stuckMs),
          ends: ticks(500),
        } as const;
        const strain = {
          fault: 'overload',
          servo,
          message: `servo ${servo} pushes with more than ${envelope.loadLimit} of its stall torque`,
          begins: ticks(envelope.overloadMs),
          ends: ticks(500),
        } as const;
        began = faults.report(heat, hot) || began;
        began = faults.report(strain, overloaded) || began;
        began = faults.report(stuck, j !== jaw && load > stuckLoad && still) || began;
      }
      return began;
    },
    core: (silentMs) =>
      faults.report(
        {
          fault: 'core-lost',
          servo: null,
          message: `nothing heard from the core for ${coreSilenceMs} ms`,
          // Twice, with input read in between: after a stall of our own its words may lie unread.
          begins: 2,
          ends: 1,
        },
        silentMs > coreSilenceMs,
      ),
    internal: (failed, message) =>
      faults.report({ fault: 'internal', servo: null, message, begins: 1, ends: 25 }, failed),
  };
}
