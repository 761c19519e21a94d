/**
 * What the core tells by itself: state, of which the latest value counts, and logs, of which every entry does. Streams are
 * named by a prefix. Part of the contract (`contract.ts`).
 */
import type { AgentView } from '../model/agent.ts';
import type { CallView } from '../model/call.ts';
import type { CampaignView } from '../model/campaign.ts';
import type { ClipSummary } from '../model/episode.ts';
import type { ExchangeView } from '../model/exchange.ts';
import type { JudgeView } from '../model/judge.ts';
import type { AuthorView, JudgeLiveView } from '../model/judgeWork.ts';
import type { NightView } from '../model/night.ts';
import type { NightExportView } from '../model/nightExport.ts';
import type {
  CameraCalibrationView,
  CheckView,
  PhaseOneView,
  ServoCalibrationView,
  SweepView,
  TeleopView,
} from '../model/phaseOne.ts';
import type { ResetView } from '../model/reset.ts';
import type { ResetAuthorView } from '../model/resetAuthor.ts';
import type { SealView } from '../model/seal.ts';
import type { TrialRow } from '../model/trial.ts';
import type { Alert, BatchEvent, BenchView, DebugView, RunView } from '../model/view.ts';

/** State topics: latest value, replayed on subscribe. */
export interface StateTopics {
  readonly bench: BenchView;
  readonly run: RunView | null;
  readonly alerts: readonly Alert[];
  /** All agents of this data folder, newest first, at most the newest hundred. */
  readonly agents: readonly AgentView[];
  /** Twice a second while somebody is subscribed; costs nothing otherwise. */
  readonly debug: DebugView;
  readonly phaseOne: PhaseOneView;
  readonly check: CheckView;
  readonly teleop: TeleopView | null;
  readonly sweep: SweepView | null;
  readonly calibration: ServoCalibrationView | null;
  readonly board: CameraCalibrationView | null;
  /** Of the open task; null while none is. */
  readonly clips: ClipSummary | null;
  /** The import, export or scripted session that runs, or ran last. */
  readonly exchange: ExchangeView | null;
  /** Of the open task; null while none is. */
  readonly judge: JudgeView | null;
  /** The built-in author that runs, or ran last. */
  readonly author: AuthorView | null;
  readonly judgeLive: JudgeLiveView | null;
  /** Of the open task; null while none is. */
  readonly reset: ResetView | null;
  /** The built-in author of resets that works, or worked last. */
  readonly resetAuthor: ResetAuthorView | null;
  /** Of the open task; null while none is. */
  readonly seal: SealView | null;
  readonly night: NightView | null;
  /** Of the night that runs with an agent, or ran last; null where it has none. */
  readonly campaign: CampaignView | null;
  /** The export of a night that runs, or ran last. */
  readonly nightExport: NightExportView | null;
  /** Who is called for what, and how. */
  readonly call: CallView;
}

/**
 * Log topics: ordered, with a cursor. `batches` keeps the newest 20,000 events of this core's life: whoever comes
 * after older ones starts at the oldest kept. `trials` is the whole ledger's.
 */
export interface LogTopics {
  readonly batches: BatchEvent;
  readonly trials: TrialRow;
}

export const stateTopics = [
  'bench',
  'run',
  'alerts',
  'agents',
  'debug',
  'phaseOne',
  'check',
  'teleop',
  'sweep',
  'calibration',
  'board',
  'clips',
  'exchange',
  'judge',
  'author',
  'judgeLive',
  'reset',
  'resetAuthor',
  'seal',
  'night',
  'campaign',
  'nightExport',
  'call',
] as const satisfies readonly (keyof StateTopics)[];
export const logTopics = ['batches', 'trials'] as const satisfies readonly (keyof LogTopics)[];
/**
 * Streams are named `camera/<role>`: binary messages, a JPEG each (see `api/wire.ts`); and `terminal/<agent>`: output as
 * it comes (see `api/terminalChunk.ts`).
 */
export const streamPrefix = 'camera/';
