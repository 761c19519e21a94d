/**
 * “Try to fool it”: the judge looks on live while things are moved by hand. Pictures with each camera's score, the fused
 * score, verdict and margin, the dwell as boxes, traces of ten seconds. What fools it becomes a clip by one key.
 */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import type { JudgeLiveView, LiveMoment } from '../../../main/base/model/judgeWork.ts';
import { signed } from '../../../main/base/model/signed.ts';
import { useDeck } from '../../actions/deck.ts';
import { clearArm, keepFooled, toggleLive } from '../../actions/judgeMoves.ts';
import { degrees } from '../../draw/poseWords.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { CameraCanvas } from '../../parts/cameraCanvas.tsx';
import { flagsWords, isArmFlag } from '../../parts/flagWords.ts';
import { Mark } from '../../parts/mark.tsx';
import { ObjectHand } from '../../parts/objectHand.tsx';
import { capital } from '../../parts/words.ts';
import { useCameraRoles } from '../../store/cameraRoles.ts';
import { clipNumber } from '../../store/clipBook.ts';
import {
  clearBlocked,
  isLive,
  keepBlocked,
  liveBlocked,
  shownRef,
  versionWord,
} from '../../store/judgeFacts.ts';
import { dwellBoxes, fusedScore } from '../../store/liveTrace.ts';
import { useWindow } from '../../store/windowStore.ts';
import { ms, two, verdictMarks } from './judgeWords.ts';
import { LiveTraces } from './liveTraces.tsx';

/** The last said latency, the middle of the newest few would jump less but tells later. */
const latencyOf = (live: JudgeLiveView): string => {
  const latency = live.trace.findLast(({ latencyMs }) => latencyMs !== null)?.latencyMs ?? null;
  return latency === null ? '' : ` · ${ms(latency)} ms`;
};

function LiveCamera(props: { readonly role: string; readonly moment: LiveMoment | null }) {
  const { role, moment } = props;
  const { ref, height } = useElementSize();
  const score = moment?.cameraScores[role];
  const said = moment?.perCamera[role];
  return (
    <figure className="live-camera" aria-label={`${capital(role)} camera`}>
      <div className="picture" ref={ref}>
        <CameraCanvas role={role} />
        {height > 0 && (
          <svg className="overlay" width="100%" height={height} aria-hidden="true">
            <text className="over-text" x={6} y={16}>
              {role} {score === undefined ? '' : two(score)}
            </text>
            {said !== undefined && (
              <text className="over-text" data-said={said} x={6} y={height - 8}>
                {said}
              </text>
            )}
          </svg>
        )}
      </div>
    </figure>
  );
}

const noFlags: readonly string[] = [];

/** What keeps it from seeing, and where the arm may be the reason, the way out. */
function Flags({ flags }: { readonly flags: readonly string[] }): ReactElement {
  const deck = useDeck();
  const blocked = useWindow((state) => clearBlocked(state));
  const onItsWay = useWindow(({ judgeDesk }) => judgeDesk.wait === 'clear');
  const words = flags.includes('tool-not-clear')
    ? 'The arm is not at its place outside the view: nothing is judged until it is.'
    : flags.length === 0
      ? 'No flags.'
      : `${capital(flagsWords(flags))}.`;
  return (
    <p className="live-flags">
      <span>{onItsWay ? 'The arm moves out of the view…' : words}</span>
      {(onItsWay || flags.some(isArmFlag)) && (
        <button
          type="button"
          className="link"
          aria-disabled={blocked !== null}
          title={blocked ?? 'The robot moves.'}
          onClick={() => {
            if (blocked === null) void clearArm(deck);
          }}
        >
          Move the arm aside
        </button>
      )}
    </p>
  );
}

function Verdict({ live }: { readonly live: JudgeLiveView }): ReactElement {
  const moment = live.trace.at(-1) ?? null;
  const score = moment === null ? undefined : fusedScore(moment);
  const said = live.dwelled ?? 'undecided';
  return (
    <div className="live-verdict">
      <p className="live-said">
        <b className="number">{score === undefined ? '–' : two(score)}</b>
        <span className="live-word" data-said={said}>
          <Mark state={verdictMarks[said]} size={16} /> {capital(said)}
        </span>
        <span className="number live-margin">
          {moment === null || score === undefined
            ? ''
            : `margin ${moment.margin < 0 ? '−' : '+'}${two(Math.abs(moment.margin))}`}
        </span>
      </p>
      <p className="live-dwell">
        <span>dwell</span>
        <span
          className="dwell-boxes"
          role="img"
          aria-label={`${live.dwellHas} of the last ${live.dwell.of} said success`}
        >
          {dwellBoxes(live).map((box, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place
            <i key={at} data-box={box === null ? 'none' : box ? 'success' : 'no'} />
          ))}
        </span>
        <span className="number">
          <b>{live.dwellHas}</b> of {live.dwell.of}, needs {live.dwell.need}
        </span>
      </p>
      <Flags flags={moment?.flags ?? noFlags} />
    </div>
  );
}

