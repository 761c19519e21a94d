/** What ends a trial's procedure, as its outcome. */
import { expect, it } from 'vitest';
import { BenchError } from '../base/model/errors.ts';
import { TrialVoid, voided } from './trialVoid.ts';

it('is what voided it, with its words', () => {
  expect(voided(new TrialVoid('human-touched', 'a hand moved tee'))).toEqual({
    outcome: { kind: 'invalid', reason: 'human-touched' },
    why: 'a hand moved tee',
  });
});

it.each(['unavailable', 'timeout'] as const)('is a servo fault when the bench is %s', (code) => {
  const why = 'the servo process did not answer tick 12; killed';
  const outcome = { kind: 'invalid', reason: 'servo-fault' };
  expect(voided(new BenchError(code, why))).toEqual({ outcome, why });
});

it('is nobody’s to say when our own code broke', () => {
  expect(() => voided(new TypeError('x is not a function'))).toThrow('x is not a function');
  expect(() => voided(new BenchError('refused', 'changed on the shelf'))).toThrow('changed');
});
