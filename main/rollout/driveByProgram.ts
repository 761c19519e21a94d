/**
 * A policy or reset program drives the arm: observed at its own rate, its targets handed to the servo process one
 * period ahead. In lockstep an answer acts exactly `latencyTicks` after its observation; in real time as soon as it
 * comes, and an answer that does not come ends the drive as stale. Knows nothing of success.
 */
import type { Joints } from '../base/model/arm.ts';
import type { Answer, Program } from '../environment/program/openProgram.ts';
import { stayMs } from './driveArm.ts';
import { observationOf, type TrialLoop } from './trialLoop.ts';

export interface ProgramDrive {
  readonly program: Program;
  readonly rateHz: number;
  readonly latencyTicks: number;
  readonly limitS: number;
  readonly attempt: number;
  /** At its first target. */
  readonly onActed?: (() => void) | undefined;
}

export type ProgramEnd =
  | { readonly kind: 'done'; readonly note: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'limit'; readonly why: string }
  | { readonly kind: 'crashed'; readonly why: string }
  | { readonly kind: 'stale'; readonly why: string };

export interface DriveResult {
  readonly end: ProgramEnd;
  /** Whether any joint target was given. */
  readonly acted: boolean;
}

interface Pending {
  readonly dueTick: number;
  readonly answer: Promise<Answer>;
  settled: Answer | null;
}

function observe(
  loop: TrialLoop,
  drive: ProgramDrive,
  tick: Parameters<typeof observationOf>[0],
): Pending {
  const frames = loop.takeFrames();
  const answer = drive.program.ask(
    {
      type: 'observe',
      attempt: drive.attempt,
      observation: observationOf(tick),
      frames: frames.map(({ role, seq, capturedAtMs }) => ({ role, seq, capturedAtMs })),
    },
    frames.map((frame) => frame.jpeg),
  );
  const pending: Pending = { dueTick: tick.tick + drive.latencyTicks, answer, settled: null };
  void answer.then((value) => {
    pending.settled = value;
  });
  return pending;
}

/** The end that an answer means, or the target it asks for; null is "stay". */
function read(answer: Answer): { readonly end: ProgramEnd } | { readonly target: Joints | null } {
  if (!answer.ok) {
    const { kind, why } = answer.failure;
    return { end: { kind: kind === 'late' ? 'stale' : 'crashed', why } };
  }
  const { reply } = answer;
  if (reply.type === 'act') return { target: reply.jointsRad };
  if (reply.type === 'wait') return { target: null };
  if (reply.type === 'done') return { end: { kind: 'done', note: reply.note ?? '' } };
  return { end: { kind: 'crashed', why: `answered ${reply.type} to observe` } };
}

/** Runs until the program says it is done, its time is up, or something ends it. */
export async function driveByProgram(loop: TrialLoop, drive: ProgramDrive): Promise<DriveResult> {
  const { link } = loop;
  const every = Math.max(1, Math.round(link.rateHz / drive.rateHz));
  const periodMs = (1000 * every) / link.rateHz;
  let pending: Pending | null = null;
  let stay: Joints | null = null;
  let acted = false;
  let nextTick = 0;
  let first: { readonly tick: number; readonly atMs: number } | null = null;
  loop.takeLimit();
  for (;;) {
    const tick = await loop.next();
    first ??= tick;
    const limit = loop.takeLimit();
    if (limit !== null) return { end: { kind: 'limit', why: limit }, acted };
    if (tick.atMs - first.atMs >= drive.limitS * 1000) return { end: { kind: 'timeout' }, acted };
    const due =
      link.pace === 'lockstep'
        ? (pending?.dueTick ?? Infinity) <= tick.tick
        : pending?.settled != null;
    if (pending !== null && due) {
      const next = read(await link.meter.time('policy', pending.answer));
      pending = null;
      if ('end' in next) return { end: next.end, acted };
      if (!acted && next.target !== null) drive.onActed?.();
      acted ||= next.target !== null;
      stay = next.target ?? stay ?? tick.state.appliedRad;
      link.target(stay, next.target === null ? stayMs : periodMs);
    }
    if (pending === null && tick.tick >= nextTick) {
      pending = observe(loop, drive, tick);
      nextTick = tick.tick + every - ((tick.tick - first.tick) % every);
    }
  }
}
