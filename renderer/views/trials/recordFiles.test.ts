/** What a person reads after a check: that all is well is said only when something was compared. */
import { expect, it } from 'vitest';
import type { RecordCheck } from '../../../main/base/model/view.ts';
import { checkWords } from './recordFiles.tsx';

const words = (result: RecordCheck['result'], problem: string | null = null): string =>
  checkWords({ result, problem, files: [] });

it('tells a whole record from a changed one and from one that was promised nothing', () => {
  expect(words('as-recorded')).toBe('Every file is what was recorded.');
  expect(words('changed', 'front.mp4 is missing')).toBe('front.mp4 is missing');
  expect(words('nothing-promised')).toMatch(/^Nothing was promised/);
});
