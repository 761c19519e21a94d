/**
 * The leader process: `base/wire/leader.ts` on stdin and stdout, one bus that is only read, then out. It ends with its
 * core, with its port, and on words that it does not understand; nothing it leaves behind moves.
 */
import { encodeFrame } from '../base/host/frames.ts';
import { hearParent } from '../base/host/hearParent.ts';
import { realClock } from '../base/lib/clock.ts';
import { createLog } from '../base/lib/log.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { FromLeader, ToLeader } from '../base/wire/leader.ts';
import { type LeaderReader, openLeaderReader } from '../bench/devices/leader/readLeader.ts';

/** A core that stops reading must never make this process grow. */
const maxUnreadBytes = 1 << 20;

const log = createLog((line) => process.stderr.write(`${line}\n`), realClock.wallTime, 'leader');
const ending = new AbortController();
let opening: Promise<LeaderReader> | null = null;

function send(message: FromLeader): void {
  if (message.type === 'counts' && process.stdout.writableLength > maxUnreadBytes) return;
  process.stdout.write(encodeFrame(message));
}

async function end(code: number): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  try {
    await (await opening)?.[Symbol.asyncDispose]();
  } catch {
    // What did not open was told when it failed.
  }
  process.exit(code);
}

function fail(thrown: unknown): void {
  if (ending.signal.aborted) return;
  const error = toBenchError(thrown);
  log.log('error', error.message, { code: error.code });
  send({ type: 'failed', error: error.toData() });
  void end(1);
}

async function open(message: Extract<ToLeader, { type: 'open' }>): Promise<void> {
  if (opening !== null) throw new BenchError('bad-input', 'a bus is open already');
  opening = openLeaderReader({ open: message, clock: realClock, log, send });
  const reader = await opening;
  await reader.run(ending.signal);
}

function hear(message: ToLeader): void {
  if (message.type === 'open') open(message).catch(fail);
  else if (message.type === 'close') void end(0);
  else fail(new BenchError('protocol', `unknown message ${JSON.stringify(message)}`));
}

hearParent({
  hear: ({ header }) => hear(header as unknown as ToLeader),
  fail,
  end: () => void end(0),
});
