/**
 * Outcomes in two rows, the champion's over the head's, so that a duel reads as pairs; beside them the streak, the champion
 * and what it is held against.
 */
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, useMemo } from 'react';
import type { CampaignView } from '../../../main/base/model/campaign.ts';
import type { NightView } from '../../../main/base/model/night.ts';
import { Mark } from '../../parts/mark.tsx';
import {
  championName,
  championWords,
  nightPurpose,
  type RateWords,
  shownRate,
  streakWords,
} from '../../store/campaignFacts.ts';
import { campaignStrip, fittingWords, newestColumns } from '../../store/campaignStrip.ts';
import { useWindow } from '../../store/windowStore.ts';

/** A mark with its room, and the names of the two rows with the room around them (campaign.css). */
const [pitchPx, namesPx] = [16, 84];
const rows = { champion: 2, head: 3 } as const;

function Strip({ campaign }: { readonly campaign: CampaignView }): ReactElement {
  const { ref, width } = useElementSize();
  const running = useWindow(nightPurpose);
  const shown = useMemo(() => {
    const strip = campaignStrip(campaign, running);
    return newestColumns(strip, Math.max(12, Math.floor((width - namesPx) / pitchPx)));
  }, [campaign, running, width]);
  const finished = shown.cells.filter(({ state }) => state !== 'running').length;
  const words = `The newest ${finished} outcomes, the champion’s over those of the head and of ideas`;
  return (
    <div className="duel-strip" ref={ref} role="img" aria-label={words}>
      <span className="duel-side" style={{ gridRow: rows.champion }}>
        champion
      </span>
      <span className="duel-side" style={{ gridRow: rows.head }}>
        head, idea
      </span>
      {shown.groups.map((group) => (
        <span
          key={group.first}
          className="duel-group"
          title={group.words[0]}
          style={{ gridColumn: `${group.first + 2} / span ${group.columns}` }}
        >
          {fittingWords(group, pitchPx)}
        </span>
      ))}
      {shown.cells.map(({ key, column, row, state, isFill, title }) => (
        <span
          key={key}
          className="duel-mark"
          title={title}
          data-fill={isFill}
          style={{ gridColumn: column + 2, gridRow: rows[row] }}
        >
          <Mark state={state} />
        </span>
      ))}
      {shown.streak !== null && (
        <i
          className="duel-streak"
          style={{ gridColumn: `${shown.streak.first + 2} / ${shown.streak.last + 3}` }}
        />
      )}
      {shown.columns === 0 && <p className="note duel-none">Each trial leaves a mark here.</p>}
    </div>
  );
}

const streakTitle =
  'Of the champion: successes in a row up to now; invalid trials neither break nor extend it. One-sided, 95 %. ';
const announcedTitle = 'The row was announced: it began with its first trial.';
const foundTitle = 'The row was found somewhere in its trials: it proves less than one announced.';

function Streak(props: {
  readonly night: NightView;
  readonly campaign: CampaignView;
}): ReactElement {
  const { night, campaign } = props;
  const { streak, target, proof, announced } = useMemo(
    () => streakWords(campaign, night),
    [campaign, night],
  );
  return (
    <div className="cell" title={`${streakTitle}${announced ? announcedTitle : foundTitle}`}>
      <span className="cell-name">streak, of its target</span>
      <span className="glance">
        {streak}
        <small>/{target}</small>
      </span>
      <span className="under">{proof === '' ? 'proves nothing yet' : proof}</span>
    </div>
  );
}

const rateText = ({ value, interval, n }: RateWords): string => `${value} ${interval} ${n}`;

const championTitle =
  'Of its honest trials alone: those of its duel and all since. 95 % Wilson interval; ';

function Champion({ campaign }: { readonly campaign: CampaignView }): ReactElement {
  const attempts = useWindow(
    ({ run, tasks }) =>
      run?.trial?.attempts ?? tasks.find(({ id }) => id === campaign.task)?.attempts ?? null,
  );
  const name = useWindow(({ treeDesk }) => championName(campaign, treeDesk.tree));
  const { metric, rate, apartName, apart, band, left } = championWords(campaign, attempts);
  return (
    <div
      className="cell champion"
      title={`${championTitle}the band that holds whenever one looks is ${band}.`}
    >
      <span className="cell-name">
        champion, {name}, {metric}
      </span>
      {rate === null ? (
        <span className="note">No counted trial yet</span>
      ) : (
        <>
          <span className="glance">
            {rate.value} <small>{rate.interval}</small>
          </span>
          <span className="under">
            {rate.n}
            {apart !== null && ` · ${apartName} ${apart.value} ${apart.interval}`}
          </span>
          {left !== null && <span className="under">{left}</span>}
        </>
      )}
    </div>
  );
}

/** What the champion is held against: the policy the night began with, by its own trials. */
function Start({ campaign }: { readonly campaign: CampaignView }): ReactElement | null {
  const { start, champion } = campaign;
  const rate = start === null ? null : shownRate(start.rate);
  const isChampion = champion?.isPromoted !== true;
  return (
    <div
      className="cell start"
      title={rate === null ? undefined : `Version 0, by its own trials: ${rateText(rate)}`}
    >
      <span className="cell-name">start, version 0</span>
      {isChampion || rate === null ? (
        <span className="note">{isChampion ? 'is the champion' : 'not measured'}</span>
      ) : (
        <>
          <span className="figure">{rate.value}</span>
          <span className="under">
            {rate.interval} {rate.n}
          </span>
        </>
      )}
    </div>
  );
}

export function CampaignFigures(props: {
  readonly night: NightView;
  readonly campaign: CampaignView;
}): ReactElement {
  const { night, campaign } = props;
  return (
    <section className="panel run-facts campaign-figures" aria-label="What came of it">
      <Strip campaign={campaign} />
      <Streak night={night} campaign={campaign} />
      <Champion campaign={campaign} />
      <Start campaign={campaign} />
    </section>
  );
}
