/**
 * What follows from what the core says of contracts: which one is looked at, whether it may be signed, and whether a
 * night may begin under it. Pure.
 */
import { decisionOf } from '../../main/base/model/decisionRule.ts';
import type { PreflightLine } from '../../main/base/model/night.ts';
import type { SealCard, SealContract, SealLine } from '../../main/base/model/seal.ts';
import { readBudget } from './budgetText.ts';
import { agentBlocked, goKey } from './goFacts.ts';
import type { GoDesk } from './sealDesk.ts';
import type { WindowState } from './windowStore.ts';

type Known = Pick<WindowState, 'seal' | 'sealDesk'>;

/** The newest contract that was signed, unless a new one is looked at. */
export function shownSeal({ seal, sealDesk }: Known): SealCard | null {
  return sealDesk.anew ? null : (seal?.seal ?? null);
}

/** What is wrong with the signed contract; null: nothing. Without a card not even the contract is what was sealed. */
export function sealProblem({ seal, sealDesk }: Known): string | null {
  if (seal === null || sealDesk.anew) return null;
  return seal.seal === null ? (seal.changed[0] ?? null) : seal.seal.problem;
}

/** What the card shows: a signed contract or the one that would be signed; null while neither is known. */
export function shownContract(
  state: Known,
): { readonly contract: SealContract; readonly hash: string } | null {
  const signed = shownSeal(state);
  if (signed !== null) return signed;
  const { plan } = state.sealDesk;
  return plan.kind === 'there' ? plan.report : null;
}

/** Everything that a plan depends on and that the window knows of. */
export function planKey(
  state: Pick<WindowState, 'seal' | 'sealDesk' | 'judge' | 'reset' | 'clips'>,
): string {
  const { seal, sealDesk, judge, reset, clips } = state;
  const read = readBudget(sealDesk.budget);
  return JSON.stringify([
    seal?.task ?? null,
    read.ok ? read.budget : null,
    decisionOf(sealDesk.choice),
    judge?.inForce ?? null,
    reset?.inForce ?? null,
    reset?.measure?.wallTime ?? null,
    clips?.locked?.setId ?? null,
  ]);
}

export const openLines = ({ sealDesk }: Pick<WindowState, 'sealDesk'>): readonly SealLine[] =>
  sealDesk.plan.kind === 'there' ? sealDesk.plan.report.lines.filter(({ ok }) => !ok) : [];

type State = Pick<
  WindowState,
  'link' | 'bench' | 'run' | 'seal' | 'sealDesk' | 'night' | 'judge' | 'reset' | 'clips' | 'probe'
>;

const offline = 'The core is not connected.';

export function signBlocked(state: State): string | null {
  const { link, seal, sealDesk } = state;
  if (link.kind !== 'online') return offline;
  if (seal === null) return 'Open a task first.';
  const read = readBudget(sealDesk.budget);
  if (!read.ok) return read.why;
  if (sealDesk.signing) return 'It is being signed.';
  if (sealDesk.plan.kind === 'failed') return 'The contract could not be worked out.';
  const current = sealDesk.plan.kind === 'there' && sealDesk.plan.of === planKey(state);
  return current ? null : 'The contract is being worked out.';
}

/** Why no night may be begun now, before its own checks are looked at. */
export function goBlocked({ link, bench, run, seal, night }: State): string | null {
  if (link.kind !== 'online') return offline;
  const signed = seal?.seal ?? null;
  if (signed === null) return 'Sign the contract first.';
  if (signed.problem !== null) return 'The seal is broken: sign a new contract.';
  if (night?.state === 'running') return 'A night is running.';
  if (night?.state === 'paused' || night?.state === 'interrupted')
    return 'A night stands still: go on with it, or end it.';
  if (bench?.stopped != null) return 'The robot is stopped: resume first.';
  return run === null ? null : 'A run is going on: end it first.';
}

/** The lines as they are for the clock and the agent that are chosen; null while they are not known. */
export function linesOf(go: GoDesk): readonly PreflightLine[] | null {
  return go.lines.kind === 'there' && go.lines.of === goKey(go) ? go.lines.report : null;
}

/** Why the countdown does not start: it never does with a line that fails. */
export function countdownBlocked(state: State): string | null {
  const why = goBlocked(state);
  if (why !== null) return why;
  const { go } = state.sealDesk;
  if (go.starting) return 'It is being started.';
  if (go.leftS !== null) return 'It is being counted down.';
  const agent = agentBlocked(state, go);
  if (agent !== null) return agent;
  const lines = linesOf(go);
  if (lines === null)
    return go.lines.kind === 'failed' ? 'The checks gave no answer.' : 'The checks are being made.';
  const failing = lines.find(({ state: said }) => said === 'fail');
  if (failing !== undefined) return `${failing.name}: ${failing.words}`;
  return lines.length === 0 ? 'Nothing was checked.' : null;
}
