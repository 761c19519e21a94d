/**
 * A person's active minutes per step and task (docs/SCIENCE.md §7): time with input within the last 30 s, counted once
 * however many windows say so. The ledger gets what came together once a minute and when activity ends, so a core that is
 * killed loses a minute at most; the rest is folded from it. Minutes given before a task was chosen belong to the one that
 * is chosen next.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { createSignal } from '../../base/lib/topic.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { StepId } from '../../base/model/phaseOne.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

export interface HumanMinutes extends Disposable {
  /** Input happened just now in this step; null: in no step. */
  active(step: StepId | null): void;
  /** Another task is opened: what was given so far is the old one's, or the new one's if there was none. */
  choose(task: string | null, open: () => void): void;
  /** Seconds of a step, with what is not in the ledger yet. */
  seconds(task: string | null, step: StepId): number;
  /** After what `seconds` says has changed. */
  onChange(on: () => void): Disposable;
}

/** Input counts for so long. */
const activeMs = 30_000;
const writeEveryMs = 60_000;

export interface MinutesPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly log: Log;
  readonly ledger: Pick<Ledger, 'append' | 'notes'>;
  /** The task the window works on. */
  readonly task: () => string | null;
}

/** From the last input that was counted to the end of what it counts for. */
interface Stretch {
  readonly step: StepId;
  fromMs: number;
  readonly untilMs: number;
}

/** Seconds per task and step, as the ledger tells them. */
function createSums() {
  const sums = new Map<string | null, Map<StepId, number>>();
  const of = (task: string | null): Map<StepId, number> => {
    const known = sums.get(task) ?? new Map<StepId, number>();
    sums.set(task, known);
    return known;
  };
  const add = (task: string | null, step: StepId, seconds: number): void => {
    of(task).set(step, (of(task).get(step) ?? 0) + seconds);
  };
  return {
    add,
    of: (task: string | null, step: StepId): number => sums.get(task)?.get(step) ?? 0,
    /** A task was chosen: what was given to none is its. */
    chosen: (task: string | null): void => {
      if (task === null) return;
      for (const [step, seconds] of of(null)) add(task, step, seconds);
      sums.delete(null);
    },
  };
}

function readPast({ ledger }: MinutesPorts) {
  const sums = createSums();
  const past = (['human-minutes', 'task-opened'] as const).flatMap((kind) =>
    ledger.notes(kind, Number.MAX_SAFE_INTEGER),
  );
  for (const { body } of [...past].sort((a, b) => a.seq - b.seq)) {
    const entry = body as DayEntry;
    if (entry.kind === 'human-minutes') sums.add(entry.task, entry.step, entry.seconds);
    if (entry.kind === 'task-opened') sums.chosen(entry.task);
  }
  return sums;
}

/** Throws `storage` when the ledger can't be read. */
export function openHumanMinutes(ports: MinutesPorts): HumanMinutes {
  const { clock, log, ledger } = ports;
  const written = readPast(ports);
  const changed = createSignal<void>();
  /** Milliseconds per step that are not in the ledger yet, all of one task. */
  const unwritten = new Map<StepId, number>();
  let open: Stretch | null = null;
  let writing: Disposable | null = null;
  let writeAtMs: number | null = null;

  const passedMs = ({ fromMs, untilMs }: Stretch): number =>
    Math.max(0, Math.min(clock.nowMs(), untilMs) - fromMs);
  /** Moves what has passed of the open stretch into `unwritten`. */
  const count = (): void => {
    if (open === null) return;
    const ms = passedMs(open);
    unwritten.set(open.step, (unwritten.get(open.step) ?? 0) + ms);
    open.fromMs += ms;
    if (open.fromMs >= open.untilMs) open = null;
  };
  const append = (step: StepId, ms: number): boolean => {
    const seconds = Math.round(ms / 100) / 10;
    if (seconds <= 0) return true;
    const task = ports.task();
    try {
      ledger.append({ kind: 'human-minutes', task, step, seconds });
    } catch (thrown) {
      log.log('warn', 'minutes were not written yet', { error: toBenchError(thrown).message });
      return false;
    }
    written.add(task, step, seconds);
    unwritten.set(step, ms - seconds * 1000);
    return true;
  };
  const write = (): void => {
    count();
    writeAtMs = null;
    [...unwritten].every(([step, ms]) => append(step, ms));
    plan();
    changed.emit();
  };
  /** The next write: a minute after the last one, or when the activity ends. */
  const plan = (): void => {
    writing?.[Symbol.dispose]();
    writing = null;
    if (open !== null) writeAtMs ??= clock.nowMs() + writeEveryMs;
    if (writeAtMs === null) return;
    const atMs = Math.min(open?.untilMs ?? writeAtMs, writeAtMs);
    writing = clock.after(Math.max(0, atMs - clock.nowMs()), write);
  };
  return {
    active(step) {
      count();
      const nowMs = clock.nowMs();
      open = step === null ? null : { step, fromMs: nowMs, untilMs: nowMs + activeMs };
      plan();
      changed.emit();
    },
    choose(task, choose) {
      write();
      choose();
      written.chosen(task);
      changed.emit();
    },
    seconds(task, step) {
      const sinceMs = open?.step === step ? passedMs(open) : 0;
      const mineMs = task === ports.task() ? (unwritten.get(step) ?? 0) + sinceMs : 0;
      return written.of(task, step) + mineMs / 1000;
    },
    onChange: (on) => changed.on(on),
    [Symbol.dispose]() {
      write();
      writing?.[Symbol.dispose]();
    },
  };
}
