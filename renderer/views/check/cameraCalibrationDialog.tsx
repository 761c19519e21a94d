/**
 * Camera calibration as a guided dialog: the live picture with the corners that were found, the views so far, and in the
 * end the board as the result sees it, with the reprojection error. Left without saving, nothing is changed.
 */
import { Select } from '@mantine/core';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { CameraCalibrationView } from '../../../main/base/model/phaseOne.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { LivePicture } from '../../parts/livePicture.tsx';
import { Mark } from '../../parts/mark.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { type Asking, useAsk } from '../../parts/useAsk.ts';
import { capital } from '../../parts/words.ts';
import { measureBlocked } from '../../store/checkFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { BoardHand } from './boardHand.tsx';
import { BoardOver } from './boardOver.tsx';

/** Twelve views of twenty corners are solved in a few seconds, also on a slow machine. */
const solveMs = 120_000;

function Begin(props: { readonly asking: Asking; onDone(): void }): ReactElement {
  const { asking } = props;
  const roles = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const blocked = useWindow(measureBlocked);
  const data = roles.split(' ').filter((role) => role !== '');
  const [role, setRole] = useState<string | null>(data[0] ?? null);
  const why = role === null ? 'This bench has no camera.' : blocked;
  return (
    <>
      <p>
        A printed board is shown to the camera from a dozen sides. From the corners that are found
        come its lens and where it stands. Print the board at its true size and keep it flat.
      </p>
      <Select
        label="Camera"
        w={260}
        data={data.map((value) => ({ value, label: capital(value) }))}
        value={role}
        onChange={setRole}
      />
      <ProblemLine words={asking.problem} />
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={props.onDone}>Close</ActionButton>
        <ActionButton
          kind="primary"
          quiet
          blocked={why ?? (asking.busy === null ? null : 'The camera gets ready.')}
          onPress={() => {
            if (role !== null) void asking.ask('board.begin', { role });
          }}
        >
          Begin
        </ActionButton>
      </div>
    </>
  );
}

function Facts({ view }: { readonly view: CameraCalibrationView }): ReactElement {
  const { result } = view;
  const found = view.seen.cornersPx.length;
  return (
    <dl className="fact-list">
      <div>
        <dt>Corners</dt>
        <dd>{found === 0 ? 'none' : `${found} found`}</dd>
      </div>
      <div>
        <dt>Views</dt>
        <dd>
          {view.views} of {view.wantedViews}
        </dd>
      </div>
      {result !== null && (
        <>
          <div>
            <dt>Error</dt>
            <dd>{result.reprojectionPx.toFixed(2)} px, reprojected</dd>
          </div>
          <div>
            <dt>Focal length</dt>
            <dd>{result.model.focalPx.toFixed(1)} px</dd>
          </div>
          <div>
            <dt>Centre</dt>
            <dd>
              {result.model.centreXPx.toFixed(1)}, {result.model.centreYPx.toFixed(1)} px
            </dd>
          </div>
        </>
      )}
    </dl>
  );
}

function Actions(props: {
  readonly view: CameraCalibrationView;
  readonly asking: Asking;
  onSaved(): void;
}): ReactElement {
  const { view } = props;
  const { ask, busy } = props.asking;
  const works = busy === null ? null : busy === 'board.solve' ? 'Computing…' : 'Working…';
  const unseen = view.seen.cornersPx.length === 0 ? view.seen.why || 'No board is seen.' : null;
  const enough = view.views >= view.wantedViews && view.homeTaken;
  const solved = view.result !== null;
  const lacking = view.homeTaken
    ? `${view.wantedViews - view.views} more views are wanted.`
    : 'The view with the board at its place is missing.';
  const save = async (): Promise<void> => {
    if ((await ask('board.end', { save: true })) !== null) props.onSaved();
  };
  const why = works ?? (solved || enough ? null : unseen);
  return (
    <div className="dialog-actions">
      {why !== null && <span className="why">{why}</span>}
      <ActionButton onPress={() => void ask('board.end', { save: false })}>
        Discard the views
      </ActionButton>
      <ActionButton
        quiet
        kind={view.homeTaken ? 'plain' : 'primary'}
        blocked={works ?? unseen}
        onPress={() => void ask('board.take', { home: true })}
      >
        {view.homeTaken ? 'Take it at its place again' : 'Take it at its place'}
      </ActionButton>
      <ActionButton
        quiet
        kind={!view.homeTaken || solved || enough ? 'plain' : 'primary'}
        blocked={works ?? unseen}
        onPress={() => void ask('board.take', {})}
      >
        Take this view
      </ActionButton>
      <ActionButton
        quiet
        kind={enough && !solved ? 'primary' : 'plain'}
        blocked={works ?? (enough ? null : lacking)}
        onPress={() => void ask('board.solve', {}, { timeoutMs: solveMs })}
      >
        Compute
      </ActionButton>
      <ActionButton
        quiet
        kind={solved ? 'primary' : 'plain'}
        blocked={works ?? (solved ? null : 'Nothing is computed yet.')}
        onPress={() => void save()}
      >
        Save calibration
      </ActionButton>
    </div>
  );
}

function Guide(props: {
  readonly view: CameraCalibrationView;
  readonly asking: Asking;
  onSaved(): void;
}): ReactElement {
  const { view } = props;
  return (
    <>
      <div className="dialog-split board-split">
        <div>
          <LivePicture
            role={view.role}
            facts={view.result === null ? 'circles: found' : 'circles: found, crosses: as computed'}
            over={(model) => <BoardOver view={view} model={model} />}
          />
        </div>
        <div className="dialog-side">
          <p role="status" className="board-todo">
            <Mark state={view.result === null ? 'in-progress' : 'passed'} />
            <b>{view.todo}</b>
          </p>
          <Facts view={view} />
          <BoardHand />
        </div>
      </div>
      <ProblemLine words={props.asking.problem} />
      <Actions {...props} />
    </>
  );
}

export function CameraCalibrationDialog({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const asking = useAsk();
  const view = useWindow((state) => state.board);
  const open = useRef(false);
  open.current = view !== null;
  useEffect(
    () => () => {
      if (open.current) deck.call('board.end', { save: false }).catch(() => undefined);
    },
    [deck],
  );
  if (view === null) return <Begin asking={asking} onDone={onDone} />;
  return (
    <Guide
      view={view}
      asking={asking}
      onSaved={() => {
        open.current = false;
        onDone();
      }}
    />
  );
}
