/**
 * Where and when trials fail, and the box of starts that is practised: a histogram over time, the map with failures per
 * cell, proposals to choose from. The box is drawn with the mouse or typed; nothing changes before it is chosen.
 */
import { type ReactElement, useEffect } from 'react';
import type { OnsetBin, OnsetView } from '../../../main/base/model/onset.ts';
import { useDeck } from '../../actions/deck.ts';
import { drawStarts, readOnset } from '../../actions/onsetMoves.ts';
import { draftOf, stallsOnMap } from '../../store/onsetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { between } from '../judge/judgeWords.ts';
import { OnsetMap } from './onsetMap.tsx';
import { StartsForm } from './startsForm.tsx';

const total = ({ believed, ended, demos }: OnsetBin): number => believed + ended + demos;
const seconds = (value: number): string => String(Number(value.toFixed(1)));

function Histogram({ bins }: { readonly bins: readonly OnsetBin[] }): ReactElement {
  const most = Math.max(1, ...bins.map(total));
  const part = (n: number) => ({ blockSize: `${((100 * n) / most).toFixed(2)}%` });
  return (
    <ol className="onset-bins" aria-label="Failures over bench time">
      {bins.map((bin) => (
        <li key={bin.fromS} title={`${seconds(bin.fromS)} to ${seconds(bin.toS)} s: ${total(bin)}`}>
          <span className="number">{total(bin) === 0 ? '' : total(bin)}</span>
          <span className="onset-bar">
            <i data-kind="demos" style={part(bin.demos)} />
            <i data-kind="ended" style={part(bin.ended)} />
            <i data-kind="believed" style={part(bin.believed)} />
          </span>
          <span className="number onset-from">{seconds(bin.fromS)}</span>
        </li>
      ))}
    </ol>
  );
}

function TimePanel({ view }: { readonly view: OnsetView }): ReactElement {
  const { bins, unread, demos } = view;
  const any = (kind: 'ended' | 'demos'): boolean => bins.some((bin) => bin[kind] > 0);
  return (
    <section className="panel onset-time" aria-label="When trials stop coming closer">
      <header className="panel-head">
        <h2>When they stop coming closer</h2>
        <span className="note onset-legend">
          <i data-kind="believed" /> as the judge believed
          {any('ended') && (
            <>
              <i data-kind="ended" /> end of the last attempt
            </>
          )}
          {any('demos') && (
            <>
              <i data-kind="demos" /> labelled demos
            </>
          )}
        </span>
      </header>
      {bins.length === 0 ? (
        <p className="note reset-blank">No trial that is counted here has failed yet.</p>
      ) : (
        <Histogram bins={bins} />
      )}
      <p className="note onset-foot">
        Bench seconds since the first attempt began.
        {demos.labelled > 0 && ` ${demos.failures} of ${demos.labelled} labelled demos failed.`}
        {unread > 0 && ` Of ${unread} failed trials the moment is not told.`}
      </p>
    </section>
  );
}

function MapPanel({ view }: { readonly view: OnsetView }): ReactElement {
  const { failures } = view;
  const { beside, unplaced } = stallsOnMap(view);
  const away = [
    ...(beside === 0 ? [] : [`${beside} lie outside of the map.`]),
    ...(unplaced === 0 ? [] : [`Of ${unplaced} it is not known.`]),
  ];
  return (
    <section className="panel starts-panel" aria-label="Where trials began that failed">
      <header className="panel-head">
        <h2>Where they began</h2>
        <span className="note">failed of begun, per cell</span>
        <span className="facts">
          {failures.n === 0
            ? 'no trials'
            : `${failures.k} of ${failures.n} failed, ${between(failures)}`}
        </span>
      </header>
      <OnsetMap view={view} />
      <p className="note onset-foot">
        Crosses: where the object lay when it came no closer.
        {away.length > 0 && ` ${away.join(' ')}`}
      </p>
    </section>
  );
}

function Proposals({ view }: { readonly view: OnsetView }): ReactElement {
  return (
    <section className="panel onset-proposals" aria-label="Worth practising">
      <header className="panel-head">
        <h2>Worth practising</h2>
        <span className="note">look, then measure</span>
      </header>
      {view.why !== '' && <p className="note reset-blank">{view.why}</p>}
      {view.proposals.length > 0 && (
        <ol>
          {view.proposals.map((proposal) => (
            <li key={proposal.words}>
              <button type="button" onClick={() => drawStarts(draftOf(proposal.box))}>
                <b className="number">
                  {proposal.k} of {proposal.n} failed
                </b>
                <span>{proposal.words.slice(0, proposal.words.indexOf(': '))}</span>
                <span className="note">
                  {between(proposal)} (95 %), {Math.round(100 * proposal.share)} % of the starts
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

export function OnsetPage(): ReactElement {
  const deck = useDeck();
  const task = useWindow(({ reset }) => reset?.task ?? null);
  const trials = useWindow(({ reset }) => reset?.drift?.trials ?? 0);
  const view = useWindow(({ onsetDesk }) => onsetDesk.view);
  const trouble = useWindow(({ onsetDesk }) => onsetDesk.trouble);
  // Once more with every trial that ended.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what it is read for
  useEffect(() => {
    void readOnset(deck);
  }, [deck, task, trials]);
  if (view === null || view.task !== task) {
    return (
      <section className="panel onset-wait">
        <p className="note" role="status">
          {trouble === '' ? 'Records are being read…' : trouble}
        </p>
      </section>
    );
  }
  return (
    <>
      <div className="reset-centre">
        <TimePanel view={view} />
        <MapPanel view={view} />
      </div>
      <div className="reset-right">
        <Proposals view={view} />
        <StartsForm />
      </div>
    </>
  );
}
