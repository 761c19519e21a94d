/** The judge view and its dialogs in named states. */
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { JudgeView } from '../../main/base/model/judge.ts';
import type { AuthorView, JudgeLiveView, LiveMoment } from '../../main/base/model/judgeWork.ts';
import { firstJudgeDesk, type JudgeDesk } from '../store/judgeDesk.ts';
import { firstLabels } from '../store/labelsState.ts';
import { useWindow, type WindowState } from '../store/windowStore.ts';
import { known } from './galleryAgents.ts';
import type { GalleryAnswers } from './galleryAnswers.ts';
import { summaryOf } from './galleryClips.ts';
import { galleryNoTask, galleryPhaseOne } from './galleryDay.ts';
import { galleryHeat, galleryMoved } from './galleryDrift.ts';
import {
  galleryCompare,
  galleryFlawless,
  galleryJudge,
  galleryShippedJudge,
  galleryTry,
  judgeBook,
  nearClips,
  noJudge,
  openedAtMs,
  openedClip,
  withNewest,
} from './galleryJudge.ts';
import { online } from './onlineState.ts';
import { placeholderPicture } from './placeholderPicture.ts';
import { cameraModels, galleryBench, galleryJoints, galleryRun } from './plainData.ts';

const ids = galleryJudge.versions.map(({ id }) => id);

const desk: JudgeDesk = {
  ...firstJudgeDesk,
  task: 'push-t',
  book: judgeBook,
  tried: { kind: 'there', of: 'judge-0004', report: galleryTry },
  compared: { kind: 'there', of: ids.join(' '), report: galleryCompare },
};

const phaseOne = {
  ...galleryPhaseOne,
  steps: galleryPhaseOne.steps.map((step) =>
    step.id === 'judge'
      ? { ...step, state: 'needs-you' as const, missing: ['Accept a judge.'] }
      : step.id === 'reset' || step.id === 'seal'
        ? step
        : { ...step, state: 'done' as const, missing: [] },
  ),
};

const moments = 300;

/** Ten seconds at 30 Hz: hidden at first, then rising; the fused score is the lower of the two. */
function trace(kind: 'rising' | 'fooled' | 'covered'): readonly LiveMoment[] {
  const rng = createRng(kind === 'rising' ? 3 : 5);
  return Array.from({ length: moments }, (_, at): LiveMoment => {
    const share = at / (moments - 1);
    const hidden = kind === 'covered' ? share > 0.55 : kind === 'rising' && share < 0.6;
    const noise = (): number => 0.012 * (rng.uniform() - 0.5);
    const rise = kind === 'rising' ? 0.3 + 1.4 * (share - 0.6) : kind === 'fooled' ? 0.9 : 0.88;
    const overhead = Math.min(0.97, rise + 0.08) + noise();
    const front = Math.min(0.95, rise) + noise();
    const score = Math.min(overhead, front);
    const says = score >= 0.8 ? 'success' : 'failure';
    return {
      atMs: 40_000 + at * (1000 / 30),
      verdict: hidden ? 'undecided' : says,
      score: hidden ? 0 : score,
      margin: hidden ? 0 : (score - 0.8) / 0.8,
      cameraScores: hidden && kind === 'rising' ? {} : hidden ? { overhead } : { overhead, front },
      perCamera: {
        overhead:
          hidden && kind === 'rising' ? 'undecided' : overhead >= 0.8 ? 'success' : 'failure',
        front: hidden ? 'undecided' : front >= 0.8 ? 'success' : 'failure',
      },
      flags: hidden ? (kind === 'rising' ? ['view-not-clear'] : ['front:hidden']) : [],
      latencyMs: 19,
    };
  });
}

function live(kind: 'rising' | 'fooled' | 'covered'): JudgeLiveView {
  const moments = trace(kind);
  const dwell = { need: 12, of: 15 };
  const dwellHas = moments.slice(-dwell.of).filter(({ verdict }) => verdict === 'success').length;
  return {
    task: 'push-t',
    judge: 'judge-0004',
    state: 'looking',
    why: '',
    threshold: 0.8,
    dwell,
    dwellHas,
    dwelled: dwellHas >= dwell.need ? 'success' : kind === 'covered' ? 'undecided' : null,
    rateHz: 30,
    trace: moments,
    kept: kind === 'fooled' ? [{ clipId: 'clip-000413', value: 'failure' }] : [],
  };
}

const tried: AuthorView['tried'] = [
  {
    family: 'Overhead geometry',
    fp: 3,
    negatives: 183,
    recall: 0.88,
    positives: 100,
    words: 'outline and pose',
  },
  {
    family: 'Front geometry',
    fp: 11,
    negatives: 183,
    recall: 0.79,
    positives: 100,
    words: 'outline and pose',
  },
  {
    family: 'Small net per camera',
    fp: 1,
    negatives: 183,
    recall: 0.91,
    positives: 100,
    words: 'on the part that moves',
  },
];

const running: AuthorView = {
  id: 3,
  task: 'push-t',
  state: 'running',
  share: 0.56,
  secondsLeft: 78,
  doing: 'Nets of both cameras with geometry: fold 3 of 5',
  tried,
  curve: [
    { clips: 40, recall: 0.71, fpr: 0.061, margin: 0.1 },
    { clips: 80, recall: 0.84, fpr: 0.027, margin: 0.22 },
    { clips: 160, recall: 0.92, fpr: 0.005, margin: 0.31 },
    { clips: 283, recall: 0.95, fpr: 0, margin: 0.33 },
  ],
  doubted: [
    { clipId: 'clip-000041', label: 'success', score: 0.04 },
    { clipId: 'clip-000117', label: 'failure', score: 0.97 },
  ],
  report: null,
  why: '',
  canResume: false,
};

