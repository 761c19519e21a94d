/**
 * The night from two metres away: whether the robot moves, in which phase, the streak, the champion, the time left and
 * what is wrong. Nothing else; the stop stays where it always is.
 */
import type { ReactElement } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import type { NightView } from '../../../main/base/model/night.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useWallTime } from '../../parts/useWallTime.ts';
import { reasonSentence } from '../../parts/words.ts';
import {
  championName,
  championWords,
  type RateWords,
  shownCampaign,
} from '../../store/campaignFacts.ts';
import { nightRate, nightStanding, standingWords } from '../../store/nightFacts.ts';
import { robotState, robotWords } from '../../store/robotState.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';
import { newestFirst } from '../frame/alertLine.tsx';
import { phaseWords } from '../trials/phaseWords.ts';
import { leftWords, nightLeft } from './nightMeters.ts';

/** More than these do not fit in letters of this size; how many more there are is said. */
const alertsShown = 2;

/** What it does in its night, in a few words. */
function doing(state: WindowState): string {
  const standing = nightStanding(state);
  const trial = state.run?.trial ?? null;
  if (standing !== 'running') return standingWords[standing];
  if (trial === null) return 'Between two trials';
  const words = phaseWords(trial.phase, trial.attempt);
  return words.endsWith(String(trial.attempt)) ? `${words} of ${trial.attempts}` : words;
}

function State({ night }: { readonly night: NightView }): ReactElement {
  const robot = useWindow(({ link, bench }) => robotState(link, bench));
  const words = useWindow(doing);
  const trial = useWindow(({ run }) => run?.trial ?? null);
  const timed = trial !== null && trial.limitS > 0 && night.state === 'running';
  const left = timed ? `${Math.max(0, trial.limitS - trial.phaseS).toFixed(0)} s left` : '';
  const under = night.state === 'running' || night.why === '' ? left : reasonSentence(night.why);
  return (
    <div className="big-state" data-state={robot} role="status">
      <span className="big-robot">
        <Mark state={robot} size={96} />
        {robotWords[robot]}
      </span>
      <span className="big-phase">{words}</span>
      {under !== '' && <span className="big-why">{under}</span>}
    </div>
  );
}

function Figure(props: {
  readonly name: string;
  /** Before and behind it in smaller letters. */
  readonly before?: string;
  readonly value: string;
  readonly small?: string;
  readonly under: string;
}): ReactElement {
  const { name, before, value, small, under } = props;
  return (
    <div className="big-figure">
      <span className="big-name">{name}</span>
      <span className="big-value">
        {before !== undefined && <small>{before}</small>}
        {value}
        {small !== undefined && <small>{small}</small>}
      </span>
      <span className="big-under">{under}</span>
    </div>
  );
}

/** The champion's rate: of its honest trials, where an agent works on it; else of the whole night. */
function useRate(night: NightView): { readonly name: string; readonly rate: RateWords | null } {
  const campaign = useWindow(shownCampaign);
  const tree = useWindow(({ treeDesk }) => treeDesk.tree);
  if (campaign === null) return { name: 'champion', rate: nightRate(night) };
  const { rate } = championWords(campaign, null);
  return { name: `champion, ${championName(campaign, tree)}`, rate };
}

/** `≈ 4 h 40 min`: the first number is the one to be seen; words alone are small. */
function splitLeft(words: string): { before: string; value: string; small: string } {
  const [, before = '', value = '', small = ''] = /^(\D*)(\d+)(.*)$/.exec(words) ?? [];
  return value === '' ? { before: words, value: '', small: '' } : { before, value, small };
}

function Figures(props: { readonly night: NightView; readonly clock: Clock }): ReactElement {
  const { night, clock } = props;
  const streak = useWindow((state) => shownCampaign(state)?.streak ?? night.counts.streak);
  const { name, rate } = useRate(night);
  const now = useWallTime(clock);
  const agents = useWindow((state) => state.agents);
  const campaign = useWindow((state) => state.campaign);
  const left = leftWords(nightLeft({ night, campaign, agents }, now));
  return (
    <div className="big-figures">
      <Figure
        name="streak"
        value={String(streak)}
        small={`/${night.target.inARow}`}
        under="in a row"
      />
      <Figure
        name={name}
        value={rate?.value ?? '–'}
        under={rate === null ? 'no counted trial yet' : `${rate.interval} ${rate.n}`}
      />
      <Figure name={left.name} {...splitLeft(left.value)} under="" />
    </div>
  );
}

function Alerts(): ReactElement {
  const known = useWindow(({ link }) => link.kind === 'online');
  const alerts = newestFirst(useWindow((state) => state.alerts));
  const more = alerts.length - alertsShown;
  return (
    <div className="big-alerts">
      {!known && <span className="note">Alerts are unknown without the core</span>}
      {known && alerts.length === 0 && <span className="note">No alerts</span>}
      {known &&
        alerts.slice(0, alertsShown).map(({ key, level, message, todo }) => (
          <p key={key} data-level={level}>
            <Mark state="needs-you" size={28} />
            <span>
              {reasonSentence(message)} <span className="note">{todo}</span>
            </span>
          </p>
        ))}
      {known && more > 0 && <span className="note">and {more} more</span>}
    </div>
  );
}

export function NightBig(props: {
  readonly night: NightView;
  readonly clock: Clock;
}): ReactElement {
  const { night, clock } = props;
  return (
    <section className="night-big" aria-label="Night, to be read from afar">
      <State night={night} />
      <Figures night={night} clock={clock} />
      <div className="big-foot">
        <Alerts />
        <ActionButton keyCap="B" onPress={() => useWindow.setState({ nightBig: false })}>
          Whole view
        </ActionButton>
      </div>
    </section>
  );
}
