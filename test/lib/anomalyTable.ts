/**
 * The anomaly matrix as data: every device with every fault in every phase is either a cell to run, with what must
 * come of it, or a cell that makes no sense, with why. Nothing is left out: `anomalyCells` is the whole product. "Held" by
 * the black box means that no joint is ever again further than 0.05 rad from where it ends (`stillRad`): one cut off at
 * full speed may still swing 0.04 rad past its last goal, and that counts as held. Knows no core.
 */
import type { FailureReason, InvalidReason, TrialPhase } from '../../main/base/model/trial.ts';

export const devices = [
  'servo bus',
  'one servo',
  'overhead camera',
  'front camera',
  'simulator process',
  'servo process',
  'recorder process',
  'policy',
  'judge',
  'reset program',
  'core',
  'disk',
  'clock',
] as const;
export type Device = (typeof devices)[number];

export const faults = [
  'unplug',
  'corrupt',
  'delay',
  'freeze',
  'overheat',
  'stall',
  'n-th write fails',
  'disk full',
  'read-only',
  'clock jump',
  'kill −9',
] as const;
export type Fault = (typeof faults)[number];

export const phases = ['idle', 'reset', 'check', 'episode', 'verdict', 'record'] as const;
export type Phase = 'idle' | TrialPhase;

/** Which test file runs it. `bench`: on the clock of the file's own choice. */
export type Room = 'lockstep' | 'real time' | 'disk' | 'core process';

/** `counted`: success or failure by the judge; the fault changes nothing. */
export type End = 'counted' | FailureReason | InvalidReason;

/**
 * How we know that the arm stood still. `rows`: the control rows say so, and the simulator's black box where the fault is
 * a switch of it. `box`: the black box shows it, because the rows cannot be believed or stopped. `lead`: nobody writes
 * goals any more, and the last one is that little ahead in the box. `told`: as the rows, but by the wall's clock, because
 * lockstep does not wait for the news of a death. `taken`: the bench takes the arm from the program, says the record.
 * `folds`: too hot to hold; no longer moved by anybody's wish. `stands`: nothing moved it before, and in the box nothing
 * does until the trial is recorded. `gone`: the arm and its box went with the simulator; the last goal was that little
 * ahead in the rows. `unharmed`: the trial goes on, needs no hold, and lacks no row.
 */
export type Hold =
  | 'rows'
  | 'box'
  | 'lead'
  | 'told'
  | 'taken'
  | 'folds'
  | 'stands'
  | 'unharmed'
  | 'gone';

export interface Plan {
  readonly room: Room;
  /** What the trial may end with; empty while nothing runs. */
  readonly ends: readonly End[];
  /** The beginning of the alert's key; null when there is nothing to tell a person. */
  readonly alert: string | null;
  readonly hold: Hold;
  /** By design it takes this long until the fault can be known at all; the 100 ms come on top. */
  readonly noticeMs: number;
}

export interface Cell {
  readonly device: Device;
  readonly fault: Fault;
  readonly phase: Phase;
  readonly name: string;
  /** A plan, or why there is none. */
  readonly plan: Plan | string;
}

/** What one device does under one fault; `null` in a phase: as `usual` says. */
interface Row {
  readonly usual: Plan | string;
  readonly only?: Partial<Record<Phase, Plan | string>>;
}

const lockstep = (ends: readonly End[], alert: string | null, more: Partial<Plan> = {}): Plan => ({
  room: 'lockstep',
  ends,
  alert,
  hold: 'rows',
  noticeMs: 0,
  ...more,
});
const real = (ends: readonly End[], alert: string | null, more: Partial<Plan> = {}): Plan => ({
  ...lockstep(ends, alert, more),
  room: 'real time',
});
const inRoom = (room: Room, plan: Plan): Plan => ({ ...plan, room });
const idle = (alert: string | null, more: Partial<Plan> = {}): Plan =>
  real([], alert, { hold: 'stands', ...more });
/** After the last row has been asked for the trial is decided: what comes then meets the next one. */
const decided = (plan: Plan): Plan => ({
  ...plan,
  ends: ['counted'],
  hold: plan.hold === 'gone' ? 'gone' : 'stands',
  noticeMs: 0,
});

