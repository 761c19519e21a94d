/**
 * The clips that fit, as small pictures: only those in view are in the page, whatever their number. Pressing one looks at
 * it; with Ctrl it is picked as well, with Shift all up to it. In the second look nothing tells what was answered.
 */
import { Select } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, type ReactElement, useEffect, useMemo, useRef } from 'react';
import type { ClipView } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { chooseFilter, pickAll, pickClip, pickNone, pickRange } from '../../actions/labelMoves.ts';
import { answerMarks, answerWords } from '../../parts/answerMarks.ts';
import { Mark } from '../../parts/mark.tsx';
import { answerOf, type ClipFilter, clipNumber } from '../../store/clipBook.ts';
import { useWindow } from '../../store/windowStore.ts';
import { filterNames } from './labelWords.ts';

const rowPx = 74;

function Filter(): ReactElement {
  const filter = useWindow((state) => state.labels.filter);
  const quotas = useWindow((state) => state.clips?.quotas.nearMisses);
  const data = [
    ...filterNames,
    ...(quotas ?? []).map(({ name }) => ({ value: `near-miss/${name}` as const, label: name })),
  ];
  return (
    <Select
      className="clip-filter"
      size="xs"
      aria-label="Which clips"
      data={data}
      value={filter}
      allowDeselect={false}
      comboboxProps={{ width: 200, position: 'bottom-start' }}
      onChange={(value) => {
        if (value !== null) chooseFilter(value as ClipFilter);
      }}
    />
  );
}

function Picked(): ReactElement {
  const picked = useWindow((state) => state.labels.picked.length);
  const shown = useWindow((state) => state.labels.shown.length);
  return (
    <span className="clip-picked">
      {picked === 0 ? `${shown} ${shown === 1 ? 'clip' : 'clips'}` : `${picked} picked`}
      {shown > 0 && (
        <button type="button" className="link" onClick={picked === 0 ? pickAll : pickNone}>
          {picked === 0 ? 'Pick all' : 'Pick none'}
        </button>
      )}
    </span>
  );
}

function Thumb(props: {
  readonly clip: ClipView;
  readonly top: number;
  readonly place: number;
  readonly total: number;
  readonly current: boolean;
  readonly picked: boolean;
}): ReactElement {
  const { clip, current, picked } = props;
  const deck = useDeck();
  const look = useWindow((state) => state.labels.look);
  const label = look === 'first' ? clip.label : answerOf(clip, look);
  const role = clip.roles[0] ?? '';
  const onClick = (event: MouseEvent): void => {
    if (event.shiftKey) pickRange(clip.id);
    else pickClip(clip.id, event.ctrlKey || event.metaKey);
  };
  const said = clip.disagrees && look !== 'second' ? 'looks disagree' : null;
  const words = said ?? (label === null ? 'not labelled' : answerWords[label.value]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the view's own keys step through the list
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list (aria-activedescendant)
    <div
      role="option"
      id={`thumb-${clip.id}`}
      aria-selected={current || picked}
      aria-posinset={props.place}
      aria-setsize={props.total}
      aria-label={`Clip ${clipNumber(clip.id)}, ${words}`}
      className="clip-thumb"
      data-current={current}
      data-picked={picked}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={onClick}
    >
      <img
        src={deck.thumbUrl(clip, role)}
        alt=""
        decoding="async"
        draggable={false}
        onError={(event) => event.currentTarget.removeAttribute('src')}
      />
      <span className="clip-tag number">
        {said !== null && <Mark state="needs-you" />}
        {said === null && label !== null && <Mark state={answerMarks[label.value]} />}
        {clipNumber(clip.id)}
      </span>
    </div>
  );
}

export function ClipColumn(): ReactElement {
  const { book, shown, clip, picked } = useWindow((state) => state.labels);
  const scroller = useRef<HTMLDivElement>(null);
  const byId = useMemo(() => new Map(book?.clips.map((each) => [each.id, each])), [book]);
  const several = useMemo(() => new Set(picked), [picked]);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 3,
    scrollPaddingStart: 2 * rowPx,
    scrollPaddingEnd: 3 * rowPx,
  });
  const at = clip === null ? -1 : shown.indexOf(clip);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [virtual, at]);
  return (
    <section className="clip-column" aria-label="Clips">
      <Filter />
      <Picked />
      <div
        className="clip-scroll"
        ref={scroller}
        role="listbox"
        aria-label="Clips, oldest first"
        aria-multiselectable="true"
        aria-activedescendant={clip === null ? undefined : `thumb-${clip}`}
        tabIndex={0}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const id = shown[item.index];
            const found = id === undefined ? undefined : byId.get(id);
            if (found === undefined) return null;
            return (
              <Thumb
                key={found.id}
                clip={found}
                top={item.start}
                place={item.index + 1}
                total={shown.length}
                current={found.id === clip}
                picked={several.has(found.id)}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}
