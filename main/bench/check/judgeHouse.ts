/** What was measured of the machine around the bench: disk, clock, and when its stop was tested. Pure. */
import { localTime } from '../../base/lib/clock.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';
import { bytesInWords, type Finding, fixed, lineOf } from './finding.ts';

export interface DiskHeard {
  readonly freeBytes: number;
  /** Written and flushed to the disk itself; null where nothing could be written. */
  readonly bytesPerS: number | null;
  /** Why not, in words; empty otherwise. */
  readonly why: string;
}

export interface ClockHeard {
  /** Whether the network sets it; null where nobody here can tell. */
  readonly isSet: boolean | null;
  /** Who said so, or why nobody can. */
  readonly words: string;
  /** How far the wall clock and the steady one came apart while we listened. */
  readonly driftMs: number;
}

export type StopTested = Extract<DayEntry, { kind: 'stop-tested' }> & { readonly wallTime: string };

/** A night, and what it writes beside pictures: 50 rows a second, and films a fifth as long as their pictures. */
const nightS = 10 * 3600;
const rowBytesPerS = 35_000;
const filmShare = 0.2;
/** The disk must take several times what comes, or a hiccup fills memory. */
const roomFactor = 4;

export function nightBytes(picturesBytesPerS: number): number {
  return nightS * (picturesBytesPerS * (1 + filmShare) + rowBytesPerS);
}

export function judgeDisk(disk: DiskHeard, picturesBytesPerS: number): Finding {
  const line = lineOf('disk');
  const needs = nightBytes(picturesBytesPerS);
  const value = `${bytesInWords(disk.freeBytes)} free`;
  const night = `A night needs ${bytesInWords(needs)} at what the cameras give now`;
  const free = 'Free space on the disk of the data folder, or put the data folder on another one.';
  if (disk.bytesPerS === null)
    return line.fail({ value, detail: `Nothing could be written: ${disk.why}.`, remedy: free });
  const told = { value, detail: `${night}; it writes ${bytesInWords(disk.bytesPerS)}/s.` };
  if (disk.freeBytes < needs) return line.fail({ ...told, remedy: free });
  if (disk.bytesPerS < roomFactor * (picturesBytesPerS + rowBytesPerS))
    return line.fail({ ...told, remedy: 'Put the data folder on a faster disk.' });
  return line.pass(told);
}

const mostDriftMs = 100;

export function judgeClock({ isSet, words, driftMs }: ClockHeard): Finding {
  const line = lineOf('clock');
  const remedy = 'Let the network set the clock of this machine: timedatectl set-ntp true.';
  if (Math.abs(driftMs) > mostDriftMs)
    return line.fail({
      value: `jumped ${fixed(driftMs, 0)} ms`,
      detail: 'The wall clock was set while we measured.',
      remedy: 'Wait until it is set, then measure again.',
    });
  if (isSet === false) return line.needsYou({ value: 'not set', detail: `${words}.`, remedy });
  const steady = `It ran steadily while we listened (${fixed(driftMs, 0)} ms apart).`;
  if (isSet === null)
    return line.pass({
      value: 'steady',
      detail: `${steady} Who sets it, nobody here can tell: ${words}.`,
    });
  return line.pass({ value: 'set by the network', detail: `${words}. ${steady}` });
}

/** `tests` of this bench, newest first. */
export function judgeStop(newest: StopTested | null, nowWallTime: string): Finding {
  const line = lineOf('stop');
  const remedy = 'Test it: the arm moves slowly, and you press Stop.';
  if (newest === null)
    return line.needsYou({ value: 'never tested', detail: 'Nobody stopped this arm yet.', remedy });
  const { date, time } = localTime(newest.wallTime);
  if (!newest.held)
    return line.fail({
      value: 'did not hold',
      detail: `Tested on ${date} at ${time}: the arm was not stopped.`,
      remedy: 'Look at the arm and at its emergency stop, then test again.',
    });
  const ms = (value: number | null, digits: number): string => fixed(value ?? Number.NaN, digits);
  const stood = `stood after ${ms(newest.stoodAfterMs, 0)} ms`;
  const figures = `hold packet after ${ms(newest.wroteAfterMs, 1)} ms, ${stood}`;
  if (date !== localTime(nowWallTime).date)
    return line.needsYou({
      value: `tested on ${date}`,
      detail: `Then: ${figures}.`,
      remedy: 'Test it again today: the arm moves slowly, and you press Stop.',
    });
  return line.pass({ value: 'tested today', detail: `At ${time}: ${figures}.` });
}
