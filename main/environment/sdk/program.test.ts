/** The program protocol from both sides: in-process against a scripted bench, spawned on Node, and spawned in Perl. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createFrameDecoder, encodeFrame, type WireFrame } from '../../base/host/frames.ts';
import type { FromProgram, ToProgram } from '../../base/wire/program.ts';
import { type ProgramHandlers, type ProgramHost, serveProgram } from './program.ts';

const observation = {
  atMs: 100,
  positionRad: [0, 0, 0, 0, 0, 0],
  velocityRadS: [0, 0, 0, 0, 0, 0],
  load: [0, 0, 0, 0, 0, 0],
};
const start: ToProgram = {
  type: 'start',
  protocol: 1,
  kind: 'policy',
  task: 'touch',
  success: {},
  config: { pad: 1 },
  rateHz: 10,
  attempts: 8,
  attemptLimitS: 3,
  cameras: [],
  randomSeed: 7,
};
const overhead = { role: 'overhead', seq: 3, capturedAtMs: 90 };
const observe = (id: number, frames: readonly (typeof overhead)[] = []): ToProgram => ({
  type: 'observe',
  id,
  attempt: 1,
  observation,
  frames,
});

/** Runs the server in this process. `ended` resolves with the exit code. */
function serve(handlers: ProgramHandlers) {
  const replies: FromProgram[] = [];
  const decode = createFrameDecoder((frame) => {
    replies.push(frame.header as unknown as FromProgram);
  });
  let take: (chunk: Uint8Array) => void = () => undefined;
  let finish: () => void = () => undefined;
  let message: string | undefined;
  const ended = new Promise<number>((resolve) => {
    const host: ProgramHost = {
      onData: (given) => {
        take = given;
      },
      onEnd: (given) => {
        finish = given;
      },
      write: decode,
      exit: (code, text) => {
        message = text;
        resolve(code);
      },
    };
    serveProgram(handlers, host);
  });
  return {
    replies,
    send: (header: ToProgram, blobs: readonly Uint8Array[] = []) =>
      take(encodeFrame(header, blobs)),
    raw: (bytes: Uint8Array) => take(bytes),
    finish: () => finish(),
    ended,
    message: () => message,
  };
}

test('ready comes first, and each request gets one reply with its id, in order', async () => {
  const program = serve({
    onObserve: async ({ observation: seen }) => ({ type: 'act', jointsRad: seen.positionRad }),
  });
  expect(program.replies).toEqual([{ type: 'ready', protocol: 1 }]);
  program.send(start);
  program.send(observe(5));
  program.send(observe(6));
  program.finish();
  expect(await program.ended).toBe(0);
  expect(program.replies.slice(1)).toEqual([
    { type: 'act', id: 5, jointsRad: [0, 0, 0, 0, 0, 0] },
    { type: 'act', id: 6, jointsRad: [0, 0, 0, 0, 0, 0] },
  ]);
});

test('a policy keeps the newest frame of a camera; a judge gets only what it was sent', async () => {
  const seen: string[] = [];
  const program = serve({
    onObserve: ({ frames }) => {
      seen.push(frames.map((frame) => `${frame.role}#${frame.seq}:${frame.jpeg[0]}`).join());
      return { type: 'wait' };
    },
    onJudge: ({ frames }) => {
      seen.push(`judged ${frames.length}`);
      return { verdict: 'undecided', score: 0, margin: 0, perCamera: {}, flags: [] };
    },
  });
  program.send(start);
  program.send(observe(1, [overhead]), [Uint8Array.of(9)]);
  program.send(observe(2));
  program.send({ type: 'judge', id: 3, toolClear: true, observation, frames: [] });
  program.finish();
  await program.ended;
  expect(seen).toEqual(['overhead#3:9', 'overhead#3:9', 'judged 0']);
  expect(program.replies.at(-1)).toMatchObject({ type: 'verdict', id: 3 });
});

test('what an attempt came to reaches the policy before the next observation', async () => {
  const told: unknown[] = [];
  const program = serve({
    onStart: ({ randomSeed }) => void told.push(randomSeed),
    onAttemptEnded: (attempt, verdict) => void told.push([attempt, verdict]),
    onObserve: ({ attempt }) => {
      told.push(attempt);
      return { type: 'done', note: 'enough' };
    },
  });
  program.send(start);
  program.send({ type: 'attempt-ended', attempt: 1, verdict: 'failure' });
  program.send(observe(1));
  program.finish();
  await program.ended;
  expect(told).toEqual([7, [1, 'failure'], 1]);
  expect(program.replies.at(-1)).toEqual({ type: 'done', id: 1, note: 'enough' });
});

