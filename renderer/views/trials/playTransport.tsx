/** Play, step, speed, the moment in words, and a link to it. */
import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import type { PlaybackDocument } from '../../../main/base/api/playback.ts';
import { actions, runAction } from '../../actions/actions.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { useMoment, usePlays, useSpeed } from '../../parts/useMoment.ts';
import { bandsOf, placeAt } from '../../store/playbackModel.ts';
import { type Playhead, speeds } from '../../store/playhead.ts';
import { phaseWords } from './phaseWords.ts';

const speedWords = (speed: number): string =>
  speed === 0.25 ? '¼×' : speed === 0.5 ? '½×' : `${speed}×`;

/** A round button with a sign; its word is its name and its tooltip. */
function Step(props: { readonly id: string; readonly sign: string }): ReactElement | null {
  const deck = useDeck();
  const action = actions.find((each) => each.id === props.id);
  if (action === undefined) return null;
  const words = `${action.words} (${action.keys?.join(', ')})`;
  return (
    <button
      type="button"
      className="button step"
      aria-label={action.words}
      title={words}
      onClick={() => runAction(action, deck)}
    >
      {props.sign}
    </button>
  );
}

function NowWords(props: {
  readonly document: PlaybackDocument;
  readonly playhead: Playhead;
}): ReactElement {
  const { document } = props;
  const atMs = useMoment(props.playhead);
  const bands = useMemo(() => bandsOf(document), [document]);
  const starts = useMemo(() => bands.map(({ startMs }) => startMs), [bands]);
  const band = bands[placeAt(starts, atMs)];
  const second = (ms: number): string => ((ms - document.startMs) / 1000).toFixed(3);
  return (
    <span className="play-now">
      <b className="number play-seconds" title={`bench time ${(atMs / 1000).toFixed(3)} s`}>
        {second(atMs)}
      </b>
      <span className="number quiet">/ {second(document.endMs)} s</span>
      <span>{band === undefined ? '' : phaseWords(band.phase, band.attempt)}</span>
    </span>
  );
}

export function PlayTransport(props: {
  readonly document: PlaybackDocument;
  readonly playhead: Playhead;
  /** The moment whose link was copied last. */
  readonly copiedMs: number | null;
  onCopy(): void;
}): ReactElement {
  const { playhead } = props;
  const plays = usePlays(playhead);
  const speed = useSpeed(playhead);
  const copied = useMoment(playhead) === props.copiedMs;
  return (
    <div className="play-transport">
      <Step id="play.verdictBack" sign="«" />
      <Step id="play.before" sign="‹" />
      <span className="play-button">
        <ActionButton kind="primary" keyCap="Space" onPress={() => playhead.toggle()}>
          {plays ? 'Pause' : 'Play'}
        </ActionButton>
      </span>
      <Step id="play.next" sign="›" />
      <Step id="play.verdictOn" sign="»" />
      <NowWords document={props.document} playhead={playhead} />
      <span className="view-actions">
        <SegmentedControl
          size="xs"
          aria-label="Speed"
          value={String(speed)}
          onChange={(value) => {
            const chosen = speeds.find((each) => String(each) === value);
            if (chosen !== undefined) playhead.setSpeed(chosen);
          }}
          data={speeds.map((each) => ({ value: String(each), label: speedWords(each) }))}
        />
        <ActionButton keyCap="L" onPress={props.onCopy}>
          {copied ? 'Link copied' : 'Copy link to this moment'}
        </ActionButton>
      </span>
    </div>
  );
}
