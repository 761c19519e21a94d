/** The night's view and its dialogs in named states. */
import { createRng } from '../../main/base/lib/rng.ts';
import { type CallView, noCall } from '../../main/base/model/call.ts';
import type { NightView } from '../../main/base/model/night.ts';
import type { NightExportView } from '../../main/base/model/nightExport.ts';
import { addToTally, emptyTally } from '../../main/base/model/runTally.ts';
import type { SealView } from '../../main/base/model/seal.ts';
import { goKey } from '../store/goFacts.ts';
import { firstLabels } from '../store/labelsState.ts';
import { firstGo, firstSealDesk } from '../store/sealDesk.ts';
import { firstTreeDesk } from '../store/treeStore.ts';
import type { WindowState } from '../store/windowStore.ts';
import { known } from './galleryAgents.ts';
import { galleryCampaignEnded, galleryDuel, galleryScreening } from './galleryCampaign.ts';
import { galleryDoneUpTo } from './galleryDay.ts';
import { galleryPreflight, gallerySeal, gallerySealHash, gallerySigned } from './gallerySeal.ts';
import { galleryTree } from './galleryTree.ts';
import { online } from './onlineState.ts';
import { galleryBench, galleryRun } from './plainData.ts';

const letters = { s: 'success', f: 'failure', i: 'invalid' } as const;

/** So many trials, the last of them a row of successes; counts are folded from the very strip that is shown. */
function nightOf(trials: number, streak: number, change: Partial<NightView> = {}): NightView {
  const rng = createRng(21);
  const strip = Array.from({ length: trials }, (_, at): keyof typeof letters => {
    if (at >= trials - streak) return 's';
    if (at === trials - streak - 1) return 'f';
    const drawn = rng.uniform();
    return drawn < 0.02 ? 'i' : drawn < 0.2 ? 'f' : 's';
  });
  const tally = strip.reduce(
    (sum, letter) => addToTally(sum, { outcome: letters[letter], attempts: 1 }),
    emptyTally,
  );
  const { success, failure, invalid, longestStreak } = tally;
  return {
    nightId: 'night-0003',
    task: 'push-t',
    sealHash: gallerySealHash,
    agent: 'none',
    clock: 'lockstep',
    seed: 7,
    startedBy: 'Maria',
    startedWallTime: '2026-01-14T10:05:00.000Z',
    state: 'running',
    why: '',
    budget: { trials: 200, robotHours: null, wallHours: 12, tokens: null, usd: null },
    target: { inARow: 50 },
    counts: {
      ...{ trials, success, failure, invalid, streak: tally.streak, longestStreak },
      benchSeconds: trials * 61.4,
    },
    strip: strip.slice(-200).join(''),
    moved: [],
    ...change,
  };
}

const withNight = (night: NightView | null, change: Partial<WindowState> = {}): WindowState => ({
  ...{ ...online, screen: 'night', labels: { ...firstLabels, by: 'Maria' } },
  ...{ seal: gallerySeal, night, phaseOne: galleryDoneUpTo(null) },
  ...change,
});

const moving: Partial<WindowState> = {
  bench: galleryBench(2, { mode: 'moving', lease: 'trial', clock: 'lockstep' }),
  run: { ...galleryRun, clock: 'lockstep' },
  phaseTimes: {
    trialId: 'b-0007-0040',
    phase: 'episode',
    secondsOf: { reset: 20.9, check: 2.2, episode: 14.2 },
  },
};

