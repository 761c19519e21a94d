/** All demos of the task, newest first, as small pictures; only those in view are in the page. Pressing one opens it. */
import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactElement, useLayoutEffect, useMemo, useRef } from 'react';
import type { ClipView, DemoView } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { selectDemo } from '../../actions/demoMoves.ts';
import { answerMarks } from '../../parts/answerMarks.ts';
import { Mark } from '../../parts/mark.tsx';
import { useWindow } from '../../store/windowStore.ts';
import { demoNumber, lengthWords, originWords } from './demoWords.ts';

/** Beside a card, and under its picture: two lines of words. */
const gapPx = 8;
const wordsPx = 44;
const leastCardPx = 140;

/** The higher the strip, the wider its cards: pictures of 4 by 3. */
function cardWidthPx(stripHeightPx: number): number {
  return Math.max(leastCardPx, Math.floor(((stripHeightPx - wordsPx) * 4) / 3));
}

function Card(props: {
  readonly demo: DemoView;
  readonly clip: ClipView | undefined;
  readonly left: number;
  readonly selected: boolean;
}): ReactElement {
  const { demo, clip, selected } = props;
  const deck = useDeck();
  const role = demo.roles[0] ?? '';
  const words = [
    demo.result ?? 'no result said',
    demo.nearMiss === null ? '' : `near miss: ${demo.nearMiss}`,
    demo.why === '' ? '' : `ended by itself: ${demo.why}`,
  ].filter((each) => each !== '');
  return (
    <button
      type="button"
      className="demo-card"
      aria-pressed={selected}
      title={[originWords(demo), ...words].join('\n')}
      style={{ transform: `translateX(${props.left}px)` }}
      onClick={(event) => {
        event.currentTarget.blur();
        selectDemo(selected ? null : demo.id);
      }}
    >
      <span className="demo-picture">
        {clip !== undefined && !clip.locked && (
          <img
            src={deck.thumbUrl(clip, role)}
            alt=""
            decoding="async"
            onError={(event) => event.currentTarget.removeAttribute('src')}
          />
        )}
        {demo.why !== '' && (
          <span className="demo-cut">
            <Mark state="needs-you" />
          </span>
        )}
      </span>
      <span className="demo-line">
        {demo.result === null ? (
          <Mark state="not-yet" />
        ) : (
          <Mark state={answerMarks[demo.result]} />
        )}
        <b className="number">
          <span className="unseen">Demo </span>
          {demoNumber(demo.id)}
        </b>{' '}
        <span className="number">{lengthWords(demo)}</span>
      </span>
      <span className="demo-near">{demo.nearMiss ?? ''}</span>
      <span className="unseen"> {words.join(', ')}</span>
    </button>
  );
}

export function DemoStrip(): ReactElement {
  const list = useWindow((state) => state.demos.list?.demos ?? null);
  const problem = useWindow((state) => state.demos.problem);
  const selected = useWindow((state) => state.demos.selected);
  const book = useWindow((state) => state.labels.book);
  const demos = useMemo(() => [...(list ?? [])].reverse(), [list]);
  const clipOfDemo = useMemo(
    () => new Map(book?.clips.map((clip) => [clip.demoId ?? '', clip])),
    [book],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const { ref, height } = useElementSize();
  const cardPx = cardWidthPx(height);
  const virtual = useVirtualizer({
    horizontal: true,
    count: demos.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => cardPx + gapPx,
    overscan: 2,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the cards have another width
  useLayoutEffect(() => virtual.measure(), [virtual, cardPx]);
  return (
    <section className="panel demo-strip" aria-label="Demos">
      {problem !== null && (
        <p className="note demo-none">The demos could not be read: {problem}.</p>
      )}
      {problem === null && demos.length === 0 && (
        <p className="note demo-none">
          {list === null
            ? ''
            : 'No demo yet. Take the arm, then record the first one: show the task once.'}
        </p>
      )}
      <div className="demo-scroll" ref={scroller}>
        <div
          ref={ref}
          style={
            {
              width: virtual.getTotalSize(),
              position: 'relative',
              '--card-width': `${cardPx}px`,
            } as CSSProperties
          }
        >
          {virtual.getVirtualItems().map((item) => {
            const demo = demos[item.index];
            if (demo === undefined) return null;
            return (
              <Card
                key={demo.id}
                demo={demo}
                clip={clipOfDemo.get(demo.id)}
                left={item.start}
                selected={demo.id === selected}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}
