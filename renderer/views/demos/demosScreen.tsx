/**
 * The third step: a person shows the task with the arm. Two live pictures, what the arm does, one thing to do next; under
 * them what was recorded. A demo that is pressed takes the place of the live pictures.
 */
import { type ReactElement, useEffect, useRef } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import { useDeck } from '../../actions/deck.ts';
import { loadDemos, undoDemo } from '../../actions/demoMoves.ts';
import { loadClips } from '../../actions/labelMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { playCue } from '../../parts/audioCues.ts';
import { useClipReel } from '../../parts/useClipReel.ts';
import { cueOf } from '../../store/cueOf.ts';
import { useWindow } from '../../store/windowStore.ts';
import { ArmPanel } from './armPanel.tsx';
import { DemoEditor } from './demoEditor.tsx';
import { DemoStrip } from './demoStrip.tsx';
import { DrivePicture } from './drivePicture.tsx';
import { InputPanel } from './inputPanel.tsx';
import { DemoQuotas, NextDemoPanel } from './nextDemoPanel.tsx';
import { useHand } from './useHand.ts';

/** The list is read again whenever the clips have changed: every demo that comes or goes changes them. */
function useDemoList(): void {
  const deck = useDeck();
  const task = useWindow((state) => state.phaseOne?.task?.id ?? null);
  const online = useWindow((state) => state.link.kind === 'online');
  const revision = useWindow((state) => state.clips?.revision ?? 0);
  const last = useWindow((state) => state.teleop?.last ?? '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when one of them has changed
  useEffect(() => {
    if (task === null || !online) return;
    void loadDemos(deck, task);
    if (useWindow.getState().labels.look !== 'second') void loadClips(deck, task);
  }, [deck, task, online, revision, last]);
}

/** Sounds for what the core tells of the recording in this window. */
function useCues(): void {
  const teleop = useWindow((state) => state.teleop);
  const before = useRef(teleop);
  useEffect(() => {
    const cue = cueOf(before.current, teleop);
    before.current = teleop;
    const { demos } = useWindow.getState();
    if (cue !== null && demos.mine && !demos.muted) playCue(cue);
  }, [teleop]);
}

function Head(): ReactElement {
  const deck = useDeck();
  const last = useWindow((state) => state.teleop?.last ?? '');
  const task = useWindow((state) => state.phaseOne?.task ?? null);
  const none = task === null ? 'Open a task first.' : null;
  const open = (dialog: 'demoImport' | 'demoExport') => () =>
    useWindow.setState(({ demos }) => ({
      dialog,
      demos: demos.exchange.kind === 'working' ? demos : { ...demos, exchange: { kind: 'idle' } },
    }));
  return (
    <header className="view-head">
      <h1>Demos</h1>
      <span className="note" role="status">
        {last === ''
          ? 'Show the task with the arm: how it goes well, and how it nearly does.'
          : last}
      </span>
      <span className="view-actions">
        <ActionButton keyCap="Z" quiet blocked={none} onPress={() => void undoDemo(deck)}>
          Undo
        </ActionButton>
        <ActionButton quiet blocked={none} onPress={open('demoImport')}>
          Import…
        </ActionButton>
        <ActionButton quiet blocked={none} onPress={open('demoExport')}>
          Export…
        </ActionButton>
      </span>
    </header>
  );
}

function NoTask(): ReactElement {
  return (
    <div className="demos-screen">
      <header className="view-head">
        <h1>Demos</h1>
      </header>
      <section className="panel label-empty">
        <p>No task is open. Demos are recorded for a task: open or make one.</p>
        <ActionButton kind="primary" onPress={() => useWindow.setState({ screen: 'task' })}>
          Choose a task
        </ActionButton>
      </section>
    </div>
  );
}

const mostCameras = 4;

function Live({ clock }: { readonly clock: Clock }): ReactElement {
  const { lead } = useHand(clock);
  const known = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const roles = known.split(' ').filter((role) => role !== '');
  return (
    <div className="demo-live">
      <div className="demo-cameras" data-count={Math.min(mostCameras, roles.length)}>
        {roles.slice(0, mostCameras).map((role) => (
          <DrivePicture key={role} role={role} lead={lead} />
        ))}
      </div>
      <ArmPanel />
    </div>
  );
}

function Room({ clock }: { readonly clock: Clock }): ReactElement {
  useDemoList();
  useCues();
  const reel = useClipReel();
  const demo = useWindow(
    ({ demos }) => demos.list?.demos.find(({ id }) => id === demos.selected) ?? null,
  );
  return (
    <div className="demos-screen">
      <Head />
      {demo !== null && reel !== null ? (
        <DemoEditor reel={reel} demo={demo} />
      ) : (
        <Live clock={clock} />
      )}
      <DemoStrip />
      <div className="demo-side">
        <InputPanel />
        <NextDemoPanel />
        <DemoQuotas />
      </div>
    </div>
  );
}

export function DemosScreen({ clock }: { readonly clock: Clock }): ReactElement {
  const known = useWindow((state) => state.phaseOne === null || state.phaseOne.task !== null);
  return known ? <Room clock={clock} /> : <NoTask />;
}
