/**
 * A clip to be looked at: its cameras at one moment, the film under them. It asks for the pictures of now, then of what
 * will probably be looked at next, and of the clips to come. Shared by labels and demos.
 */
import { type ReactElement, type ReactNode, useEffect, useMemo } from 'react';
import { realClock } from '../../main/base/lib/clock.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { ReelClip } from '../store/clipReel.ts';
import { type ClipSpan, type FrameIndex, filmMoments, spanMoments } from '../store/clipSpan.ts';
import { nextMoment } from '../store/playbackModel.ts';
import { createPlayhead, type Playhead } from '../store/playhead.ts';
import { ClipCamera } from './clipCamera.tsx';
import { ClipFilm } from './clipFilm.tsx';
import { type PictureReel, useFrameIndex, useIndexProblem } from './useClipReel.ts';

export interface StageClip {
  readonly id: string;
  readonly span: ClipSpan;
  /** What is looked at first. */
  readonly atMs: number;
  /** Marked in the film; null: nothing is. */
  readonly decidedMs: number | null;
}

const filmCells = 9;
const aheadWhilePlaying = 10;
const aroundWhilePaused = 3;

const filmOf =
  ({ span, atMs, decidedMs }: StageClip) =>
  (index: FrameIndex): readonly number[] =>
    filmMoments(spanMoments(index, span), decidedMs ?? atMs, filmCells);

const reelClip = (clip: StageClip): ReelClip => ({
  span: clip.span,
  atMs: clip.atMs,
  film: filmOf(clip),
});

/** Stands at the clip's decisive moment whenever another clip is shown. */
export function useClipPlayhead(clip: StageClip | null): Playhead | null {
  const known = clip !== null;
  const { recordingId = '', fromMs = 0, toMs = 0 } = clip?.span ?? {};
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new clip begins at its own moment; a mark moves nothing
  const playhead = useMemo(() => {
    const beforePaint = (run: () => void): void => void requestAnimationFrame(run);
    const ports = { startMs: fromMs, endMs: toMs, clock: realClock, beforePaint };
    return known ? createPlayhead(ports, clip.atMs) : null;
  }, [known, clip?.id, recordingId, fromMs, toMs]);
  useEffect(() => () => playhead?.pause(), [playhead]);
  return playhead;
}

/** What is probably looked at next, nearest first, the present first of all. */
function momentsAround(moments: readonly number[], playhead: Playhead): readonly number[] {
  const around = [playhead.atMs];
  let [on, back]: readonly (number | null)[] = [playhead.atMs, playhead.atMs];
  const steps = playhead.plays ? aheadWhilePlaying : aroundWhilePaused;
  for (let step = 0; step < steps; step++) {
    on = on === null || on === undefined ? null : nextMoment(moments, on, 1);
    if (on !== null) around.push(on);
    if (playhead.plays) continue;
    back = back === null || back === undefined ? null : nextMoment(moments, back, -1);
    if (back !== null) around.push(back);
  }
  return around;
}

/** Keeps the reel asking for what is looked at. */
function useWanted(
  reel: PictureReel,
  clip: StageClip,
  next: readonly StageClip[],
  playhead: Playhead,
): void {
  useEffect(() => {
    const ask = (): void => {
      const index = reel.indexes.peek(clip.span.recordingId);
      const moments = index === null ? [] : spanMoments(index, clip.span);
      reel.want(reelClip(clip), momentsAround(moments, playhead), next.map(reelClip));
    };
    ask();
    return playhead.on(ask);
  }, [reel, clip, next, playhead]);
}

export function ClipStage(props: {
  readonly reel: PictureReel;
  readonly clip: StageClip;
  /** Clips that will probably be looked at next. */
  readonly next: readonly StageClip[];
  readonly playhead: Playhead;
  /** Drawn over the picture of a camera. */
  over?(role: string): ReactNode;
  readonly children?: ReactNode;
}): ReactElement {
  const { reel, clip, next, playhead } = props;
  const { span } = clip;
  useWanted(reel, clip, next, playhead);
  const index = useFrameIndex(reel, span.recordingId);
  const problem = useIndexProblem(reel, span.recordingId);
  const film = useMemo(() => (index === null ? [] : filmOf(clip)(index)), [index, clip]);
  return (
    <div className="clip-stage" data-loaded={index !== null}>
      <div className="clip-cameras" data-count={span.roles.length}>
        {span.roles.map((role) => (
          <ClipCamera
            key={role}
            reel={reel}
            span={span}
            role={role}
            playhead={playhead}
            over={props.over?.(role)}
          />
        ))}
      </div>
      {problem !== null && (
        <p className="clip-problem">
          <strong>The pictures of this recording cannot be shown:</strong>{' '}
          {toBenchError(problem).message}.
        </p>
      )}
      <ClipFilm
        reel={reel}
        span={span}
        film={film}
        decidedMs={clip.decidedMs}
        playhead={playhead}
      />
      {props.children}
    </div>
  );
}

/** The keys' way through a clip: to the next picture, or ten on. */
export function stepPicture(reel: PictureReel, span: ClipSpan, playhead: Playhead, by: number) {
  const index = reel.indexes.peek(span.recordingId);
  if (index === null) return;
  playhead.pause();
  const moments = spanMoments(index, span);
  const direction = by > 0 ? 1 : -1;
  let atMs = playhead.atMs;
  for (let step = 0; step < Math.abs(by); step++) {
    const next = nextMoment(moments, atMs, direction);
    if (next === null) break;
    atMs = next;
  }
  playhead.seek(atMs);
}
