/**
 * The thread of one mirror: output in, in order; snapshots and text out. A snapshot is taken as soon as the place that
 * was asked for is parsed, between two pieces: it does not wait for the output behind that.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { seatThread } from '../../../base/host/backSeat.ts';
import { createScreenMirror, type ScreenMirror } from './screenMirror.ts';

export type ToMirrorWorker =
  | { readonly type: 'output'; readonly bytes: Uint8Array }
  | { readonly type: 'skip'; readonly end: number }
  | { readonly type: 'size'; readonly cols: number; readonly rows: number }
  | { readonly type: 'snapshot'; readonly ticket: number; readonly notBefore: number }
  | { readonly type: 'text'; readonly ticket: number; readonly lines: number };

export type FromMirrorWorker =
  | { readonly type: 'parsed'; readonly end: number }
  | { readonly type: 'reply'; readonly text: string }
  | {
      readonly type: 'snapshot';
      readonly tickets: readonly number[];
      readonly end: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly type: 'text'; readonly ticket: number; readonly text: string };

export interface MirrorWorkerData {
  readonly cols: number;
  readonly rows: number;
  readonly from: number;
}

/** Parsed in one go. */
const pieceBytes = 64 * 1024;
/** Answers to one piece: a program could ask a million times. */
const maxReply = 1024;

function serve(port: MessagePort, data: MirrorWorkerData): void {
  seatThread(); // a screen may wait; the core's other threads may not
  const post = (message: FromMirrorWorker, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  let reply = '';
  const mirror: ScreenMirror = createScreenMirror({
    ...data,
    onReply: (text) => {
      if (reply.length + text.length <= maxReply) reply += text;
    },
  });
  const waiting: Exclude<ToMirrorWorker, { type: 'snapshot' }>[] = [];
  let wanted: { readonly ticket: number; readonly notBefore: number }[] = [];
  let busy = false;
  /** To all who can have it: one picture. */
  const show = (): void => {
    const ready = wanted.filter(({ notBefore }) => notBefore <= mirror.end);
    if (ready.length === 0) return;
    wanted = wanted.filter(({ notBefore }) => notBefore > mirror.end);
    const tickets = ready.map(({ ticket }) => ticket);
    const bytes = mirror.snapshot();
    post({ type: 'snapshot', tickets, end: mirror.end, bytes }, [bytes.buffer]);
  };
  const answer = async (message: (typeof waiting)[number]): Promise<void> => {
    if (message.type === 'size') mirror.resize(message.cols, message.rows);
    else if (message.type === 'skip') await mirror.skipTo(message.end);
    else if (message.type === 'text')
      post({ type: 'text', ticket: message.ticket, text: mirror.text(message.lines) });
    else {
      for (let at = 0; at < message.bytes.length; at += pieceBytes) {
        await mirror.write(message.bytes.subarray(at, at + pieceBytes));
        if (reply !== '') post({ type: 'reply', text: reply });
        reply = '';
        show();
      }
      post({ type: 'parsed', end: mirror.end });
    }
  };
  const work = async (): Promise<void> => {
    busy = true;
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift())
      await answer(message);
    busy = false;
    show();
  };
  port.on('message', (message: ToMirrorWorker) => {
    if (message.type === 'snapshot') wanted.push(message);
    else waiting.push(message);
    if (!busy) void work();
  });
}

if (parentPort !== null) serve(parentPort, workerData as MirrorWorkerData);
