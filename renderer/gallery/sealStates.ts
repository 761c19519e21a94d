/** The seal view, its dialogs, and going autonomous in named states. */

import { type DecisionChoice, decisionOf } from '../../main/base/model/decisionRule.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { PreflightLine } from '../../main/base/model/night.ts';
import type { SealLine, SealPlan } from '../../main/base/model/seal.ts';
import type { Asked } from '../store/judgeDesk.ts';
import { firstLabels } from '../store/labelsState.ts';
import { firstGo, firstSealDesk, type GoDesk } from '../store/sealDesk.ts';
import { planKey } from '../store/sealFacts.ts';
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { GalleryAnswers } from './galleryAnswers.ts';
import { galleryDoneUpTo, galleryNoTask } from './galleryDay.ts';
import { galleryShippedJudge } from './galleryJudge.ts';
import { galleryReset, galleryShippedReset } from './galleryReset.ts';
import {
  galleryFailingPreflight,
  galleryLines,
  galleryOpenLines,
  galleryPlan,
  galleryPreflight,
  gallerySeal,
  galleryShippedLines,
  gallerySigned,
  galleryUnsealed,
} from './gallerySeal.ts';
import { online } from './onlineState.ts';
import { galleryBench } from './plainData.ts';

const phaseOne = galleryDoneUpTo('seal');
const allDone = galleryDoneUpTo(null);

/** A task that nobody can read: nothing can be worked out of it. */
const unreadableWhy = 'task.json: unknown key "attemptLimit"';
const unreadable = {
  ...phaseOne,
  steps: phaseOne.steps.map((step) =>
    step.id === 'task' ? { ...step, state: 'needs-you' as const, missing: [unreadableWhy] } : step,
  ),
};

const base: WindowState = {
  ...{ ...online, screen: 'seal', phaseOne, labels: { ...firstLabels, by: 'Maria' } },
  ...{ reset: galleryReset, seal: galleryUnsealed },
  sealDesk: { ...firstSealDesk, task: 'push-t' },
};

/** With an answer about exactly this state. */
function withPlan(
  answer: { readonly lines: readonly SealLine[] } | { readonly message: string },
  change: Partial<WindowState> = {},
): WindowState {
  const state = { ...base, ...change };
  const of = planKey(state);
  const plan: Asked<SealPlan> =
    'lines' in answer
      ? { kind: 'there', of, report: galleryPlan(answer.lines, decisionOf(state.sealDesk.choice)) }
      : { kind: 'failed', of, message: answer.message };
  return { ...state, sealDesk: { ...state.sealDesk, plan } };
}

const withChoice = (choice: DecisionChoice): WindowState =>
  withPlan({ lines: galleryLines }, { sealDesk: { ...base.sealDesk, choice } });

const signed: WindowState = { ...base, phaseOne: allDone, seal: gallerySeal };

const withGo = (lines: readonly PreflightLine[], go: Partial<GoDesk> = {}): WindowState => ({
  ...{ ...signed, dialog: 'goAutonomous' },
  sealDesk: {
    ...signed.sealDesk,
    go: {
      ...{ ...firstGo, lockstep: true, lines: { kind: 'there', of: 'lockstep', report: lines } },
      ...go,
    },
  },
});

const changed = [
  'judge/judge.json: threshold 0.80 is now 0.70',
  'reset/putBack.ts differs',
  'task.json: attemptLimitS 45 is now 60',
];

/** What the state that is shown has already; what is asked anew gets the same answer. */
export const sealAnswers: GalleryAnswers = {
  'seal.plan': () => {
    const { phaseOne } = useWindow.getState();
    if (phaseOne === unreadable) throw new BenchError('bad-input', unreadableWhy);
    const { plan } = useWindow.getState().sealDesk;
    return plan.kind === 'there' ? plan.report : galleryPlan(galleryLines);
  },
  'seal.create': () => gallerySigned,
  'night.preflight': () => galleryPreflight,
  'night.start': () => ({ nightId: 'night-0001' }),
};

export const sealStates = {
  seal: withPlan({ lines: galleryLines }),
  'seal-shipped': withPlan(
    { lines: galleryShippedLines },
    { judge: galleryShippedJudge, reset: galleryShippedReset },
  ),
  'seal-open-lines': withPlan({ lines: galleryOpenLines }),
  'seal-strict': withChoice({ rule: 'strict', metric: 'pass-1' }),
  'seal-champion-stays': withChoice({ rule: 'none', metric: 'pass-k' }),
  'seal-asking': {
    ...base,
    sealDesk: { ...base.sealDesk, plan: { kind: 'asking', of: planKey(base) } },
  },
  'seal-failed': withPlan({ message: unreadableWhy }, { phaseOne: unreadable }),
  'seal-wrong-budget': withPlan(
    { lines: galleryLines },
    {
      sealDesk: {
        ...base.sealDesk,
        budget: { trials: 'many', robotHours: '', wallHours: '0', tokens: '', usd: '12' },
      },
    },
  ),
  'seal-signed': { ...signed, sealDesk: { ...signed.sealDesk, said: 'It is signed.' } },
  'seal-overrode': {
    ...signed,
    seal: {
      ...gallerySeal,
      seal: { ...gallerySigned, overrode: 'A rehearsal: nothing is claimed from this night.' },
    },
  },
  'seal-changed': { ...signed, seal: { ...gallerySeal, changed } },
  'seal-anew': withPlan(
    { lines: galleryLines },
    {
      phaseOne: allDone,
      seal: { ...gallerySeal, changed },
      sealDesk: { ...base.sealDesk, anew: true, choice: { rule: 'strict', metric: 'pass-k' } },
    },
  ),
  'seal-broken': {
    ...signed,
    seal: {
      ...gallerySeal,
      seal: {
        ...gallerySigned,
        problem: 'judge/net.onnx is not what was sealed: 288,104 bytes with another hash.',
      },
    },
  },
  'seal-unreadable': withPlan(
    { lines: galleryLines },
    {
      seal: {
        ...galleryUnsealed,
        changed: ['seals/3b5c06e8f391/contract.json is not what was sealed'],
      },
    },
  ),
  'seal-no-task': { ...online, screen: 'seal', phaseOne: galleryNoTask },
  'dialog-seal-sign': { ...withPlan({ lines: galleryLines }), dialog: 'sealSign' },
  'dialog-seal-sign-anyway': {
    ...withPlan({ lines: galleryOpenLines }),
    labels: firstLabels,
    dialog: 'sealSign',
  },
  'dialog-go': withGo(galleryPreflight),
  'dialog-go-failing': withGo(galleryFailingPreflight),
  'dialog-go-looking': withGo([], { lines: { kind: 'asking', of: 'lockstep' } }),
  'dialog-go-counting': withGo(galleryPreflight, { leftS: 4 }),
  'dialog-go-cancelled': withGo(galleryPreflight, {
    why: 'Cancelled: the robot stays where it is.',
  }),
  'dialog-go-real': {
    ...withGo(galleryPreflight, {
      lockstep: false,
      lines: { kind: 'there', of: 'real', report: galleryPreflight },
    }),
    bench: galleryBench(2, { kind: 'real' }),
  },
  'dialog-keys-seal': { ...signed, dialog: 'keys' },
} as const satisfies Readonly<Record<string, WindowState>>;
