/**
 * The ideas of a night: how many were tried and what became of them, the tree over the success curve, and in words where
 * the keyboard stands. It reads the tree again when the campaign moves on.
 */
import { type ReactElement, useEffect, useMemo, useRef } from 'react';
import { realClock } from '../../../main/base/lib/clock.ts';
import type { CampaignTree } from '../../../main/base/model/campaign.ts';
import { useDeck } from '../../actions/deck.ts';
import { saveText } from '../../parts/saveText.ts';
import { capital } from '../../parts/words.ts';
import { treeKey } from '../../store/treeStore.ts';
import { useWindow } from '../../store/windowStore.ts';
import { IdeaMark } from './ideaMark.tsx';
import { keepTree } from './keepTree.ts';
import { zoomStep } from './listenToTree.ts';
import { TreeCanvasView, type TreeHandle } from './treeCanvas.tsx';
import { treeJson, treeSvg } from './treeFiles.ts';
import { readTree } from './treeMoves.ts';
import { countWords, nodeName, nodeWords } from './treeWords.ts';

function useKeptTree(): void {
  const deck = useDeck();
  useEffect(() => {
    const keeper = keepTree({
      clock: realClock,
      ask: () => readTree(deck),
      hidden: () => document.hidden,
    });
    const seen = (): void => keeper.look(false);
    document.addEventListener('visibilitychange', seen);
    const forget = useWindow.subscribe((state, before) => {
      const same = state.campaign === before.campaign && state.night === before.night;
      if (same && state.link === before.link) return;
      if (treeKey(state) !== treeKey(before)) keeper.look(true);
    });
    keeper.look(true);
    return () => {
      document.removeEventListener('visibilitychange', seen);
      forget();
      keeper[Symbol.dispose]();
    };
  }, [deck]);
}

const curveWords = 'curve: champion, 95 %; outer band always valid';

/** How to read the picture, or what a second idea is chosen for; where the keyboard stands is read aloud. */
function Told(): ReactElement {
  const { tree, focus, chosen, trouble } = useWindow((state) => state.treeDesk);
  const nodeOf = (hash: string | null) => tree?.nodes.find(({ policyHash }) => policyHash === hash);
  const node = nodeOf(focus);
  const first = nodeOf(chosen);
  const told = first === undefined ? curveWords : `${capital(nodeName(first))} beside which other?`;
  const words = trouble === '' ? told : `Not up to date: ${trouble}`;
  return (
    <span className="tree-told note" title={words}>
      {words}
      <span className="unseen" id="tree-told" aria-live="polite">
        {node === undefined ? '' : nodeWords(node)}
      </span>
    </span>
  );
}

function Tools(props: {
  readonly tree: CampaignTree;
  readonly handle: { readonly current: TreeHandle | null };
}): ReactElement {
  const { tree, handle } = props;
  const name = `${tree.nightId}-ideas`;
  return (
    <span className="tree-tools">
      <span className="tool-group">
        <button
          type="button"
          className="tool"
          title="Less time around the middle, key +"
          aria-label="Closer"
          onClick={() => handle.current?.zoom(zoomStep)}
        >
          +
        </button>
        <button
          type="button"
          className="tool"
          title="More time around the middle, key −"
          aria-label="Further"
          onClick={() => handle.current?.zoom(1 / zoomStep)}
        >
          −
        </button>
        <button
          type="button"
          className="tool"
          title="The whole night, key 0"
          onClick={() => handle.current?.fit()}
        >
          Fit
        </button>
      </span>
      <button
        type="button"
        className="tool"
        title="The whole tree as a drawing"
        onClick={() => saveText(`${name}.svg`, 'image/svg+xml', treeSvg(tree))}
      >
        Save SVG
      </button>
      <button
        type="button"
        className="tool"
        title="Every idea and every point of the curve"
        onClick={() => saveText(`${name}.json`, 'application/json', treeJson(tree))}
      >
        Save JSON
      </button>
    </span>
  );
}

export function IdeasPanel(): ReactElement {
  useKeptTree();
  const tree = useWindow((state) => state.treeDesk.tree);
  const trouble = useWindow((state) => state.treeDesk.trouble);
  const handle = useRef<TreeHandle>(null);
  const said = useMemo(() => (tree === null ? null : countWords(tree.nodes)), [tree]);
  const empty = tree === null || tree.nodes.length === 0;
  return (
    <section className="panel ideas-panel" aria-label="Ideas">
      <header className="panel-head">
        <h2>Ideas</h2>
        {said !== null && (
          <span className="tree-counts">
            <span>{said.tried}</span>
            {said.counts.map(({ look, words }) => (
              <span key={look}>
                <IdeaMark look={look} /> {words}
              </span>
            ))}
          </span>
        )}
        {!empty && <Told />}
        {!empty && <Tools tree={tree} handle={handle} />}
      </header>
      {empty ? (
        <p className="note tree-none" data-pending={tree === null && trouble === ''}>
          {trouble === '' ? 'Ideas stand here once the agent hands in its first one.' : trouble}
        </p>
      ) : (
        <TreeCanvasView ref={handle} />
      )}
    </section>
  );
}
