/** The debug screen's words: switches by place, what is on, shares of a core between two readings. */
import { describe, expect, it } from 'vitest';
import { faultSwitchSchema } from '../../../main/base/api/sceneSchemas.ts';
import { must } from '../../../main/base/lib/assert.ts';
import { type FaultSwitch, faultKinds } from '../../../main/base/model/scene.ts';
import type { DebugView } from '../../../main/base/model/view.ts';
import { bytesWords, msWords, processUse } from './debugWords.ts';
import { faultRows, faultWords, standing, switchOf } from './faultRows.ts';

const target = { servo: 3, role: 'front' };
const rowOf = (id: string) => must(faultRows.find((row) => row.id === id));

describe('the fault switches', () => {
  it('are all kinds there are, and each is one that the core takes', () => {
    expect([...new Set(faultRows.map(({ kind }) => kind))].sort()).toEqual([...faultKinds].sort());
    for (const row of faultRows) {
      const { amount } = row;
      for (const value of amount === null ? [0] : [amount.first, amount.min, amount.max]) {
        for (const on of [true, false]) {
          const fault = switchOf(row, target, value, on);
          expect(faultSwitchSchema.parse(fault)).toEqual(fault);
          expect(standing([fault], row, target)).toBe(fault);
        }
      }
    }
  });

  it('name their place only where they have one, and count in the contract’s unit', () => {
    expect(switchOf(rowOf('bus corrupt'), target, 30, true)).toEqual({
      ...{ kind: 'corrupt', on: true, amount: 0.3 },
    });
    expect(switchOf(rowOf('servo stall'), target, 0, true)).toEqual({
      ...{ kind: 'stall', on: true, servo: 3 },
    });
    expect(switchOf(rowOf('camera delay'), target, 250, true)).toEqual({
      ...{ kind: 'delay', on: true, role: 'front', amount: 250 },
    });
  });

  it('are on for their own servo, camera or bus only', () => {
    const on: readonly FaultSwitch[] = [
      { kind: 'unplug', on: true, role: 'front' },
      { kind: 'stall', on: true, servo: 2 },
    ];
    expect(standing(on, rowOf('camera unplug'), target)).not.toBeNull();
    expect(standing(on, rowOf('camera unplug'), { ...target, role: 'overhead' })).toBeNull();
    expect(standing(on, rowOf('bus unplug'), target)).toBeNull();
    expect(standing(on, rowOf('servo unplug'), target)).toBeNull();
    expect(standing(on, rowOf('servo stall'), target)).toBeNull();
    expect(standing(on, rowOf('servo stall'), { ...target, servo: 2 })).not.toBeNull();
  });

  it('say where, what and how much', () => {
    const words = [
      { kind: 'corrupt', on: true, amount: 0.3 },
      { kind: 'overheat', on: true, servo: 3, amount: 75 },
      { kind: 'freeze-camera', on: true, role: 'front' },
    ] as const;
    expect(words.map(faultWords)).toEqual([
      'Servo bus: corrupt packets, 30 %',
      '3 · Elbow flex: hot, 75 °C',
      'Front camera: frozen',
    ]);
  });
});

const reading = (readAtMs: number, ...cpuSeconds: readonly number[]) =>
  ({
    readAtMs,
    processes: cpuSeconds.map((seconds, pid) => ({
      ...{ name: 'p', pid, cpuSeconds: seconds, rssMb: 1 },
    })),
  }) as unknown as DebugView;

describe('shares of a core', () => {
  it('are what was used between two readings, and unknown for who was not there', () => {
    const use = processUse(reading(1000, 10, 20), reading(1500, 10.25, 20, 3));
    expect(use.map(({ cores }) => cores)).toEqual([0.5, 0, null]);
    expect(processUse(null, reading(1500, 10))[0]?.cores).toBeNull();
    expect(processUse(reading(1500, 10), reading(1500, 11))[0]?.cores).toBeNull();
    expect(processUse(reading(1000, 10), reading(1500, 2))[0]?.cores).toBeNull();
  });
});

describe('figures in words', () => {
  it('have no more digits than mean something', () => {
    expect([0.0412, 1.234, 17.62, 120.4].map(msWords)).toEqual(['0.04', '1.23', '17.6', '120']);
    expect(msWords(Number.NaN)).toBe('–');
    expect([0, 900, 4_096, 400_000, 5.4 * 1024 * 1024].map(bytesWords)).toEqual([
      ...['0 B', '900 B', '4.0 KiB', '391 KiB', '5.4 MiB'],
    ]);
  });
});
