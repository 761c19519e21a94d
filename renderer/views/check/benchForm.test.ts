/** No half-configured bench can be saved: what is missing is said, one thing at a time. */
import { describe, expect, it } from 'vitest';
import type { BenchChoice } from '../../../main/base/model/phaseOne.ts';
import { benchMissing, idOfName, newBench, newCamera } from './benchForm.ts';

const whole: BenchChoice = {
  id: 'lab',
  name: 'Lab',
  kind: 'real',
  followerPort: '/dev/ttyACM0',
  leaderPort: null,
  cameras: [
    { role: 'overhead', device: '/dev/video0', widthPx: 640, heightPx: 480, rateHz: 30 },
    { role: 'front', device: '/dev/video2', widthPx: 640, heightPx: 480, rateHz: 30 },
  ],
};
const [overhead, front] = whole.cameras;
if (overhead === undefined || front === undefined) throw new Error('two cameras');

describe('a real bench', () => {
  it('is whole with a port and cameras of their own roles', () => {
    expect(benchMissing(whole, [])).toBeNull();
    expect(benchMissing({ ...whole, leaderPort: '/dev/ttyACM1' }, [])).toBeNull();
  });

  it.each<[string, Partial<BenchChoice>, RegExp]>([
    ['no name', { name: ' ' }, /Name the bench/],
    ['no port', { followerPort: null }, /port of the arm/],
    ['one port for both arms', { leaderPort: '/dev/ttyACM0' }, /same port/],
    ['no camera', { cameras: [] }, /at least one camera/],
    ['one role twice', { cameras: [overhead, { ...front, role: 'overhead' }] }, /every role once/],
    [
      'one camera twice',
      { cameras: [overhead, { ...front, device: '/dev/video0' }] },
      /same camera/,
    ],
    [
      'a camera without device',
      { cameras: [{ ...overhead, device: '' }] },
      /device of the overhead/,
    ],
    ['a role with a space', { cameras: [{ ...overhead, role: 'over head' }] }, /A role is/],
    ['an impossible rate', { cameras: [{ ...overhead, rateHz: 0 }] }, /rateHz: not accepted/],
  ])('with %s is not', (_, part, words) => {
    expect(benchMissing({ ...whole, ...part }, [])).toMatch(words);
  });

  it('may not take the name of another', () => {
    expect(benchMissing({ ...whole, id: 'two' }, [whole])).toMatch(/Another bench/);
    expect(benchMissing(whole, [whole])).toBeNull();
  });
});

it('gets an id that is free, whatever its name', () => {
  expect(idOfName('Lab, left table', [])).toBe('lab-left-table');
  expect(idOfName('Lab', ['lab', 'lab-2'])).toBe('lab-3');
  expect(idOfName('7 – ！', [])).toBe('bench');
  expect(newBench(['real-bench']).id).toBe('real-bench-2');
});

it('a new camera takes a role and a device that are free', () => {
  const found = {
    ports: [],
    cameras: [
      { device: '/dev/video0', name: 'a' },
      { device: '/dev/video2', name: 'b' },
    ],
    problems: [],
  };
  expect(newCamera([overhead], found)).toMatchObject({ role: 'front', device: '/dev/video2' });
  expect(newCamera([overhead, front], found)).toMatchObject({ role: 'left', device: '' });
});
