/**
 * What is not as it was when a night stood still, in words: where there is anything, a person says that all is well before
 * the robot moves again. Pure.
 */
import type { DriftView } from '../../base/model/judge.ts';
import type { SealContract } from '../../base/model/seal.ts';

export interface MovedFacts {
  readonly sealed: SealContract['bench'];
  readonly now: SealContract['bench'];
  readonly clock: 'real' | 'lockstep';
  /** No trial of it ran in this core's life. */
  readonly sinceRestart: boolean;
  /** Of the simulated scene: the newest trial's, and as they are now; null where none began. */
  readonly settingsBefore: string | null;
  readonly settingsNow: string;
  /** What the watch over the judge's cameras found last. */
  readonly drift: Pick<DriftView, 'cameras' | 'canaries'> | null;
}

export function movedSince(facts: MovedFacts): readonly string[] {
  const { sealed, now, clock, sinceRestart, settingsBefore, settingsNow, drift } = facts;
  const lines: string[] = [];
  if (now.benchId !== sealed.benchId)
    lines.push(`The bench is ${now.benchId}; the contract is for ${sealed.benchId}.`);
  if (now.calibrationHash !== sealed.calibrationHash)
    lines.push('The arm or a camera was calibrated anew since the contract was signed.');
  if (settingsBefore !== null && settingsBefore !== settingsNow)
    lines.push('The settings of the simulated scene are others than in its last trial.');
  if (clock === 'real' && sinceRestart)
    lines.push(
      'Nobody watched the bench while no core ran: look at the arm, the scene, the cameras.',
    );
  // Bench time draws its cameras: what a person sees of the real-time bench is not what its trials see.
  if (clock === 'real' && drift !== null) {
    for (const { role, state, words } of drift.cameras)
      if (state !== 'as-learnt')
        lines.push(`The ${role} camera is not as the judge learnt: ${words}`);
    if (drift.canaries.same < drift.canaries.n)
      lines.push('The judge answers known clips otherwise than before.');
  }
  return lines;
}
