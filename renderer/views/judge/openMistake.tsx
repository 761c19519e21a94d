/**
 * One mistake in large: both cameras over the whole clip, where the judge looks, what it said of each camera, and the
 * clips it learnt from that look most like it. The way to a second look at its label.
 */
import { type ReactElement, useEffect, useMemo } from 'react';
import type { ClipView } from '../../../main/base/model/episode.ts';
import type { ClipVerdict } from '../../../main/base/model/judge.ts';
import { useDeck } from '../../actions/deck.ts';
import {
  changeDesk,
  heatOf,
  loadHeat,
  loadNear,
  lookAgain,
  openMistake,
  stepMistake,
} from '../../actions/judgeLooks.ts';
import { HeatOver } from '../../draw/heatOver.tsx';
import { ActionButton, KeyCap } from '../../parts/actionButton.tsx';
import { answerMarks, answerWords } from '../../parts/answerMarks.ts';
import { ClipStage, type StageClip, useClipPlayhead } from '../../parts/clipStage.tsx';
import { flagsWords } from '../../parts/flagWords.ts';
import { Mark } from '../../parts/mark.tsx';
import { type PictureReel, useClipReel } from '../../parts/useClipReel.ts';
import { useMoment, usePlays } from '../../parts/useMoment.ts';
import { capital } from '../../parts/words.ts';
import { clipNumber, clipOf } from '../../store/clipBook.ts';
import { frameKey, nearestFrame, noTimes } from '../../store/clipSpan.ts';
import { lookedThrough, shownRef, verdictOf } from '../../store/judgeFacts.ts';
import type { Playhead } from '../../store/playhead.ts';
import { useWindow } from '../../store/windowStore.ts';
import { two, verdictMarks } from './judgeWords.ts';
import { mistakeTitle } from './mistakesPanel.tsx';

function Said({ verdict }: { readonly verdict: ClipVerdict }): ReactElement {
  const flags = flagsWords(verdict.flags);
  return (
    <p className="label-facts opened-facts">
      <span>
        you <Mark state={verdict.label} /> <b>{verdict.label}</b>
      </span>
      <span>
        judge <Mark state={verdictMarks[verdict.verdict]} /> <b>{verdict.verdict}</b>
      </span>
      <span className="fact">
        score <b>{two(verdict.score)}</b>
      </span>
      <span className="fact">
        margin{' '}
        <b>
          {verdict.margin < 0 ? '−' : '+'}
          {two(Math.abs(verdict.margin))}
        </b>
      </span>
      {Object.entries(verdict.perCamera).map(([role, value]) => (
        <span key={role} className="fact">
          {role} <Mark state={verdictMarks[value]} />{' '}
          <b>{verdict.cameraScores[role] === undefined ? '' : two(verdict.cameraScores[role])}</b>
        </span>
      ))}
      <span className="fact">
        flips <b>{verdict.flips}</b>
      </span>
      {flags !== '' && <span className="opened-flags">{flags}</span>}
    </p>
  );
}

function NearClip({ clip }: { readonly clip: ClipView }): ReactElement {
  const deck = useDeck();
  const value = clip.label?.value ?? null;
  return (
    <li className="near-clip">
      <img
        src={deck.thumbUrl(clip, clip.roles[0] ?? '')}
        alt=""
        decoding="async"
        draggable={false}
        onError={(event) => event.currentTarget.removeAttribute('src')}
      />
      <span className="clip-tag number">
        {value !== null && <Mark state={answerMarks[value]} />}
        <span className="unseen">{value === null ? 'not labelled' : answerWords[value]}, clip</span>
        {clipNumber(clip.id)}
      </span>
    </li>
  );
}

function Near({ clip }: { readonly clip: string }): ReactElement {
  const deck = useDeck();
  const near = useWindow(({ judgeDesk }) => judgeDesk.near);
  const book = useWindow(({ judgeDesk }) => judgeDesk.book);
  useEffect(() => void loadNear(deck, clip), [deck, clip]);
  const clips = near?.clip === clip ? near.clips.flatMap((id) => clipOf(book, id) ?? []) : [];
  const known = near?.clip === clip;
  return (
    <section className="near-clips" aria-label="Most like it among the clips it learnt from">
      <h3>Most like it, of the clips it learnt from</h3>
      <ul>
        {clips.map((each) => (
          <NearClip key={each.id} clip={each} />
        ))}
      </ul>
      {known && clips.length === 0 && <p className="note">None is known.</p>}
    </section>
  );
}

/** While it is on and the picture stands, the map of this picture is asked for. */
function useHeat(clip: ClipView, playhead: Playhead): number {
  const deck = useDeck();
  const atMs = useMoment(playhead);
  const plays = usePlays(playhead);
  const on = useWindow(({ judgeDesk }) => judgeDesk.heatOn);
  useEffect(() => {
    if (on && !plays) void loadHeat(deck, clip.id, clip.roles, atMs);
  }, [deck, clip, on, plays, atMs]);
  return atMs;
}

