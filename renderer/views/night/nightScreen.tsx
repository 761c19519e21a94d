/**
 * The night: how it stands in a word to be read from two metres, streak and target, the rate with its interval, outcomes
 * in a strip, what of the budget is spent, and who is needed. All counts are the referee's.
 */
import { type ReactElement, useMemo } from 'react';
import { type Clock, localTime } from '../../../main/base/lib/clock.ts';
import type { NightView } from '../../../main/base/model/night.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { HashButton } from '../../parts/hashButton.tsx';
import { OutcomeMarks } from '../../parts/outcomeMarks.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useWallTime } from '../../parts/useWallTime.ts';
import { shownCampaign } from '../../store/campaignFacts.ts';
import {
  nightRate,
  type Spent,
  spentOf,
  streakProof,
  stripOf,
  wentOnRows,
} from '../../store/nightFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { NowPanel } from '../trials/nowPanel.tsx';
import { CampaignScreen } from './campaignScreen.tsx';
import { NightBig } from './nightBig.tsx';
import { HeadActions, NeedsYou, Standing } from './nightHead.tsx';

const streakTitle = 'Successes in a row, now; invalid trials neither break nor extend it. ';
const announcedTitle =
  'The row was announced: it began with the first trial of the night. One-sided, 95 %.';
const foundTitle =
  'The longest row was found somewhere in the night: it proves less than one that was announced. One-sided, 95 %.';
const rateTitle =
  'Share of success among the counted trials (success and failure), with the 95 % Wilson interval.';

function Rate({ night }: { readonly night: NightView }): ReactElement {
  const rate = nightRate(night);
  return (
    <div className="cell rate" title={rateTitle}>
      <span className="cell-name">success rate, all attempts of a trial</span>
      {rate === null ? (
        <span className="note">No counted trial yet</span>
      ) : (
        <>
          <span className="glance">
            {rate.value} <small>{rate.interval}</small>
          </span>
          <span className="under">{rate.n}, 95 % Wilson</span>
        </>
      )}
    </div>
  );
}

function Counts({ night }: { readonly night: NightView }): ReactElement {
  const { counts, target } = night;
  const { streak, longestStreak, invalid, trials } = counts;
  const proof = useMemo(() => streakProof(counts), [counts]);
  const proofTitle = proof === null ? '' : proof.announced ? announcedTitle : foundTitle;
  const running = useWindow(
    ({ run }) => night.state === 'running' && (run?.trial ?? null) !== null,
  );
  return (
    <section className="panel run-facts" aria-label="What came of it">
      <OutcomeMarks
        marks={stripOf(night)}
        running={running}
        words={(shown) => {
          if (trials === 0) return 'no outcome yet';
          const all = trials === 1 ? '1 outcome' : `${trials.toLocaleString('en-GB')} outcomes`;
          return trials > shown ? `${all}, the last ${shown} shown` : all;
        }}
      />
      <div className="cell" title={`${streakTitle}${proofTitle}`}>
        <span className="cell-name">in a row, of its target</span>
        <span className="glance">
          {streak}
          <small>/{target.inARow}</small>
        </span>
        <span className="under">
          longest {longestStreak}
          {proof !== null && `, ${proof.words}`}
        </span>
      </div>
      <Rate night={night} />
      <div className="cell" title="Trials that say nothing about the policy; in no rate.">
        <span className="cell-name">invalid</span>
        <span className="glance">{invalid}</span>
        <span className="under">of {trials}</span>
      </div>
    </section>
  );
}

function Bar({ line }: { readonly line: Spent }): ReactElement {
  const { name, spent, most, digits, unit } = line;
  const text = (value: number): string =>
    value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const share = spent === null || most === null ? 0 : Math.min(1, spent / most);
  const behind = unit === '' ? '' : ` ${unit}`;
  const bound =
    most === null ? `${behind}, no bound` : ` of ${most.toLocaleString('en-GB')}${behind}`;
  return (
    <div className="spent" data-full={share >= 1}>
      <span>{name}</span>
      <span className="spent-line" aria-hidden="true" data-bound={most !== null}>
        <i style={{ inlineSize: `${(share * 100).toFixed(1)}%` }} />
      </span>
      <span className="number">
        <b>{spent === null ? '–' : text(spent)}</b>
        {bound}
      </span>
    </div>
  );
}

function Budget(props: { readonly night: NightView; readonly clock: Clock }): ReactElement {
  const { night, clock } = props;
  const now = useWallTime(clock);
  return (
    <Panel title="Budget" note="it ends by itself at the first of them" className="night-budget">
      <div className="panel-body">
        {spentOf(night, now).map((line) => (
          <Bar key={line.id} line={line} />
        ))}
      </div>
    </Panel>
  );
}

function Facts({ night }: { readonly night: NightView }): ReactElement {
  const { counts, seed, clock, startedBy, startedWallTime } = night;
  const { date, time } = localTime(startedWallTime);
  const rows: readonly (readonly [string, string])[] = [
    ['Night', night.nightId],
    ['Task', night.task],
    ['Begun', `${date} ${time}, by ${startedBy}`],
    ['Runs', night.agent === 'none' ? 'the champion, no agent' : night.agent],
    ['Clock', `${clock === 'lockstep' ? 'lockstep' : 'real time'}, seed ${seed}`],
    ...wentOnRows(night),
    ['Successes', `${counts.success} of ${counts.success + counts.failure} counted`],
  ];
  return (
    <Panel title="Under which contract" className="night-facts">
      <div className="panel-body">
        <dl className="fact-list">
          <div>
            <dt>Seal</dt>
            <dd>
              <HashButton of="the contract" hash={night.sealHash} />
            </dd>
          </div>
          {rows.map(([name, words]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Panel>
  );
}

function NoNight(): ReactElement {
  return (
    <div className="night-screen">
      <header className="view-head">
        <h1>Night</h1>
      </header>
      <section className="panel label-empty">
        <p>No night has run yet. Sign the contract of a task, then go autonomous.</p>
        <ActionButton kind="primary" onPress={() => useWindow.setState({ screen: 'seal' })}>
          To the seal
        </ActionButton>
      </section>
    </div>
  );
}

export function NightScreen({ clock }: { readonly clock: Clock }): ReactElement {
  const night = useWindow((state) => state.night);
  const campaign = useWindow(shownCampaign);
  const big = useWindow((state) => state.nightBig);
  const runs = useWindow(({ run }) => night?.state === 'running' && run !== null);
  if (night === null) return <NoNight />;
  if (big) return <NightBig night={night} clock={clock} />;
  if (campaign !== null) return <CampaignScreen night={night} campaign={campaign} clock={clock} />;
  return (
    <div className="night-screen">
      <header className="view-head">
        <h1>Night</h1>
        <Standing night={night} />
        <HeadActions night={night} />
      </header>
      <NeedsYou night={night} />
      <Counts night={night} />
      {runs && <NowPanel />}
      <div className="night-under">
        <Budget night={night} clock={clock} />
        <Facts night={night} />
      </div>
    </div>
  );
}
