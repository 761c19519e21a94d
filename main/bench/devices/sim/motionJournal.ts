/**
 * Every motion of the simulated arm, as its own process saw it: one JSON line a span, for tests that hold it against what
 * others say of leases. Written by nobody else. `wallMs` is the machine's wall clock, `benchMs` the physics' time.
 */
import { appendFileSync } from 'node:fs';

/** A joint that is so far from where it last stood has moved. */
export const movedRad = 0.01;
/** What stands for so long of bench time begins another span. */
const gapMs = 100;
const sampleEveryMs = 8;
const maxSpans = 20_000;
const goalAddress = 42;

export interface MotionSpan {
  readonly kind: 'moved';
  readonly pid: number;
  readonly fromWallMs: number;
  readonly toWallMs: number;
  readonly fromBenchMs: number;
  readonly toBenchMs: number;
  /** Of the joint that went furthest, summed over the span, radians. */
  readonly travelRad: number;
  /** Goals that were written to a servo in it. */
  readonly goals: number;
}

/** `lost`: its core was gone. `closed`: its core ended it. */
export interface MotionMark {
  readonly kind: 'opened' | 'lost' | 'closed';
  readonly pid: number;
  readonly wallMs: number;
  readonly benchMs: number;
}

export type MotionLine = MotionSpan | MotionMark;

export interface MotionJournal {
  /** Call as often as you like; looks once per 8 ms of bench time. */
  moved(benchMs: number, positionRad: Float64Array): void;
  wrote(address: number): void;
  mark(kind: MotionMark['kind'], benchMs: number): void;
}

export function openMotionJournal(file: string, wallTime: () => string): MotionJournal {
  const { pid } = process;
  let rest: Float64Array | null = null;
  let span: { -readonly [K in keyof MotionSpan]: MotionSpan[K] } | null = null;
  let travel = new Float64Array(0);
  let goals = 0;
  let spans = 0;
  let nextMs = 0;
  const wallMs = (): number => Date.parse(wallTime());
  const write = (line: MotionLine): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
  const close = (): void => {
    if (span !== null && spans++ < maxSpans) write(span);
    span = null;
    goals = 0;
  };
  return {
    moved(benchMs, positionRad) {
      if (benchMs < nextMs) return;
      nextMs = benchMs + sampleEveryMs;
      if (span !== null && benchMs - span.toBenchMs > gapMs) close();
      rest ??= positionRad.slice();
      const before = rest;
      if (positionRad.every((angle, joint) => Math.abs(angle - (before[joint] ?? 0)) <= movedRad))
        return;
      const at = wallMs();
      if (span === null) {
        travel = new Float64Array(positionRad.length);
        span = {
          ...{ kind: 'moved', pid, fromWallMs: at, toWallMs: at },
          ...{ fromBenchMs: benchMs, toBenchMs: benchMs, travelRad: 0, goals },
        };
      }
      travel = travel.map((sum, joint) => {
        return sum + Math.abs((positionRad[joint] ?? 0) - (before[joint] ?? 0));
      });
      Object.assign(span, { toWallMs: at, toBenchMs: benchMs, goals });
      span.travelRad = Math.max(...travel);
      rest = positionRad.slice();
    },
    wrote(address) {
      if (address === goalAddress) goals++;
    },
    mark(kind, benchMs) {
      close();
      write({ kind, pid, wallMs: wallMs(), benchMs });
    },
  };
}
