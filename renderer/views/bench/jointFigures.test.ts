/** The joints' last minute in degrees, per cent and °C, with the limits that the envelope gives and no other. */
import { describe, expect, it } from 'vitest';
import { must } from '../../../main/base/lib/assert.ts';
import { galleryBench } from '../../gallery/plainData.ts';
import type { JointSeries } from '../../store/armHistory.ts';
import { jointFigures } from './jointFigures.ts';

const { envelope } = galleryBench(1);
const six = (values: readonly (number | null)[]) => Array.from({ length: 6 }, () => values);
const series: JointSeries = {
  atS: [-0.2, -0.1, 0],
  positionRad: six([0, null, Math.PI / 2]),
  load: six([-0.5, null, 0.1]),
  temperatureC: six([30, null, 31]),
};

describe('the figures of the joints', () => {
  it('speak degrees, per cent and °C, and keep gaps', () => {
    const [position, load, heat] = jointFigures(series, envelope, null).figures;
    expect(position?.lines[0]?.values).toEqual([0, null, 90]);
    expect(load?.lines[5]?.values).toEqual([-50, null, 10]);
    expect(heat?.lines.map(({ name }) => name)).toEqual([
      ...['Pan', 'Lift', 'Elbow', 'Flex', 'Roll', 'Grip'],
    ]);
  });

  it('show the limits of the envelope inside their range, a joint its own range when brought out', () => {
    const all = jointFigures(series, envelope, null).figures;
    expect(all.map(({ limits }) => limits.map(({ value }) => value))).toEqual([
      [],
      [60, -60],
      [60],
    ]);
    const one = must(jointFigures(series, envelope, 0).figures[0]);
    expect(one.limits.map(({ words }) => words)).toEqual(['Pan from -80°', 'Pan to 80°']);
    for (const figure of [...all, one]) {
      for (const { value } of figure.limits) {
        expect(value).toBeGreaterThan(figure.yRange[0]);
        expect(value).toBeLessThan(figure.yRange[1]);
      }
    }
  });

  it('stand without samples and without an envelope', () => {
    const none = six([]);
    const empty = { atS: [], positionRad: none, load: none, temperatureC: none };
    for (const figure of jointFigures(empty, null, 3).figures) {
      expect(figure.limits).toEqual([]);
      expect(figure.yRange[1]).toBeGreaterThan(figure.yRange[0]);
    }
  });
});
