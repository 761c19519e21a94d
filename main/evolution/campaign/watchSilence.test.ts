/** An agent that asks for nothing: a person is told after half an hour, and no more once it asks. */
import { expect, it } from 'vitest';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import { createAlerts } from '../../bench/alerts.ts';
import { silenceKey, watchSilence } from './watchSilence.ts';

const minutes = 60_000;

it('tells a person of an agent that is silent while nothing of it waits, until it asks', () => {
  const clock = createStillClock();
  const alerts = createAlerts(clock.wallTime, () => undefined);
  const raised = () => alerts.topic.value.map(({ key }) => key);
  let thinks = true;
  using watch = watchSilence({ clock, alerts, isThinking: () => thinks });
  clock.advance(29 * minutes);
  expect(raised()).toEqual([]);
  clock.advance(2 * minutes);
  expect(raised()).toEqual([silenceKey]);
  watch.heard();
  expect(raised()).toEqual([]);
  // Who waits for the robot is not silent, and has its half hour anew afterwards.
  clock.advance(20 * minutes);
  thinks = false;
  clock.advance(60 * minutes);
  thinks = true;
  clock.advance(29 * minutes);
  expect(raised()).toEqual([]);
  clock.advance(2 * minutes);
  expect(raised()).toEqual([silenceKey]);
});

it('leaves no alert behind', () => {
  const clock = createStillClock();
  const alerts = createAlerts(clock.wallTime, () => undefined);
  const watch = watchSilence({ clock, alerts, isThinking: () => true });
  clock.advance(31 * minutes);
  watch[Symbol.dispose]();
  clock.advance(60 * minutes);
  expect(alerts.topic.value).toEqual([]);
});
