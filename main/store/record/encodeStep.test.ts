/** Rounding is one rule: noise below a step vanishes, bytes and key order are fixed. */
import { describe, expect, it } from 'vitest';
import type { StepRow } from '../../base/wire/recorder.ts';
import { encodeStep, roundTo } from './encodeStep.ts';

const row: StepRow = {
  tick: 3,
  atMs: 60.00000000000001,
  phase: 'episode',
  attempt: 1,
  source: 'policy',
  mode: 'moving',
  wantedRad: [0.1234567, -0.000001, 0, 1, 2, 3],
  appliedRad: [0.12345499, 0, 0, 1, 2, 3],
  positionRad: [0.1, 0, 0, 1, 2, 3],
  load: [0.01249, -0.5, 0, 0, 0, 0],
  limitedBy: null,
};

describe('encodeStep', () => {
  it('writes one fixed line', () => {
    expect(encodeStep(row)).toBe(
      '{"tick":3,"atMs":60,"phase":"episode","attempt":1,"source":"policy","mode":"moving",' +
        '"wantedRad":[0.12346,0,0,1,2,3],"appliedRad":[0.12345,0,0,1,2,3],' +
        '"positionRad":[0.1,0,0,1,2,3],"load":[0.012,-0.5,0,0,0,0],"limitedBy":null}\n',
    );
  });

  it('does not depend on the order of keys or on noise far below a step', () => {
    const { tick, ...rest } = row;
    const noisy = { ...rest, tick, positionRad: row.positionRad.map((x) => x + 1e-9) };
    expect(encodeStep(noisy)).toBe(encodeStep(row));
    expect(encodeStep({ ...row, wantedRad: null })).toContain('"wantedRad":null');
    expect(encodeStep({ ...row, positionRad: [0.10001, 0, 0, 1, 2, 3] })).not.toBe(encodeStep(row));
  });

  it('never writes a negative zero, and writes what is no number as null', () => {
    expect(Object.is(roundTo(-1e-9, 1e5), 0)).toBe(true);
    expect(encodeStep({ ...row, load: [Number.NaN, Number.POSITIVE_INFINITY] })).toContain(
      '"load":[null,null]',
    );
  });
});
