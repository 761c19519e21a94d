/** A phase of a trial in words, with its attempt where it has one. */
import type { TrialPhase } from '../../../main/base/model/trial.ts';

const words: Readonly<Record<TrialPhase, string>> = {
  reset: 'Reset',
  check: 'Check',
  episode: 'Episode',
  verdict: 'Verdict',
  record: 'Record',
};

export function phaseWords(phase: TrialPhase, attempt: number): string {
  const counted = phase === 'episode' || phase === 'verdict';
  return counted && attempt > 0 ? `${words[phase]} ${attempt}` : words[phase];
}