/** A fault of the bench that a trial notices in each of its phases. */
function ofBench(plan: Plan, whileIdle: Plan): Row {
  return { usual: plan, only: { idle: whileIdle, record: decided(plan) } };
}
/** A stop of a process that goes on by itself: bench time waits, and nobody is the wiser. */
const waited: Plan = lockstep(['counted'], null, { hold: 'unharmed' });
/** The recorder writes rows in lumps and pictures as they come: the next of either meets the disk. */
const diskMs = 1000;
/** Until the operating system tells of a death, also on a busy machine. */
const deathMs = 1000;
const noProgram = 'no program of a task runs while nothing is tried';

/** Half a second without a picture, looked at every tenth of one. */
const staleMs = 600;
/** Four equal pictures after the last live one, at ten a second, and 60 ms on the way. */
const frozenMs = 600;
/** Ten late reads running, each asked for again (watchdogs.ts). */
const lateMs = 500;
const hotMs = 40;
/** Until it is told to move, and then 240 ms of pushing (watchdogs.ts). */
const stuckMs = 1000;

function cameraRow(role: string, fault: Fault): Row | null {
  const alert = `camera/${role}`;
  const stale = (noticeMs: number): Plan => lockstep(['camera-stale'], alert, { noticeMs });
  if (fault === 'unplug' || fault === 'corrupt') return ofBench(stale(staleMs), idle(alert));
  if (fault === 'freeze') return ofBench(stale(frozenMs), idle(alert));
  if (fault === 'delay') {
    return ofBench(real(['camera-stale'], alert, { noticeMs: staleMs + 200 }), idle(alert));
  }
  return null;
}

/** A program that is missed in the phases `needs` and ends the trial with `end`; `hold` where it is missed at once. */
function programRow(
  needs: readonly Phase[],
  end: End,
  hold: Partial<Record<Phase, Partial<Plan>>>,
): Row {
  const entry = (phase: Phase): [Phase, Plan | string] => {
    if (phase === 'idle') return [phase, noProgram];
    const ends: readonly End[] = needs.includes(phase) ? [end] : ['counted'];
    const alert = ends[0] === 'judge-fault' ? 'judge-fault' : null;
    return [phase, lockstep(ends, alert, hold[phase] ?? { hold: 'unharmed' })];
  };
  return { usual: noProgram, only: Object.fromEntries(phases.map(entry)) };
}

/** It is asked at the next pictures, and its silence is known when its answer is due. */
const judgeMs = 200;
/** Policy and reset are asked at every picture, ten a second, and missed when they do not answer. */
const askedMs = 100;
/** Before it is asked in the verdict, the bench drives the arm to the clear view and lets it rest. */
const clearMs = 1200;

const programs: Partial<Record<Device, Row>> = {
  // Before the episode it is asked for nothing; it is missed when that begins.
  policy: programRow(['reset', 'check', 'episode'], 'policy-crash', {
    episode: { hold: 'taken', noticeMs: askedMs },
  }),
  judge: programRow(['reset', 'check', 'episode', 'verdict'], 'judge-fault', {
    episode: { noticeMs: judgeMs },
    verdict: { noticeMs: clearMs + judgeMs },
  }),
  'reset program': programRow(['reset', 'check'], 'reset-unverified', {
    reset: { hold: 'taken', noticeMs: askedMs },
  }),
};

/** A program that never answers at all, in the phase in which it is waited for; real time alone has that patience. */
const frozenPrograms: Partial<Record<Device, Partial<Record<Phase, Plan>>>> = {
  // A target that no other follows ends in a hold after 300 ms.
  policy: { episode: real(['action-stale'], null, { noticeMs: 300 }) },
  // The bench keeps the arm in the clear view until the judge's two seconds are over.
  judge: { verdict: real(['judge-fault'], 'judge-fault', { noticeMs: 2500 + clearMs }) },
};

