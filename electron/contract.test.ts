/**
 * The real `electron.d.ts` fits the port that the shell is written against: a fact for the compiler (`npm run check`),
 * said here so that it has a name.
 */
import type * as Electron from 'electron';
import { expect, it } from 'vitest';
import type { ElectronPort } from './electronPort.ts';

const asPort = (real: typeof Electron): ElectronPort => real;

it('the real module satisfies the port, parameter by parameter', () => {
  expect(asPort).toBeTypeOf('function');
});
