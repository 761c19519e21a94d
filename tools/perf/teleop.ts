/**
 * A person at the arm in real time: a demo of Push-T is recorded while both cameras are streamed to a client as a window
 * takes them, and a hand sends an input some twenty times a second. Periods and goals are read from the recorded rows;
 * their clock is the servo process's, brought to ours by the quickest message that came from it.
 */
import { WebSocket } from 'ws';
import type { CommandArgs } from '../../main/base/api/contract.ts';
import { decodeStreamFrame, wirePath } from '../../main/base/api/wire.ts';
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { BenchView } from '../../main/base/model/view.ts';
import type { StepRow } from '../../main/base/wire/recorder.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { demoDir } from '../../main/store/dataLayout.ts';
import { readSteps } from '../../main/store/record/readRecord.ts';
import { withBareLoop } from './bareLoop.ts';
import type { Figure, PerfPorts } from './figure.ts';
import { type LiveCore, openLiveCore } from './liveCore.ts';

const driveMs = 20_000;
const settleMs = 3000;
const inputs = 400;
/** Still, then moved, then still again: the goal stands before each move begins. */
const strokeInputs = 6;
const movedInputs = 2;
/** Slow enough to stand again within the still inputs. */
const speed = 0.3;
const movedRad = 1e-4;
const longestMs = 1000;
const standLimitMs = 30_000;

