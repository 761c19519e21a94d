/** The tree of ideas in the page: its canvas lives as long as it is mounted; tree, marks and size are handed to it. */
import { useElementSize } from '@mantine/hooks';
import { type ReactElement, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useWindow, type WindowState } from '../../store/windowStore.ts';
import type { TreeMarks } from './listenToTree.ts';
import { openTreeCanvas, type TreeCanvas } from './openTreeCanvas.ts';
import { chooseIdea, chooseNone, openIdea, standOn } from './treeMoves.ts';

export type TreeHandle = Pick<TreeCanvas, 'zoom' | 'fit'>;

function marksOf({ treeDesk, campaign }: WindowState): TreeMarks {
  const { focus, chosen } = treeDesk;
  const { duel = null, headHash = null } = campaign ?? {};
  const counts = duel === null || headHash === null ? null : { headHash, ...duel };
  return { focus, chosen, duel: counts };
}

const howTo =
  'Tree of ideas over time. Arrow keys go to parent, child, next and one before, Enter opens, ' +
  'C chooses one of two to compare, plus, minus and 0 zoom.';

export function TreeCanvasView(props: { readonly ref: Ref<TreeHandle> }): ReactElement {
  const tip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const tree = useRef<TreeCanvas | null>(null);
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  useEffect(() => {
    if (canvas.current === null || tip.current === null) return;
    const opened = openTreeCanvas(canvas.current, tip.current, {
      onStand: standOn,
      onOpen: openIdea,
      onChoose: chooseIdea,
      onLeave: chooseNone,
    });
    if (opened === null) return;
    tree.current = opened;
    const first = useWindow.getState();
    if (first.treeDesk.tree !== null) opened.show(first.treeDesk.tree);
    opened.mark(marksOf(first));
    const forget = useWindow.subscribe((state, before) => {
      const next = state.treeDesk.tree;
      if (next !== null && next !== before.treeDesk.tree) opened.show(next);
      if (state.treeDesk !== before.treeDesk || state.campaign !== before.campaign)
        opened.mark(marksOf(state));
    });
    return () => {
      forget();
      tree.current = null;
      opened[Symbol.dispose]();
    };
  }, []);
  useEffect(() => {
    tree.current?.resize({ width, height });
  }, [width, height]);
  useImperativeHandle(props.ref, () => ({
    zoom: (factor) => tree.current?.zoom(factor),
    fit: () => tree.current?.fit(),
  }));
  return (
    <div className="tree-room" ref={ref}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: its keys go from idea to idea */}
      <canvas
        ref={canvas}
        className="tree-canvas"
        data-pending="true"
        tabIndex={0}
        role="application"
        aria-label={howTo}
        aria-describedby="tree-told"
      />
      <div ref={tip} className="tree-tip" aria-hidden="true" />
    </div>
  );
}
