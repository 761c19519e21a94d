/** Where the robot's time went, and what of each bound is used; how long the night may still go is an estimate. */
import type { ReactElement } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import type { CampaignView, Utilisation } from '../../../main/base/model/campaign.ts';
import type { NightView } from '../../../main/base/model/night.ts';
import { useWallTime } from '../../parts/useWallTime.ts';
import { useWindow } from '../../store/windowStore.ts';
import {
  idleWords,
  leftWords,
  mruWords,
  nightMeters,
  nightSpent,
  timeLeft,
  timeShares,
} from './nightMeters.ts';

const mruTitle =
  'MRU: reset, check and episode of trials that somebody asked for, over all time. ' +
  'Exec: their episodes alone. With fill: trials that ran because nobody asked for anything, too.';

/** Narrower than this a part's share stands in its tooltip alone; or its short name stands there. */
const leastNamed = 0.06;
const leastWhole = 0.2;

function RobotTime({ use }: { readonly use: Utilisation }): ReactElement {
  return (
    <div className="robot-time">
      <div className="robot-time-head">
        <b>{use.clock === 'lockstep' ? 'Bench time' : 'Robot time'}</b>
        <span className="note" title={idleWords(use)}>
          {idleWords(use)}
        </span>
        <span className="mru" title={mruTitle}>
          {mruWords(use)}
        </span>
      </div>
      <div className="robot-time-bar">
        {timeShares(use).map(({ id, name, short, share }) => {
          const percent = `${(100 * share).toFixed(0)} %`;
          const words = `${name} ${percent}`;
          return (
            <span key={id} data-part={id} title={words} style={{ flexGrow: share }}>
              <i />
              <span>
                {share >= leastNamed && (share >= leastWhole ? words : `${short} ${percent}`)}
              </span>
            </span>
          );
        })}
      </div>
    </div>
  );
}

function Meter(props: {
  readonly name: string;
  readonly used: string;
  readonly bound: string;
  readonly share: number | null;
  readonly title: string;
}): ReactElement {
  const { name, used, bound, share, title } = props;
  return (
    <div className="cell night-meter" title={title}>
      <span className="cell-name">{name}</span>
      <span className="number">
        <b>{used}</b>
        {bound}
      </span>
      <span className="meter-bar" data-full={share === 1} data-bound={share !== null}>
        <i style={{ inlineSize: `${100 * (share ?? 0)}%` }} />
      </span>
    </div>
  );
}

export function CampaignMeters(props: {
  readonly night: NightView;
  readonly campaign: CampaignView;
  readonly clock: Clock;
}): ReactElement {
  const { night, campaign, clock } = props;
  const now = useWallTime(clock);
  const agents = useWindow((state) => state.agents);
  const spent = nightSpent(night, campaign, agents, now);
  const left = timeLeft(night, spent, now);
  const { name, value, title } = leftWords(left);
  const passed = left.kind === 'left' ? left.passed : null;
  return (
    <section className="panel campaign-meters" aria-label="What it uses">
      <RobotTime use={campaign.use} />
      {nightMeters(spent).map((meter) => (
        <Meter key={meter.id} {...meter} />
      ))}
      <Meter name={name} used={value} bound="" share={passed} title={title} />
    </section>
  );
}
