/** What the window says and sounds of a call, by what the core tells of it. Pure. */
import { localTime } from '../../main/base/lib/clock.ts';
import type { CallNeed, CallView } from '../../main/base/model/call.ts';

const timeOf = (wallTime: string): string => localTime(wallTime).time.slice(0, 5);

/** Somebody is needed and nobody has said that they come. */
export const isCalling = ({ need }: CallView): boolean =>
  need !== null && need.acknowledged === null;

/** How often somebody was called, and when next. */
export function callWords({ calls, nextWallTime, acknowledged }: CallNeed): string {
  if (acknowledged !== null)
    return `${acknowledged.by} comes, said at ${timeOf(acknowledged.wallTime)}.`;
  const times = calls === 0 ? '' : calls === 1 ? 'Called once. ' : `Called ${calls} times. `;
  const next =
    nextWallTime === null
      ? 'Nobody is called again by itself.'
      : `${calls === 0 ? 'Called' : 'Again'} at ${timeOf(nextWallTime)}.`;
  return `${times}${next}`;
}
