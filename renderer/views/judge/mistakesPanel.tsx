/**
 * What the judge got wrong of the clips that are not locked, as pictures: false positives first, then by how wrong. Of the
 * locked ones only the number. Pressing one opens it large.
 */
import { type ReactElement, useEffect } from 'react';
import type { ClipVerdict } from '../../../main/base/model/judge.ts';
import { useDeck } from '../../actions/deck.ts';
import { openMistake, tryJudge } from '../../actions/judgeLooks.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { FilmPicture } from '../../parts/filmPicture.tsx';
import { flagsWords } from '../../parts/flagWords.ts';
import { Mark } from '../../parts/mark.tsx';
import { type PictureReel, useClipReel, useFrameIndex } from '../../parts/useClipReel.ts';
import { capital } from '../../parts/words.ts';
import { clipNumber, clipOf } from '../../store/clipBook.ts';
import { frameKey, framesAt, nearestFrame, noTimes } from '../../store/clipSpan.ts';
import {
  lookedThrough,
  mistakesOf,
  shownRef,
  shownVersion,
  tryMinutes,
  versionWord,
} from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { two, verdictMarks } from './judgeWords.ts';

/** More than anybody looks through; the mistakes are sorted, so the worst are among them. */
const mostShown = 60;

export const mistakeTitle = (mistake: ClipVerdict): string =>
  mistake.nearMiss ?? capital(mistake.label);

function Scores({ mistake, reel }: { readonly mistake: ClipVerdict; readonly reel: PictureReel }) {
  const clip = useWindow(({ judgeDesk }) => clipOf(judgeDesk.book, mistake.clipId));
  const index = useFrameIndex(reel, clip?.recordingId ?? '');
  const roles = clip?.roles ?? Object.keys(mistake.cameraScores);
  return (
    <span className="mistake-pictures" data-count={roles.length}>
      {roles.map((role) => {
        const score = mistake.cameraScores[role];
        const n = nearestFrame(index?.[role] ?? noTimes, mistake.atMs);
        return (
          <span key={role} className="mistake-picture">
            {clip !== null && (
              <FilmPicture reel={reel} frame={frameKey(clip.recordingId, role, n)} />
            )}
            <span className="mistake-score number">
              <span className="unseen">{role} </span>
              {score === undefined ? '–' : two(score)}
            </span>
          </span>
        );
      })}
    </span>
  );
}

function Card({ mistake, reel }: { readonly mistake: ClipVerdict; readonly reel: PictureReel }) {
  const flags = flagsWords(mistake.flags);
  const far =
    mistake.wrong === null
      ? `margin ${two(Math.abs(mistake.margin))}`
      : mistake.wrong === 'false-positive'
        ? 'called a success'
        : 'not called a success';
  return (
    <button
      type="button"
      className="mistake-card"
      data-clip={mistake.clipId}
      onClick={() => openMistake(mistake.clipId)}
    >
      <Scores mistake={mistake} reel={reel} />
      <span className="mistake-line">
        <b>{mistakeTitle(mistake)}</b>
        <span className="number">{clipNumber(mistake.clipId)}</span>
      </span>
      <span className="mistake-line">
        <span className="mistake-says">
          you <Mark state={mistake.label} />
          <span className="unseen">{mistake.label},</span> judge{' '}
          <Mark state={verdictMarks[mistake.verdict]} />
          <span className="unseen">{mistake.verdict}</span>
        </span>
        <span className="mistake-why">{flags === '' ? far : flags}</span>
      </span>
    </button>
  );
}

/** Asks for one small picture of each camera of each mistake. */
function usePictures(reel: PictureReel | null, mistakes: readonly ClipVerdict[]): void {
  const book = useWindow(({ judgeDesk }) => judgeDesk.book);
  useEffect(() => {
    if (reel === null) return;
    const plan = (): void => {
      const wanted = mistakes.flatMap((mistake) => {
        const clip = clipOf(book, mistake.clipId);
        return clip === null ? [] : [{ clip, atMs: mistake.atMs }];
      });
      reel.indexes.plan([...new Set(wanted.map(({ clip }) => clip.recordingId))]);
      const keys = wanted.flatMap(({ clip, atMs }) => {
        const index = reel.indexes.peek(clip.recordingId);
        return index === null ? [] : framesAt(index, clip, atMs);
      });
      reel.small.plan([...new Set(keys)]);
    };
    plan();
    return reel.indexes.on(plan);
  }, [reel, book, mistakes]);
}