const judge: WindowState = {
  ...online,
  screen: 'judge',
  phaseOne,
  clips: summaryOf(judgeBook, 149),
  labels: { ...firstLabels, by: 'Maria' },
  judge: galleryJudge,
  judgeDesk: desk,
  judgeLive: live('rising'),
};

const withJudge = (view: JudgeView, part: Partial<JudgeDesk> = {}): WindowState => ({
  ...judge,
  judge: view,
  judgeDesk: { ...desk, ...part },
});
const notMet = withNewest({ positives: 40, negatives: 149, fp: 1, fn: 6 });
const heats = ['overhead', 'front'].map((role) => ({
  judge: 'judge-0004',
  clip: openedClip,
  heat: galleryHeat(role, openedAtMs),
}));
const nobody: WindowState = {
  ...withJudge(noJudge, { tried: { kind: 'none' }, compared: { kind: 'none' } }),
  judgeLive: null,
};
const measuredBy: WindowState = { ...judge, judgeLive: null };

/** Later the overhead one is darker and the front one lies elsewhere. */
function watchedPicture(role: string, which: 'before' | 'after'): string {
  const canvas = document.createElement('canvas');
  const model = must(cameraModels.find((entry) => entry.role === role));
  const shift = which === 'after' && role === 'front' ? 14 : 0;
  placeholderPicture(canvas, { ...model, centreXPx: model.centreXPx + shift }, galleryJoints);
  const pen = must(canvas.getContext('2d'));
  if (which === 'after' && role === 'overhead') {
    pen.fillStyle = 'rgb(0 0 0 / 0.38)';
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  return must(canvas.toDataURL('image/jpeg').split(',')[1]);
}

export const judgeAnswers: GalleryAnswers = {
  'judge.try': () => galleryTry,
  'judge.compare': () => galleryCompare,
  'judge.near': () => ({ clips: nearClips }),
  'judge.heat': ({ role, atMs }) => galleryHeat(role, atMs),
  'judge.keep': () => ({ clipId: 'clip-000413' }),
  'judge.watch': () => galleryMoved,
  'judge.watchPicture': ({ role, which }) => ({ jpegBase64: watchedPicture(role, which) }),
  'judge.show': () => useWindow.getState().judge ?? noJudge,
};

export const judgeStates = {
  judge,
  'judge-empty': nobody,
  'judge-shipped': { ...nobody, judge: galleryShippedJudge },
  'judge-author': { ...nobody, author: running },
  'judge-author-again': { ...judge, author: running, judgeLive: null },
  'judge-author-stopped': {
    ...nobody,
    author: { ...running, state: 'stopped', secondsLeft: null, canResume: true },
  },
  'judge-author-failed': {
    ...nobody,
    author: {
      ...running,
      state: 'failed',
      share: 0.02,
      tried: [],
      curve: [],
      doubted: [],
      why: '3 successes are too few: label at least 8.',
    },
  },
  'judge-made': {
    ...withJudge(
      { ...galleryJudge, doubted: ['clip-000041', 'clip-000117'] },
      { middle: 'author' },
    ),
    author: { ...running, state: 'done', share: 1, secondsLeft: 0 },
  },
  'judge-unmeasured': { ...withJudge(withNewest(null)), judgeLive: null },
  'judge-not-met': withJudge(notMet),
  'judge-spent': withJudge({
    ...notMet,
    lockedSet: notMet.lockedSet && { ...notMet.lockedSet, uses: 5 },
  }),
  'judge-in-force': {
    ...withJudge(
      { ...galleryJudge, inForce: 'judge-0004' },
      { said: 'v4 is in force: trials are judged by it.' },
    ),
    judgeLive: null,
  },
  'judge-trying': {
    ...withJudge(galleryJudge, { tried: { kind: 'asking', of: 'judge-0004' } }),
    judgeLive: null,
  },
  'judge-no-mistake': withJudge(galleryJudge, {
    tried: {
      kind: 'there',
      of: 'judge-0004',
      report: galleryFlawless,
    },
  }),
  'judge-opened': withJudge(galleryJudge, { opened: openedClip }),
  'judge-heat': withJudge(galleryJudge, { opened: openedClip, heatOn: true, heats }),
  'judge-fooled': { ...judge, judgeLive: live('fooled') },
  'judge-covered': { ...judge, judgeLive: live('covered') },
  'judge-live-failed': {
    ...judge,
    judgeLive: {
      ...live('rising'),
      state: 'failed',
      why: 'The judge did not start: its weights are missing.',
    },
  },
  'judge-drift': withJudge({ ...galleryJudge, drift: galleryMoved }),
  'judge-running': {
    ...measuredBy,
    bench: galleryBench(2, { mode: 'moving', lease: 'trial' }),
    run: galleryRun,
  },
  'judge-no-task': { ...online, screen: 'judge', phaseOne: galleryNoTask },
  'dialog-judge-write': { ...measuredBy, dialog: 'judgeWrite' },
  'dialog-judge-add': { ...measuredBy, dialog: 'judgeAdd' },
  'dialog-judge-measure': { ...measuredBy, dialog: 'judgeMeasure' },
  'dialog-judge-accept': { ...measuredBy, labels: firstLabels, dialog: 'judgeAccept' },
  'dialog-judge-accept-anyway': { ...withJudge(notMet), dialog: 'judgeAccept' },
  'dialog-judge-drift': {
    ...withJudge({ ...galleryJudge, drift: galleryMoved }),
    dialog: 'judgeDrift',
  },
  'dialog-judge-agent': {
    ...measuredBy,
    probe: known,
    agents: [],
    startFor: 'judge',
    dialog: 'startAgent',
  },
  'dialog-keys-judge': { ...judge, dialog: 'keys' },
} as const satisfies Readonly<Record<string, WindowState>>;
