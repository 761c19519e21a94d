/**
 * The simulated bench process: `base/wire/sim.ts` on stdin and stdout, one bench, then out. Messages are answered in
 * their order. When stdin ends the core is gone: the black box is written (if one was asked for) and the process exits,
 * so that no simulator outlives its core.
 */
import { createFrameDecoder, encodeFrame } from '../base/host/frames.ts';
import { leaveTerminalSignals } from '../base/host/leaveTerminalSignals.ts';
import { never } from '../base/lib/assert.ts';
import { realClock } from '../base/lib/clock.ts';
import { createLog } from '../base/lib/log.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { FromSim, ToSim } from '../base/wire/sim.ts';
import { loadScene } from '../bench/devices/sim/loadScene.ts';
import { openSimBench, type SimBench } from '../bench/devices/sim/simBench.ts';

/** A core that stops reading gets no more pictures; it must never make this process grow. */
const maxUnreadBytes = 8 << 20;

const log = createLog((line) => process.stderr.write(`${line}\n`), realClock.wallTime, 'sim');
let bench: SimBench | null = null;
let ending: Promise<void> | null = null;

function emit(message: FromSim, blobs: readonly Uint8Array[] = []): void {
  if (message.type === 'frame' && process.stdout.writableLength > maxUnreadBytes) return;
  process.stdout.write(encodeFrame(message, blobs));
}

function end(code: number, how: 'closed' | 'lost' = 'lost'): Promise<void> {
  ending ??= (async () => {
    if (how === 'lost') await bench?.lost();
    await bench?.[Symbol.asyncDispose]();
    process.exit(code);
  })();
  return ending;
}

async function open(message: Extract<ToSim, { type: 'open' }>): Promise<void> {
  if (bench !== null) throw new BenchError('bad-input', 'the simulated bench is open already');
  const taskScene = await loadScene(message.taskDir);
  bench = await openSimBench({
    ...message,
    pace: message.clock,
    clock: realClock,
    log,
    taskScene,
    emit,
  });
  emit(bench.opened);
}

function opened(): SimBench {
  if (bench === null) throw new BenchError('bad-input', 'the simulated bench is not open');
  return bench;
}

async function handle(message: ToSim): Promise<void> {
  switch (message.type) {
    case 'open':
      return open(message);
    case 'advance': {
      const { tick, untilMs, busBytes, pipelined } = message;
      const captures = await opened().advance(tick, untilMs, busBytes, pipelined);
      return emit({ type: 'advanced', tick, captures });
    }
    case 'ungate':
      return opened().ungate();
    case 'seed':
      return opened().seed(message.seed, message.trialIndex);
    case 'set':
      opened().set(message.settings);
      return emit({ type: 'done', call: message.call });
    case 'fault':
      opened().fault(message.fault);
      return emit({ type: 'done', call: message.call });
    case 'hand':
      opened().hand(message.object, message.pose);
      return emit({ type: 'done', call: message.call });
    case 'arm':
      opened().arm(message.arm, message.jointsRad);
      return emit({ type: 'done', call: message.call });
    case 'truth':
      return emit({ type: 'truth', call: message.call, ...opened().truth(message.success) });
    case 'alive':
      return emit({ type: 'alive' });
    case 'close':
      return end(0, 'closed');
    default:
      return never(message);
  }
}

/** Calls fail by their number; what has none (opening, advancing) cannot be gone on from. */
async function answer(message: ToSim): Promise<void> {
  try {
    await handle(message);
  } catch (thrown) {
    const call = 'call' in message ? message.call : null;
    emit({ type: 'failed', call, error: toBenchError(thrown).toData() });
    if (call !== null) return;
    log.log('error', 'cannot go on', { message: message.type, error: String(thrown) });
    await end(1);
  }
}

let inOrder: Promise<void> = Promise.resolve();
const decode = createFrameDecoder(({ header }) => {
  inOrder = inOrder.then(() => answer(header as unknown as ToSim));
});
process.stdin.on('data', (chunk: Buffer) => {
  try {
    decode(chunk);
  } catch (thrown) {
    log.log('error', 'not the core on the other side', { error: String(thrown) });
    void end(1);
  }
});
leaveTerminalSignals();
// Whoever tests a fault looks where the arm really was.
process.on('SIGUSR2', () => bench?.saveBox());
process.stdin.on('end', () => void end(0));
process.stdout.on('error', () => void end(0));
