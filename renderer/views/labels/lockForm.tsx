/** The locked split: how many failures, what that proves, what it takes, what is short. Locking is for good. */
import { SegmentedControl } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { lockedBounds, type SplitPlan } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { chooseLook, lockClips, planSplit } from '../../actions/labelMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { readNumber } from '../../parts/numberText.ts';
import { capital } from '../../parts/words.ts';
import { useWindow } from '../../store/windowStore.ts';
import { percent } from './labelWords.ts';

const negativesRule = { min: 1, max: 2000, whole: true } as const;

/** Why it cannot be locked now, the first thing to do first. */
export function planBlocked(plan: SplitPlan | null): string | null {
  if (plan === null) return 'Counting what there is.';
  if (plan.short.length > 0) return 'More is needed first.';
  if (plan.needSecond.length > 0) return `${plan.needSecond.length} need a second look.`;
  if (plan.needSettling.length > 0) return `${plan.needSettling.length} are to be settled.`;
  return null;
}

function Kinds({ plan }: { readonly plan: SplitPlan }): ReactElement {
  return (
    <table className="lock-kinds">
      <thead>
        <tr>
          <th scope="col">Failures by kind</th>
          <th scope="col">locked</th>
          <th scope="col">left to learn from</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(plan.byKind).map(([kind, { locked, learning }]) => (
          <tr key={kind}>
            <th scope="row">{kind === 'other' ? 'No near miss' : capital(kind)}</th>
            <td className="number">{locked}</td>
            <td className="number">{learning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PlanWords({ plan }: { readonly plan: SplitPlan }): ReactElement {
  return (
    <>
      <p>
        <b>{plan.recordings.length}</b> recordings with <b>{plan.positives}</b> successes and{' '}
        <b>{plan.negatives}</b> failures would be locked. A judge without a mistake on them has
        false positives under <b className="number">{percent(plan.fprBelow)}</b> (95 %).
      </p>
      <Kinds plan={plan} />
      {plan.short.length === 0 && plan.thin.length > 0 && (
        <ul className="lock-short" aria-label="What is thin">
          {plan.thin.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {plan.short.length > 0 && (
        <ul className="lock-short" aria-label="What is short">
          {plan.short.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What has to be done before, as the way there. */
function WayThere({ plan, onDone }: { readonly plan: SplitPlan; onDone(): void }) {
  const deck = useDeck();
  if (plan.short.length > 0) return null;
  const look = plan.needSecond.length > 0 ? 'second' : 'settled';
  if (look === 'settled' && plan.needSettling.length === 0) return null;
  const words =
    look === 'second'
      ? `Look again at ${plan.needSecond.length}`
      : `Settle ${plan.needSettling.length}`;
  return (
    <ActionButton
      kind="primary"
      onPress={() => {
        onDone();
        chooseLook(deck, look);
      }}
    >
      {words}
    </ActionButton>
  );
}

export function LockForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const negatives = useWindow((state) => state.labels.negatives);
  const plan = useWindow((state) => state.labels.plan);
  const [sure, setSure] = useState(false);
  const [text, setText] = useState(String(negatives));
  const ask = (next: string): void => {
    setText(next);
    setSure(false);
    const read = readNumber(next, negativesRule);
    if (read.ok) void planSplit(deck, read.value);
  };
  useEffect(() => void planSplit(deck, negatives), [deck, negatives]);
  const blocked = planBlocked(plan) ?? (sure ? null : 'Tick the line above first.');
  const ready = planBlocked(plan) === null;
  const act = (): void => {
    void lockClips(deck).then((done) => {
      if (done) onDone();
    });
  };
  return (
    <>
      <div className="field">
        <span className="field-name" id="lock-bound">
          False positives to be proven under
        </span>
        <SegmentedControl
          aria-labelledby="lock-bound"
          value={text}
          onChange={ask}
          data={lockedBounds.map((bound) => ({
            value: String(bound.negatives),
            label: `${(bound.fprBelow * 100).toFixed(0)} %: ${bound.negatives} failures`,
          }))}
        />
        <NumberField
          small
          label="Or so many failures"
          width={140}
          rule={negativesRule}
          text={text}
          change={ask}
        />
      </div>
      <div className="lock-plan" data-pending={plan === null}>
        {plan !== null && <PlanWords plan={plan} />}
      </div>
      {ready && (
        <label className="lock-sure">
          <input
            type="checkbox"
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
          />
          <span>
            Locking cannot be undone. Whole recordings vanish from demos, exports and pictures;
            nobody labels them again, and each use of them is counted.
          </span>
        </label>
      )}
      <div className="dialog-actions">
        <span className="why">{blocked}</span>
        <ActionButton autoFocus onPress={onDone}>
          Cancel
        </ActionButton>
        {plan !== null && !ready && <WayThere plan={plan} onDone={onDone} />}
        <ActionButton kind={ready ? 'primary' : 'plain'} quiet blocked={blocked} onPress={act}>
          Lock for good
        </ActionButton>
      </div>
    </>
  );
}
