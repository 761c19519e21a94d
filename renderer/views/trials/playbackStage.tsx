/** Cameras, readings, time axis and plots of one recorded trial, all at one moment; and the keys that move it. */
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import type { PlaybackDocument } from '../../../main/base/api/playback.ts';
import { realClock } from '../../../main/base/lib/clock.ts';
import { useDeck } from '../../actions/deck.ts';
import { useLocalAction } from '../../actions/localAction.ts';
import { linkTo } from '../../store/address.ts';
import { firstMoment, momentsOf, nextMoment, turnsOf } from '../../store/playbackModel.ts';
import { createPlayhead, type Playhead, speeds } from '../../store/playhead.ts';
import { useWindow } from '../../store/windowStore.ts';
import { PlaybackTime } from './playbackTime.tsx';
import { PlayReadout } from './playReadout.tsx';
import { PlayTransport } from './playTransport.tsx';
import { RecordedCameras } from './recordedCameras.tsx';

/** The first picture of an attempt; the beginning of it where there is none. */
function attemptMoment(document: PlaybackDocument, attempt: number): number | null {
  const start = document.attempts.find((each) => each.attempt === attempt)?.startMs;
  if (start === undefined) return null;
  return nextMoment(momentsOf(document), start - 1, 1) ?? start;
}

function usePlayhead(document: PlaybackDocument): Playhead {
  const playing = useWindow((state) => state.playing);
  const [playhead] = useState(() => {
    const { startMs, endMs } = document;
    const beforePaint = (run: () => void): void => void requestAnimationFrame(run);
    const ports = { startMs, endMs, clock: realClock, beforePaint };
    return createPlayhead(ports, firstMoment(document));
  });
  useEffect(() => {
    const { atS = null, attempt } = playing ?? {};
    if (atS !== null) playhead.seek(document.startMs + atS * 1000);
    const begins = attempt === undefined ? null : attemptMoment(document, attempt);
    if (begins !== null) playhead.seek(begins);
  }, [playhead, document, playing]);
  useEffect(() => () => playhead.pause(), [playhead]);
  return playhead;
}

function changeSpeed(playhead: Playhead, by: 1 | -1): void {
  const next = speeds[speeds.indexOf(playhead.speed) + by];
  if (next !== undefined) playhead.setSpeed(next);
}

function useKeysOf(document: PlaybackDocument, playhead: Playhead, copy: () => void): void {
  const moments = useMemo(() => momentsOf(document), [document]);
  const turns = useMemo(
    () => turnsOf(document.trace).map((row) => row.capturedAtMs),
    [document.trace],
  );
  const step = (among: readonly number[], direction: 1 | -1) => () => {
    playhead.pause();
    const next = nextMoment(among, playhead.atMs, direction);
    if (next !== null) playhead.seek(next);
  };
  useLocalAction('play.toggle', () => playhead.toggle());
  useLocalAction('play.next', step(moments, 1));
  useLocalAction('play.before', step(moments, -1));
  useLocalAction('play.verdictOn', step(turns, 1));
  useLocalAction('play.verdictBack', step(turns, -1));
  useLocalAction('play.secondOn', () => playhead.seek(playhead.atMs + 1000));
  useLocalAction('play.secondBack', () => playhead.seek(playhead.atMs - 1000));
  useLocalAction('play.start', () => playhead.seek(document.startMs));
  useLocalAction('play.end', () => playhead.seek(document.endMs));
  useLocalAction('play.slower', () => changeSpeed(playhead, -1));
  useLocalAction('play.faster', () => changeSpeed(playhead, 1));
  useLocalAction('play.copyMoment', copy);
}

export function PlaybackStage({ document }: { readonly document: PlaybackDocument }): ReactElement {
  const deck = useDeck();
  const playhead = usePlayhead(document);
  const [joint, setJoint] = useState(0);
  const [copiedMs, setCopiedMs] = useState<number | null>(null);
  const copy = (): void => {
    const { atMs } = playhead;
    const link = linkTo(document.id, (atMs - document.startMs) / 1000);
    void deck.copy(link).then((done) => setCopiedMs(done ? atMs : null));
  };
  useKeysOf(document, playhead, copy);
  return (
    <>
      <div className="play-main">
        <RecordedCameras document={document} playhead={playhead} />
        <PlayReadout document={document} playhead={playhead} joint={joint} onJoint={setJoint} />
      </div>
      <section className="panel play-below" aria-label="Time">
        <PlayTransport document={document} playhead={playhead} copiedMs={copiedMs} onCopy={copy} />
        <PlaybackTime document={document} playhead={playhead} joint={joint} />
      </section>
    </>
  );
}
