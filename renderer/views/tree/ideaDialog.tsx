/**
 * One idea looked at closely, or two side by side: what its agent claims, what decided it, its counts with their intervals,
 * its trials, what it changed. The agent's words are set apart from the referee's numbers.
 */
import { type ReactElement, useEffect } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import type { IdeaDetail, IdeaNode } from '../../../main/base/model/campaign.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { HashButton } from '../../parts/hashButton.tsx';
import { capital } from '../../parts/words.ts';
import { useWindow } from '../../store/windowStore.ts';
import { countWords } from '../agents/agentWords.ts';
import { IdeaDiff } from './ideaDiff.tsx';
import { IdeaMark } from './ideaMark.tsx';
import { IdeaTrials } from './ideaTrials.tsx';
import { compareWith, readIdea } from './treeMoves.ts';
import { decidedWords, nodeName, rateText, robotWords, standingWords } from './treeWords.ts';

function Standing({ node }: { readonly node: IdeaNode }): ReactElement {
  const { standing, decidedWallTime } = node;
  const how = decidedWords(node);
  const at = decidedWallTime === null ? '' : ` at ${localTime(decidedWallTime).time.slice(0, 5)}`;
  return (
    <p className="idea-standing">
      <IdeaMark look={standing} />
      <b>{capital(standingWords[standing])}</b>
      <span className="note">
        {how}
        {at}
      </span>
    </p>
  );
}

function Claims({ detail }: { readonly detail: IdeaDetail }): ReactElement | null {
  const { node, expect, conclusion, notes } = detail;
  const rows = [
    ['Hypothesis', node.hypothesis],
    ['Expects', expect],
    ['Concludes', conclusion],
    ...notes.map((note) => ['Notes', note] as const),
  ] as const;
  const said = rows.filter(([, words]) => words !== '');
  if (said.length === 0) return null;
  return (
    <section className="idea-claims" aria-label="Claims of the agent">
      <h3>Claims of its agent</h3>
      <dl>
        {said.map(([name, words], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: notes have no other name than their place
          <div key={at}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Counts({ node }: { readonly node: IdeaNode }): ReactElement {
  const { screen, trials, invalid, robotSeconds, tokens, commit, wallTime, parentHash } = node;
  const parent = useWindow(({ treeDesk }) =>
    treeDesk.tree?.nodes.find(({ policyHash }) => policyHash === parentHash),
  );
  const { time } = localTime(wallTime);
  const isRoot = node.standing === 'version-0';
  const rows: readonly (readonly [string, string])[] = [
    ...(isRoot
      ? []
      : [['Screen', screen.n === 0 ? 'none yet' : `${screen.k} of ${screen.n}`] as const]),
    ['All its trials', trials.n === 0 ? 'none yet' : `${trials.k} of ${trials.n}`],
    ['Rate', rateText(trials)],
    ['Invalid', `${invalid}, in no rate`],
    ['Robot time', robotWords(robotSeconds)],
    ...(isRoot ? [] : [['Tokens', tokens === 0 ? 'none' : countWords(tokens)] as const]),
    [isRoot ? 'Began' : 'Handed in', time.slice(0, 5)],
    ...(parent === undefined ? [] : [['Built on', nodeName(parent)] as const]),
  ];
  return (
    <dl className="fact-list">
      {rows.map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={name === 'Built on' ? '' : 'number'}>{words}</dd>
        </div>
      ))}
      <div>
        <dt>{commit === null ? 'Policy' : 'Commit'}</dt>
        <dd>
          <HashButton
            of={commit === null ? 'the policy' : 'the commit'}
            hash={commit ?? node.policyHash}
          />
        </dd>
      </div>
    </dl>
  );
}

function trialsTitle({ node, trials }: IdeaDetail): string {
  const all = node.trials.n + node.invalid;
  const most = trials.length.toLocaleString('en-GB');
  return all > trials.length ? `Its newest ${most} trials` : 'Its trials';
}

function Idea(props: { readonly policyHash: string; readonly alone: boolean }): ReactElement {
  const { policyHash, alone } = props;
  const deck = useDeck();
  const tree = useWindow((state) => state.treeDesk.tree);
  const detail = useWindow((state) => state.treeDesk.details[policyHash] ?? null);
  const trouble = useWindow((state) => state.treeDesk.detailTrouble);
  // Asked again whenever the tree came anew: at most once a second.
  useEffect(() => {
    if (tree !== null) void readIdea(deck, policyHash);
  }, [deck, policyHash, tree]);
  const node = detail?.node ?? tree?.nodes.find((each) => each.policyHash === policyHash) ?? null;
  if (node === null) return <p className="note">This idea is not in the tree of the night.</p>;
  const name = capital(nodeName(node));
  return (
    <article className="idea-close" data-alone={alone} aria-label={name}>
      <div className="idea-left">
        {!alone && <h2>{name}</h2>}
        <Standing node={node} />
        {detail !== null && <Claims detail={detail} />}
        <Counts node={node} />
      </div>
      <div className="idea-right">
        {trouble !== '' && <p role="alert">{trouble}</p>}
        {trouble === '' && detail === null && <p className="note">Reading its trials…</p>}
        {detail !== null && (
          <>
            <h3>{trialsTitle(detail)}</h3>
            <IdeaTrials trials={detail.trials} />
            {node.standing !== 'version-0' && (
              <>
                <h3>What it changed in the policy</h3>
                <IdeaDiff diff={detail.diff} />
              </>
            )}
          </>
        )}
      </div>
    </article>
  );
}

function IdeaDialog({ onDone }: { onDone(): void }): ReactElement {
  const open = useWindow((state) => state.treeDesk.open);
  const [first] = open;
  return (
    <div className="idea-dialog">
      <div className="idea-pair">
        {open.map((policyHash) => (
          <Idea key={policyHash} policyHash={policyHash} alone={open.length === 1} />
        ))}
      </div>
      <div className="dialog-actions">
        {open.length === 1 && first !== undefined && (
          <ActionButton onPress={() => compareWith(first)}>Compare with…</ActionButton>
        )}
        <ActionButton kind="primary" autoFocus onPress={onDone}>
          Close
        </ActionButton>
      </div>
    </div>
  );
}

function title(): string {
  const { tree, open } = useWindow.getState().treeDesk;
  const names = open.map((hash) => {
    const node = tree?.nodes.find(({ policyHash }) => policyHash === hash);
    return node === undefined ? hash.slice(0, 8) : nodeName(node);
  });
  return capital(names.join(' beside '));
}

export const treeDialogs = (close: () => void) =>
  ({ idea: { title, widthPx: 1120, body: () => <IdeaDialog onDone={close} /> } }) as const;
