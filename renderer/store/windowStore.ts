/**
 * What the window knows: the latest value of each topic, the newest trials, and a little state of its own (screen,
 * dialog, theme, filter). Plain data only, so that the gallery can show any state. Frames never come here.
 */
import { create } from 'zustand';
import type { Draft } from '../../main/base/api/phaseOneCommands.ts';
import type { AgentProbe, AgentPurpose, AgentView } from '../../main/base/model/agent.ts';
import { type CallView, noCall } from '../../main/base/model/call.ts';
import type { CampaignView } from '../../main/base/model/campaign.ts';
import type { ClipSummary } from '../../main/base/model/episode.ts';
import type { ExchangeView } from '../../main/base/model/exchange.ts';
import type { JudgeView } from '../../main/base/model/judge.ts';
import type { AuthorView, JudgeLiveView } from '../../main/base/model/judgeWork.ts';
import type { NightView } from '../../main/base/model/night.ts';
import type { NightExportView } from '../../main/base/model/nightExport.ts';
import type {
  CameraCalibrationView,
  CheckView,
  PhaseOneView,
  ServoCalibrationView,
  SweepView,
  TeleopView,
} from '../../main/base/model/phaseOne.ts';
import type { ResetView } from '../../main/base/model/reset.ts';
import type { ResetAuthorView } from '../../main/base/model/resetAuthor.ts';
import type { RunTally } from '../../main/base/model/runTally.ts';
import type { SealView } from '../../main/base/model/seal.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { TrialFilter } from '../../main/base/model/trialFilter.ts';
import type {
  Alert,
  BatchSummary,
  BenchView,
  CoreInfo,
  DebugView,
  RunView,
  TaskView,
} from '../../main/base/model/view.ts';
import { firstOrbit, type Orbit } from '../draw/orbit.ts';
import type { AlertNote } from './alertLog.ts';
import { type ArmHistory, createArmHistory } from './armHistory.ts';
import { type BenchLook, firstBenchLook } from './benchLook.ts';
import type { LinkState } from './connection.ts';
import { type DemosState, firstDemos } from './demosState.ts';
import type { HealthHistory } from './healthHistory.ts';
import { firstJudgeDesk, type JudgeDesk } from './judgeDesk.ts';
import { firstLabels, type LabelsState } from './labelsState.ts';
import type { LastJudged } from './lastJudged.ts';
import { firstOnsetDesk, type OnsetDesk } from './onsetDesk.ts';
import { noPhaseTimes, type PhaseTimes } from './phaseTimes.ts';
import { firstResetDesk, type ResetDesk } from './resetDesk.ts';
import { firstSealDesk, type SealDesk } from './sealDesk.ts';
import type { TaskDesk } from './taskDraft.ts';
import { firstTreeDesk, type TreeDesk } from './treeStore.ts';

/** The steps of phase one first, then the rooms beside them. */
export type Screen =
  | 'check'
  | 'task'
  | 'demos'
  | 'labels'
  | 'judge'
  | 'reset'
  | 'seal'
  | 'bench'
  | 'trials'
  | 'agents'
  | 'debug'
  | 'night';
export type Theme = 'dark' | 'light' | 'system';
export type DialogName =
  | 'run'
  | 'resume'
  | 'hand'
  | 'keys'
  | 'alerts'
  | 'end'
  | 'palette'
  | 'stopInputs'
  | 'calls'
  | 'startAgent'
  | 'endAgent'
  | 'paste'
  | 'link'
  | 'stopTest'
  | 'envelope'
  | 'chooseBench'
  | 'servoCalibration'
  | 'cameraCalibration'
  | 'newTask'
  | 'copyTask'
  | 'exportTask'
  | 'importTask'
  | 'demoImport'
  | 'demoExport'
  | 'labelBy'
  | 'leaveOut'
  | 'lockClips'
  | 'judgeWrite'
  | 'judgeAdd'
  | 'judgeMeasure'
  | 'judgeAccept'
  | 'judgeDrift'
  | 'resetRun'
  | 'resetAdd'
  | 'resetAccept'
  | 'sealSign'
  | 'goAutonomous'
  | 'nightPause'
  | 'nightResume'
  | 'nightEnd'
  | 'nightExport'
  | 'nightRow'
  | 'idea';

/** A stop this window asked for, until the core's own state says stopped. */
export type StopRequest =
  | { readonly kind: 'none' }
  | { readonly kind: 'sent' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly message: string };

/** What a person asked for and did not get. */
export interface Refusal {
  readonly what: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface EndedBatch {
  readonly batchId: string;
  readonly why: string;
  readonly summary: BatchSummary;
}

/** What could be started here: the last answer stays while it is asked again. */
export interface ProbeState {
  readonly asking: boolean;
  readonly known: AgentProbe | null;
  /** Why there was no answer. */
  readonly problem: string | null;
}

/** What a terminal asks a person about before it is done. */
export type TerminalAsk =
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string };

