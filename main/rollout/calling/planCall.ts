/**
 * For what a person is called, and when, from the alerts that stand: at once for a night that stands still or whose seal is
 * broken, and during a night for whatever else is grave and does not pass by itself. Several at once are one need. Pure.
 */
import { callMinutes } from '../../base/model/call.ts';
import type { Alert } from '../../base/model/view.ts';

/** An alert, and when it was seen first, by the core's own clock. */
export interface Standing extends Alert {
  readonly seenMs: number;
}

export interface Need {
  readonly alert: Standing;
  readonly sinceMs: number;
  /** Of what stands in it now. */
  readonly keys: readonly string[];
  readonly calls: number;
  readonly acknowledged: { readonly by: string; readonly wallTime: string } | null;
}

/** A process that died stands again within seconds; what stands for so long does not pass by itself. */
const passesMs = 60_000;
const first = ['night/seal', 'night/needs-you'];
const minuteMs = 60_000;

const ofNight = ({ key, level }: Alert): boolean => level === 'danger' && key.startsWith('night/');
const rank = ({ key }: Alert): number => {
  const at = first.indexOf(key);
  return at < 0 ? first.length : at;
};

/** Those that may call, the one that says most first. By day, with no night open, a person is there already. */
function callers(standing: readonly Standing[], isNight: boolean): readonly Standing[] {
  return standing
    .filter((alert) => ofNight(alert) || (isNight && alert.level === 'danger'))
    .toSorted((a, b) => rank(a) - rank(b) || a.seenMs - b.seenMs);
}

/**
 * The need after what stands now. It begins anew with what was not there before, where somebody answered it, nobody would
 * be called again, or the night itself is new in it: an old trouble never keeps a new one quiet.
 */
export function foldNeed(
  before: Need | null,
  standing: readonly Standing[],
  isNight: boolean,
  nowMs: number,
): Need | null {
  const calling = callers(standing, isNight).filter(
    (alert) => ofNight(alert) || nowMs - alert.seenMs >= passesMs,
  );
  const [alert] = calling;
  if (alert === undefined) return null;
  const keys = calling.map(({ key }) => key);
  const fresh = { alert, sinceMs: nowMs, keys, calls: 0, acknowledged: null };
  if (before === null) return fresh;
  const added = calling.filter(({ key }) => !before.keys.includes(key));
  const isQuiet = nextCallMs(before) === null;
  if (added.length > 0 && (isQuiet || added.some(ofNight))) return fresh;
  return { ...before, alert, keys };
}

/** When somebody is called for it next; null: not again by itself. */
export function nextCallMs({ sinceMs, calls, acknowledged }: Need): number | null {
  const minutes = callMinutes[calls];
  return acknowledged !== null || minutes === undefined ? null : sinceMs + minutes * minuteMs;
}

/** When one of these is old enough to call; null: none waits for that. */
export function nextGraveMs(
  standing: readonly Standing[],
  isNight: boolean,
  nowMs: number,
): number | null {
  const waits = callers(standing, isNight)
    .map((alert) => (ofNight(alert) ? alert.seenMs : alert.seenMs + passesMs))
    .filter((at) => at > nowMs);
  return waits.length === 0 ? null : Math.min(...waits);
}
