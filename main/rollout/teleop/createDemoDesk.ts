/**
 * Recording at the arm, as the operator works it: countdown, recording, marks, saving, discarding and beginning again; one
 * recording at a time. Bench time counts, so that it is the same in real time and in lockstep. Moves nothing.
 */
import type { DemoHead, DemoView, LabelValue } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { TeleopRecording } from '../../base/model/phaseOne.ts';
import type { StepSource } from '../../base/wire/recorder.ts';
import type { BenchLink } from '../../bench/link.ts';
import { beginDemo, type DemoPorts, type RunningDemo } from './beginDemo.ts';

export interface DemoDeskParts {
  readonly ports: DemoPorts;
  readonly link: BenchLink;
  readonly head: (id: string, nearMiss: string | null) => DemoHead;
  readonly source: () => StepSource;
  /** Recordings that nobody entered yet, before a new one begins. */
  readonly tidy: () => Promise<void>;
  /** The recorder failed or is gone. */
  readonly onTrouble: (error: BenchError) => void;
  readonly onChange: () => void;
}

export interface DemoDesk {
  readonly state: 'ready' | 'counting-down' | 'recording' | 'saving';
  readonly countdownS: number | null;
  readonly recording: TeleopRecording | null;
  /** What happened last, in words. */
  readonly last: string;
  /** Bench time must go on by itself. */
  readonly counting: boolean;
  /** A recording is being opened: the next row shall be in it. */
  readonly opening: Promise<void> | null;
  tick(atMs: number): void;
  /** Resolves when it records. @throws BenchError `busy`, `cancelled` when it was ended before, `storage`. */
  record(countdownS: number, nearMiss: string | null): Promise<void>;
  mark(value: LabelValue): void;
  stop(result: LabelValue | null): Promise<DemoView>;
  discard(again: boolean): Promise<void>;
  /** Something ended it: what there is becomes a demo. Gives it, or null when nothing was recorded. */
  cut(why: string): Promise<DemoView | null>;
}

/** Longer than any task's time limit; beyond it somebody forgot to stop. */
const longestMs = 10 * 60_000;

interface Countdown {
  readonly seconds: number;
  readonly nearMiss: string | null;
  untilMs: number | null;
  readonly begun: PromiseWithResolvers<void>;
}

const noneRuns = (): BenchError =>
  new BenchError('refused', 'nothing is recorded now', { hint: 'Start a recording first.' });

export function createDemoDesk(parts: DemoDeskParts): DemoDesk {
  const { ports, link, onChange } = parts;
  let countdown: Countdown | null = null;
  let demo: RunningDemo | null = null;
  let opening: Promise<void> | null = null;
  let saving: Promise<unknown> | null = null;
  let nowMs = 0;
  let last = '';
  const say = (words: string): void => {
    last = words;
    onChange();
  };
  const begin = async (nearMiss: string | null): Promise<void> => {
    await parts.tidy();
    const head = parts.head(ports.book.nextId(), nearMiss);
    const { source, onTrouble } = parts;
    demo = await beginDemo(ports, { link, head, source, onTrouble });
    say(`${head.id} is recorded.`);
  };
  const start = (wanted: Countdown): void => {
    countdown = null;
    opening = begin(wanted.nearMiss).finally(() => {
      opening = null;
    });
    opening.then(wanted.begun.resolve, (cause: unknown) => {
      say(toBenchError(cause).message);
      wanted.begun.reject(cause);
    });
    onChange();
  };
  const cancelCountdown = (why: string): void => {
    countdown?.begun.reject(new BenchError('cancelled', why));
    countdown = null;
    onChange();
  };
  const running = async (): Promise<RunningDemo> => {
    await opening?.catch(() => undefined);
    if (demo === null || saving !== null) throw noneRuns();
    return demo;
  };
  const resultOf = (one: RunningDemo): LabelValue | null => one.marks.at(-1)?.value ?? null;
  const save = async (one: RunningDemo, result: LabelValue | null, why: string) => {
    const work = one.finish({ result, why });
    saving = work;
    onChange();
    try {
      const view = await work;
      say(why === '' ? `${view.id} is saved.` : `${view.id} is kept up to its end: ${why}.`);
      return view;
    } catch (cause) {
      say(`${one.id} is not saved: ${toBenchError(cause).message}`);
      throw cause;
    } finally {
      demo = null;
      saving = null;
      onChange();
    }
  };
  const record = async (seconds: number, nearMiss: string | null): Promise<void> => {
    if (countdown !== null || demo !== null || opening !== null)
      throw new BenchError('busy', 'a recording runs already', { hint: 'Stop or discard it.' });
    const wanted: Countdown = {
      ...{ seconds, nearMiss, untilMs: null },
      begun: Promise.withResolvers<void>(),
    };
    if (seconds === 0) start(wanted);
    else countdown = wanted;
    onChange();
    await wanted.begun.promise;
  };
  return {
    get state() {
      if (saving !== null) return 'saving';
      if (demo !== null) return 'recording';
      return countdown !== null || opening !== null ? 'counting-down' : 'ready';
    },
    get countdownS() {
      if (countdown === null) return opening === null ? null : 0;
      const { untilMs, seconds } = countdown;
      return untilMs === null ? seconds : Math.max(0, (untilMs - nowMs) / 1000);
    },
    get recording() {
      if (demo === null) return null;
      const sinceMs = demo.fromMs ?? nowMs;
      return {
        demoId: demo.id,
        sinceMs,
        seconds: Math.max(0, (nowMs - sinceMs) / 1000),
        marks: demo.marks.length,
        result: resultOf(demo),
        nearMiss: demo.nearMiss,
      };
    },
    get last() {
      return last;
    },
    get counting() {
      return countdown !== null;
    },
    get opening() {
      return opening;
    },
    tick(atMs) {
      nowMs = atMs;
      if (countdown !== null) {
        countdown.untilMs ??= atMs + countdown.seconds * 1000;
        if (atMs >= countdown.untilMs) start(countdown);
      }
      if (demo === null || saving !== null || atMs - (demo.fromMs ?? atMs) < longestMs) return;
      save(demo, resultOf(demo), 'ten minutes were recorded').catch(() => undefined);
    },
    record,
    mark(value) {
      if (demo === null || saving !== null) throw noneRuns();
      demo.mark(value);
      onChange();
    },
    async stop(result) {
      const one = await running();
      return await save(one, result ?? resultOf(one), '');
    },
    async discard(again) {
      if (countdown !== null) return cancelCountdown('the recording was called off');
      const one = await running();
      saving = one.discard();
      onChange();
      await saving.finally(() => {
        demo = null;
        saving = null;
      });
      say(`${one.id} is discarded.`);
      if (again) await record(0, one.nearMiss);
    },
    async cut(why) {
      cancelCountdown(why);
      await opening?.catch(() => undefined);
      if (saving !== null) await saving.catch(() => undefined);
      return demo === null ? null : await save(demo, resultOf(demo), why);
    },
  };
}
