/**
 * The servo process: the one owner of motion. Speaks `base/wire/servo.ts` on stdin and stdout, drives the bus it is
 * told to open, and does nothing else. Whatever ends it (end of stdin, SIGTERM, words it does not understand, an error
 * of its own) first makes the arm hold, if the bus takes that within 200 ms.
 */
import { encodeFrame } from '../base/host/frames.ts';
import { hearParent } from '../base/host/hearParent.ts';
import { realClock } from '../base/lib/clock.ts';
import { createLog } from '../base/lib/log.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { FromServo, ToServo } from '../base/wire/servo.ts';
import { openServoDriver, type ServoDriver } from '../bench/servo/bus.ts';
import { ControlLoop } from '../bench/servo/loop.ts';
import { runMetronome } from '../bench/servo/metronome.ts';

const clock = realClock;
const log = createLog((line) => process.stderr.write(`${line}\n`), clock.wallTime, 'servo');
const send = (message: FromServo): void => void process.stdout.write(encodeFrame(message));

type Open = Extract<ToServo, { type: 'open' }>;

/** Real time: longer than any answer and its jitter, short enough for retries within two periods. */
const realAnswerMs = 12;
/** Lockstep: the simulator's process may be starved for a while; nothing moves meanwhile. */
const lockstepAnswerMs = 200;
const silenceCheckMs = 10;
/** A port that takes no bytes must not keep a process alive that nobody owns. */
const farewellMs = 200;

let driver: ServoDriver | null = null;
let loop: ControlLoop | null = null;
let clockKind: Open['clock'] = 'real';
let lastHeardMs = clock.nowMs();
/** A stop before the bus is open waits for the arm. */
let earlyStop: { readonly reason: string; readonly seq: number; readonly atMs: number } | null =
  null;
const ending = new AbortController();

async function end(exitCode: number): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  const leave = async (): Promise<void> => {
    await loop?.farewell();
    await driver?.[Symbol.asyncDispose]();
  };
  try {
    await Promise.race([leave(), clock.sleep(farewellMs)]);
  } finally {
    process.exit(exitCode);
  }
}

function fail(thrown: unknown): void {
  const error = toBenchError(thrown);
  log.log('error', error.message, { code: error.code });
  send({ type: 'failed', error: error.toData() });
  void end(1);
}

async function open(message: Open): Promise<void> {
  if (driver !== null) throw new BenchError('bad-input', 'a bus is open already');
  clockKind = message.clock;
  const realTime = clockKind === 'real';
  const answerTimeoutMs = message.answerTimeoutMs ?? (realTime ? realAnswerMs : lockstepAnswerMs);
  const onBack = (): void =>
    fail(new BenchError('unavailable', 'the servo port was away: the arm there is asked anew'));
  driver = await openServoDriver({ path: message.port, clock, log, answerTimeoutMs, onBack });
  const { calibration, isCalibrated, envelope, rateHz } = message;
  const arm = { calibration, isCalibrated, envelope };
  const opening = new ControlLoop({ driver, clock, send, ...arm, rateHz, realTime });
  const identity = await opening.start();
  loop = opening;
  send({ type: 'opened', ...identity });
  if (earlyStop !== null) void loop.stop(earlyStop.reason, earlyStop.seq, earlyStop.atMs);
  if (!realTime) return;
  lastHeardMs = clock.nowMs();
  clock.every(silenceCheckMs, () => opening.coreSilence(clock.nowMs() - lastHeardMs));
  runMetronome(clock, rateHz, (beat) => opening.tick(beat), ending.signal).catch(fail);
}

function hear(message: ToServo): void {
  lastHeardMs = clock.nowMs();
  switch (message.type) {
    case 'alive':
      return;
    case 'open':
      open(message).catch(fail);
      return;
    case 'tick': {
      if (clockKind !== 'lockstep') return;
      const { tick, atMs } = message;
      loop?.tick({ tick, atMs, missedTicks: 0, periodMs: 0 }).catch(fail);
      return;
    }
    case 'target':
      loop?.target(message);
      return;
    case 'hold':
      loop?.hold();
      return;
    case 'stop':
      if (loop !== null) loop.stop(message.reason, message.seq, lastHeardMs).catch(fail);
      else earlyStop = { reason: message.reason, seq: message.seq, atMs: lastHeardMs };
      return;
    case 'resume':
      earlyStop = null;
      loop?.resume();
      return;
    case 'relax':
    case 'energise': {
      const why = loop === null ? 'the bus is not open yet' : loop[message.type]();
      send({ type: 'asked', seq: message.seq, refused: why });
      return;
    }
    case 'envelope':
      loop?.setEnvelope(message.envelope);
      return;
    case 'close':
      void end(0);
      return;
    default:
      fail(new BenchError('protocol', `unknown message ${JSON.stringify(message)}`));
  }
}

hearParent({
  hear: ({ header }) => hear(header as unknown as ToServo),
  fail,
  end: () => void end(0),
});
