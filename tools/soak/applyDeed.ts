/** One deed done to a core and undone again. It says what it needs to know of the arm afterwards; it judges nothing. */
import type { Clock } from '../../main/base/lib/clock.ts';
import type { Rng } from '../../main/base/lib/rng.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import type { Deed } from './drawBatch.ts';
import { flood, visit } from './noisyClients.ts';
import { treeOf } from './processTree.ts';
import type { SoakCore } from './soakCore.ts';
import type { SoakDisk } from './soakDisk.ts';

export interface DeedPorts {
  readonly core: SoakCore;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly dataDir: string;
  readonly disk: SoakDisk | null;
  /** Called at the moment when it is done. */
  readonly onDone: () => void;
}

const leaveKb = 64;

/** A bench that is gone or that is coming back has nothing to switch. */
function isAbsent(thrown: unknown): boolean {
  return (
    thrown instanceof BenchError &&
    ['unavailable', 'cancelled', 'timeout', 'not-found'].includes(thrown.code)
  );
}

async function pidOf(core: SoakCore, name: string): Promise<number | null> {
  if (name === 'core') return core.pid;
  const all = await core.client.call('core.processes', {});
  return all.find((each) => each.name === name)?.pid ?? null;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

async function pause({ core, clock, onDone }: DeedPorts, name: string, forMs: number) {
  const pid = await pidOf(core, name);
  if (pid === null) return false;
  // What runs in a jail is below it; the core's children are nobody's business here.
  const all = name === 'core' ? [pid] : treeOf(pid).map((each) => each.pid);
  for (const each of all) send(each, 'SIGSTOP');
  onDone();
  await clock.sleep(forMs);
  for (const each of all) send(each, 'SIGCONT');
  return true;
}

async function fault(ports: DeedPorts, deed: Extract<Deed, { kind: 'switch' }>, forMs: number) {
  const { core, clock, onDone } = ports;
  await core.client.call('sim.fault', { fault: { ...deed.fault, on: true } });
  onDone();
  await clock.sleep(forMs);
  await core.client.call('sim.fault', { fault: { ...deed.fault, on: false } }).catch((thrown) => {
    if (!isAbsent(thrown)) throw thrown;
  });
  return true;
}

async function stop({ core, clock, onDone }: DeedPorts, forMs: number): Promise<true> {
  onDone();
  await core.client.call('bench.stop', { reason: 'the soak stops it' });
  await clock.sleep(forMs);
  await core.client.call('bench.resume', {});
  return true;
}

async function fill({ clock, disk, onDone }: DeedPorts, forMs: number): Promise<boolean> {
  if (disk === null) return false;
  disk.tighten(leaveKb);
  onDone();
  await clock.sleep(forMs);
  disk.loosen();
  return true;
}

async function touch({ core, rng, onDone }: DeedPorts, kind: 'hand' | 'scene'): Promise<true> {
  onDone();
  if (kind === 'scene') {
    await core.client.call('sim.set', { settings: { light: rng.between(0.9, 1.1) } });
  } else {
    const object = core.bench?.objects?.[0] ?? 'puck';
    const pose = { xM: rng.between(0.18, 0.24), yM: rng.between(-0.05, 0.05), yawRad: 0 };
    await core.client.call('sim.hand', { object, pose });
  }
  return true;
}

async function end({ core, onDone }: DeedPorts, signal: 'SIGKILL' | 'SIGTERM'): Promise<true> {
  core.signal(signal);
  onDone();
  await core.exited;
  return true;
}

/** False: there was nothing to do it to. Throws what the core should not have answered. */
export async function applyDeed(ports: DeedPorts, deed: Deed, forMs: number): Promise<boolean> {
  const { core, clock, rng, dataDir, onDone } = ports;
  try {
    switch (deed.kind) {
      case 'switch':
        return await fault(ports, deed, forMs);
      case 'kill': {
        const pid = await pidOf(core, deed.process);
        if (pid === null) return false;
        send(pid, 'SIGKILL');
        onDone();
        return true;
      }
      case 'pause':
        return await pause(ports, deed.process, forMs);
      case 'stop':
        return await stop(ports, forMs);
      case 'cancel': {
        const batchId = core.run?.batchId;
        if (batchId === undefined) return false;
        onDone();
        await core.client.call('trial.cancel', { batchId });
        return true;
      }
      case 'hand':
      case 'scene':
        return await touch(ports, deed.kind);
      case 'disk-full':
        return await fill(ports, forMs);
      case 'clients':
      case 'flood': {
        const card = readCoreCard(dataDir);
        if (card === null) return false;
        onDone();
        await (deed.kind === 'flood' ? flood : visit)(card, rng, clock, forMs);
        return true;
      }
      case 'kill-core':
        return await end(ports, 'SIGKILL');
      case 'end-core':
        return await end(ports, 'SIGTERM');
    }
  } catch (thrown) {
    if (isAbsent(thrown)) return false;
    throw thrown;
  }
}
