/** A demo to be looked at, trimmed, split and removed. Nothing is lost by it: a demo is a span of its recording. */
import { type ReactElement, useMemo } from 'react';
import type { DemoView } from '../../../main/base/model/episode.ts';
import { useDeck } from '../../actions/deck.ts';
import { cutClip, removeDemo, selectDemo, splitDemo, trimDemo } from '../../actions/demoMoves.ts';
import { useLocalAction } from '../../actions/localAction.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { answerMarks, answerWords } from '../../parts/answerMarks.ts';
import { ClipStage, type StageClip, stepPicture, useClipPlayhead } from '../../parts/clipStage.tsx';
import { Mark } from '../../parts/mark.tsx';
import type { PictureReel } from '../../parts/useClipReel.ts';
import { usePlays } from '../../parts/useMoment.ts';
import type { Playhead } from '../../store/playhead.ts';
import { useWindow } from '../../store/windowStore.ts';
import { demoNumber, lengthWords, originWords } from './demoWords.ts';

/** Shorter than this nothing is left to be seen. */
const leastMs = 200;

function setTrim(demo: DemoView, part: { readonly fromMs?: number; readonly toMs?: number }): void {
  useWindow.setState(({ demos }) => {
    const now = demos.trim ?? { fromMs: demo.fromMs, toMs: demo.toMs };
    const fromMs = Math.min(part.fromMs ?? now.fromMs, (part.toMs ?? now.toMs) - leastMs);
    const toMs = Math.max(part.toMs ?? now.toMs, fromMs + leastMs);
    const trim = {
      fromMs: Math.max(demo.fromMs, fromMs),
      toMs: Math.min(demo.toMs, toMs),
    };
    const same = trim.fromMs === demo.fromMs && trim.toMs === demo.toMs;
    return { demos: { ...demos, trim: same ? null : trim } };
  });
}

/** Two handles over the length of the demo; by mouse or arrow keys. */
function TrimHandles(props: { readonly demo: DemoView; readonly playhead: Playhead }) {
  const { demo, playhead } = props;
  const trim = useWindow((state) => state.demos.trim);
  const { fromMs, toMs } = trim ?? demo;
  const length = demo.toMs - demo.fromMs;
  const share = (ms: number): string => `${(((ms - demo.fromMs) / length) * 100).toFixed(2)}%`;
  const handle = (name: string, value: number, put: (ms: number) => void): ReactElement => (
    <input
      type="range"
      aria-label={name}
      aria-valuetext={`${((value - demo.fromMs) / 1000).toFixed(2)} seconds`}
      min={demo.fromMs}
      max={demo.toMs}
      step={10}
      value={value}
      onChange={(event) => {
        const ms = Number(event.currentTarget.value);
        put(ms);
        playhead.seek(ms);
      }}
    />
  );
  return (
    <div className="trim" data-changed={trim !== null}>
      <span
        className="trim-kept"
        style={{ insetInlineStart: share(fromMs), inlineSize: share(demo.fromMs + toMs - fromMs) }}
      />
      {handle('Begins at', fromMs, (ms) => setTrim(demo, { fromMs: ms }))}
      {handle('Ends at', toMs, (ms) => setTrim(demo, { toMs: ms }))}
    </div>
  );
}

function useKeys(reel: PictureReel, demo: DemoView, stage: StageClip, playhead: Playhead | null) {
  const deck = useDeck();
  const step = (by: number) => () => {
    if (playhead !== null) stepPicture(reel, stage.span, playhead, by);
  };
  const here = (act: (ms: number) => void) => () => {
    if (playhead !== null) act(playhead.atMs);
  };
  useLocalAction('demos.play', () => playhead?.toggle());
  useLocalAction('demos.frameOn', step(1));
  useLocalAction('demos.frameBack', step(-1));
  useLocalAction('demos.tenOn', step(10));
  useLocalAction('demos.tenBack', step(-10));
  useLocalAction(
    'demos.cutFrom',
    here((fromMs) => setTrim(demo, { fromMs })),
  );
  useLocalAction(
    'demos.cutTo',
    here((toMs) => setTrim(demo, { toMs })),
  );
  useLocalAction(
    'demos.split',
    here((ms) => void splitDemo(deck, ms)),
  );
}

function PlayButton({ playhead }: { readonly playhead: Playhead }): ReactElement {
  const plays = usePlays(playhead);
  return (
    <ActionButton keyCap="Space" onPress={() => playhead.toggle()}>
      {plays ? 'Pause' : 'Play'}
    </ActionButton>
  );
}

function Tools({ playhead }: { readonly playhead: Playhead }) {
  const deck = useDeck();
  const trim = useWindow((state) => state.demos.trim);
  const kept = trim === null ? '' : ` to ${lengthWords(trim)}`;
  const unchanged = trim === null ? 'Move an end of the demo first.' : null;
  return (
    <div className="demo-tools">
      <PlayButton playhead={playhead} />
      <ActionButton keyCap="K" onPress={() => void splitDemo(deck, playhead.atMs)}>
        Split here
      </ActionButton>
      <ActionButton onPress={() => void cutClip(deck)}>Cut a clip{kept}</ActionButton>
      <ActionButton keyCap="Delete" onPress={() => void removeDemo(deck)}>
        Remove
      </ActionButton>
      <span className="view-actions">
        <ActionButton kind="primary" blocked={unchanged} onPress={() => void trimDemo(deck)}>
          Trim{kept}
        </ActionButton>
      </span>
    </div>
  );
}

const noNext: readonly StageClip[] = [];

export function DemoEditor(props: {
  readonly reel: PictureReel;
  readonly demo: DemoView;
}): ReactElement | null {
  const { reel, demo } = props;
  const stage = useMemo((): StageClip => {
    const { id, recordingId, roles, fromMs, toMs } = demo;
    return { id, span: { recordingId, roles, fromMs, toMs }, atMs: fromMs, decidedMs: null };
  }, [demo]);
  const playhead = useClipPlayhead(stage);
  useKeys(reel, demo, stage, playhead);
  if (playhead === null) return null;
  return (
    <section className="demo-editor" aria-label={`Demo ${demoNumber(demo.id)}`}>
      <header className="demo-head">
        <h2>Demo {demoNumber(demo.id)}</h2>
        {demo.result !== null && (
          <span className="demo-said">
            <Mark state={answerMarks[demo.result]} /> {answerWords[demo.result]}
          </span>
        )}
        {demo.nearMiss !== null && <span className="note">near miss: {demo.nearMiss}</span>}
        <span className="note">
          {lengthWords(demo)}, {originWords(demo)}
        </span>
        {demo.why !== '' && (
          <span className="demo-said">
            <Mark state="needs-you" /> {demo.why}
          </span>
        )}
        <span className="view-actions">
          <ActionButton keyCap="Esc" onPress={() => selectDemo(null)}>
            Back to the arm
          </ActionButton>
        </span>
      </header>
      <ClipStage reel={reel} clip={stage} next={noNext} playhead={playhead}>
        <TrimHandles demo={demo} playhead={playhead} />
        <Tools playhead={playhead} />
      </ClipStage>
    </section>
  );
}