function processRow(device: Device, fault: Fault): Row | null {
  const program = programs[device];
  if (program !== undefined) {
    if (fault === 'kill −9' || fault === 'corrupt') return program;
    if (fault === 'freeze') {
      return { usual: waited, only: { idle: noProgram, ...frozenPrograms[device] } };
    }
    return null;
  }
  if (device === 'simulator process') {
    const dead = lockstep(['servo-fault'], 'simulator', { hold: 'gone' });
    const frozen = real(['servo-fault'], 'servo/', { hold: 'gone' });
    if (fault === 'kill −9') return ofBench(dead, idle('simulator', { hold: 'gone' }));
    if (fault === 'freeze')
      return { usual: waited, only: { idle: { ...idle('servo/') }, episode: frozen } };
  }
  if (device === 'servo process') {
    const dead = lockstep(['servo-fault'], 'servo-process', { hold: 'lead' });
    const frozen = real(['servo-fault'], 'servo-process', { hold: 'box' });
    if (fault === 'kill −9') {
      return {
        usual: dead,
        only: {
          idle: idle('servo-process'),
          record: decided(dead),
          episode: real(['servo-fault'], 'servo-process', { hold: 'box' }),
        },
      };
    }
    if (fault === 'freeze')
      return { usual: waited, only: { idle: idle('servo-process'), episode: frozen } };
  }
  if (device === 'recorder process') {
    const dead = lockstep(['aborted'], 'storage', { hold: 'told', noticeMs: deathMs });
    if (fault === 'kill −9') {
      return {
        usual: dead,
        only: {
          idle: idle('storage'),
          record: { ...dead, ends: ['aborted', 'counted'], hold: 'stands', noticeMs: 0 },
        },
      };
    }
    if (fault === 'freeze') return { usual: waited, only: { idle: idle(null) } };
  }
  return null;
}

function armRow(device: Device, fault: Fault): Row | null {
  const lost = (alert: string): Row =>
    ofBench(lockstep(['servo-fault'], alert, { hold: 'box', noticeMs: 0 }), idle(alert));
  if (device === 'servo bus') {
    if (fault === 'unplug') return lost('servo/bus-lost/all');
    if (fault === 'corrupt') return lost('servo/bus-corrupt/all');
    if (fault === 'delay') {
      return ofBench(
        real(['servo-fault'], 'servo/', { hold: 'box', noticeMs: lateMs }),
        idle('servo/'),
      );
    }
    return null;
  }
  if (fault === 'unplug') return lost('servo/bus-lost/all');
  if (fault === 'overheat') {
    const hot = lockstep(['servo-fault'], 'servo/hot/3', { hold: 'folds', noticeMs: hotMs });
    return ofBench(hot, idle('servo/hot/3', { hold: 'folds' }));
  }
  if (fault === 'stall') {
    const stuck = lockstep(['servo-fault'], 'servo/stuck/1', { noticeMs: stuckMs });
    const unseen = 'a joint that nobody asks to move cannot be seen to be stuck';
    return { usual: stuck, only: { idle: unseen, record: unseen } };
  }
  return null;
}

function coreRow(fault: Fault): Row | null {
  const room = 'core process';
  if (fault === 'kill −9') {
    const dead = inRoom(room, lockstep(['aborted'], 'aborted', { hold: 'box' }));
    return {
      usual: dead,
      only: {
        idle: { ...dead, ends: [], alert: null },
        // Whole files are adopted, and half a record is aborted: which one is the disk's to say.
        record: { ...dead, ends: ['aborted', 'counted'], alert: null },
      },
    };
  }
  if (fault === 'freeze') {
    // Its alert comes and goes in the same breath: nobody can be shown it while the core stands still.
    const frozen = inRoom(room, real(['servo-fault'], null, { hold: 'box', noticeMs: 100 }));
    const meaningless =
      'a core that stands still runs no phase: the episode, in which the arm moves, and idle say it all';
    return {
      usual: meaningless,
      only: { episode: frozen, idle: { ...frozen, ends: [] } },
    };
  }
  return null;
}

