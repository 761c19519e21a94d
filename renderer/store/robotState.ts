/** The one word a person reads from two metres: what the robot does, as far as this window can know. */
import type { BenchView } from '../../main/base/model/view.ts';
import type { LinkState } from './connection.ts';

export type RobotState = 'moving' | 'holding' | 'stopped' | 'limp' | 'offline';

export const robotWords: Readonly<Record<RobotState, string>> = {
  moving: 'Moving',
  holding: 'Holding',
  stopped: 'Stopped',
  limp: 'Torque off',
  offline: 'Offline',
};

/** Without a live connection nothing is known, so nothing is claimed. */
export function robotState(link: LinkState, bench: BenchView | null): RobotState {
  if (link.kind !== 'online' || bench === null) return 'offline';
  if (bench.stopped !== null) return 'stopped';
  return bench.mode;
}
