/**
 * A hand on an object of the simulated bench, as three sliders: away from the robot, to its left, turned. Shown on the
 * simulated bench only, beside a live picture, so that what it does is seen at once.
 */
import { type ReactElement, useMemo, useState } from 'react';
import type { Range } from '../../main/base/model/arm.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import { signed } from '../../main/base/model/signed.ts';
import { useDeck } from '../actions/deck.ts';
import { createLatestSender } from '../store/latestSender.ts';
import { useWindow } from '../store/windowStore.ts';
import { ProblemLine } from './problemLine.tsx';
import { sentence } from './useAsk.ts';

interface Place {
  readonly xMm: number;
  readonly yMm: number;
  readonly yawDeg: number;
}

type Axis = keyof Place;

const axes: readonly {
  readonly axis: Axis;
  readonly words: string;
  readonly unit: string;
  readonly range: Range;
}[] = [
  { axis: 'xMm', words: 'Away', unit: 'mm', range: { min: 80, max: 330 } },
  { axis: 'yMm', words: 'Left', unit: 'mm', range: { min: -170, max: 170 } },
  { axis: 'yawDeg', words: 'Turned', unit: '°', range: { min: -180, max: 180 } },
];

export function ObjectHand({ first }: { readonly first: Place }): ReactElement | null {
  const deck = useDeck();
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const object = useWindow((state) => state.bench?.objects?.[0] ?? null);
  const [place, setPlace] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  const sender = useMemo(
    () =>
      createLatestSender<Place>(
        async ({ xMm, yMm, yawDeg }) => {
          if (object === null) return;
          const pose = { xM: xMm / 1000, yM: yMm / 1000, yawRad: (yawDeg * Math.PI) / 180 };
          await deck.call('sim.hand', { object, pose });
          setProblem(null);
        },
        (thrown) => {
          const error = toBenchError(thrown);
          setProblem(sentence(error.message, error.hint));
        },
      ),
    [deck, object],
  );
  if (!simulated || object === null) return null;
  const move = (axis: Axis, value: number): void => {
    const next = { ...place, [axis]: value };
    setPlace(next);
    sender.send(next);
  };
  return (
    <section className="object-hand" aria-label="Hand on the object">
      {axes.map(({ axis, words, unit, range }) => (
        <label key={axis} className="hand-joint">
          <span>{words}</span>
          <input
            type="range"
            min={range.min}
            max={range.max}
            step={1}
            value={place[axis]}
            aria-valuetext={`${signed(place[axis], 0)} ${unit}`}
            onChange={(event) => move(axis, Number(event.currentTarget.value))}
          />
          <span className="number">
            {signed(place[axis], 0)}
            {unit === '°' ? unit : ` ${unit}`}
          </span>
        </label>
      ))}
      <ProblemLine words={problem} />
    </section>
  );
}
