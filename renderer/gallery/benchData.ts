/** Plain made-up values for the gallery's plots and debug screen. Shapes are the contract's; figures mean nothing. */
import { createRng } from '../../main/base/lib/rng.ts';
import type { ArmState } from '../../main/base/model/arm.ts';
import {
  type DebugView,
  type LoopSectionName,
  type SectionView,
  sectionEdgesMs,
} from '../../main/base/model/view.ts';
import { type ArmHistory, createArmHistory } from '../store/armHistory.ts';
import { galleryJoints } from './plainData.ts';

/** A minute of an arm that pushes to and fro, with a gap where its bus was away. */
export function galleryArmHistory(): ArmHistory {
  const history = createArmHistory();
  const rng = createRng(11);
  const heat = [34, 39, 41, 36, 33, 35];
  for (let i = 0; i <= 600; i++) {
    const t = i / 10;
    if (i > 240 && i < 262) {
      history.push(null, i * 100);
      continue;
    }
    const swing = [0.5, 0.22, 0.3, 0.18, 0.05, 0].map(
      (reach, joint) => reach * Math.sin(t / (2.2 + joint / 3)) * (t > 6 ? 1 : t / 6),
    );
    history.push(
      {
        tick: i * 5,
        positionRad: galleryJoints.map((rad, joint) => rad + (swing[joint] ?? 0)),
        load: [0.04, 0.31, -0.38, 0.12, 0.02, 0.03].map((share) => share + 0.04 * rng.normal()),
        temperatureC: heat.map((c, joint) => Math.round(c - 3 + (3 * t) / 60 + joint / 7)),
      } as unknown as ArmState,
      i * 100,
    );
  }
  return history;
}

/** Most periods at the median, some at the 99th percentile, a few at the longest. */
function section(name: LoopSectionName, p50: number, p99: number, max: number): SectionView {
  const counts = new Array<number>(sectionEdgesMs.length + 1).fill(0);
  const add = (ms: number, count: number): void => {
    const found = sectionEdgesMs.findIndex((edge) => ms <= edge);
    const bin = found === -1 ? sectionEdgesMs.length : found;
    counts[bin] = (counts[bin] ?? 0) + count;
  };
  add(p50, 420);
  add((p50 + p99) / 2, 71);
  add(p99, 6);
  add(max, 3);
  return { name, p50, p99, max, counts };
}

const mib = 1024 * 1024;

export const galleryDebug: DebugView = {
  loop: {
    clock: 'real',
    targetHz: 50,
    periods: 500,
    seconds: 10.02,
    missedTicks: 7,
    missedLately: 1,
    sections: [
      section('read', 1.62, 3.8, 6.1),
      section('decide', 0.31, 0.94, 1.9),
      section('write', 0.04, 0.09, 0.2),
      section('report', 0.11, 0.4, 0.9),
      section('slack', 17.6, 18.1, 18.4),
      section('period', 20, 20.6, 40.1),
    ],
  },
  queues: [
    { name: 'pipe to simulator', bytes: 0, boundBytes: 32 * mib },
    { name: 'pipe to servo', bytes: 0, boundBytes: 32 * mib },
    { name: 'pipe to recorder', bytes: 48_213, boundBytes: 32 * mib },
    { name: 'recorder to disk', bytes: 5.4 * mib, boundBytes: 64 * mib },
    { name: 'pipe to policy', bytes: 22_104, boundBytes: 32 * mib },
    { name: 'pipe to judge', bytes: 0, boundBytes: 32 * mib },
    { name: 'pipe to reset', bytes: 0, boundBytes: 32 * mib },
  ],
  clients: [
    {
      kind: 'window',
      outboxBytes: 96_004,
      bounds: { frames: 384 * 1024, topics: mib, drop: 8 * mib },
      calls: { running: 0, bound: 32 },
      subscriptions: { held: 9, bound: 64 },
      streams: ['overhead', 'front', 'left', 'right'].map((role, index) => ({
        role,
        credits: index % 2,
        waiting: index % 2 === 0,
        sent: 5_412 - index,
        dropped: 41 * index,
      })),
    },
    {
      kind: 'cli',
      outboxBytes: 0,
      bounds: { frames: 384 * 1024, topics: mib, drop: 8 * mib },
      calls: { running: 1, bound: 32 },
      subscriptions: { held: 2, bound: 64 },
      streams: [],
    },
  ],
  processes: [
    { name: 'core', pid: 4242, cpuSeconds: 61.2, rssMb: 148 },
    { name: 'simulator', pid: 4260, cpuSeconds: 190.4, rssMb: 212 },
    { name: 'servo', pid: 4261, cpuSeconds: 30.1, rssMb: 84 },
    { name: 'recorder', pid: 4290, cpuSeconds: 18.7, rssMb: 96 },
    { name: 'policy', pid: 4401, cpuSeconds: 2.2, rssMb: 71 },
    { name: 'judge', pid: 4402, cpuSeconds: 3.9, rssMb: 118 },
    { name: 'reset', pid: 4403, cpuSeconds: 0.6, rssMb: 66 },
  ],
  readAtMs: 1_000,
  faults: [],
};

export const galleryDebugBefore: DebugView = {
  ...galleryDebug,
  readAtMs: 500,
  processes: galleryDebug.processes.map((process, index) => ({
    ...process,
    cpuSeconds: process.cpuSeconds - 0.06 * (4 - Math.min(3, index)),
  })),
};

export const galleryFaults: DebugView = {
  ...galleryDebug,
  faults: [
    { kind: 'delay', on: true, amount: 15 },
    { kind: 'overheat', on: true, servo: 2, amount: 75 },
    { kind: 'freeze-camera', on: true, role: 'front' },
  ],
};

/** Lockstep has neither slack nor a period of its own. */
export const galleryLockstepDebug: DebugView = {
  ...galleryDebug,
  loop: galleryDebug.loop && {
    ...galleryDebug.loop,
    clock: 'lockstep',
    missedTicks: 0,
    missedLately: 0,
    sections: galleryDebug.loop.sections.slice(0, 4),
  },
};