test.each<[string, (program: ReturnType<typeof serve>) => void, RegExp]>([
  ['an observation before the start', (p) => p.send(observe(1)), /came before "start"/],
  ['another protocol', (p) => p.send({ ...start, protocol: 2 as 1 }), /protocol 2 is not 1/],
  ['a second start', (p) => [start, start].map((m) => p.send(m)), /second "start"/],
  [
    'a request nobody serves',
    (p) =>
      [start, { type: 'check', id: 1, observation, frames: [] } as ToProgram].map((m) => p.send(m)),
    /answers no "check"/,
  ],
  [
    'frames without their bytes',
    (p) => [start, observe(1, [overhead])].map((m) => p.send(m)),
    /1 frames came with 0 blobs/,
  ],
  ['bytes that are no frame', (p) => p.raw(Uint8Array.of(1, 0, 0, 0, 0)), /out of bounds/],
  ['a flood', (p) => Array.from({ length: 66 }, () => p.send(start)), /too many messages/],
])('%s ends the program with code 1 and a reason', async (_name, act, why) => {
  const program = serve({ onObserve: () => ({ type: 'wait' }) });
  act(program);
  expect(await program.ended).toBe(1);
  expect(program.message()).toMatch(why);
});

test('a failing handler ends the program and says where', async () => {
  const program = serve({
    onObserve: () => {
      throw new Error('no T in sight');
    },
  });
  program.send(start);
  program.send(observe(1));
  expect(await program.ended).toBe(1);
  expect(program.message()).toMatch(/no T in sight[\s\S]*program\.test/);
  expect(program.replies).toHaveLength(1);
});

/** Sends all messages to a spawned program, closes its input, and collects what came back. */
async function converse(command: readonly string[], messages: readonly WireFrame[]) {
  const child = spawn(command[0] as string, command.slice(1), { stdio: 'pipe' });
  const replies: unknown[] = [];
  const decode = createFrameDecoder((frame) => replies.push(frame.header));
  let errors = '';
  child.stdout.on('data', decode);
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  for (const { header, blobs } of messages) child.stdin.write(encodeFrame(header, blobs));
  child.stdin.end();
  const [code] = await once(child, 'close');
  return { code, replies, errors };
}

const said = (header: ToProgram, blobs: readonly Uint8Array[] = []): WireFrame => ({
  header: header as unknown as WireFrame['header'],
  blobs,
});
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

test('a spawned program answers, keeps its console off the protocol, and ends with its input', async () => {
  const jpeg = new Uint8Array(30_000);
  const told = [said(start), said(observe(1)), said(observe(2, [overhead]), [jpeg])];
  const { code, replies, errors } = await converse(
    [process.execPath, here('fixtures/echo.ts')],
    told,
  );
  expect(errors).toMatch(/must not reach the protocol/);
  expect(code).toBe(0);
  expect(replies).toMatchObject([
    { type: 'ready' },
    { type: 'wait', id: 1 },
    { type: 'act', id: 2 },
  ]);
});

test('a spawned program that fails says why on standard error and exits with 1', async () => {
  const backwards = { ...observe(1), observation: { ...observation, atMs: -1 } } as ToProgram;
  const told = [said(start), said(backwards)];
  const { code, replies, errors } = await converse(
    [process.execPath, here('fixtures/echo.ts')],
    told,
  );
  expect(code).toBe(1);
  expect(errors).toMatch(/time runs backwards/);
  expect(replies).toHaveLength(1);
});

test('the protocol is language-neutral: a Perl program without any library of ours', async () => {
  const told = [
    said(start),
    ...[1, 2, 3].map((id) => said(observe(id, [overhead]), [Uint8Array.of(1)])),
  ];
  const { code, replies, errors } = await converse(['perl', here('fixtures/waits.pl')], told);
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(replies).toEqual([
    { type: 'ready', protocol: 1 },
    { type: 'wait', id: 1 },
    { type: 'wait', id: 2 },
    { type: 'done', id: 3, note: 'from Perl' },
  ]);
});
