/**
 * The recorder's side of `base/wire/recorder.ts`: messages are handled in order, one at a time, and what waits is
 * counted and told. What can't be recorded is told as `failed` once; whatever else comes for it is dropped,
 * its `finish` fails again, and the next trial or demo begins on clean ground. Knows no stdio.
 */

import type { WireFrame } from '../../base/host/frames.ts';
import { assert, never } from '../../base/lib/assert.ts';
import type { Log } from '../../base/lib/log.ts';
import { type BenchError, toBenchError } from '../../base/model/errors.ts';
import type { FromRecorder, ToRecorder } from '../../base/wire/recorder.ts';
import { type DemoRecord, openDemoRecord } from './demoRecord.ts';
import type { Finished, RecordPorts } from './recordFolder.ts';
import { openTrialRecord, type TrialRecord } from './trialRecord.ts';

export interface RecorderServer extends AsyncDisposable {
  take(frame: WireFrame): void;
  /** Bytes received and not yet handed to the disk. */
  readonly backlogBytes: () => number;
  /** Resolves when less than `bytes` wait. */
  below(bytes: number): Promise<void>;
}

export interface RecorderOptions extends RecordPorts {
  readonly send: (message: FromRecorder) => void;
  readonly log: Log;
}

/** The backlog is told whenever it has moved by so much, and when it is gone again. */
const tellEveryBytes = 1 << 20;
const bytesPerStep = 400;
const bytesPerMessage = 200;

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'recording'; readonly record: TrialRecord }
  | { readonly kind: 'demo'; readonly record: DemoRecord }
  | { readonly kind: 'failed'; readonly id: string; readonly error: BenchError };

function sizeOf(frame: WireFrame): number {
  const rows = frame.header.rows;
  const steps = Array.isArray(rows) ? rows.length * bytesPerStep : 0;
  return bytesPerMessage + steps + frame.blobs.reduce((sum, blob) => sum + blob.byteLength, 0);
}

export function createRecorderServer(options: RecorderOptions): RecorderServer {
  const handler = createHandler(options);
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  let told = 0;
  let roomWanted: { readonly bytes: number; readonly room: PromiseWithResolvers<void> } | null =
    null;
  const count = (delta: number): void => {
    waiting += delta;
    const gone = waiting < tellEveryBytes && told >= tellEveryBytes;
    if (gone || Math.abs(waiting - told) >= tellEveryBytes) {
      told = waiting;
      options.send({ type: 'backlog', bytes: waiting });
    }
    if (roomWanted !== null && waiting < roomWanted.bytes) {
      roomWanted.room.resolve();
      roomWanted = null;
    }
  };
  return {
    take(frame) {
      const bytes = sizeOf(frame);
      count(bytes);
      tail = tail.then(() => handler.handle(frame)).then(() => count(-bytes));
    },
    backlogBytes: () => waiting,
    below(bytes) {
      if (waiting < bytes) return Promise.resolve();
      const room = roomWanted?.room ?? Promise.withResolvers<void>();
      roomWanted = { bytes, room };
      return room.promise;
    },
    async [Symbol.asyncDispose]() {
      await tail;
      await handler.abandon();
    },
  };
}

type FinishMessage = Extract<ToRecorder, { type: 'finish' | 'finish-demo' }>;

function finishRecord(
  state: Extract<State, { kind: 'recording' | 'demo' }>,
  message: FinishMessage,
): Promise<Finished> {
  if (state.kind === 'demo' && message.type === 'finish-demo')
    return state.record.finish(message.end);
  assert(state.kind === 'recording' && message.type === 'finish', 'another kind was begun');
  return state.record.finish(message);
}

function idOfBegin(message: ToRecorder): string | null {
  if (message.type === 'begin') return message.id;
  return message.type === 'begin-demo' ? message.head.id : null;
}

function createHandler(options: RecorderOptions) {
  const { send, log } = options;
  let state: State = { kind: 'idle' };
  const fail = (id: string, error: BenchError): void => {
    if ('record' in state) state.record[Symbol.dispose]();
    state = { kind: 'failed', id, error };
    log.log('error', 'it is not recorded', { id, error: error.message });
    send({ type: 'failed', id, error: error.toData() });
  };
  /** Keeps what is there; an error on the way says nothing new, whoever recovers it looks for himself. */
  const abandon = async (): Promise<void> => {
    if (!('record' in state)) return;
    const { record } = state;
    await record.abandon().catch((thrown) => {
      log.log('warn', 'an abandoned record is not whole', { error: toBenchError(thrown).message });
    });
    record[Symbol.dispose]();
    state = { kind: 'idle' };
  };
  const finish = async (message: FinishMessage): Promise<void> => {
    if (state.kind === 'failed')
      return send({ type: 'failed', id: state.id, error: state.error.toData() });
    assert('record' in state, 'nothing was begun');
    const { record } = state;
    const { notes, ...files } = await finishRecord(state, message);
    record[Symbol.dispose]();
    state = { kind: 'idle' };
    for (const note of notes) send({ type: 'note', id: record.id, note });
    send({ type: 'finished', id: record.id, files });
  };
  const discard = async (): Promise<void> => {
    if (state.kind === 'failed')
      return send({ type: 'failed', id: state.id, error: state.error.toData() });
    assert(state.kind === 'demo', 'no demo was begun');
    const { record } = state;
    await record.discard();
    state = { kind: 'idle' };
    send({ type: 'discarded', id: record.id });
  };
  const run = async (message: ToRecorder, blobs: readonly Uint8Array[]): Promise<void> => {
    switch (message.type) {
      case 'begin':
        await abandon();
        state = { kind: 'recording', record: await openTrialRecord(message, options) };
        return send({ type: 'begun', id: message.id });
      case 'begin-demo':
        await abandon();
        state = { kind: 'demo', record: await openDemoRecord(message, options) };
        return send({ type: 'begun', id: message.head.id });
      case 'steps':
        if ('record' in state) state.record.steps(message.rows);
        return;
      case 'frame': {
        const [jpeg] = blobs;
        assert(jpeg !== undefined && blobs.length === 1, 'a frame carries one picture');
        if ('record' in state) await state.record.frame(message, jpeg);
        return;
      }
      case 'verdict':
        if ('record' in state) await state.record.verdict(message.row);
        return;
      case 'mark':
        if (state.kind === 'demo') state.record.mark(message.mark);
        return;
      case 'finish':
      case 'finish-demo':
        return await finish(message);
      case 'discard':
        return await discard();
      case 'close':
        return await abandon();
      default:
        return never(message);
    }
  };
  return {
    abandon,
    async handle({ header, blobs }: WireFrame): Promise<void> {
      const message = header as unknown as ToRecorder;
      try {
        await run(message, blobs);
      } catch (thrown) {
        const running = 'record' in state ? state.record.id : '';
        fail(idOfBegin(message) ?? running, toBenchError(thrown));
      }
    },
  };
}
