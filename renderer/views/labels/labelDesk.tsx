/** The clip that is looked at: pictures, film, one line of facts, the rule in words, and the four answers. */
import { type ReactElement, useEffect } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import type { ClipView, Label } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { answerBlocked } from '../../actions/labelActions.ts';
import { answerClips, markDecided } from '../../actions/labelMoves.ts';
import { useLocalAction } from '../../actions/localAction.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import { answerMarks, answerWords } from '../../parts/answerMarks.ts';
import { ClipStage, type StageClip, stepPicture, useClipPlayhead } from '../../parts/clipStage.tsx';
import { Mark } from '../../parts/mark.tsx';
import type { PictureReel } from '../../parts/useClipReel.ts';
import { type AnswerValue, answerOf, clipOf } from '../../store/clipBook.ts';
import { useWindow } from '../../store/windowStore.ts';
import { sourceWords } from './labelWords.ts';
import { NearMissField } from './nearMissField.tsx';

function Fact(props: { readonly name: string; readonly children: string }): ReactElement {
  return (
    <span className="fact">
      <span>{props.name}</span> <b>{props.children}</b>
    </span>
  );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

function answerText(label: Label, clip: ClipView): string {
  const at = label.decidedMs === null ? '' : ` at ${seconds(label.decidedMs - clip.fromMs)}`;
  const why = label.why === '' ? '' : `, ${label.why}`;
  return `${answerWords[label.value].toLowerCase()}${at} by ${label.by}${why}`;
}

function Facts({ clip, stage }: { readonly clip: ClipView; readonly stage: StageClip }) {
  const look = useWindow((state) => state.labels.look);
  const own = answerOf(clip, look);
  const blind = look === 'second';
  return (
    <p className="label-facts">
      <Fact name={clip.source}>{sourceWords(clip)}</Fact>
      {!blind && <NearMissField clip={clip} />}
      <Fact name="length">{seconds(clip.toMs - clip.fromMs)}</Fact>
      {stage.decidedMs !== null && (
        <Fact name="decided">{seconds(stage.decidedMs - clip.fromMs)}</Fact>
      )}
      {!blind && clip.hint !== null && own === null && (
        <Fact name="said while recording">{clip.hint}</Fact>
      )}
      {own !== null && <Fact name="answer">{answerText(own, clip)}</Fact>}
    </p>
  );
}

/** Both answers side by side: only where they are to be settled. */
function BothAnswers({ clip }: { readonly clip: ClipView }): ReactElement | null {
  const look = useWindow((state) => state.labels.look);
  const { first, second } = clip.looks;
  if (look !== 'settled' || first === undefined || second === undefined) return null;
  return (
    <p className="label-both">
      {([first, second] as const).map((label, index) => (
        <span key={label.by + String(index)}>
          <Mark state={answerMarks[label.value]} /> {index === 0 ? 'First' : 'Second'}:{' '}
          {answerText(label, clip)}
        </span>
      ))}
    </p>
  );
}

function Rule(): ReactElement | null {
  const id = useWindow((state) => state.phaseOne?.task?.id ?? null);
  const words = useWindow((state) => state.tasks.find((task) => task.id === id)?.successWords);
  if (words === undefined) return null;
  return (
    <p className="label-rule">
      <strong>Success</strong> means: {words}
    </p>
  );
}

const answers: readonly {
  readonly value: AnswerValue;
  readonly keyCap: string;
  readonly words: string;
  readonly note: string;
}[] = [
  { value: 'success', keyCap: 'S', words: 'Success', note: 'all of it holds' },
  { value: 'failure', keyCap: 'F', words: 'Failure', note: 'any part fails' },
  { value: 'unclear', keyCap: 'U', words: 'Unclear', note: 'can’t tell' },
  { value: 'left-out', keyCap: 'X', words: 'Leave out…', note: 'asks why' },
];

function AnswerKeys({ clip, clock }: { readonly clip: ClipView; readonly clock: Clock }) {
  const deck = useDeck();
  const blocked = useWindow(answerBlocked);
  const picked = useWindow((state) => state.labels.picked.length);
  const look = useWindow((state) => state.labels.look);
  const own = picked > 0 ? null : (answerOf(clip, look)?.value ?? null);
  return (
    <section className="answer-keys" aria-label="Answers">
      {answers.map(({ value, keyCap, words, note }) => (
        <button
          key={value}
          type="button"
          className="answer-key"
          aria-pressed={own === value}
          aria-disabled={blocked !== null}
          aria-keyshortcuts={keyCap}
          title={blocked ?? undefined}
          onClick={(event) => {
            event.currentTarget.blur(); // else Enter, meant for the next clip, would answer again
            if (blocked !== null) return;
            if (value === 'left-out') useWindow.setState({ dialog: 'leaveOut' });
            else void answerClips(deck, clock, value);
          }}
        >
          <KeyCap>{keyCap}</KeyCap>
          <Mark state={answerMarks[value]} size={18} />
          <span className="answer-words">
            <b>{words}</b>
            <span className="note">{picked > 1 ? `for all ${picked} picked` : note}</span>
          </span>
        </button>
      ))}
    </section>
  );
}

export function LabelDesk(props: {
  readonly reel: PictureReel;
  readonly clip: StageClip;
  readonly next: readonly StageClip[];
  readonly clock: Clock;
}): ReactElement | null {
  const { reel, clip: stage, next, clock } = props;
  const deck = useDeck();
  const clip = useWindow(({ labels }) => clipOf(labels.book, stage.id));
  const playhead = useClipPlayhead(stage);
  const step = (by: number) => () => {
    if (playhead !== null) stepPicture(reel, stage.span, playhead, by);
  };
  useLocalAction('labels.play', () => playhead?.toggle());
  useLocalAction('labels.frameOn', step(1));
  useLocalAction('labels.frameBack', step(-1));
  useLocalAction('labels.tenOn', step(10));
  useLocalAction('labels.tenBack', step(-10));
  useLocalAction('labels.decided', () => {
    if (playhead !== null) void markDecided(deck, playhead.atMs);
  });
  // What marks is where it stands after an undo, too.
  useEffect(() => {
    if (playhead !== null && !playhead.plays) playhead.seek(stage.atMs);
  }, [playhead, stage.atMs]);
  if (clip === null || playhead === null) return null;
  return (
    <div className="label-desk" data-clip={clip.id}>
      <ClipStage reel={reel} clip={stage} next={next} playhead={playhead}>
        <Facts clip={clip} stage={stage} />
        <BothAnswers clip={clip} />
        <Rule />
      </ClipStage>
      <AnswerKeys clip={clip} clock={clock} />
    </div>
  );
}
