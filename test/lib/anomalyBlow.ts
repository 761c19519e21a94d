/**
 * How each fault of the matrix is really done to a running core: the simulator's switches at the level of bytes, signals
 * to real processes, a wall clock that jumps. Each blow can be mended; what heals by itself has nothing to mend.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { type Clock, realClock, wallTimeAfter } from '../../main/base/lib/clock.ts';
import type { FaultSwitch } from '../../main/base/model/scene.ts';
import type { Cell, Fault } from './anomalyTable.ts';
import { type CoreUnderTest, never } from './coreUnderTest.ts';
import { innermost } from './matrixTask.ts';
import { fillDisk, type RefusingDisk } from './smallDisk.ts';

export interface Blow {
  /** Now; what it could not do shows in `struck`. */
  strike(): void;
  /** Resolves when it was done. */
  readonly struck: Promise<void>;
  mend(): Promise<void>;
}

/** A clock whose wall time a test may move; its monotonic time is the machine's. */
export interface JumpyClock extends Clock {
  jump(ms: number): void;
}

export function createJumpyClock(): JumpyClock {
  let awayMs = 0;
  return {
    ...realClock,
    wallTime: () => wallTimeAfter(realClock.wallTime(), awayMs),
    jump(ms) {
      awayMs += ms;
    },
  };
}

export async function pidOf(core: CoreUnderTest, name: string): Promise<number> {
  const all = await core.api.call('core.processes', {}, never);
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no process called ${name}`);
  return found.pid;
}

function blow(strike: () => Promise<unknown>, mend: () => Promise<unknown>): Blow {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return {
    strike: () => void strike().then(() => resolve(), reject),
    struck: promise,
    mend: async () => void (await mend()),
  };
}

/** All at once; mended together. */
export function allBlows(blows: readonly Blow[]): Blow {
  return {
    strike: () => {
      for (const each of blows) each.strike();
    },
    struck: Promise.all(blows.map((each) => each.struck)).then(() => undefined),
    mend: async () => void (await Promise.all(blows.map((each) => each.mend()))),
  };
}

const nothing = async (): Promise<void> => undefined;

function switched(core: CoreUnderTest, fault: Omit<FaultSwitch, 'on'>): Blow {
  const turn = (on: boolean) => core.api.call('sim.fault', { fault: { ...fault, on } }, never);
  return blow(
    () => turn(true),
    () => turn(false),
  );
}

const switches: Readonly<Record<string, Omit<FaultSwitch, 'on'>>> = {
  'servo bus/unplug': { kind: 'unplug' },
  'servo bus/corrupt': { kind: 'corrupt', amount: 0.9 },
  'servo bus/delay': { kind: 'delay', amount: 25 },
  'one servo/unplug': { kind: 'mute-servo', servo: 4 },
  'one servo/overheat': { kind: 'overheat', servo: 3 },
  'one servo/stall': { kind: 'stall', servo: 1 },
  'overhead camera/unplug': { kind: 'unplug', role: 'overhead' },
  'overhead camera/corrupt': { kind: 'corrupt', role: 'overhead' },
  'overhead camera/delay': { kind: 'delay', role: 'overhead', amount: 900 },
  'overhead camera/freeze': { kind: 'freeze-camera', role: 'overhead' },
  'front camera/unplug': { kind: 'unplug', role: 'front' },
  'front camera/corrupt': { kind: 'corrupt', role: 'front' },
  'front camera/delay': { kind: 'delay', role: 'front', amount: 900 },
  'front camera/freeze': { kind: 'freeze-camera', role: 'front' },
};

/** A switch of the simulator, whose moment its black box knows. */
export const isSwitched = ({ device, fault }: Cell): boolean => `${device}/${fault}` in switches;

const processes: Readonly<Record<string, string>> = {
  'simulator process': 'simulator',
  'servo process': 'servo',
  'recorder process': 'recorder',
  policy: 'policy',
  judge: 'judge',
  'reset program': 'reset',
};

/** A stop that is to be waited out lasts this long: longer than any answer takes, shorter than any patience. */
const stopMs = 150;

function signalled(core: CoreUnderTest, name: string, cell: Cell, stays: boolean): Blow {
  let pid = 0;
  const send = (signal: NodeJS.Signals) => async (): Promise<void> => {
    const outer = await pidOf(core, name);
    pid = signal === 'SIGKILL' ? outer : innermost(outer);
    process.kill(pid, signal);
  };
  if (cell.fault === 'kill −9') return blow(send('SIGKILL'), nothing);
  if (cell.fault === 'corrupt') return blow(send('SIGUSR2'), nothing);
  const goOn = async (): Promise<void> => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It was ended meanwhile, as it should be.
    }
  };
  const stop = send('SIGSTOP');
  if (stays) return blow(stop, goOn);
  return blow(
    () =>
      stop()
        .then(() => realClock.sleep(stopMs))
        .then(goOn),
    nothing,
  );
}

/** Room for a few more writes of a trial's record, and then none. */
const nthWriteKb = 60;

function onDisk(disk: RefusingDisk, fault: Fault): Blow {
  if (fault === 'read-only') {
    return blow(
      async () => disk.turnReadOnly(),
      async () => disk.mend(),
    );
  }
  const fill = async (): Promise<void> => {
    try {
      fillDisk(disk.path, fault === 'disk full' ? 0 : nthWriteKb);
    } catch (cause) {
      // A file system needs some of the last room for itself: full is full.
      if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
    }
  };
  return blow(fill, async () => rmSync(path.join(disk.path, 'ballast'), { force: true }));
}

const hoursMs = 3 * 3_600_000;
let jumps = 0;

export interface BlowParts {
  readonly core: CoreUnderTest;
  readonly clock: JumpyClock;
  /** The one the data folder is on, when it can be broken. */
  readonly disk: RefusingDisk | null;
}

/** `stays`: a frozen process goes on only when it is mended. */
export function blowOf({ core, clock, disk }: BlowParts, cell: Cell, stays: boolean): Blow {
  if (cell.device === 'disk') return onDisk(must(disk, 'a disk to refuse'), cell.fault);
  const fault = switches[`${cell.device}/${cell.fault}`];
  if (fault !== undefined) return switched(core, fault);
  const name = processes[cell.device];
  if (name !== undefined) return signalled(core, name, cell, stays);
  if (cell.device === 'clock') {
    return blow(async () => {
      // There and back again, in turn.
      clock.jump(jumps++ % 2 === 0 ? hoursMs : -2 * hoursMs);
    }, nothing);
  }
  throw new Error(`nobody knows how to do ${cell.name}`);
}
