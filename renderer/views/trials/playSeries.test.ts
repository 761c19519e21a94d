/** The plots say what they draw: which joint, and that a long trial's control rows are thinned out. */
import { expect, it } from 'vitest';
import { galleryPlayback, playedId } from '../../gallery/galleryPlayback.ts';
import { jointSeries, judgeSeries, loadSeries } from './playSeries.ts';

it('says in the titles of thinned plots how many rows one is drawn of', () => {
  const whole = galleryPlayback(playedId);
  const titles = (every: number): readonly string[] => {
    const document = { ...whole, steps: { ...whole.steps, every } };
    return [judgeSeries(document, []), jointSeries(document, 0), loadSeries(document, 0)].map(
      ({ title }) => title,
    );
  };
  expect(titles(1)).toEqual(['Judge score', 'shoulder pan °', 'Load %']);
  expect(titles(16)).toEqual([
    'Judge score',
    'shoulder pan ° · 1 row in 16',
    'Load % · 1 row in 16',
  ]);
});