/** Takes each picture at once, as a window that paints it. Gives how many came. */
async function watchCameras({ dataDir }: LiveCore, roles: readonly string[]) {
  const { url, token } = must(readCoreCard(dataDir));
  const address = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}${wirePath}`;
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  socket.once('open', resolve).once('error', reject);
  await opened;
  const send = (message: unknown): void => socket.send(JSON.stringify(message));
  let frames = 0;
  socket.on('message', (data: Buffer, isBinary) => {
    const frame = isBinary ? decodeStreamFrame(data) : null;
    if (frame === null) return;
    frames++;
    send({ type: 'credit', topic: `camera/${frame.role}`, count: 1 });
  });
  send({ type: 'hello', client: 'window' });
  for (const role of roles) {
    send({ type: 'subscribe', topic: `camera/${role}` });
    send({ type: 'credit', topic: `camera/${role}`, count: 2 });
  }
  return { frames: () => frames, [Symbol.dispose]: () => socket.close() };
}

interface Driven {
  readonly rows: readonly StepRow[];
  /** Bench time at which an input was sent that moves an arm which stood. */
  readonly startedMs: readonly number[];
  readonly missedPercent: readonly number[];
}

type Move = NonNullable<CommandArgs<'teleop.input'>['move']>;
const still: Move = { x: 0, y: 0, z: 0, roll: 0, pitch: 0, gripper: 0 };

/** The hand: `inputs` of them at absolute times, each a little off its beat, as people and windows are. */
async function drive({ client }: LiveCore, { clock }: PerfPorts): Promise<readonly number[]> {
  const rng = createRng(1);
  const started: number[] = [];
  const startMs = clock.nowMs();
  let refused: unknown = null;
  for (let i = 0; i < inputs && refused === null; i++) {
    const dueMs = startMs + ((i + rng.between(-0.2, 0.2)) * driveMs) / inputs;
    await clock.sleep(Math.max(0, dueMs - clock.nowMs()));
    const part = i % strokeInputs;
    const isMoved = part >= strokeInputs - movedInputs;
    const y = Math.floor(i / strokeInputs) % 2 === 0 ? 1 : -1;
    const move = isMoved ? { ...still, y } : still;
    if (part === strokeInputs - movedInputs) started.push(clock.nowMs());
    client
      .call('teleop.input', { seq: i, move, goTo: null, clutch: true, speed })
      .catch((thrown: unknown) => {
        refused = thrown;
      });
  }
  if (refused !== null) throw refused;
  return started;
}

async function observe(ports: PerfPorts): Promise<Driven> {
  const { clock } = ports;
  await using core = await openLiveCore(ports);
  const { client, dataDir } = core;
  let view: BenchView | null = null;
  /** Our time at bench time 0, as late as the quickest message makes it: latencies come out a little longer. */
  let originMs = Number.POSITIVE_INFINITY;
  const missedPercent: number[] = [];
  let last = { ticks: 0, missedTicks: 0 };
  let isRecording = false;
  client.onState('bench', (now) => {
    view = now;
    if (now.arm !== null) originMs = Math.min(originMs, clock.nowMs() - now.arm.atMs);
    const { ticks, missedTicks } = now.health;
    if (!isRecording || ticks < last.ticks + now.health.targetHz) return;
    const missed = missedTicks - last.missedTicks;
    if (last.ticks > 0) missedPercent.push((100 * missed) / (ticks - last.ticks + missed));
    last = { ticks, missedTicks };
  });
  let why = '';
  client.onState('alerts', (now) => {
    why = now.find(({ key }) => key === 'teleop')?.message ?? why;
  });
  const seen = (): BenchView | null => view;
  await client.call('teleop.begin', { task: 'push-t', input: 'keyboard', lockstep: false });
  for (let waitedMs = 0; seen()?.mode !== 'holding'; waitedMs += 20) {
    if (waitedMs > standLimitMs) throw new Error('the bench does not stand');
    await clock.sleep(20);
  }
  using cameras = await watchCameras(
    core,
    must(seen()).cameras.map(({ role }) => role),
  );
  await clock.sleep(settleMs);
  originMs = Number.POSITIVE_INFINITY;
  await client.call('demo.record', { countdownS: 0 });
  const framesBefore = cameras.frames();
  isRecording = true;
  const started = await drive(core, ports).catch(async (thrown: unknown) => {
    await clock.sleep(settleMs);
    throw new Error(why || String(thrown));
  });
  isRecording = false;
  const frames = cameras.frames() - framesBefore;
  const { demoId } = await client.call('demo.stop', { result: 'unclear' });
  await client.call('teleop.end', {});
  const rates = must(seen()).cameras.map(({ targetHz }) => targetHz);
  const expected = rates.reduce((sum, rateHz) => sum + (rateHz * driveMs) / 1000, 0);
  if (frames < expected / 2) throw new Error(`only ${frames} of ${expected} pictures came`);
  const rows = [...readSteps(demoDir(dataDir, demoId))];
  return { rows, startedMs: started.map((ms) => ms - originMs), missedPercent };
}

/** From each input that moved a standing arm to the first row with another goal for its shoulder. */
function latencies({ rows, startedMs }: Driven): readonly number[] {
  return startedMs.map((fromMs) => {
    const at = rows.findIndex(({ atMs, wantedRad }, i) => {
      const before = rows[i - 1]?.wantedRad?.[0];
      const now = wantedRad?.[0];
      if (atMs < fromMs || before === undefined || now === undefined) return false;
      return Math.abs(now - before) > movedRad;
    });
    const lateMs = (rows[at]?.atMs ?? Number.POSITIVE_INFINITY) - fromMs;
    if (lateMs > longestMs) throw new Error(`an input moved nothing within ${longestMs} ms`);
    return lateMs;
  });
}

export const teleop: Figure = {
  name: 'teleop',
  what:
    'A demo of Push-T by hand in real time, 50 Hz, two cameras at 30 fps streamed to a client and recorded, twenty ' +
    'inputs a second for 20 s: from one row of the servo loop to the next; missed ticks per second; from sending an ' +
    'input that moves the standing arm to the first row with another goal.',
  lines: ['teleop-period', 'teleop-missed', 'teleop-latency'],
  needs: ['ffmpeg'],
  measure: async (ports) => {
    const { result, baseline } = await withBareLoop(ports.root, () => observe(ports));
    const { rows, missedPercent } = result;
    const periods = rows.slice(1).map(({ atMs }, i) => atMs - must(rows[i]).atMs);
    return [
      { name: 'teleop-period', unit: 'ms', values: periods, baseline },
      { name: 'teleop-missed', unit: '%', values: missedPercent, baseline },
      { name: 'teleop-latency', unit: 'ms', values: latencies(result), baseline },
    ];
  },
};
