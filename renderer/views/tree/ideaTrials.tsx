/** The trials of an idea, newest first: how each ended, what it was for, how long; pressed, it opens in the Trials view. */
import type { ReactElement } from 'react';
import type { IdeaTrial } from '../../../main/base/model/campaign.ts';
import { Mark } from '../../parts/mark.tsx';
import { reasonWords } from '../../store/trialFacts.ts';
import { openTrial } from './treeMoves.ts';
import { purposeWords } from './treeWords.ts';

function ended({ outcome }: IdeaTrial): string {
  if (outcome === null) return 'runs now';
  return outcome.kind === 'success' ? 'success' : reasonWords(outcome.reason);
}

function Entry({ trial }: { readonly trial: IdeaTrial }): ReactElement {
  const { id, purpose, draw, outcome, attempts, benchSeconds } = trial;
  const words = ended(trial);
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return (
    <li>
      <button
        type="button"
        className="idea-trial"
        title={`Open trial ${id}: ${words}`}
        onClick={() => openTrial(id)}
      >
        <Mark state={outcome?.kind ?? 'running'} />
        <span className="idea-trial-words">
          {purposeWords[purpose]}
          {purpose === 'pair' && <span className="note"> start {draw}</span>}
          <span className="note"> · {words}</span>
        </span>
        <span className="number quiet">{outcome === null ? '' : tries}</span>
        <span className="number">{outcome === null ? '' : `${benchSeconds.toFixed(0)} s`}</span>
      </button>
    </li>
  );
}

export function IdeaTrials({ trials }: { readonly trials: readonly IdeaTrial[] }): ReactElement {
  if (trials.length === 0) return <p className="note">It has no trial yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys
    <ol className="idea-trials" tabIndex={0} aria-label="Its trials, newest first">
      {trials.toReversed().map((trial) => (
        <Entry key={trial.id} trial={trial} />
      ))}
    </ol>
  );
}
