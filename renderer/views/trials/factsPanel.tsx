/** What the current (or last) run says: outcomes in a strip, streak, rate with its evidence; invalid trials apart. */
import { type ReactElement, useMemo } from 'react';
import { emptyTally } from '../../../main/base/model/runTally.ts';
import { rateWords, type TrialFacts, trialFacts } from '../../store/trialFacts.ts';
import { rowsOfRun } from '../../store/trialPlaces.ts';
import { useWindow } from '../../store/windowStore.ts';
import { OutcomeStrip } from './outcomeStrip.tsx';

const streakTitle =
  'Successes in a row, now; invalid trials neither break nor extend it. ' +
  'A streak proves less than the interval beside it.';
const rateTitle =
  'Share of success among the counted trials (success and failure), with the 95 % Wilson interval. ' +
  'Retries within a trial see the failures before them: this is neither pass@1 nor best of independent tries.';

function RateCell({ facts }: { readonly facts: TrialFacts }): ReactElement {
  const rate = rateWords(facts.withinAttempts);
  const first = rateWords(facts.firstAttempt);
  return (
    <div className="cell rate" title={rateTitle}>
      <span className="cell-name">success rate, all attempts of a trial</span>
      {rate === null || first === null ? (
        <span className="note">No counted trial yet</span>
      ) : (
        <>
          <span className="glance">
            {rate.value} <small>{rate.interval}</small>
          </span>
          <span className="under">
            {rate.n} · first attempt {first.value} {first.interval}
          </span>
        </>
      )}
    </div>
  );
}

export function FactsPanel(): ReactElement {
  const rows = useWindow((state) => state.trials);
  const running = useWindow((state) => state.run?.batchId ?? null);
  const known = useWindow((state) => state.tally);
  const own = useMemo(() => rowsOfRun(rows, running), [rows, running]);
  const batchId = running ?? own.at(-1)?.batchId ?? null;
  // Counted by the core over the whole run; the rows here may be its end only.
  const tally = known !== null && known.batchId === batchId ? known.tally : emptyTally;
  const facts = useMemo(() => trialFacts(tally), [tally]);
  return (
    <section className="panel run-facts" aria-label="This run">
      <OutcomeStrip rows={own} total={Math.max(facts.total, own.length)} batchId={batchId} />
      <div className="cell" title={streakTitle}>
        <span className="cell-name">streak</span>
        <span className="glance">{tally.streak}</span>
        <span className="under">longest {tally.longestStreak}</span>
      </div>
      <RateCell facts={facts} />
      <div className="cell" title="Trials that say nothing about the policy; in no rate.">
        <span className="cell-name">invalid</span>
        <span className="glance">{tally.invalid}</span>
        <span className="under">of {facts.total}</span>
      </div>
    </section>
  );
}