/** Width by height of a camera's picture; of most cameras until it is there. */
function aspectOf(
  reel: PictureReel,
  { recordingId }: ClipView,
  role: string,
  atMs: number,
): number {
  const n = nearestFrame(reel.indexes.peek(recordingId)?.[role] ?? noTimes, atMs);
  const picture = reel.full.peek(frameKey(recordingId, role, n));
  return picture === null ? 4 / 3 : picture.widthPx / picture.heightPx;
}

function HeatOf(props: {
  readonly clip: ClipView;
  readonly role: string;
  readonly atMs: number;
  readonly reel: PictureReel;
}) {
  const { clip, role, atMs, reel } = props;
  const judge = useWindow(shownRef);
  const heat = useWindow(({ judgeDesk }) =>
    judgeDesk.heatOn ? heatOf(judgeDesk, clip.id, role, atMs, judge) : null,
  );
  if (heat === null) return null;
  return <HeatOver heat={heat} aspect={aspectOf(reel, clip, role, atMs)} />;
}

function Tools({ verdict }: { readonly verdict: ClipVerdict }): ReactElement {
  const heatOn = useWindow(({ judgeDesk }) => judgeDesk.heatOn);
  const problem = useWindow(({ judgeDesk }) => (judgeDesk.heatOn ? judgeDesk.heatProblem : null));
  const place = useWindow((state) =>
    (lookedThrough(state) ?? []).findIndex(({ clipId }) => clipId === verdict.clipId),
  );
  const total = useWindow((state) => lookedThrough(state)?.length ?? 0);
  return (
    <div className="opened-tools">
      <b>{mistakeTitle(verdict)}</b>
      <span className="number quiet">
        clip {clipNumber(verdict.clipId)}
        {place >= 0 && ` · ${place + 1} of ${total}`}
      </span>
      {problem !== null && <span className="why">{capital(problem)}.</span>}
      <span className="opened-buttons">
        <button
          type="button"
          className="button plain"
          aria-pressed={heatOn}
          onClick={() => changeDesk({ heatOn: !heatOn, heatProblem: null })}
        >
          Where it looks <KeyCap>H</KeyCap>
        </button>
        <ActionButton keyCap="L" onPress={() => lookAgain([verdict.clipId])}>
          Look again
        </ActionButton>
        <ActionButton keyCap="←" name="Mistake before ←" onPress={() => stepMistake(-1)}>
          {''}
        </ActionButton>
        <ActionButton keyCap="→" name="Next mistake →" onPress={() => stepMistake(1)}>
          {''}
        </ActionButton>
        <ActionButton keyCap="Esc" onPress={() => openMistake(null)}>
          All
        </ActionButton>
      </span>
    </div>
  );
}

function Opened(props: {
  readonly reel: PictureReel;
  readonly verdict: ClipVerdict;
  readonly clip: ClipView;
  readonly stage: StageClip;
  readonly playhead: Playhead;
}): ReactElement {
  const { reel, verdict, clip, stage, playhead } = props;
  const atMs = useHeat(clip, playhead);
  return (
    <ClipStage
      reel={reel}
      clip={stage}
      next={[]}
      playhead={playhead}
      over={(role) => <HeatOf clip={clip} role={role} atMs={atMs} reel={reel} />}
    >
      <Said verdict={verdict} />
      <Near clip={clip.id} />
    </ClipStage>
  );
}

export function OpenMistake(): ReactElement | null {
  const reel = useClipReel();
  const verdict = useWindow((state) => verdictOf(state, state.judgeDesk.opened));
  const clip = useWindow(({ judgeDesk }) => clipOf(judgeDesk.book, judgeDesk.opened));
  const stage = useMemo((): StageClip | null => {
    if (verdict === null || clip === null) return null;
    const { id, recordingId, roles, fromMs, toMs } = clip;
    const { atMs } = verdict;
    return { id, span: { recordingId, roles, fromMs, toMs }, atMs, decidedMs: atMs };
  }, [verdict, clip]);
  const playhead = useClipPlayhead(stage);
  if (verdict === null || clip === null)
    return (
      <div className="judge-none">
        <p>This clip is not among those that can be shown: it may be locked or gone.</p>
        <ActionButton keyCap="Esc" onPress={() => openMistake(null)}>
          All mistakes
        </ActionButton>
      </div>
    );
  return (
    <div className="opened-mistake" data-clip={clip.id}>
      <Tools verdict={verdict} />
      {reel !== null && stage !== null && playhead !== null && (
        <Opened reel={reel} verdict={verdict} clip={clip} stage={stage} playhead={playhead} />
      )}
    </div>
  );
}
