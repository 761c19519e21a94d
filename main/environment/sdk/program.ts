/**
 * Serves a policy, judge or reset program over stdin and stdout (docs/PROGRAMS.md): sends `ready`, hands every
 * message to the matching handler in the order of arrival, answers each request once. Standard output belongs to
 * the protocol: `console.log` of task code goes to standard error. Any error ends the process with exit code 1 and
 * one line on standard error; the end of standard input ends it with code 0. Knows nothing of any task.
 */
import { writeSync } from 'node:fs';
import { createFrameDecoder, encodeFrame, type WireFrame } from '../../base/host/frames.ts';
import type { CameraFrame } from '../../base/model/camera.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { Verdict, VerdictValue } from '../../base/model/trial.ts';
import {
  type FrameHeader,
  type FromProgram,
  type Observation,
  type ProgramStart,
  programProtocol,
  type ToProgram,
} from '../../base/wire/program.ts';

export type { Joints } from '../../base/model/arm.ts';
export type { CameraFrame, CameraModel } from '../../base/model/camera.ts';
export type { PlanarPose } from '../../base/model/scene.ts';
export type { Verdict, VerdictValue } from '../../base/model/trial.ts';
export type { Observation, ProgramStart } from '../../base/wire/program.ts';

/** What policy and reset programs see, at the task's rate. */
export interface Observed {
  /** 1 for the first attempt of the trial. */
  readonly attempt: number;
  readonly observation: Observation;
  /** The newest frame of every camera that ever sent one; its `capturedAtMs` tells its age. */
  readonly frames: readonly CameraFrame[];
}

/** Joint target to be reached one period from now, nothing, or the end of this attempt (reset: of the reset). */
export type Action =
  | { readonly type: 'act'; readonly jointsRad: readonly number[] }
  | { readonly type: 'wait' }
  | { readonly type: 'done'; readonly note?: string };

/** What the judge is asked: exactly these frames, nothing remembered. */
export interface Judged {
  /** The bench has driven the arm to the clear view. */
  readonly toolClear: boolean;
  readonly observation: Observation;
  readonly frames: readonly CameraFrame[];
  /** Of the start message: the parts of the pictures that it may go by. */
  readonly crops?: ProgramStart['crops'];
}

/** What the reset check is asked, from the clear view. */
export interface Checked {
  readonly observation: Observation;
  readonly frames: readonly CameraFrame[];
}

export interface CheckReply {
  readonly ok: boolean;
  /** For people: what was seen. */
  readonly reason: string;
  readonly believed: PlanarPose | null;
  /** The scene already satisfies the task: not a fair start. */
  readonly solved: boolean;
}

type Maybe<T> = T | Promise<T>;

export interface ProgramHandlers {
  /** Called once, before anything else. */
  readonly onStart?: (start: ProgramStart) => Maybe<void>;
  /** Policy and reset. */
  readonly onObserve?: (observed: Observed) => Maybe<Action>;
  /** Policy: an attempt was judged; the next begins in the scene as it is. */
  readonly onAttemptEnded?: (attempt: number, verdict: VerdictValue) => Maybe<void>;
  /** Judge. */
  readonly onJudge?: (judged: Judged) => Maybe<Verdict>;
  /** Reset. */
  readonly onCheck?: (checked: Checked) => Maybe<CheckReply>;
}

/** The process around the program; a test brings its own. */
export interface ProgramHost {
  onData(take: (chunk: Uint8Array) => void): void;
  onEnd(ended: () => void): void;
  write(bytes: Uint8Array): void;
  exit(code: 0 | 1, message?: string): void;
}

/** The bench sends one request at a time; more waiting than this is no honest peer. */
const maxWaiting = 64;

