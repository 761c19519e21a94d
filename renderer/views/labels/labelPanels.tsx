/** What the answers amount to: labelled of what is wanted, near misses by name, how far looks agree, what is locked. */
import type { ReactElement } from 'react';
import type { ClipSummary } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { lockBlocked } from '../../actions/labelActions.ts';
import { askLabeller, chooseLook } from '../../actions/labelMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QuotaBar } from '../../parts/quotaBar.tsx';
import { useWindow } from '../../store/windowStore.ts';
import { BoundScale } from './boundScale.tsx';
import { nextBound, percent, shortOf } from './labelWords.ts';

function Labelled({ summary }: { readonly summary: ClipSummary }): ReactElement {
  const { quotas } = summary;
  return (
    <Panel title="Labelled" facts={`${summary.labelled} of ${summary.clips}`}>
      <div className="panel-body">
        <QuotaBar name="Success" mark="success" {...figures(quotas.success)} />
        <QuotaBar name="Failure" mark="failure" {...figures(quotas.failure)} />
        <QuotaBar name="Unclear" mark="undecided" have={summary.unclear} want={null} />
        {summary.leftOut > 0 && (
          <QuotaBar name="Left out" mark="invalid" have={summary.leftOut} want={null} />
        )}
      </div>
    </Panel>
  );
}

const figures = ({ have, want }: { readonly have: number; readonly want: number }) => ({
  have,
  want,
});

function NearMisses({ summary }: { readonly summary: ClipSummary }): ReactElement | null {
  const { nearMisses } = summary.quotas;
  if (nearMisses.length === 0) return null;
  const all = nearMisses.reduce((sum, { have }) => sum + have, 0);
  return (
    <Panel title="Near misses, of the failures" facts={all}>
      <div className="panel-body">
        {nearMisses.map((quota) => (
          <QuotaBar key={quota.name} {...quota} />
        ))}
      </div>
    </Panel>
  );
}

function Agreement({ summary }: { readonly summary: ClipSummary }): ReactElement {
  const deck = useDeck();
  const look = useWindow((state) => state.labels.look);
  const by = useWindow((state) => state.labels.by);
  const { both, disagree, kappa } = summary.looks;
  return (
    <Panel
      title="Two looks"
      facts={
        <span title="Cohen's kappa: agreement beyond chance, 1 is perfect">
          {kappa === null ? 'κ –' : `κ ${kappa.toFixed(2)}`} n={both}
        </span>
      }
    >
      <div className="panel-body label-looks">
        <p className="note">
          Clips that are to be locked are looked at twice, the second time blind.{' '}
          {disagree > 0 && (
            <span>
              {disagree} {disagree === 1 ? 'disagrees' : 'disagree'}.
            </span>
          )}
        </p>
        <div className="label-look-buttons">
          {look !== 'first' && (
            <ActionButton onPress={() => chooseLook(deck, 'first')}>First look</ActionButton>
          )}
          {look !== 'second' && (
            <ActionButton onPress={() => chooseLook(deck, 'second')}>Second look…</ActionButton>
          )}
          {by !== '' && (
            <ActionButton quiet onPress={askLabeller}>
              Not {by}…
            </ActionButton>
          )}
          {look !== 'settled' && disagree > 0 && (
            <ActionButton onPress={() => chooseLook(deck, 'settled')}>
              Settle {disagree}
            </ActionButton>
          )}
        </div>
      </div>
    </Panel>
  );
}

function Locked({ summary }: { readonly summary: ClipSummary }): ReactElement {
  const { locked } = summary;
  const blocked = useWindow(lockBlocked);
  const negatives = locked?.negatives ?? 0;
  const next = nextBound(negatives);
  const short = shortOf(summary);
  const uses = locked === null || locked.uses === 0 ? '' : `, used ${locked.uses} ×`;
  return (
    <Panel title="Locked clips" facts={locked === null ? 'none' : `${negatives} failures${uses}`}>
      <div className="panel-body label-locked">
        {locked === null ? (
          <p>
            No clip is locked yet. What the judge will be measured by is put where no agent can read
            it.
          </p>
        ) : (
          <p>
            No agent can read them. With <b>{negatives}</b> failures and no mistake, a judge’s false
            positives are proven under <b className="number">{percent(locked.fprBelow)}</b> (95 %).
          </p>
        )}
        <BoundScale negatives={negatives} />
        {next !== null && (
          <p className="note">
            {next.more} {negatives === 0 ? 'failures' : 'more'} for{' '}
            {(next.fprBelow * 100).toFixed(0)} %.
            {short.length > 0 && ` Short of: ${short.join(', ')}.`}
          </p>
        )}
        <span>
          <ActionButton
            quiet
            blocked={blocked}
            onPress={() => useWindow.setState({ dialog: 'lockClips' })}
          >
            Lock clips…
          </ActionButton>
        </span>
      </div>
    </Panel>
  );
}

export function LabelPanels(): ReactElement {
  const summary = useWindow((state) => state.clips);
  return (
    <div className="label-panels">
      {summary !== null && (
        <>
          <Labelled summary={summary} />
          <NearMisses summary={summary} />
          <Agreement summary={summary} />
          <Locked summary={summary} />
        </>
      )}
    </div>
  );
}
