/** What a check amounts to: what comes first, and when one may go on. */
import { describe, expect, it } from 'vitest';
import type { CheckLine, CheckView } from '../../main/base/model/phaseOne.ts';
import { goOnBlocked, neverMeasured, nextLine } from './checkFacts.ts';

const line = (id: CheckLine['id'], state: CheckLine['state'], value = ''): CheckLine => ({
  id,
  name: `Line ${id}`,
  state,
  value,
  detail: '',
  remedy: '',
  wallTime: null,
});
const check = (...lines: CheckLine[]): CheckView => ({
  benchId: 'sim-1',
  lines,
  servos: [],
  pictures: {},
  stopTest: null,
});

describe('the next thing to do', () => {
  it('is what fails, then what needs a person, and the stop last of all', () => {
    const stop = line('stop', 'needs-you');
    const disk = line('disk', 'needs-you');
    const servos = line('servos', 'fail');
    expect(nextLine(check(stop, disk, servos))).toBe(servos);
    expect(nextLine(check(stop, disk, line('loop', 'pass')))).toBe(disk);
    expect(nextLine(check(stop, line('loop', 'pass')))).toBe(stop);
    expect(nextLine(check(line('loop', 'pass')))).toBeNull();
  });
});

describe('the way on', () => {
  it('is open only when every line passes', () => {
    expect(goOnBlocked(check(line('loop', 'pass'), line('stop', 'pass')))).toBeNull();
    expect(goOnBlocked(null)).toMatch(/not been checked/);
    expect(goOnBlocked(check())).toMatch(/not been checked/);
  });

  it('names the one line that is open, and counts several', () => {
    const one = check(line('loop', 'pass'), line('stop', 'needs-you', 'not tested'));
    expect(goOnBlocked(one)).toBe('Line stop: not tested.');
    const two = check(line('loop', 'fail'), line('disk', 'fail'), line('clock', 'pass'));
    expect(goOnBlocked(two)).toBe('2 checks have not passed.');
  });

  it('is closed while a line is still running', () => {
    expect(goOnBlocked(check(line('loop', 'pass'), line('disk', 'running')))).not.toBeNull();
  });
});

it('a check of which only the stop was tested has not been measured', () => {
  expect(neverMeasured(check(line('loop', 'not-yet'), line('stop', 'pass')))).toBe(true);
  expect(neverMeasured(check(line('loop', 'fail'), line('stop', 'not-yet')))).toBe(false);
});
