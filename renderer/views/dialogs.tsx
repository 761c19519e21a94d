/** The one dialog that may be open; under the stop in every case. */
import { Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useDeck } from '../actions/deck.ts';
import { QuestionActions } from '../parts/questionActions.tsx';
import { type DialogName, useWindow } from '../store/windowStore.ts';
import { EndAgentQuestion, LinkQuestion, PasteQuestion } from './agents/agentQuestions.tsx';
import { startTitles } from './agents/startChoice.ts';
import { StartForm } from './agents/startForm.tsx';
import { HandForm } from './bench/handForm.tsx';
import { checkDialogs } from './check/checkDialogs.tsx';
import { ExportForm, ImportForm } from './demos/exchangeForms.tsx';
import { AllAlerts } from './frame/allAlerts.tsx';
import { CallForm } from './frame/callForm.tsx';
import { KeySheet } from './frame/keySheet.tsx';
import { Palette } from './frame/palette.tsx';
import { StopInputsForm } from './frame/stopInputsForm.tsx';
import { judgeDialogs } from './judge/judgeDialogs.tsx';
import { LabelByForm, LeaveOutForm } from './labels/labelDialogs.tsx';
import { LockForm } from './labels/lockForm.tsx';
import { nightDialogs } from './night/nightDialogs.tsx';
import { resetDialogs } from './reset/resetDialogs.tsx';
import { RunForm } from './runForm.tsx';
import { sealDialogs } from './seal/sealDialogs.tsx';
import { taskDialogs } from './task/taskDialogs.tsx';
import { treeDialogs } from './tree/ideaDialog.tsx';

const close = (): void => useWindow.setState({ dialog: null });

function ResumeQuestion(): ReactElement {
  const deck = useDeck();
  return (
    <>
      <p>
        The arm takes commands again after this. Look at the bench first: nobody within reach,
        nothing in the way, the cause of the stop gone.
      </p>
      <p className="note">The trial that was stopped stays invalid; it is not continued.</p>
      <QuestionActions
        leave="Stay stopped"
        act="Resume"
        onLeave={close}
        onAct={() => {
          deck.resume();
          close();
        }}
      />
    </>
  );
}

function EndQuestion(): ReactElement {
  const deck = useDeck();
  const run = useWindow((state) => state.run);
  return (
    <>
      <p>
        The arm holds, then the run ends. {run?.done ?? 0} finished trials stay; the one that runs
        now is kept as invalid.
      </p>
      <QuestionActions
        leave="Let it run"
        act="End run"
        blocked={run === null ? 'The run has ended by itself.' : null}
        onLeave={close}
        onAct={() => {
          if (run !== null) deck.endRun(run.batchId);
          close();
        }}
      />
    </>
  );
}

const dialogs: Readonly<
  Record<
    Exclude<DialogName, 'palette'>,
    { readonly title: string | (() => string); readonly widthPx?: number; body(): ReactNode }
  >
> = {
  run: { title: 'Run trials', body: () => <RunForm onDone={close} /> },
  end: { title: 'End this run?', body: () => <EndQuestion /> },
  resume: { title: 'Resume the robot?', body: () => <ResumeQuestion /> },
  hand: { title: 'Move object', body: () => <HandForm onDone={close} /> },
  keys: { title: 'Keys', widthPx: 720, body: () => <KeySheet /> },
  calls: { title: 'Calling a person', widthPx: 560, body: () => <CallForm onDone={close} /> },
  stopInputs: { title: 'Foot switch and gamepad', body: () => <StopInputsForm onDone={close} /> },
  startAgent: {
    title: () => {
      const { resuming, startFor } = useWindow.getState();
      if (resuming !== null) return 'Take the agent up again';
      return startTitles[startFor];
    },
    widthPx: 720,
    body: () => <StartForm onDone={close} />,
  },
  endAgent: { title: 'End this agent?', body: () => <EndAgentQuestion onDone={close} /> },
  paste: {
    title: 'Paste these lines?',
    widthPx: 640,
    body: () => <PasteQuestion onDone={close} />,
  },
  link: { title: 'Open this address?', widthPx: 640, body: () => <LinkQuestion onDone={close} /> },
  demoImport: { title: 'Import demos', widthPx: 640, body: () => <ImportForm onDone={close} /> },
  demoExport: { title: 'Export demos', widthPx: 640, body: () => <ExportForm onDone={close} /> },
  labelBy: { title: 'Who labels?', body: () => <LabelByForm onDone={close} /> },
  leaveOut: { title: 'Leave out', body: () => <LeaveOutForm onDone={close} /> },
  lockClips: { title: 'Lock clips', widthPx: 560, body: () => <LockForm onDone={close} /> },
  ...checkDialogs(close),
  ...taskDialogs(close),
  ...judgeDialogs(close),
  ...resetDialogs(close),
  ...sealDialogs(close),
  ...nightDialogs(close),
  ...treeDialogs(close),
  alerts: { title: 'Alerts', widthPx: 640, body: () => <AllAlerts /> },
};

export function Dialogs(): ReactElement {
  const name = useWindow((state) => state.dialog);
  const dialog = name === null || name === 'palette' ? null : dialogs[name];
  return (
    <>
      <Modal
        opened={dialog !== null}
        onClose={close}
        title={typeof dialog?.title === 'function' ? dialog.title() : dialog?.title}
        size={dialog?.widthPx ?? 480}
      >
        {dialog?.body()}
      </Modal>
      <Palette />
    </>
  );
}
