/** The trial that runs now and what it is for, in words; its phases, its attempt, and how long it may still take. */
import type { ReactElement } from 'react';
import type { CampaignView } from '../../../main/base/model/campaign.ts';
import type { NightView } from '../../../main/base/model/night.ts';
import type { RunView } from '../../../main/base/model/view.ts';
import { reasonSentence } from '../../parts/words.ts';
import { nightPurpose, nightTrial, nowWords } from '../../store/campaignFacts.ts';
import { nightStanding, standingWords } from '../../store/nightFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { PhaseLine } from '../trials/phaseLine.tsx';

function Idle({ night }: { readonly night: NightView }): ReactElement {
  const standing = useWindow(nightStanding);
  const runs = standing === 'running';
  return (
    <section className="panel now campaign-now" aria-label="Now">
      <div className="now-idle">
        <strong>{runs ? 'Between two trials' : 'Nothing runs now'}</strong>
        <span className="note">
          {runs
            ? 'The next one begins when it is asked for.'
            : `${standingWords[standing]}${night.why === '' ? '.' : `: ${reasonSentence(night.why)}`}`}
        </span>
      </div>
    </section>
  );
}

function Cells({ trial }: { readonly trial: NonNullable<RunView['trial']> }): ReactElement {
  const { attempt, attempts, limitS, phaseS } = trial;
  const left = limitS > 0 ? Math.max(0, limitS - phaseS).toFixed(1) : '–';
  return (
    <>
      <div className="cell">
        <span className="cell-name">attempt</span>
        <span className="figure">
          {attempt || '–'}
          <small>/{attempts}</small>
        </span>
      </div>
      <div className="cell">
        <span className="cell-name">{limitS > 0 ? `left of ${limitS.toFixed(0)} s` : 'left'}</span>
        <span className="figure">
          {left} <small>s</small>
        </span>
      </div>
    </>
  );
}

export function CampaignNowPanel(props: {
  readonly night: NightView;
  readonly campaign: CampaignView;
}): ReactElement {
  const { night, campaign } = props;
  const trial = useWindow(nightTrial);
  const purpose = useWindow(nightPurpose);
  const tree = useWindow(({ treeDesk }) => treeDesk.tree);
  if (trial === null) return <Idle night={night} />;
  const told = purpose === null ? null : nowWords(purpose, campaign, tree);
  return (
    <section className="panel now campaign-now" aria-label="Now">
      <div className="now-trial">
        <span title={told === null ? trial.id : `${trial.id}. ${told.title}`}>
          Trial <b className="number">{trial.index + 1}</b>
          {told !== null && <> · {told.words}</>}
        </span>
        <PhaseLine />
      </div>
      <Cells trial={trial} />
    </section>
  );
}
