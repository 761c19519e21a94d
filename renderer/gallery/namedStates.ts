/** Every state of the window that somebody should have looked at, by name. `tools/gallery.ts` photographs them all. */
import type { BenchView } from '../../main/base/model/view.ts';
import { turnOrbit, zoomOrbit } from '../draw/orbit.ts';
import { firstState, type WindowState } from '../store/windowStore.ts';
import {
  galleryDebug,
  galleryDebugBefore,
  galleryFaults,
  galleryLockstepDebug,
} from './benchData.ts';
import { checkStates } from './checkStates.ts';
import { demoStates } from './demoStates.ts';
import {
  claude,
  codex,
  earlierAgents,
  ended,
  known,
  knownUnconfined,
  limited,
  spent,
  unconfined,
} from './galleryAgents.ts';
import { ledgerOf } from './galleryLedger.ts';
import { abortedId, damagedId, goneId, playedId } from './galleryPlayback.ts';
import { judgeStates } from './judgeStates.ts';
import { labelStates } from './labelStates.ts';
import { nightStates } from './nightStates.ts';
import { online } from './onlineState.ts';
import { onsetStates } from './onsetStates.ts';
import {
  galleryAlertLog,
  galleryAlerts,
  galleryBench,
  galleryBusLost,
  galleryRun,
  galleryTrials,
} from './plainData.ts';
import { resetStates } from './resetStates.ts';
import { sealStates } from './sealStates.ts';
import { taskStates } from './taskStates.ts';
import { treeStates } from './treeStates.ts';

const running: WindowState = {
  ...online,
  bench: galleryBench(2, { mode: 'moving', lease: 'trial' }),
  run: galleryRun,
  ...ledgerOf(galleryTrials(140)),
  phaseTimes: {
    trialId: 'b-0007-0040',
    phase: 'episode',
    secondsOf: { reset: 20.9, check: 2.2, episode: 14.2 },
  },
};

const stoppedBench: BenchView = galleryBench(2, {
  mode: 'stopped',
  stopped: { reason: 'stop button', wallTime: '2026-01-14T13:46:05.000Z', count: 1 },
});
const stopped: WindowState = { ...running, run: null, bench: stoppedBench };

const frozenBench: BenchView = {
  ...galleryBench(2),
  cameras: galleryBench(2).cameras.map((camera, index) =>
    index === 1
      ? { ...camera, frozen: true, rateHz: 0, ageMs: 4_200 }
      : { ...camera, rateHz: 3, ageMs: 1_310 },
  ),
};

const offlineBench = (): BenchView => {
  const bench = galleryBench(2, { mode: 'offline', lease: 'trial' });
  return { ...bench, arm: bench.arm && { ...bench.arm, mode: 'offline' } };
};

/** Between runs the envelope is the bench's own: as tall as the arm reaches. */
const tallBench = (): BenchView => {
  const bench = galleryBench(2);
  const workspaceM = {
    x: { min: -0.05, max: 0.42 },
    y: { min: -0.3, max: 0.3 },
    z: { min: 0, max: 0.45 },
  };
  return { ...bench, envelope: bench.envelope && { ...bench.envelope, workspaceM } };
};

const agents: WindowState = { ...running, screen: 'agents', agents: [codex, claude], probe: known };
const agentDialog: WindowState = { ...agents, agents: [], dialog: 'startAgent' };

const thousand = ledgerOf(galleryTrials(1_000));
const ids = thousand.trials.map((row) => row.id);