export interface WindowState {
  readonly link: LinkState;
  readonly core: CoreInfo | null;
  readonly bench: BenchView | null;
  readonly run: RunView | null;
  readonly alerts: readonly Alert[];
  /** What came and went since the window was opened, newest first. */
  readonly alertLog: readonly AlertNote[];
  readonly tasks: readonly TaskView[];
  /** The newest of the ledger, oldest first; the list asks for the others when they are looked at. */
  readonly trials: readonly TrialRow[];
  /** False until the ledger has answered once. */
  readonly trialsLoaded: boolean;
  /** What the running or last run says, counted over all of its trials. */
  readonly tally: { readonly batchId: string; readonly tally: RunTally } | null;
  readonly ended: EndedBatch | null;
  readonly history: HealthHistory;
  readonly lastJudged: LastJudged | null;
  /** Changes in place. */
  readonly armHistory: ArmHistory;
  /** The newest and the one before, while the debug screen is open. */
  readonly debug: DebugView | null;
  readonly debugBefore: DebugView | null;
  readonly phaseTimes: PhaseTimes;
  /** Newest first; null until the core has told. */
  readonly agents: readonly AgentView[] | null;
  /** The agent that a person looks at; null: the newest that runs. */
  readonly agent: string | null;
  readonly probe: ProbeState;
  /** The ended agent that the start dialog goes on with; null: a new one. */
  readonly resuming: string | null;
  /** What the start dialog starts an agent for. */
  readonly startFor: AgentPurpose;
  readonly terminalAsk: TerminalAsk | null;
  /** Null until the core has told; so are the six below it, which are also null while there is nothing to tell. */
  readonly phaseOne: PhaseOneView | null;
  readonly check: CheckView | null;
  readonly teleop: TeleopView | null;
  readonly sweep: SweepView | null;
  readonly calibration: ServoCalibrationView | null;
  readonly board: CameraCalibrationView | null;
  readonly clips: ClipSummary | null;
  /** What was typed into forms and not saved, as the core last said. */
  readonly drafts: readonly Draft[];
  /** Why what is typed now is not kept; null while it is. */
  readonly draftTrouble: string | null;
  /** The form of a task that is open. */
  readonly taskDesk: TaskDesk | null;
  /** The line of the check that a person opened; null: the next thing to do. */
  readonly checkLine: string | null;
  /** The import or export that runs now or ran last. */
  readonly exchange: ExchangeView | null;
  /** Of the open task; null while the core has not told. */
  readonly judge: JudgeView | null;
  readonly author: AuthorView | null;
  readonly resetAuthor: ResetAuthorView | null;
  readonly judgeLive: JudgeLiveView | null;
  readonly reset: ResetView | null;
  readonly seal: SealView | null;
  readonly night: NightView | null;
  /** Of the night that runs with an agent, or ran last; null where it has none. */
  readonly campaign: CampaignView | null;
  /** The night is shown so that it can be read from two metres. */
  readonly nightBig: boolean;
  readonly nightExport: NightExportView | null;
  readonly call: CallView;
  /** This window stays silent when somebody is called. */
  readonly callMuted: boolean;
  readonly judgeDesk: JudgeDesk;
  readonly resetDesk: ResetDesk;
  readonly onsetDesk: OnsetDesk;
  readonly sealDesk: SealDesk;
  readonly treeDesk: TreeDesk;
  readonly demos: DemosState;
  readonly labels: LabelsState;
  readonly stop: StopRequest;
  readonly refusal: Refusal | null;
  readonly screen: Screen;
  readonly dialog: DialogName | null;
  /** What is typed into the command palette. */
  readonly find: string;
  readonly theme: Theme;
  readonly filter: TrialFilter;
  readonly selected: string | null;
  /** The selected trial is played back, from this second of its record or this attempt on, else from its first picture. */
  readonly playing: { readonly atS: number | null; readonly attempt?: number } | null;
  readonly benchLook: BenchLook;
  /** Where the eye of the 3-D view stands. */
  readonly orbit: Orbit;
  /** The joint that the plots bring out. */
  readonly joint: number | null;
}

export const firstState: WindowState = {
  link: { kind: 'connecting' },
  core: null,
  bench: null,
  run: null,
  alerts: [],
  alertLog: [],
  tasks: [],
  trials: [],
  trialsLoaded: false,
  tally: null,
  ended: null,
  history: [],
  lastJudged: null,
  armHistory: createArmHistory(),
  debug: null,
  debugBefore: null,
  phaseTimes: noPhaseTimes,
  agents: null,
  agent: null,
  probe: { asking: false, known: null, problem: null },
  resuming: null,
  startFor: 'policy',
  terminalAsk: null,
  phaseOne: null,
  check: null,
  teleop: null,
  sweep: null,
  calibration: null,
  board: null,
  clips: null,
  drafts: [],
  draftTrouble: null,
  taskDesk: null,
  checkLine: null,
  exchange: null,
  judge: null,
  author: null,
  resetAuthor: null,
  judgeLive: null,
  reset: null,
  seal: null,
  night: null,
  campaign: null,
  nightBig: false,
  nightExport: null,
  call: noCall,
  callMuted: false,
  judgeDesk: firstJudgeDesk,
  resetDesk: firstResetDesk,
  onsetDesk: firstOnsetDesk,
  sealDesk: firstSealDesk,
  treeDesk: firstTreeDesk,
  demos: firstDemos,
  labels: firstLabels,
  stop: { kind: 'none' },
  refusal: null,
  screen: 'bench',
  dialog: null,
  find: '',
  theme: 'dark',
  filter: {},
  selected: null,
  playing: null,
  benchLook: firstBenchLook,
  orbit: firstOrbit,
  joint: null,
};

/** React reads it as a hook with a selector; everything else through `getState` and `setState`. */
export const useWindow = create<WindowState>(() => firstState);