function Keep(): ReactElement {
  const deck = useDeck();
  const blocked = useWindow((state) => keepBlocked(state));
  const kept = useWindow((state) => state.judgeLive?.kept ?? []);
  const last = kept.at(-1);
  const keeping = useWindow(({ judgeDesk }) => judgeDesk.wait === 'keep');
  return (
    <div className="live-keep">
      <p>
        {keeping ? 'The last seconds are being kept…' : 'Fooled? Keep it as'}
        {last !== undefined && !keeping && (
          <span className="note" role="status">
            {' '}
            {kept.length} kept, last clip {clipNumber(last.clipId)}
          </span>
        )}
      </p>
      {(['success', 'failure'] as const).map((value) => (
        <ActionButton
          key={value}
          quiet
          keyCap={value === 'success' ? 'S' : 'F'}
          blocked={blocked}
          onPress={() => void keepFooled(deck, value)}
        >
          {capital(value)}
        </ActionButton>
      ))}
    </div>
  );
}

/** Where the goal is, so that the object does not leap far when it is first taken. */
function useGoal() {
  const goal = useWindow(
    ({ tasks, judge }) => tasks.find(({ id }) => id === judge?.task)?.goal ?? null,
  );
  if (goal === null) return { xMm: 200, yMm: 0, yawDeg: 0 };
  return {
    xMm: Math.round(goal.xM * 1000),
    yMm: Math.round(goal.yM * 1000),
    yawDeg: Math.round(degrees(goal.yawRad)),
  };
}

function Looking({ live }: { readonly live: JudgeLiveView }): ReactElement {
  const roles = useCameraRoles() ?? [];
  const goal = useGoal();
  const moment = live.trace.at(-1) ?? null;
  return (
    <>
      <div className="live-cameras" data-count={roles.length}>
        {roles.map((role) => (
          <LiveCamera key={role} role={role} moment={moment} />
        ))}
      </div>
      <Verdict live={live} />
      <LiveTraces live={live} roles={roles} />
      <ObjectHand key={signed(goal.xMm, 0)} first={goal} />
      <Keep />
    </>
  );
}

function Start(): ReactElement {
  const deck = useDeck();
  const blocked = useWindow((state) => liveBlocked(state));
  const judge = useWindow(shownRef);
  const failed = useWindow((state) => state.judgeLive?.why ?? '');
  return (
    <div className="judge-none">
      {failed !== '' && (
        <p role="alert">
          <Mark state="failed" /> {failed}
        </p>
      )}
      <p>
        Move things by hand while the judge {versionWord(judge)} looks on: nearly right, hidden,
        another red thing, a lamp switched off. Whatever fools it becomes a labelled clip by one
        key.
      </p>
      <p className="note">The arm does not move. No trial runs meanwhile.</p>
      <span>
        <ActionButton quiet keyCap="T" blocked={blocked} onPress={() => void toggleLive(deck)}>
          Start looking
        </ActionButton>
      </span>
      {blocked !== null && <p className="note">{blocked}</p>}
    </div>
  );
}

export function LivePanel(): ReactElement {
  const deck = useDeck();
  const live = useWindow((state) => state.judgeLive);
  const blocked = useWindow((state) => liveBlocked(state));
  const looking = live?.state === 'looking';
  return (
    <section className="panel live-panel" aria-label="Live: try to fool it">
      <header className="panel-head">
        <h2>Live: try to fool it</h2>
        {live !== null && looking && (
          <span className="facts">
            {versionWord(live.judge)} · {live.rateHz.toFixed(0)} Hz{latencyOf(live)}
          </span>
        )}
        {isLive(live) && (
          <button
            type="button"
            className="link"
            aria-disabled={blocked !== null}
            onClick={() => {
              if (blocked === null) void toggleLive(deck);
            }}
          >
            Stop <kbd className="key-cap">T</kbd>
          </button>
        )}
      </header>
      {live !== null && looking ? (
        <Looking live={live} />
      ) : live?.state === 'opening' ? (
        <p className="judge-none" role="status">
          The judge is being started…
        </p>
      ) : (
        <Start />
      )}
    </section>
  );
}