/** Serves until standard input ends. Returns at once; the process lives on its input. */
export function serveProgram(handlers: ProgramHandlers, host: ProgramHost = processHost()): void {
  const answer = createAnswerer(handlers);
  let waiting = 0;
  let over = false;
  let tail: Promise<void> = Promise.resolve();
  const end = (code: 0 | 1, message?: string): void => {
    if (over) return;
    over = true;
    host.exit(code, message);
  };
  const take = (frame: WireFrame): void => {
    waiting++;
    if (waiting > maxWaiting) throw new BenchError('protocol', 'too many messages are waiting');
    tail = tail.then(async () => {
      if (over) return;
      try {
        const reply = await answer(frame);
        if (reply !== null && !over) host.write(encodeFrame(reply));
      } catch (thrown) {
        end(1, describe(thrown));
      }
      waiting--;
    });
  };
  const decode = createFrameDecoder(take);
  host.onData((chunk) => {
    if (over) return;
    try {
      decode(chunk);
    } catch (thrown) {
      end(1, describe(thrown));
    }
  });
  host.onEnd(() => {
    tail.then(() => end(0));
  });
  const ready: FromProgram = { type: 'ready', protocol: programProtocol };
  host.write(encodeFrame(ready));
}

function describe(thrown: unknown): string {
  return thrown instanceof Error && !(thrown instanceof BenchError)
    ? (thrown.stack ?? thrown.message)
    : toBenchError(thrown).message;
}

type Answerer = (frame: WireFrame) => Promise<FromProgram | null>;

function createAnswerer(handlers: ProgramHandlers): Answerer {
  const newest = new Map<string, CameraFrame>();
  let started = false;
  let crops: ProgramStart['crops'];
  return async (frame) => {
    const message = frame.header as unknown as ToProgram;
    if (!started && message.type !== 'start')
      throw new BenchError('protocol', `"${message.type}" came before "start"`);
    switch (message.type) {
      case 'start': {
        if (started) throw new BenchError('protocol', 'a second "start" came');
        if (message.protocol !== programProtocol) {
          throw new BenchError(
            'protocol',
            `protocol ${message.protocol} is not ${programProtocol}`,
          );
        }
        started = true;
        crops = message.crops;
        await handlers.onStart?.(message);
        return null;
      }
      case 'observe': {
        for (const seen of framesOf(message.frames, frame.blobs)) newest.set(seen.role, seen);
        const action = await handler(
          handlers.onObserve,
          message.type,
        )({
          attempt: message.attempt,
          observation: message.observation,
          frames: [...newest.values()],
        });
        return { ...action, id: message.id };
      }
      case 'attempt-ended':
        await handlers.onAttemptEnded?.(message.attempt, message.verdict);
        return null;
      case 'judge': {
        const { toolClear, observation } = message;
        const frames = framesOf(message.frames, frame.blobs);
        const judge = handler(handlers.onJudge, message.type);
        const verdict = await judge({ toolClear, observation, frames, crops });
        return { type: 'verdict', id: message.id, verdict };
      }
      case 'check': {
        const frames = framesOf(message.frames, frame.blobs);
        const check = handler(handlers.onCheck, message.type);
        const reply = await check({ observation: message.observation, frames });
        return { type: 'checked', id: message.id, ...reply };
      }
      default:
        throw new BenchError('protocol', `"${frame.header.type}" is no message of this protocol`);
    }
  };
}

function handler<T>(given: T | undefined, type: string): T {
  if (given === undefined) throw new BenchError('protocol', `this program answers no "${type}"`);
  return given;
}

function framesOf(headers: readonly FrameHeader[], blobs: readonly Uint8Array[]): CameraFrame[] {
  if (headers.length !== blobs.length)
    throw new BenchError('protocol', `${headers.length} frames came with ${blobs.length} blobs`);
  return headers.map((header, index) => ({ ...header, jpeg: blobs[index] as Uint8Array }));
}

function processHost(): ProgramHost {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
  return {
    onData: (take) => process.stdin.on('data', take),
    onEnd: (ended) => process.stdin.on('end', ended),
    write: (bytes) => process.stdout.write(bytes),
    exit: (code, message) => {
      if (message !== undefined) writeSync(2, `${message}\n`);
      process.exit(code);
    },
  };
}
