/** Before signing: what must hold and does not yet, and the budget that becomes part of the contract. */
import type { ReactElement } from 'react';
import type { SealLine } from '../../../main/base/model/seal.ts';
import { useDeck } from '../../actions/deck.ts';
import { planSeal, typeBudget } from '../../actions/sealMoves.ts';
import { Mark } from '../../parts/mark.tsx';
import { NumberField } from '../../parts/numberField.tsx';
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
