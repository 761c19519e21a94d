/** What was measured of bytes for starts is asked of book and makers alone, whatever the working copy has. */
import { expect, test } from 'vitest';
import type { ResetMeasure } from '../../base/model/reset.ts';
import type { StartBox } from '../../base/model/starts.ts';
import { createResetViews } from './resetViews.ts';

const starts = { x: { min: 0.1, max: 0.2 }, y: { min: 0, max: 0.1 } };
const of = (by: string) => ({ by }) as ResetMeasure;
const note = (counts: boolean) => ({ wallTime: 'then', counts });

function viewsOf(counts: boolean) {
  const measure = (_task: string, hash: string, box?: StartBox) => {
    if (hash !== 'own') return null;
    return of(box === undefined ? 'all' : 'narrow');
  };
  const reset = async (_task: string, hash: string) =>
    hash === 'made' ? { note: note(counts), measure: of('makers') } : null;
  // Whoever asks for a folder of the task gets nothing.
  const nowhere = { dataDir: '/none', templatesDir: '/none' };
  return createResetViews({ ...nowhere, book: { measure }, makers: { reset } } as never);
}

test('by these bytes and these starts, of a version or of none', async () => {
  const { measured } = viewsOf(true);
  expect(await measured('touch', 'own', undefined)).toEqual({ measure: of('all') });
  expect(await measured('touch', 'own', starts)).toEqual({ measure: of('narrow') });
  expect(await measured('touch', 'other', undefined)).toEqual({ measure: null });
});

test('by the makers of these bytes, for all of the stated starts, where that counts', async () => {
  const asked = (counts: boolean, box?: StartBox) => viewsOf(counts).measured('touch', 'made', box);
  expect(await asked(true)).toEqual({ measure: of('makers'), makers: note(true) });
  expect(await asked(false)).toEqual({ measure: null, makers: note(false) });
  expect(await asked(true, starts)).toEqual({ measure: null });
});