const running = nightOf(87, 17);
const paused = nightOf(87, 17, { state: 'paused', why: 'paused by Maria: looking at the gripper' });
const capped = nightOf(87, 0, {
  state: 'paused',
  why: '6 trials in a row were invalid, at most 5 are allowed',
});
const interrupted = nightOf(87, 17, {
  state: 'interrupted',
  why: 'the core ended in trial 88, which is kept as invalid',
});
const moved = {
  ...interrupted,
  moved: [
    'The arm stands 14 mm from where it stood.',
    'The overhead camera was calibrated anew.',
    'It ran in real time: a person looks first.',
  ],
};
const called = {
  key: 'night/needs-you',
  level: 'danger',
  message: 'The night waits: 6 trials in a row were invalid.',
  todo: 'Look at the bench, then go on.',
  sinceWallTime: '2026-01-14T13:41:00.000Z',
} as const;
const broken = nightOf(87, 17, {
  state: 'paused',
  why: 'judge/net.onnx is not what was sealed',
  sealBroken: 'judge/net.onnx is not what was sealed',
});
const reached = nightOf(131, 50, {
  state: 'ended',
  why: 'the target is reached: 50 in a row',
  endedWallTime: '2026-01-14T12:19:30.000Z',
  row: {
    ...{ from: 'night-0003-00001-0082', to: 'night-0003-00001-0131', trials: 50, inARow: 50 },
    ...{ camera: 'overhead', rateHz: 10, pictures: 30_704, longestGapMs: 100, cuts: 0 },
    ...{ film: { bytes: 45_310_204, sha256: gallerySealHash }, why: '' },
    factsHash: gallerySealHash,
  },
});

/** Somebody was called, and set a pager before. */
const calling: CallView = {
  ...noCall,
  command: {
    ...{ command: ['/usr/local/bin/page', '--text'], perHour: 6 },
    ...{ by: 'Maria', wallTime: '2026-01-14T10:01:00.000Z' },
  },
  need: {
    ...{ key: called.key, message: called.message, todo: called.todo },
    ...{ sinceWallTime: called.sinceWallTime, calls: 1, acknowledged: null },
    nextWallTime: '2026-01-14T13:51:00.000Z',
  },
  last: {
    ...{ ok: false, words: 'it ended with code 3: no line free' },
    ...{ wallTime: '2026-01-14T13:41:02.000Z', seconds: 1.4 },
  },
};
const coming: CallView = {
  ...calling,
  need: calling.need && {
    ...{ ...calling.need, nextWallTime: null },
    acknowledged: { by: 'Bo', wallTime: '2026-01-14T13:46:00.000Z' },
  },
};

const exporting: NightExportView = {
  ...{ id: 1, nightId: reached.nightId, dir: '/media/lab/night-0003', state: 'done', why: '' },
  ...{ done: 130, total: 130 },
  report: {
    ...{ dir: '/media/lab/night-0003', files: 573, bytes: 814_000_000, records: 130 },
    ...{ withheld: ['night-0003-00007-0031'], head: { seq: 1204, hash: gallerySealHash } },
  },
};

/** A night is about to begin with this agent, on the simulated bench. */
const withGoAgent = (agent: string, seal: SealView): WindowState => {
  const go = { ...firstGo, agent, lockstep: true };
  const words = 'Researcher 0.1.0, confined by bubblewrap; it needs no model.';
  const report = galleryPreflight.map((line) =>
    line.id === 'agent' && agent !== 'none' ? { ...line, words } : line,
  );
  const lines = { kind: 'there', of: goKey(go), report } as const;
  return {
    ...withNight(null, { seal, screen: 'seal', dialog: 'goAutonomous', probe: known }),
    sealDesk: { ...firstSealDesk, task: 'push-t', go: { ...go, lines } },
  };
};
const championStays: SealView = {
  ...gallerySeal,
  seal: {
    ...gallerySigned,
    contract: { ...gallerySigned.contract, decision: { rule: 'none' } },
  },
};

const stoppedBench = galleryBench(2, {
  mode: 'stopped',
  stopped: { reason: 'stop button', wallTime: '2026-01-14T13:46:05.000Z', count: 1 },
});

