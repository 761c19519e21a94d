/** The plots say what they draw: which joint, that a long trial's control rows are thinned out, what was not judged. */
import { expect, it } from 'vitest';
import { must } from '../../../main/base/lib/assert.ts';
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

it('draws no line across a span in which nothing was judged', () => {
  const whole = galleryPlayback(playedId);
  const row = must(whole.trace[0]);
  const moment = (ms: number, attempt: number, phase: 'episode' | 'verdict') => {
    return { ...row, capturedAtMs: ms, attempt, phase, score: ms / 1000 };
  };
  const trace = [
    ...[100, 200, 300, 1_000, 1_100].map((ms) => moment(ms, 1, 'episode')),
    moment(1_200, 1, 'verdict'),
    moment(1_300, 2, 'episode'),
  ];
  const { xs, lines } = judgeSeries({ ...whole, trace }, []);
  expect(xs).toEqual([0.1, 0.2, 0.3, 0.65, 1, 1.1, 1.15, 1.2, 1.25, 1.3]);
  expect(lines[0]?.values).toEqual([0.1, 0.2, 0.3, null, 1, 1.1, null, 1.2, null, 1.3]);
  expect(judgeSeries({ ...whole, trace: [] }, []).xs).toEqual([]);
});
