/**
 * Everything a person can do in the window, as one table, so that the gallery can hand in one that does nothing.
 * Each action changes the store or asks the core; a refusal becomes the store's `refusal`, in words.
 */
import { createContext, useContext } from 'react';
import type { CommandArgs, TrialDetail, TrialListing } from '../../main/base/api/contract.ts';
import type { PlaybackDocument } from '../../main/base/api/playback.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { FaultSwitch, PlanarPose } from '../../main/base/model/scene.ts';
import type { TrialFacets, TrialFilter } from '../../main/base/model/trialFilter.ts';
import type { PastAlert, RecordCheck } from '../../main/base/model/view.ts';
import type { StreamFigures } from '../store/streamPump.ts';
import type { AgentDeck } from './agentDeck.ts';
import type { ClipDeck } from './clipDeck.ts';
import type { PhaseOneDeck } from './phaseOneDeck.ts';

export interface Deck extends AgentDeck, ClipDeck, PhaseOneDeck {
  stop(reason: string): void;
  resume(): void;
  runTrials(args: CommandArgs<'trial.run'>): Promise<boolean>;
  endRun(batchId: string): void;
  moveObject(object: string, pose: PlanarPose): Promise<boolean>;
  /** What the ledger has of alerts, newest first: also of nights in which no window was open. */
  pastAlerts(): Promise<readonly PastAlert[]>;
  showTrial(id: string): Promise<TrialDetail>;
  listTrials(query: CommandArgs<'trial.list'>): Promise<TrialListing>;
  countTrials(filter: TrialFilter): Promise<TrialFacets>;
  /** Counted from the oldest that fits; null when the trial is not one of them. */
  placeOfTrial(id: string, filter: TrialFilter): Promise<number | null>;
  verifyTrial(id: string): Promise<RecordCheck>;
  revealTrial(id: string): Promise<boolean>;
  loadPlayback(id: string): Promise<PlaybackDocument>;
  /** The n-th judged picture of a camera, byte for byte. */
  loadPicture(id: string, role: string, n: number): Promise<Blob>;
  retryNow(): void;
  copy(text: string): Promise<boolean>;
  /** Paints the camera's newest frames onto the canvas until disposed. */
  showCamera(role: string, canvas: HTMLCanvasElement): Disposable;
  /** How the cameras that are painted now fare in this window, by role. */
  streamFigures(): ReadonlyMap<string, StreamFigures>;
  /** Keeps the store's `debug` fed until disposed; costs the core something only as long. */
  watchDebug(): Disposable;
  setFault(fault: FaultSwitch): Promise<boolean>;
  /** Every switch that the store knows to be on. */
  clearFaults(): Promise<boolean>;
  /** Address of one of a trial's videos; null where there is no core to give it. */
  videoUrl(trialId: string, file: string): string | null;
  /** Of the film of the row that met a night's target; null as above. */
  rowFilmUrl(nightId: string): string | null;
}

export const DeckContext = createContext<Deck | null>(null);

export function useDeck(): Deck {
  return must(useContext(DeckContext), 'the window is drawn outside its deck');
}
