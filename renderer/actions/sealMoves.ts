/** What a person asks of contracts: what one would say, and signing it. An answer that is not waited for is dropped. */

import { choiceOf, type DecisionChoice } from '../../main/base/model/decisionRule.ts';
import type { SealPlan } from '../../main/base/model/seal.ts';
import { type BudgetText, budgetText, readBudget } from '../store/budgetText.ts';
import { firstSealDesk, type SealDesk } from '../store/sealDesk.ts';
import { planKey } from '../store/sealFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import { askInto } from './askInto.ts';
import type { Deck } from './deck.ts';
import { longMs } from './judgeLooks.ts';

const desk = (): SealDesk => useWindow.getState().sealDesk;
export const changeSeal = (part: Partial<SealDesk>): void =>
  useWindow.setState((state) => ({ sealDesk: { ...state.sealDesk, ...part } }));

/** Another task was opened: nothing of the old one stays. What was chosen and signed is where the next one begins. */
export function beginSeal(task: string): void {
  if (desk().task === task) return;
  const { seal } = useWindow.getState();
  const signed = seal?.task === task ? (seal.seal?.contract ?? null) : null;
  const chosen =
    signed === null ? {} : { budget: budgetText(signed.budget), choice: choiceOf(signed.decision) };
  useWindow.setState({ sealDesk: { ...firstSealDesk, ...chosen, task } });
}

export function typeBudget(id: keyof BudgetText, text: string): void {
  changeSeal({ budget: { ...desk().budget, [id]: text } });
}

export const chooseDecision = (part: Partial<DecisionChoice>): void =>
  changeSeal({ choice: { ...desk().choice, ...part } });

/** As both commands take it. */
const chosen = () => {
  const { rule, metric } = desk().choice;
  return { decision: rule, metric };
};

/** Works out what would be signed now; a wrong budget is not asked about. */
export async function planSeal(deck: Deck): Promise<void> {
  const state = useWindow.getState();
  const task = state.seal?.task ?? null;
  const read = readBudget(desk().budget);
  const of = planKey(state);
  const before = desk().plan;
  if (task === null || !read.ok) return;
  if ((before.kind === 'asking' || before.kind === 'there') && before.of === of) return;
  const args = { task, budget: read.budget, ...chosen() };
  await askInto<SealPlan>(
    { read: () => desk().plan, put: (plan) => changeSeal({ plan }) },
    of,
    () => deck.call('seal.plan', args, { timeoutMs: longMs }),
  );
}

/** @param override why, where a line does not hold */
export async function signSeal(
  deck: Deck,
  operator: string,
  override: string | null,
): Promise<void> {
  const task = useWindow.getState().seal?.task ?? null;
  const read = readBudget(desk().budget);
  if (task === null || !read.ok) return;
  changeSeal({ signing: true, said: '' });
  const args = { task, operator, budget: read.budget, ...chosen(), override };
  const done = await deck.ask('Sign the contract', 'seal.create', args, { timeoutMs: longMs });
  if (desk().task !== task) return;
  if (done === null) changeSeal({ signing: false });
  else {
    const { budget, choice } = desk();
    changeSeal({ ...firstSealDesk, task, budget, choice, said: 'It is signed.' });
  }
}