function diskRow(fault: Fault): Row | null {
  const refused = inRoom(
    'disk',
    lockstep(['aborted'], 'storage', { hold: 'told', noticeMs: diskMs }),
  );
  const late: Plan = { ...refused, ends: ['aborted', 'counted'], hold: 'stands', noticeMs: 0 };
  // A disk is missed only by who writes: a run is tried, and what moves in it is no anomaly.
  const nothing: Plan = { ...refused, ends: [], hold: 'unharmed' };
  const only = { idle: nothing, record: late };
  if (fault === 'disk full' || fault === 'read-only') return { usual: refused, only };
  // The n-th write is the disk's moment and not the blow's: there is no time from one to the other to speak of.
  if (fault === 'n-th write fails') return { usual: { ...refused, hold: 'unharmed' }, only };
  return null;
}

function rowOf(device: Device, fault: Fault): Row | null {
  switch (device) {
    case 'servo bus':
    case 'one servo':
      return armRow(device, fault);
    case 'overhead camera':
      return cameraRow('overhead', fault);
    case 'front camera':
      return cameraRow('front', fault);
    case 'core':
      return coreRow(fault);
    case 'disk':
      return diskRow(fault);
    case 'clock':
      if (fault !== 'clock jump') return null;
      return { usual: waited, only: { idle: idle(null) } };
    default:
      return processRow(device, fault);
  }
}

/** Why a device cannot have a fault, most telling first. */
function whyNot(device: Device, fault: Fault): string {
  const camera = device.endsWith('camera');
  const process = device.endsWith('process') || device in programs || device === 'core';
  switch (fault) {
    case 'overheat':
      return 'only a servo tells its temperature';
    case 'stall':
      return 'only a joint can be held fast; what does not answer is frozen';
    case 'n-th write fails':
    case 'disk full':
    case 'read-only':
      return 'only the disk is written to';
    case 'clock jump':
      return 'there is one clock, and it is not theirs';
    case 'kill −9':
      return 'only a process can be killed';
    case 'unplug':
      if (process) return 'a process has no plug: its end is kill −9';
      if (device === 'disk') return 'a disk that is gone refuses every write: read-only says it';
      return 'a clock has no plug';
    case 'corrupt':
      if (device === 'one servo')
        return 'noise is on the line, not in one servo: see the servo bus';
      if (device === 'disk')
        return 'changed bytes are found by bench verify: see storeVerify.test.ts';
      if (device === 'clock') return 'a wrong time is a clock jump';
      return 'both ends are ours and the pipe keeps its bytes: see frames.test.ts and doorFuzz.test.ts';
    case 'delay':
      if (device === 'one servo')
        return 'the line is shared: one late answer delays all, see the servo bus';
      if (process)
        return 'a process that is late for a while is a frozen one that goes on: see freeze';
      if (device === 'disk')
        return 'a slow disk fills the recorder’s bounded queue: see recorder process × freeze';
      return 'a clock that is late is a clock jump';
    case 'freeze':
      if (device === 'servo bus')
        return 'a bus that stays silent is an unplugged one: the same bytes';
      if (device === 'one servo')
        return 'a servo that stays silent is a mute one, and a joint that does not move is stalled';
      if (device === 'disk') return 'a write that never returns freezes the recorder process';
      if (camera) return 'see the row itself';
      return 'monotonic time that stands still is a process that is stopped: see core × freeze';
  }
}

function cellOf(device: Device, fault: Fault, phase: Phase): Cell {
  const row = rowOf(device, fault);
  const plan = row === null ? whyNot(device, fault) : (row.only?.[phase] ?? row.usual);
  return { device, fault, phase, name: `${device} × ${fault} × ${phase}`, plan };
}

export const anomalyCells: readonly Cell[] = devices.flatMap((device) =>
  faults.flatMap((fault) => phases.map((phase) => cellOf(device, fault, phase))),
);

export interface RunnableCell extends Cell {
  readonly plan: Plan;
}

export const cellsOf = (room: Room): readonly RunnableCell[] =>
  anomalyCells.filter(
    (cell): cell is RunnableCell => typeof cell.plan !== 'string' && cell.plan.room === room,
  );
