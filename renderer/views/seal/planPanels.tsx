/** Before signing: what must hold and does not yet, and what a person chooses: the rule of decision and the budget. */
import { SegmentedControl } from '@mantine/core';
import { type ReactElement, useId } from 'react';
import {
  decisionOf,
  decisionWords,
  type MetricName,
  metricNames,
  metricWords,
  type RuleName,
  ruleNames,
  ruleWords,
} from '../../../main/base/model/decisionRule.ts';
import type { SealLine } from '../../../main/base/model/seal.ts';
import { useDeck } from '../../actions/deck.ts';
import { chooseDecision, planSeal, typeBudget } from '../../actions/sealMoves.ts';
import { Mark } from '../../parts/mark.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { reasonSentence } from '../../parts/words.ts';
import { budgetFields } from '../../store/budgetText.ts';
import { type Screen, useWindow } from '../../store/windowStore.ts';

/** Where a line can be mended. */
const lineScreens: Readonly<
  Record<SealLine['id'], { readonly screen: Screen; readonly word: string }>
> = {
  judge: { screen: 'judge', word: 'Judge' },
  reset: { screen: 'reset', word: 'Reset' },
  locked: { screen: 'labels', word: 'Labels' },
  task: { screen: 'task', word: 'Task' },
  envelope: { screen: 'check', word: 'Bench check' },
};

function Line({ line }: { readonly line: SealLine }): ReactElement {
  const { screen, word } = lineScreens[line.id];
  return (
    <li data-ok={line.ok}>
      <Mark state={line.ok ? 'passed' : 'failed'} />
      <span>
        {line.words}
        {line.todo !== null && <span className="go-remedy"> {line.todo.words}</span>}
      </span>
      {!line.ok && (
        <button type="button" className="link" onClick={() => useWindow.setState({ screen })}>
          {word}
        </button>
      )}
    </li>
  );
}

export function LinesPanel(): ReactElement {
  const plan = useWindow(({ sealDesk }) => sealDesk.plan);
  const lines = plan.kind === 'there' ? plan.report.lines : [];
  const open = lines.filter(({ ok }) => !ok).length;
  return (
    <section className="panel lines-panel" aria-label="What must hold">
      <header className="panel-head">
        <h2>What must hold</h2>
        <span className="facts">
          {plan.kind === 'there' && (open === 0 ? 'all holds' : `${open} open`)}
        </span>
      </header>
      <div className="panel-body">
        {plan.kind === 'failed' && (
          <p className="lines-problem" role="alert">
            <Mark state="failed" /> <span>{plan.message}</span>
          </p>
        )}
        {(plan.kind === 'asking' || plan.kind === 'none') && (
          <p className="note">Everything is hashed and looked at…</p>
        )}
        <ul className="seal-lines">
          {lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ul>
      </div>
    </section>
  );
}

const ruleLabels: Readonly<Record<RuleName, string>> = {
  stack: 'In stacks',
  strict: 'One by one',
  none: 'Champion stays',
};
const metricLabels: Readonly<Record<MetricName, string>> = {
  'pass-k': 'Any of its attempts',
  'pass-1': 'Its first attempt',
};

function ChoiceField<T extends string>(props: {
  readonly name: string;
  readonly labels: Readonly<Record<T, string>>;
  readonly names: readonly T[];
  readonly chosen: T;
  /** What the choice means; the card says it too, once the contract is worked out. */
  readonly says: string;
  choose(name: T): void;
}): ReactElement {
  const { labels, names } = props;
  const nameId = useId();
  return (
    <div className="field" title={props.says}>
      <span className="field-name" id={nameId}>
        {props.name}
      </span>
      <SegmentedControl
        aria-labelledby={nameId}
        value={props.chosen}
        onChange={(value) => {
          const name = names.find((each) => each === value);
          if (name !== undefined) props.choose(name);
        }}
        data={names.map((value) => ({ value, label: labels[value] }))}
      />
    </div>
  );
}

export function DecisionPanel(): ReactElement {
  const { rule, metric } = useWindow(({ sealDesk }) => sealDesk.choice);
  const attempts = useWindow(({ sealDesk: { plan } }) =>
    plan.kind === 'there' ? plan.report.contract.attempts : null,
  );
  const signed = useWindow(({ seal }) => seal?.seal?.contract.decision ?? null);
  const before = signed === null ? null : decisionWords(signed);
  const differs = before !== null && before !== decisionWords(decisionOf({ rule, metric }));
  return (
    <section className="panel" aria-label="Decision">
      <header className="panel-head">
        <h2>Decision</h2>
        <span className="note">how a policy becomes champion</span>
      </header>
      <div className="panel-body">
        <ChoiceField
          name="Ideas are proved"
          labels={ruleLabels}
          names={ruleNames}
          chosen={rule}
          says={`The champion ${ruleWords({ rule })}.`}
          choose={(name) => chooseDecision({ rule: name })}
        />
        {rule !== 'none' && (
          <ChoiceField
            name="A trial is solved by"
            labels={metricLabels}
            names={metricNames}
            chosen={metric}
            says={reasonSentence(metricWords(metric, attempts))}
            choose={(name) => chooseDecision({ metric: name })}
          />
        )}
        {differs && <p className="why">Signed until now: {before}.</p>}
      </div>
    </section>
  );
}

export function BudgetPanel(): ReactElement {
  const deck = useDeck();
  const budget = useWindow(({ sealDesk }) => sealDesk.budget);
  return (
    <section className="panel" aria-label="Budget">
      <header className="panel-head">
        <h2>Budget</h2>
        <span className="note">the night ends by itself at the first of them</span>
      </header>
      <form
        className="budget-fields"
        onBlur={() => void planSeal(deck)}
        onSubmit={(event) => {
          event.preventDefault();
          void planSeal(deck);
        }}
      >
        {budgetFields.map(({ id, name, unit, rule }) => (
          <NumberField
            key={id}
            label={name}
            rule={rule}
            blank="no bound"
            text={budget[id]}
            change={(text) => typeBudget(id, text)}
            {...(unit === '' ? {} : { unit })}
          />
        ))}
        {/* Without one, Enter in one of several fields means nothing. */}
        <button type="submit" hidden>
          Work the contract out again
        </button>
      </form>
    </section>
  );
}
