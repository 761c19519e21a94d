/**
 * The seventh step: everything that is fixed for the night on one card, a name under it, and one button to go
 * autonomous. Left the card; right what must hold and the budget, or the signature and what has changed since.
 */
import { type ReactElement, useEffect } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { openGo } from '../../actions/goMoves.ts';
import { beginSeal, changeSeal, planSeal } from '../../actions/sealMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { reasonSentence } from '../../parts/words.ts';
import {
  goBlocked,
  openLines,
  planKey,
  sealProblem,
  shownContract,
  shownSeal,
  signBlocked,
} from '../../store/sealFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { ContractCard } from './contractCard.tsx';
import { BudgetPanel, DecisionPanel, LinesPanel } from './planPanels.tsx';
import { ChangedPanel, SignedPanel } from './signedPanel.tsx';

/** What would be signed is worked out anew whenever something that it depends on has changed. */
function useSealPlan(): void {
  const deck = useDeck();
  const task = useWindow(({ seal }) => seal?.task ?? null);
  const online = useWindow(({ link }) => link.kind === 'online');
  const signed = useWindow((state) => shownSeal(state) !== null);
  // The budget is asked about when its field is left, not at every letter.
  const world = useWindow((state) => planKey({ ...state, sealDesk: beforeTyping(state.sealDesk) }));
  useEffect(() => {
    if (task !== null) beginSeal(task);
  }, [task]);
  useEffect(() => {
    if (task !== null && online && !signed && world !== '') void planSeal(deck);
  }, [deck, task, online, signed, world]);
}

const fixedBudget = { trials: '', robotHours: '', wallHours: '', tokens: '', usd: '' };
const beforeTyping = <T extends { readonly budget: unknown }>(desk: T) => ({
  ...desk,
  budget: fixedBudget,
});

function useSentence(): string {
  const said = useWindow(({ sealDesk }) => sealDesk.said);
  const signing = useWindow(({ sealDesk }) => sealDesk.signing);
  const problem = useWindow((state) => sealProblem(state));
  const signed = useWindow((state) => shownSeal(state) !== null);
  const changed = useWindow(({ seal }) => (seal?.changed.length ?? 0) > 0);
  const open = useWindow((state) => openLines(state).length);
  if (signing) return 'It is being signed: every file is copied and hashed…';
  if (problem !== null) return 'The seal is broken: nothing runs under it.';
  if (signed && said !== '') return said;
  if (signed && changed) return 'Signed. The working copy differs from it by now.';
  if (signed)
    return 'Signed: judge, reset, limits, target, rule and budget stand until a new contract.';
  if (open > 0) return `${open === 1 ? 'One line does' : `${open} lines do`} not hold yet.`;
  return 'Fixes judge, reset, limits, target, rule and budget for the night. Read it, then sign.';
}

function HeadActions(): ReactElement {
  const deck = useDeck();
  const signed = useWindow((state) => shownSeal(state));
  const known = useWindow(({ seal }) => (seal?.seal ?? null) !== null);
  const sign = useWindow((state) => signBlocked(state));
  const go = useWindow((state) => goBlocked(state));
  if (signed === null) {
    return (
      <span className="view-actions">
        {known && (
          <ActionButton keyCap="Esc" onPress={() => changeSeal({ anew: false })}>
            The signed one
          </ActionButton>
        )}
        <ActionButton
          kind="primary"
          keyCap="S"
          quiet={sign === 'It is being signed.'}
          blocked={sign}
          onPress={() => useWindow.setState({ dialog: 'sealSign' })}
        >
          Sign…
        </ActionButton>
      </span>
    );
  }
  const broken = signed.problem !== null;
  return (
    <span className="view-actions">
      <ActionButton
        kind={broken ? 'primary' : 'plain'}
        keyCap="N"
        onPress={() => changeSeal({ anew: true, said: '' })}
      >
        New contract
      </ActionButton>
      <ActionButton
        kind={broken ? 'plain' : 'primary'}
        keyCap="B"
        quiet={broken}
        blocked={go}
        onPress={() => openGo(deck)}
      >
        Go autonomous…
      </ActionButton>
    </span>
  );
}

function Broken({ problem }: { readonly problem: string }): ReactElement {
  return (
    <div className="seal-broken" role="alert">
      <Mark state="stopped" size={14} />
      <p>
        <strong>The seal is broken.</strong> {reasonSentence(problem)} Nothing runs under it: find
        out who changed it, then sign a new contract.
      </p>
    </div>
  );
}

function NoTask(): ReactElement {
  return (
    <div className="seal-screen" data-bare="true">
      <header className="view-head">
        <h1>Seal</h1>
      </header>
      <section className="panel label-empty">
        <p>No task is open. A contract fixes one task for its night: open or make one.</p>
        <ActionButton kind="primary" onPress={() => useWindow.setState({ screen: 'task' })}>
          Choose a task
        </ActionButton>
      </section>
    </div>
  );
}

function Left(): ReactElement {
  const plan = useWindow(({ sealDesk }) => sealDesk.plan);
  const seal = useWindow((state) => state.seal);
  const anew = useWindow(({ sealDesk }) => sealDesk.anew);
  const shown = shownContract({ seal, sealDesk: { ...useWindow.getState().sealDesk, plan, anew } });
  const card = useWindow((state) => shownSeal(state));
  const problem = useWindow((state) => sealProblem(state));
  return (
    <div className="seal-left">
      {problem !== null && <Broken problem={problem} />}
      {shown === null ? (
        <section className="panel contract-card" aria-label="The contract">
          <header className="panel-head">
            <h2>The contract</h2>
          </header>
          <p className="note reset-blank">
            {plan.kind === 'failed'
              ? 'It could not be worked out: what stands in the way is said beside.'
              : 'It is being worked out: every file it names is hashed.'}
          </p>
        </section>
      ) : (
        <ContractCard contract={shown.contract} hash={shown.hash} signed={card !== null} />
      )}
    </div>
  );
}

function Room(): ReactElement {
  useSealPlan();
  const sentence = useSentence();
  const card = useWindow((state) => shownSeal(state));
  return (
    <div className="seal-screen">
      <header className="view-head">
        <h1>Seal</h1>
        <span className="note" role="status" title={sentence}>
          {sentence}
        </span>
        <HeadActions />
      </header>
      <Left />
      <div className="seal-right">
        {card === null ? (
          <>
            <LinesPanel />
            <DecisionPanel />
            <BudgetPanel />
          </>
        ) : (
          <>
            <SignedPanel card={card} />
            <ChangedPanel />
          </>
        )}
      </div>
    </div>
  );
}

export function SealScreen(): ReactElement {
  const noTask = useWindow(({ phaseOne }) => phaseOne !== null && phaseOne.task === null);
  const known = useWindow((state) => state.seal !== null);
  if (noTask) return <NoTask />;
  return known ? <Room /> : <div className="seal-screen" />;
}
