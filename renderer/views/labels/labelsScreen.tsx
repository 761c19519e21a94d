/**
 * The fourth step: every clip is looked at and answered by one key; the next is there already. Left the clips, right what
 * the answers amount to, and what is locked away.
 */
import { type ReactElement, useEffect, useMemo } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import type { ClipView } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { loadClips } from '../../actions/labelMoves.ts';
import { ActionButton, KeyCap } from '../../parts/actionButton.tsx';
import type { StageClip } from '../../parts/clipStage.tsx';
import { useClipReel } from '../../parts/useClipReel.ts';
import { answerOf, clipNumber, clipOf, decisiveMs } from '../../store/clipBook.ts';
import type { LabelsState } from '../../store/labelsState.ts';
import { useWindow } from '../../store/windowStore.ts';
import { ClipColumn } from './clipColumn.tsx';
import { LabelDesk } from './labelDesk.tsx';
import { LabelPanels } from './labelPanels.tsx';
import { paceWords } from './labelWords.ts';

/** Asks for the clips of the open task, and again whenever the core says that something changed. */
function useClipBook(): void {
  const deck = useDeck();
  const task = useWindow((state) => state.phaseOne?.task?.id ?? null);
  const online = useWindow((state) => state.link.kind === 'online');
  const told = useWindow((state) => (state.clips?.task === task ? state.clips.revision : 0));
  const known = useWindow(({ labels }) =>
    labels.book?.task === task ? (labels.look === 'second' ? told : labels.book.revision) : -1,
  );
  useEffect(() => {
    if (task !== null && online && known < told) void loadClips(deck, task);
  }, [deck, task, online, known, told]);
}

const clipsAhead = 2;

export function stageOf(clip: ClipView, { look, marks }: LabelsState): StageClip {
  const { id, recordingId, roles, fromMs, toMs } = clip;
  const answer = answerOf(clip, look);
  const atMs = decisiveMs(clip, look, marks);
  const decides = answer === null || answer.decidedMs !== null || marks[id] !== undefined;
  return {
    id,
    span: { recordingId, roles, fromMs, toMs },
    atMs,
    decidedMs: decides ? atMs : null,
  };
}

function useStageClips(): { readonly now: StageClip | null; readonly next: readonly StageClip[] } {
  const labels = useWindow((state) => state.labels);
  const { book, clip, shown, look, marks } = labels;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other fields change nothing that is shown
  return useMemo(() => {
    const stage = (id: string | undefined): StageClip[] => {
      const found = clipOf(book, id ?? null);
      return found === null ? [] : [stageOf(found, labels)];
    };
    const at = clip === null ? -1 : shown.indexOf(clip);
    const next = Array.from({ length: clipsAhead }, (_, step) => shown[at + step + 1]);
    const before = at > 0 ? [shown[at - 1]] : [];
    return {
      now: clip === null ? null : (stage(clip)[0] ?? null),
      next: [...next, ...before].flatMap(stage),
    };
  }, [book, clip, shown, look, marks]);
}

function Hints(): ReactElement {
  const hints = [
    { keys: ['←', '→'], words: 'frame' },
    { keys: ['Space'], words: 'play' },
    { keys: ['D'], words: 'decided here' },
    { keys: ['Z'], words: 'undo' },
  ];
  return (
    <span className="label-hints">
      {hints.map(({ keys, words }) => (
        <span key={words}>
          {keys.map((key) => (
            <KeyCap key={key}>{key}</KeyCap>
          ))}{' '}
          {words}
        </span>
      ))}
    </span>
  );
}

const headWords = { first: 'Labels', second: 'Second look', settled: 'Settle' } as const;

function Head(): ReactElement {
  const { book, shown, clip, look, paceMs, said } = useWindow((state) => state.labels);
  const left = useMemo(() => {
    const open = new Set(
      book?.clips.filter((each) => answerOf(each, look) === null).map(({ id }) => id),
    );
    return shown.filter((id) => open.has(id)).length;
  }, [book, shown, look]);
  const place = clip === null ? 0 : shown.indexOf(clip) + 1;
  const pace = paceWords(left, paceMs);
  return (
    <header className="view-head">
      <h1>{headWords[look]}</h1>
      {clip !== null && (
        <span className="number label-place">
          clip <b>{clipNumber(clip)}</b>
          <span className="quiet">
            {' '}
            · {place} of {shown.length}
          </span>
        </span>
      )}
      <span className="note" role="status">
        {said !== '' ? said : `${left} left${pace === '' ? '' : `, ${pace}`}`}
      </span>
      <span className="view-actions">
        <Hints />
      </span>
    </header>
  );
}

function Empty(): ReactElement {
  const { book, problem, look, fresh } = useWindow((state) => state.labels);
  const task = useWindow((state) => state.phaseOne?.task ?? null);
  const go = (screen: 'task' | 'demos') => () => useWindow.setState({ screen });
  if (task === null)
    return (
      <section className="panel label-empty">
        <p>No task is open. Open or make one: its demos become clips here.</p>
        <ActionButton kind="primary" onPress={go('task')}>
          Choose a task
        </ActionButton>
      </section>
    );
  if (problem !== null)
    return (
      <section className="panel label-empty">
        <p>
          <strong>The clips could not be read:</strong> {problem}.
        </p>
      </section>
    );
  if (book === null) return <section className="label-empty" data-pending="true" />;
  if (look === 'second')
    return (
      <section className="panel label-empty">
        <p>
          {fresh.count > 0
            ? `${fresh.count} clips wait for a second look, but you answered them just now. ` +
              'Let somebody else look, or come back later.'
            : 'No clip waits for a second look: those to be locked have both.'}
        </p>
      </section>
    );
  if (book.clips.length > 0)
    return (
      <section className="panel label-empty">
        <p>No clip fits this filter. {look === 'settled' && 'No two looks disagree.'}</p>
      </section>
    );
  return (
    <section className="panel label-empty">
      <p>There is no clip yet. Record or import demos: each becomes a clip to label.</p>
      <ActionButton kind="primary" onPress={go('demos')}>
        Record demos
      </ActionButton>
    </section>
  );
}

/** Nothing to label yet: then only what to do about it, and what is wanted. */
function Bare(): ReactElement {
  return (
    <div className="labels-screen" data-bare="true">
      <header className="view-head">
        <h1>Labels</h1>
      </header>
      <Empty />
      <LabelPanels />
    </div>
  );
}

export function LabelsScreen({ clock }: { readonly clock: Clock }): ReactElement {
  useClipBook();
  const reel = useClipReel();
  const { now, next } = useStageClips();
  const noTask = useWindow(({ phaseOne }) => phaseOne !== null && phaseOne.task === null);
  const noClip = useWindow(({ labels }) => labels.book?.clips.length === 0);
  if (noTask || noClip) return <Bare />;
  return (
    <div className="labels-screen">
      <Head />
      <ClipColumn />
      {reel !== null && now !== null ? (
        <LabelDesk reel={reel} clip={now} next={next} clock={clock} />
      ) : (
        <Empty />
      )}
      <LabelPanels />
    </div>
  );
}
