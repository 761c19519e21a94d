/**
 * Where a servo calibration gets its counts from: the follower, limp, by the rows of the control loop; or the leader, by
 * its own process. Both as the servos answer, 0…4095, fifty times a second, null for a read that is not to be trusted.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import type { JointCalibration } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { BenchBook } from '../choice/benchBook.ts';
import { inTurn } from '../jointTurns.ts';
import { countsOfRad } from '../servo/jointUnits.ts';
import { seatCalibration } from '../servo/seatCalibration.ts';
import type { Station, StationPorts } from '../stationPorts.ts';
import { openLimpArm } from './limpArm.ts';

export interface CountSource {
  readonly homingCounts: readonly number[];
  readonly calibration: readonly JointCalibration[];
  /** `hold`: the arm is taken back where it is; without, the bench is about to be opened anew. */
  close(hold: boolean): Promise<void>;
}

export interface SourceOptions {
  readonly station: Station;
  readonly benches: BenchBook;
  readonly openLeader: StationPorts['openLeader'];
  readonly clock: Clock;
  readonly log: Log;
  readonly onCounts: (counts: readonly number[] | null) => void;
  /** The source is gone; to be closed all the same. */
  readonly onEnd: (why: string) => void;
}

/** Rejects `busy`, `refused` while stopped, `unavailable` without a bench. */
export async function openFollowerCounts(options: SourceOptions): Promise<CountSource> {
  const { onCounts } = options;
  const arm = await openLimpArm(options);
  const { calibration, identity } = arm.link.robot;
  const { homingCounts } = identity;
  const seated = seatCalibration(calibration, homingCounts).calibration;
  const rows = arm.link.onState(({ state }) => {
    // Without the bus a row repeats the last angles.
    if (state.mode !== 'limp') onCounts(null);
    else
      onCounts(
        seated.map((joint, j) => inTurn(countsOfRad(joint, state.positionRad[j] ?? Number.NaN))),
      );
  });
  return {
    homingCounts,
    calibration,
    close(hold) {
      rows[Symbol.dispose]();
      return arm.release(hold);
    },
  };
}

/** Rejects `busy`, `unavailable` without a leader arm. */
export async function openLeaderCounts(options: SourceOptions): Promise<CountSource> {
  const { station, benches, onCounts, onEnd } = options;
  const port = station.link?.leaderPort ?? benches.current.leaderPort;
  if (port === null)
    throw new BenchError('unavailable', 'this bench has no leader arm', {
      hint: 'give it one where the bench is chosen',
    });
  const lease = station.lease('calibration');
  try {
    const calibration = benches.calibration('leader');
    const leader = await options.openLeader({ port, calibration });
    const stack = new DisposableStack();
    stack.use(leader.onCounts(onCounts));
    stack.use(leader.onLost(onEnd));
    stack.use(station.onVoid((reason, why) => void (reason === 'aborted' && onEnd(why))));
    return {
      homingCounts: leader.facts.homingCounts,
      calibration,
      async close() {
        stack.dispose();
        try {
          await leader[Symbol.asyncDispose]();
        } finally {
          lease[Symbol.dispose]();
        }
      },
    };
  } catch (cause) {
    lease[Symbol.dispose]();
    throw cause;
  }
}
