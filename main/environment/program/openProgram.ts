/**
 * A policy, judge or reset program as a process: fresh, jailed, spoken to over stdio frames, one request at a time
 * in flight per kind of answer. What comes back is bytes from code that isn't ours, so every message is parsed and
 * every number checked here; past this file a reply has the shape it claims.
 */
import { z } from 'zod';
import { openFramedChild } from '../../base/host/framedChild.ts';
import type { WireFrame } from '../../base/host/frames.ts';
import type { ProcessTable } from '../../base/host/processTable.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { jointCount } from '../../base/model/arm.ts';
import type { FromProgram, ProgramStart, ToProgram } from '../../base/wire/program.ts';
import { programProtocol } from '../../base/wire/program.ts';

const id = z.int().min(0);
const finite = z.number().refine(Number.isFinite);
const verdictValue = z.enum(['success', 'failure', 'undecided']);
const pose = z.strictObject({ xM: finite, yM: finite, yawRad: finite });
const shortText = z.string().max(400);

const fromProgramSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), protocol: z.literal(programProtocol) }),
  z.strictObject({ type: z.literal('act'), id, jointsRad: z.array(finite).length(jointCount) }),
  z.strictObject({ type: z.literal('wait'), id }),
  z.strictObject({ type: z.literal('done'), id, note: shortText.optional() }),
  z.strictObject({
    type: z.literal('verdict'),
    id,
    verdict: z.strictObject({
      verdict: verdictValue,
      score: z.number().min(0).max(1),
      margin: finite,
      perCamera: z.record(z.string().max(20), verdictValue),
      cameraScores: z.record(z.string().max(20), z.number().min(0).max(1)).optional(),
      flags: z.array(z.string().max(60)).max(20),
      believed: pose.optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('checked'),
    id,
    ok: z.boolean(),
    reason: shortText,
    believed: pose.nullable(),
    solved: z.boolean(),
  }),
]);

export type Reply = Exclude<FromProgram, { type: 'ready' }>;

/** The program is gone or spoke nonsense. `kind` decides the outcome upstream. */
export type ProgramFailure =
  | { readonly kind: 'crashed'; readonly why: string }
  | { readonly kind: 'late'; readonly why: string };

export type Answer =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly failure: ProgramFailure };

export interface Program {
  readonly pid: number;
  /** Resolves when the program said `ready`, or with why it never will. */
  readonly ready: Promise<ProgramFailure | null>;
  /** One request, one reply with the same id. Never rejects. */
  ask(request: ProgramRequest, frames: readonly Uint8Array[]): Promise<Answer>;
  tell(message: Extract<ToProgram, { type: 'attempt-ended' }>): void;
  [Symbol.asyncDispose](): Promise<void>;
}

type Without<T> = T extends { id: number } ? Omit<T, 'id'> : never;
export type ProgramRequest = Without<ToProgram>;

export interface ProgramOptions {
  readonly name: string;
  readonly command: {
    readonly file: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  readonly start: Omit<ProgramStart, 'type' | 'protocol'>;
  /** Wall milliseconds for one answer. In lockstep this only catches a hang. */
  readonly answerMs: number;
  readonly readyMs: number;
  /** Hears what the program prints to standard error, bounded. */
  readonly onWords?: ((text: string) => void) | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
}

/** Answers that come after their time are no offence; a program that keeps talking unasked is one. */
const maxUnasked = 16;

/** Spawns and starts; the program warms up while the caller goes on. */
export function openProgram(options: ProgramOptions): Program {
  const { clock, log } = options;
  const asked = new Map<number, (answer: Answer) => void>();
  const ready = Promise.withResolvers<ProgramFailure | null>();
  let nextId = 0;
  let dead: ProgramFailure | null = null;
  let unasked = 0;

  const fail = (failure: ProgramFailure): void => {
    dead ??= failure;
    ready.resolve(dead);
    for (const answer of [...asked.values()]) answer({ ok: false, failure: dead });
    asked.clear();
  };
  const offend = (why: string): void => {
    log.log('warn', 'a program broke the protocol', { program: options.name, why });
    fail({ kind: 'crashed', why });
    child.kill();
  };
  const onFrame = (frame: WireFrame): void => {
    if (dead !== null) return;
    const { blobs: _none, ...header } = frame.header;
    const parsed = fromProgramSchema.safeParse(header);
    if (!parsed.success) {
      offend(`spoke out of protocol: ${z.prettifyError(parsed.error)}`);
      return;
    }
    const message = parsed.data;
    const answer = message.type === 'ready' ? undefined : asked.get(message.id);
    if (message.type === 'ready') ready.resolve(null);
    if (answer !== undefined) answer({ ok: true, reply: message as Reply });
    else if (++unasked > maxUnasked) offend('talks without being asked');
  };
  const child = openFramedChild({
    name: options.name,
    ...options.command,
    clock,
    log,
    table: options.table,
    onFrame,
    graceMs: 200,
    ownSession: true,
    onWords: options.onWords,
  });
  void child.exited.then((exit) => {
    fail({
      kind: 'crashed',
      why: `ended (${exit.signal ?? exit.code}) ${exit.lastWords.slice(-400)}`,
    });
  });
  child.send({ type: 'start', protocol: programProtocol, ...options.start } as ProgramStart);
  const readyTimer = clock.after(options.readyMs, () => {
    ready.resolve({ kind: 'late', why: `was not ready within ${options.readyMs} ms` });
  });
  void ready.promise.then(() => readyTimer[Symbol.dispose]());
  return {
    pid: child.pid,
    ready: ready.promise,
    ask(request, frames) {
      if (dead !== null) return Promise.resolve({ ok: false, failure: dead });
      const callId = ++nextId;
      return new Promise((resolve) => {
        const timer = clock.after(options.answerMs, () => {
          asked.get(callId)?.({
            ok: false,
            failure: { kind: 'late', why: `no answer within ${options.answerMs} ms` },
          });
        });
        asked.set(callId, (answer) => {
          timer[Symbol.dispose]();
          asked.delete(callId);
          resolve(answer);
        });
        if (!child.send({ ...request, id: callId } as ToProgram, frames)) {
          fail({ kind: 'crashed', why: 'does not read its requests' });
        }
      });
    },
    tell: (message) => void child.send(message),
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
    },
  };
}
