/**
 * A hand on an arm of the simulated bench, as six sliders: what a person's hand would do on a real one. Shown on the
 * simulated bench only. It moves no motor: a limp arm, or the leader, is led.
 */
import { type ReactElement, useMemo, useState } from 'react';
import { jointRangesRad } from '../../main/base/arm/so101.ts';
import { type Joints, jointNames } from '../../main/base/model/arm.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { ArmName } from '../../main/base/model/phaseOne.ts';
import { signed } from '../../main/base/model/signed.ts';
import { useDeck } from '../actions/deck.ts';
import { degrees } from '../draw/poseWords.ts';
import { createLatestSender } from '../store/latestSender.ts';
import { useWindow } from '../store/windowStore.ts';
import { ProblemLine } from './problemLine.tsx';
import { sentence } from './useAsk.ts';
import { jointWords } from './words.ts';

const middle: Joints = jointNames.map(
  (name) => (jointRangesRad[name][0] + jointRangesRad[name][1]) / 2,
);

/** Where the hand takes the arm up: the follower where it is, the leader, which is not shown, in its middle. */
function firstJoints(arm: ArmName): Joints {
  const now = useWindow.getState().bench?.arm?.positionRad;
  return arm === 'follower' ? (now ?? middle) : middle;
}

export function HandPanel({ arm }: { readonly arm: ArmName }): ReactElement | null {
  const deck = useDeck();
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const [joints, setJoints] = useState<Joints>(() => firstJoints(arm));
  const [problem, setProblem] = useState<string | null>(null);
  const sender = useMemo(
    () =>
      createLatestSender<Joints>(
        async (jointsRad) => {
          await deck.call('sim.arm', { arm, jointsRad: [...jointsRad] });
          setProblem(null);
        },
        (thrown) => {
          const error = toBenchError(thrown);
          setProblem(sentence(error.message, error.hint));
        },
      ),
    [deck, arm],
  );
  if (!simulated) return null;
  const move = (joint: number, rad: number): void => {
    const next = joints.with(joint, rad);
    setJoints(next);
    sender.send(next);
  };
  return (
    <section className="hand-panel" aria-label="Hand on the arm">
      <h3>
        Hand on the {arm} <span className="note">simulated bench</span>
      </h3>
      {jointNames.map((name, joint) => {
        const [min, max] = jointRangesRad[name];
        const rad = joints[joint] ?? 0;
        return (
          <label key={name} className="hand-joint">
            <span>{jointWords(name)}</span>
            <input
              type="range"
              min={min}
              max={max}
              step={0.01}
              value={rad}
              aria-valuetext={`${signed(degrees(rad), 0)} degrees`}
              onChange={(event) => move(joint, Number(event.currentTarget.value))}
            />
            <span className="number">{signed(degrees(rad), 0)}°</span>
          </label>
        );
      })}
      <ProblemLine words={problem} />
    </section>
  );
}
