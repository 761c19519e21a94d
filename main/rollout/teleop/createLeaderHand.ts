/**
 * The leader arm as an input: opened when it is chosen, read once a period, followed from where the follower stands when
 * the clutch comes in. An arm that is gone or silent moves nothing and says so.
 */
import type { Joints } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { Leader } from '../../bench/leader.ts';
import type { BenchLink } from '../../bench/link.ts';
import type { StationPorts } from '../../bench/stationPorts.ts';
import { staleInputMs } from './createInputs.ts';
import { createLeaderFollow } from './followLeader.ts';
import type { JogWish } from './planJog.ts';

export interface LeaderHand extends AsyncDisposable {
  /** Where it stands, or null where it is not heard. */
  positionRad(): Joints | null;
  /** `followerRad`: where the follower's plan stands. */
  wish(followerRad: Joints, dtS: number): JogWish | null;
  /** The clutch is out: the next wish begins anew. */
  release(): void;
  readonly lost: string | null;
}

/** @throws BenchError `unavailable` when there is none or it does not answer. */
export async function createLeaderHand(
  link: BenchLink,
  benches: Pick<BenchBook, 'calibration'>,
  openLeader: StationPorts['openLeader'],
): Promise<LeaderHand> {
  const { leaderPort: port } = link;
  if (port === null)
    throw new BenchError('unavailable', 'this bench has no leader arm', {
      hint: 'Choose its port under Bench, or drive by keyboard, gamepad or mouse.',
    });
  const leader: Leader = await openLeader({ port, calibration: benches.calibration('leader') });
  const follow = createLeaderFollow();
  let engaged = false;
  const positionRad = (): Joints | null => {
    const reading = leader.positionRad();
    const heard = reading !== null && reading.ageMs <= staleInputMs;
    return heard && reading.rad.every(Number.isFinite) ? reading.rad : null;
  };
  return {
    positionRad,
    wish(followerRad, dtS) {
      const rad = positionRad();
      if (rad === null) {
        engaged = false;
        return null;
      }
      if (!engaged) follow.engage(followerRad, rad);
      engaged = true;
      return { kind: 'joints', jointsRad: follow.targetRad(rad, dtS) };
    },
    release() {
      engaged = false;
    },
    get lost() {
      return leader.lost;
    },
    [Symbol.asyncDispose]: () => leader[Symbol.asyncDispose](),
  };
}
