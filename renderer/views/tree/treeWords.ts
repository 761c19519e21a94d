/** What an idea and a whole tree say in words, with the evidence that stands behind each number. Pure. */
import { wilson } from '../../../main/base/lib/stats.ts';
import type { CampaignView, IdeaNode, IdeaTrial } from '../../../main/base/model/campaign.ts';
import { capital } from '../../parts/words.ts';
import { ideaWords } from '../../store/ideaWords.ts';
import { rateWords } from '../../store/trialFacts.ts';
import type { IdeaLook } from './ideaShapes.ts';

export const standingWords: Readonly<Record<IdeaNode['standing'], string>> = {
  'version-0': 'where it began',
  waiting: 'waits for its screen',
  screening: 'under test',
  carried: 'carried',
  kept: 'kept',
  discarded: 'discarded',
  inconclusive: 'inconclusive',
};

/** A policy by its idea's number; one without an idea by its commit. */
export function nodeName({ standing, ideaId, commit, policyHash }: IdeaNode): string {
  if (standing === 'version-0') return 'version 0';
  if (ideaId !== null) return ideaWords(ideaId);
  return commit === null ? `policy ${policyHash.slice(0, 8)}` : `commit ${commit.slice(0, 8)}`;
}

/** Beside its mark. */
export function nodeLabel({ standing, ideaId }: IdeaNode): string {
  if (standing === 'version-0') return 'v0';
  return ideaId === null ? '' : String(Number(ideaId.replace(/\D/g, '')));
}

const decidedBy: Readonly<Record<string, string>> = {
  screen: 'by its screen',
  withdrawn: 'withdrawn by its agent',
  'left-behind': 'left behind: the head goes on without it',
  'no-change': 'the same policy as another one',
};

/** What decided its standing; empty while nothing has. */
export function decidedWords({ by, of }: Pick<IdeaNode, 'by' | 'of'>): string {
  if (by !== 'duel') return decidedBy[by] ?? by;
  if (of === null) return 'by a duel';
  return of === 1 ? 'by a duel, alone' : `by a duel, in a stack of ${of}`;
}

/** `0.62 [0.43, 0.79] n=21`, with Wilson's interval; what to say without a trial. */
export function rateText({ k, n }: { readonly k: number; readonly n: number }): string {
  const words = rateWords({ successes: k, n, interval: wilson(k, n) });
  return words === null ? 'no trial yet' : `${words.value} ${words.interval} ${words.n}`;
}

/** One line for who hovers over it or stands on it. */
export function nodeWords(node: IdeaNode): string {
  const { hypothesis, standing, screen, trials } = node;
  const said = hypothesis === '' ? '' : `: ${hypothesis}`;
  const how = decidedWords(node);
  const state = how === '' ? standingWords[standing] : `${standingWords[standing]} ${how}`;
  return [
    `${capital(nodeName(node))}${said}`,
    state,
    ...(screen.n === 0 ? [] : [`screen ${screen.k} of ${screen.n}`]),
    `all trials ${rateText(trials)}`,
  ].join(' · ');
}

export interface CountWords {
  readonly look: IdeaLook;
  readonly words: string;
}

/** How many were tried and what became of them, each under its mark; those that there are none of are not said. */
export function countWords(nodes: readonly IdeaNode[]): {
  readonly tried: string;
  readonly counts: readonly CountWords[];
} {
  const count = { kept: 0, carried: 0, discarded: 0, inconclusive: 0, screening: 0, waiting: 0 };
  for (const { standing } of nodes) if (standing !== 'version-0') count[standing]++;
  const tried = Object.values(count).reduce((sum, each) => sum + each, 0) - count.waiting;
  const said = { screening: 'under test', waiting: 'waiting' } as const;
  const order = ['kept', 'carried', 'discarded', 'inconclusive', 'screening', 'waiting'] as const;
  return {
    tried: tried === 0 ? 'none tried yet' : `${tried.toLocaleString('en-GB')} tried`,
    counts: order.flatMap((look) => {
      const n = count[look];
      const name = look === 'screening' || look === 'waiting' ? said[look] : look;
      return n === 0 ? [] : [{ look, words: `${n.toLocaleString('en-GB')} ${name}` }];
    }),
  };
}

/** The duel that runs, beside the head's line. */
export const duelWords = (
  counts: Pick<NonNullable<CampaignView['duel']>, 'wins' | 'losses'>,
): string => `duel: ${counts.wins} to ${counts.losses}`;

export const purposeWords: Readonly<Record<IdeaTrial['purpose'], string>> = {
  first: 'first measuring',
  screen: 'screen',
  pair: 'pair of a duel',
  confirm: 'after its promotion',
  fill: 'fill',
};

/** Robot time as people say it. */
export const robotWords = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;