const none: readonly ClipVerdict[] = [];

function Grid({ mistakes }: { readonly mistakes: readonly ClipVerdict[] }): ReactElement {
  const reel = useClipReel();
  const shown = mistakes.length > mostShown ? mistakes.slice(0, mostShown) : mistakes;
  usePictures(reel, shown.length === 0 ? none : mistakes);
  return (
    <div className="mistake-grid" data-pending={reel === null}>
      {reel !== null &&
        shown.map((mistake) => <Card key={mistake.clipId} mistake={mistake} reel={reel} />)}
      {mistakes.length > shown.length && (
        <p className="note">and {mistakes.length - shown.length} more that are less wrong</p>
      )}
    </div>
  );
}

const isAnswer = (value: string | undefined): boolean => value === 'success' || value === 'failure';

/** As a person plans by it. */
const minutesWords = (minutes: number): string =>
  minutes < 0.75 ? 'less than a minute' : `about ${Math.ceil(minutes)} min on a quiet computer`;

/** What there is instead of pictures. */
function Instead(): ReactElement {
  const deck = useDeck();
  const tried = useWindow(({ judgeDesk }) => judgeDesk.tried);
  const ref = useWindow(shownRef);
  const count = useWindow(
    ({ judgeDesk }) => judgeDesk.book?.clips.filter(({ label }) => isAnswer(label?.value)).length,
  );
  const minutes = useWindow((state) => tryMinutes(shownVersion(state), count ?? 0));
  if (tried.kind === 'asking')
    return (
      <div className="judge-none" role="status">
        <p>
          Judging {count === undefined ? 'all clips' : `${count} clips`} that are not locked, each
          over its pictures{minutes === null ? '' : `: ${minutesWords(minutes)}`}…
        </p>
        <p className="note">
          You can go on meanwhile. What it said of a clip is kept: the next time costs nothing.
        </p>
      </div>
    );
  if (tried.kind === 'failed' && tried.of === ref)
    return (
      <div className="judge-none">
        <p>
          <strong>The clips could not be judged:</strong> {tried.message}.
        </p>
        <ActionButton onPress={() => void tryJudge(deck)}>Judge them again</ActionButton>
      </div>
    );
  return (
    <div className="judge-none">
      <p>The clips were not judged by this version yet.</p>
      <ActionButton onPress={() => void tryJudge(deck)}>Judge all clips</ActionButton>
    </div>
  );
}

/** `1 false positive · 13 missed · 2 locked` */
export function MistakeCounts(): ReactElement | null {
  const mistakes = useWindow(mistakesOf);
  const locked = useWindow((state) => shownVersion(state)?.locked?.scores ?? null);
  const faults = useWindow(({ judgeDesk: { tried } }) =>
    tried.kind === 'there' ? tried.report.scores.faults : 0,
  );
  if (mistakes === null) return null;
  const fp = mistakes.filter(({ wrong }) => wrong === 'false-positive').length;
  return (
    <span className="mistake-counts">
      <Mark state="failure" /> {fp} false {fp === 1 ? 'positive' : 'positives'} ·{' '}
      <Mark state="undecided" /> {mistakes.length - fp} missed
      {faults > 0 && (
        <span title="Clips on which it crashed or was late: they count nowhere">
          {' '}
          · {faults} unanswered
        </span>
      )}
      {locked !== null && (
        <span title="Of the locked clips only the number is told">
          {' '}
          · {locked.fp + locked.fn} locked
        </span>
      )}
    </span>
  );
}

export function MistakesPanel(): ReactElement {
  const mistakes = useWindow(mistakesOf);
  const close = useWindow(lookedThrough);
  const ref = useWindow(shownRef);
  if (mistakes === null) return <Instead />;
  if (mistakes.length > 0) return <Grid mistakes={mistakes} />;
  return (
    <div className="judge-flawless">
      <p className="judge-none">
        Judge {versionWord(ref)} makes no mistake on the clips that are not locked. Below are those
        that came nearest to one. Try to fool it on the right: what does becomes a clip by one key.
      </p>
      <Grid mistakes={close ?? none} />
    </div>
  );
}