export const namedStates = {
  'bench-connecting': firstState,
  'bench-empty': { ...online, history: [] },
  'bench-running': running,
  'bench-holding': { ...online, ...ledgerOf(galleryTrials(39)) },
  'bench-stopped': stopped,
  'bench-stop-failed': {
    ...running,
    stop: {
      kind: 'failed',
      message: 'The core has not confirmed the stop. Use the hardware stop.',
    },
  },
  'bench-frozen': { ...online, bench: frozenBench, alerts: galleryAlerts },
  'bench-offline': { ...running, bench: offlineBench(), alerts: galleryBusLost },
  'bench-tall-envelope': { ...online, bench: tallBench() },
  'bench-lockstep': { ...running, bench: galleryBench(2, { mode: 'moving', clock: 'lockstep' }) },
  'bench-lines': { ...running, benchLook: { scene3d: false, joints: 'now' } },
  'bench-turned': { ...running, orbit: zoomOrbit(turnOrbit(firstState.orbit, 1.2, 0.4), 0.7) },
  'bench-minute': { ...running, benchLook: { scene3d: true, joints: 'minute' } },
  'bench-minute-joint': {
    ...running,
    benchLook: { scene3d: true, joints: 'minute' },
    joint: 2,
  },
  'bench-minute-empty': {
    ...online,
    armHistory: firstState.armHistory,
    benchLook: { scene3d: true, joints: 'minute' },
  },
  'bench-three-cameras': { ...running, bench: galleryBench(3, { mode: 'moving' }) },
  'bench-one-camera': { ...running, bench: galleryBench(1, { mode: 'moving' }) },
  'bench-four-cameras': { ...running, bench: galleryBench(4, { mode: 'moving' }) },
  'bench-no-camera': { ...online, bench: galleryBench(0, { arm: null, mode: 'offline' }) },
  debug: { ...running, screen: 'debug', debug: galleryDebug, debugBefore: galleryDebugBefore },
  'debug-faults': {
    ...running,
    screen: 'debug',
    debug: galleryFaults,
    debugBefore: galleryDebugBefore,
  },
  'debug-four-cameras': {
    ...running,
    screen: 'debug',
    bench: galleryBench(4, { mode: 'moving' }),
    debug: galleryDebug,
    debugBefore: galleryDebugBefore,
  },
  'debug-lockstep': {
    ...running,
    screen: 'debug',
    bench: galleryBench(2, { mode: 'moving', clock: 'lockstep' }),
    debug: galleryLockstepDebug,
    debugBefore: galleryDebugBefore,
  },
  'debug-waiting': { ...online, screen: 'debug' },
  'debug-real': {
    ...online,
    screen: 'debug',
    bench: galleryBench(2, { kind: 'real' }),
    debug: { ...galleryDebug, faults: null },
  },
  'agents-empty': { ...online, screen: 'agents', agents: [], probe: known },
  'agents-probing': {
    ...online,
    screen: 'agents',
    agents: [],
    probe: { asking: true, known: null, problem: null },
  },
  'agents-two': { ...agents, agent: claude.id },
  'agents-untested': agents,
  'agents-limited': { ...agents, agents: [limited] },
  'agents-spent': { ...agents, agents: [spent] },
  'agents-unconfined': { ...agents, agents: [unconfined] },
  'agents-ended': { ...agents, run: null, bench: galleryBench(2), agents: [ended] },
  'agents-earlier': { ...agents, agents: earlierAgents },
  'lost-core': {
    ...running,
    link: { kind: 'lost', attempt: 4, retryMs: 2_000 },
    stop: { kind: 'waiting' },
  },
  'lost-core-calm': { ...running, link: { kind: 'lost', attempt: 4, retryMs: 2_000 } },
  'trials-stopped': {
    ...running,
    screen: 'trials',
    bench: stoppedBench,
    run: galleryRun.trial && {
      ...galleryRun,
      trial: { ...galleryRun.trial, id: 'b-0007-0039', phase: 'record', limitS: 0, phaseS: 0 },
    },
  },
  'trials-empty': { ...online, screen: 'trials' },
  'trials-running': { ...running, screen: 'trials', alerts: galleryAlerts.slice(0, 1) },
  'trials-thousand': {
    ...running,
    screen: 'trials',
    ...thousand,
    run: null,
    bench: galleryBench(2),
  },
  'trials-detail': {
    ...running,
    screen: 'trials',
    ...thousand,
    selected: ids.at(-3) ?? null,
  },
  'trials-filtered-out': {
    ...running,
    screen: 'trials',
    ...ledgerOf(galleryTrials(140).filter((row) => row.reason !== 'timeout')),
    filter: { reason: 'timeout', task: 'push-t', clock: 'lockstep' },
  },
  'trials-filtered': {
    ...running,
    screen: 'trials',
    ...thousand,
    filter: { outcome: 'failure', task: 'push-t', text: '001' },
  },
  'trials-playback': {
    ...running,
    screen: 'trials',
    ...thousand,
    selected: playedId,
    playing: { atS: 16.4 },
  },
  'trials-playback-aborted': {
    ...online,
    screen: 'trials',
    ...thousand,
    selected: abortedId,
    playing: { atS: 11.2 },
  },
  'trials-playback-damaged': {
    ...online,
    screen: 'trials',
    ...thousand,
    selected: damagedId,
    playing: { atS: 14.2 },
  },
  'trials-playback-gone': {
    ...online,
    screen: 'trials',
    ...thousand,
    selected: goneId,
    playing: { atS: null },
  },
  'dialog-run': { ...online, dialog: 'run' },
  'dialog-resume': { ...stopped, dialog: 'resume' },
  'dialog-hand': { ...online, dialog: 'hand' },
  'dialog-keys': { ...online, dialog: 'keys' },
  'dialog-keys-trials': {
    ...running,
    screen: 'trials',
    selected: ids.at(-3) ?? null,
    dialog: 'keys',
  },
  'dialog-keys-playback': {
    ...running,
    screen: 'trials',
    selected: playedId,
    playing: { atS: 16.4 },
    dialog: 'keys',
  },
  'dialog-keys-agents': { ...agents, dialog: 'keys' },
  'dialog-start-agent': agentDialog,
  'dialog-start-agent-probing': {
    ...agentDialog,
    probe: { asking: true, known: null, problem: null },
  },
  'dialog-start-agent-unconfined': { ...agentDialog, probe: knownUnconfined },
  'dialog-start-agent-again': { ...agentDialog, agents: [ended], resuming: ended.id },
  'dialog-end-agent': { ...agents, dialog: 'endAgent' },
  'dialog-paste': {
    ...agents,
    dialog: 'paste',
    terminalAsk: { kind: 'paste', text: 'git reset --hard\nrm -r policy\n' },
  },
  'dialog-link': {
    ...agents,
    dialog: 'link',
    terminalAsk: {
      kind: 'link',
      url: 'https://arxiv.org@example.net/abs/2606.19980?seen=agent-0003',
    },
  },
  'dialog-stop-inputs': { ...online, dialog: 'stopInputs' },
  'dialog-alerts': {
    ...online,
    alerts: galleryAlerts,
    alertLog: galleryAlertLog,
    dialog: 'alerts',
  },
  'dialog-run-empty': { ...online, tasks: [], dialog: 'run' },
  palette: { ...stopped, dialog: 'palette' },
  'palette-find': { ...running, dialog: 'palette', find: 'trial 12' },
  'palette-nothing': { ...online, dialog: 'palette', find: 'make coffee' },
  'alerts-over': { ...online, alertLog: galleryAlertLog.slice(-2) },
  'dialog-end': { ...running, dialog: 'end' },
  refused: {
    ...online,
    refusal: {
      what: 'Run trials',
      message: 'Task push-t: the policy folder has no main.ts',
      hint: 'Choose another policy.',
    },
  },
  ...checkStates,
  ...taskStates,
  ...demoStates,
  ...labelStates,
  ...judgeStates,
  ...resetStates,
  ...onsetStates,
  ...sealStates,
  ...nightStates,
  ...treeStates,
} as const satisfies Readonly<Record<string, WindowState>>;

export type StateName = keyof typeof namedStates;

/** No core says this: a view that draws it fails. For the test of what then stays. */
export const brokenState: WindowState = {
  ...online,
  bench: { ...galleryBench(2), cameras: null as never },
};
