/**
 * The core's end of the recorder process. A trial's or a demo's bytes go there as they happen; `finish` resolves only when
 * all of it is on disk and fsynced. A recorder that dies, fails or falls behind its bound voids the trial. After a `finish`
 * that rejects nobody writes to the trial's folder any more: what is there then is the truth of it.
 */
import { openFramedChild } from '../base/host/framedChild.ts';
import type { WireFrame } from '../base/host/frames.ts';
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { createSignal } from '../base/lib/topic.ts';
import type { DemoHead, DemoMark } from '../base/model/episode.ts';
import { BenchError } from '../base/model/errors.ts';
import type { VerdictTraceRow } from '../base/model/trial.ts';
import type {
  DemoSaid,
  FinishedFiles,
  FromRecorder,
  StepRow,
  ToRecorder,
} from '../base/wire/recorder.ts';
import type { LinkFrame } from '../bench/link.ts';

type Begin = Omit<Extract<ToRecorder, { type: 'begin' }>, 'type'>;
type Finish = Omit<Extract<ToRecorder, { type: 'finish' }>, 'type'>;

export interface Recorder {
  readonly pid: number;
  begin(options: Begin): Promise<void>;
  step(row: StepRow): void;
  frame(frame: LinkFrame, judged: boolean): void;
  verdict(row: VerdictTraceRow): void;
  /** Rejects when there is no answer in time or none can come; the recorder is gone then, or said why it failed. */
  finish(options: Finish): Promise<FinishedFiles>;
  /** The recorder failed or is gone: the running trial must end. */
  onTrouble(on: (error: BenchError) => void): Disposable;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The same process, recording a demo. */
export interface DemoRecorder extends Pick<Recorder, 'step' | 'frame' | 'onTrouble'> {
  beginDemo(dir: string, head: DemoHead): Promise<void>;
  mark(mark: DemoMark): void;
  /** Rejects as `finish` does. */
  finishDemo(end: DemoSaid): Promise<FinishedFiles>;
  /** Its folder is gone when it resolves. */
  discard(): Promise<void>;
}

export interface RecorderOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly program: { readonly file: string; readonly args: readonly string[] };
}

const stepsPerMessage = 25;
const maxBacklogBytes = 64 << 20;
const answerTimeoutMs = 30_000;

export function openRecorder(options: RecorderOptions): Recorder & DemoRecorder {
  const troubles = createSignal<BenchError>();
  let waiting: { type: FromRecorder['type']; answer: PromiseWithResolvers<FromRecorder> } | null =
    null;
  let gone: BenchError | null = null;
  let closing = false;
  let rows: StepRow[] = [];
  let trialId = '';
  /** As the recorder last said: what it has taken and the disk has not. */
  let backlogBytes = 0;
  /** The recorder itself said that this trial has no record. */
  let failed = false;

  const trouble = (error: BenchError): void => {
    waiting?.answer.reject(error);
    waiting = null;
    troubles.emit(error);
  };
  const onFrame = (frame: WireFrame): void => {
    const message = frame.header as unknown as FromRecorder;
    if (message.type === 'failed') {
      // A trial fails when it happens and once more for a late `finish`: the second one is old news.
      if (message.id === null || message.id === trialId) {
        failed = true;
        trouble(BenchError.fromData(message.error));
      }
    } else if (message.type === 'backlog') {
      backlogBytes = message.bytes;
      if (message.bytes > maxBacklogBytes) {
        trouble(new BenchError('storage', `the disk is ${message.bytes} bytes behind`));
      }
    } else if (message.type === waiting?.type) {
      waiting.answer.resolve(message);
      waiting = null;
    }
  };
  const child = openFramedChild({
    name: 'recorder',
    ...options.program,
    clock: options.clock,
    log: options.log,
    table: options.table,
    onFrame,
    graceMs: 2000,
  });
  const disk = options.table.addQueue('recorder to disk', maxBacklogBytes, () => backlogBytes);
  void child.exited.then((exit) => {
    disk[Symbol.dispose]();
    gone = new BenchError('unavailable', `the recorder ended (${exit.signal ?? exit.code})`);
    if (!closing) trouble(gone);
  });
  const send = (message: ToRecorder, blobs: readonly Uint8Array[] = []): void => {
    if (!child.send(message, blobs) && gone === null && !closing) {
      trouble(new BenchError('storage', 'the recorder does not keep up'));
    }
  };
  const flush = (): void => {
    if (rows.length === 0) return;
    send({ type: 'steps', rows });
    rows = [];
  };
  const ask = async (message: ToRecorder, type: FromRecorder['type']): Promise<FromRecorder> => {
    if (gone !== null) throw gone;
    const answer = Promise.withResolvers<FromRecorder>();
    waiting = { type, answer };
    send(message);
    using _late = options.clock.after(answerTimeoutMs, () =>
      answer.reject(new BenchError('timeout', 'the recorder did not answer')),
    );
    try {
      return await answer.promise;
    } catch (cause) {
      // One that is silent or behind may still write the trial's end: it must not, once we call it ended.
      if (!failed) {
        child.kill();
        await child.exited;
      }
      throw cause;
    }
  };
  const fresh = (id: string): void => {
    rows = [];
    trialId = id;
    failed = false;
  };
  const finished = async (message: ToRecorder): Promise<FinishedFiles> => {
    flush();
    const answer = await ask(message, 'finished');
    return (answer as Extract<FromRecorder, { type: 'finished' }>).files;
  };
  return {
    pid: child.pid,
    async begin(begin) {
      fresh(begin.id);
      await ask({ type: 'begin', ...begin }, 'begun');
    },
    async beginDemo(dir, head) {
      fresh(head.id);
      await ask({ type: 'begin-demo', dir, head }, 'begun');
    },
    mark: (mark) => send({ type: 'mark', mark }),
    finishDemo: (end) => finished({ type: 'finish-demo', end }),
    async discard() {
      rows = [];
      await ask({ type: 'discard' }, 'discarded');
    },
    step(row) {
      rows.push(row);
      if (rows.length >= stepsPerMessage) flush();
    },
    frame({ role, seq, capturedAtMs, jpeg }, judged) {
      send({ type: 'frame', role, seq, capturedAtMs, judged }, [jpeg]);
    },
    verdict: (row) => send({ type: 'verdict', row }),
    finish: (finish) => finished({ type: 'finish', ...finish }),
    onTrouble: (on) => troubles.on(on),
    async [Symbol.asyncDispose]() {
      closing = true;
      send({ type: 'close' });
      await child[Symbol.asyncDispose]();
    },
  };
}