/** The same arm, in another trial. */
const dueling: Partial<WindowState> = {
  ...{ ...galleryDuel, bench: galleryBench(2, { mode: 'moving', lease: 'trial' }) },
  phaseTimes: {
    trialId: galleryDuel.run.trial?.id ?? null,
    ...{ phase: 'episode', secondsOf: { reset: 20.9, check: 2.2, episode: 14.2 } },
  },
  alerts: [
    {
      ...{ key: 'servo/warm', level: 'warning', message: 'Elbow servo at 54 °C.' },
      ...{ todo: 'It rests at 60 °C; nothing to do.', sinceWallTime: '2026-01-14T13:43:00.000Z' },
    },
  ],
};
const screening: Partial<WindowState> = {
  ...galleryScreening,
  bench: galleryBench(2, { mode: 'moving', lease: 'trial', clock: 'lockstep' }),
  phaseTimes: {
    trialId: galleryScreening.run.trial?.id ?? null,
    ...{ phase: 'reset', secondsOf: { reset: 6.1 } },
  },
};
/** As after the whole view: the tree was told. */
const inTree = { treeDesk: { ...firstTreeDesk, tree: galleryTree } } as const;
const waiting: Partial<WindowState> = {
  ...{ ...galleryDuel, run: null, alerts: [called] },
  campaign: { ...galleryDuel.campaign, running: null },
  night: { ...galleryDuel.night, state: 'paused', why: capped.why, parked: true },
};

export const nightStates = {
  'night-none': withNight(null),
  'night-begun': withNight(nightOf(0, 0), moving),
  'night-running': withNight(running, moving),
  'night-long': withNight(
    nightOf(2_140, 33, {
      budget: { trials: null, robotHours: 40, wallHours: 72, tokens: 2_000_000, usd: 80 },
    }),
    moving,
  ),
  'night-paused': withNight(paused),
  'night-needs-you': withNight(capped, { alerts: [called] }),
  'night-called': withNight({ ...capped, parked: true }, { alerts: [called], call: calling }),
  'night-coming': withNight(
    { ...capped, parked: false },
    { alerts: [called], call: coming, callMuted: true },
  ),
  'night-went-on': withNight(
    { ...running, wentOn: { times: 2, wallTime: '2026-01-14T11:30:00.000Z' } },
    moving,
  ),
  'dialog-calls': withNight(capped, { alerts: [called], call: calling, dialog: 'calls' }),
  'dialog-calls-none': withNight(null, { dialog: 'calls', labels: firstLabels }),
  'night-broken': withNight(broken, {
    bench: galleryBench(2, {
      mode: 'stopped',
      stopped: {
        reason: 'judge/net.onnx is not what was sealed',
        wallTime: '2026-01-14T13:46:05.000Z',
        count: 1,
      },
    }),
  }),
  'night-stopped': withNight(running, { bench: stoppedBench }),
  'night-interrupted': withNight(interrupted),
  'night-moved': withNight(moved),
  'night-ended': withNight({ ...reached, parked: true }),
  'night-campaign': withNight(galleryDuel.night, dueling),
  'night-campaign-screen': withNight(galleryScreening.night, screening),
  'night-campaign-ended': withNight(galleryCampaignEnded.night, galleryCampaignEnded),
  'night-campaign-needs-you': withNight(galleryDuel.night, waiting),
  'night-campaign-stopped': withNight(galleryDuel.night, {
    ...{ ...waiting, bench: stoppedBench, night: { ...galleryDuel.night, moved: moved.moved } },
    alerts: [],
  }),
  'night-big': withNight(galleryDuel.night, { ...dueling, ...inTree, nightBig: true }),
  'night-big-called': withNight(galleryDuel.night, { ...waiting, ...inTree, nightBig: true }),
  'dialog-go-agent': withGoAgent('resident', gallerySeal),
  'dialog-go-agent-barred': withGoAgent('none', championStays),
  'dialog-night-pause': withNight(running, { ...moving, dialog: 'nightPause' }),
  'dialog-night-resume': withNight(moved, { dialog: 'nightResume' }),
  'dialog-night-end': withNight(paused, { dialog: 'nightEnd', labels: firstLabels }),
  'dialog-night-export': withNight(reached, { dialog: 'nightExport' }),
  'dialog-night-exporting': withNight(reached, {
    dialog: 'nightExport',
    nightExport: { ...exporting, state: 'running', done: 57, total: 130, report: null },
  }),
  'dialog-night-exported': withNight(reached, { dialog: 'nightExport', nightExport: exporting }),
  'dialog-night-row': withNight(reached, { dialog: 'nightRow' }),
  'dialog-keys-night': withNight(running, { ...moving, dialog: 'keys' }),
} as const satisfies Readonly<Record<string, WindowState>>;
