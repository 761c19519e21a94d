/** Plain made-up clips for the gallery: 412, of which 287 are labelled. Sums are counted, figures mean nothing. */
import { createRng } from '../../main/base/lib/rng.ts';
import type {
  ClipSummary,
  ClipView,
  Label,
  LabelValue,
  SplitPlan,
} from '../../main/base/model/episode.ts';
import type { ClipBook } from '../store/clipBook.ts';
import type { GalleryAnswers } from './galleryAnswers.ts';

const wallTime = '2026-01-14T13:46:05.000Z';
const lengthMs = 25_900;
const near = ['Beside the box', 'Turned past 10°', 'Bar over the edge', 'T partly hidden'];
const wanted = [30, 30, 30, 20];

const labelOf = (value: LabelValue, by: string): Label => ({
  value,
  decidedMs: value === 'unclear' ? null : 24_733,
  by,
  wallTime,
  why: '',
});

export function galleryClips(count: number, labelled: number): readonly ClipView[] {
  const rng = createRng(5);
  return Array.from({ length: count }, (_, index): ClipView => {
    const draw = rng.uniform();
    const value: LabelValue = draw < 0.36 ? 'success' : draw < 0.93 ? 'failure' : 'unclear';
    const name = value === 'failure' && draw < 0.62 ? (near[rng.below(near.length)] ?? null) : null;
    const first = index < labelled ? labelOf(value, 'Maria') : undefined;
    const looked = first !== undefined && index % 4 === 0;
    const second = looked ? labelOf(index % 52 === 0 ? 'unclear' : value, 'Jonas') : undefined;
    const disagrees = second !== undefined && second.value !== value;
    return {
      id: `clip-${String(index + 1).padStart(6, '0')}`,
      task: 'push-t',
      source: 'demo',
      recordingId: `rec-${index + 1}`,
      demoId: `demo-${String(index + 1).padStart(6, '0')}`,
      roles: ['overhead', 'front'],
      fromMs: 0,
      toMs: lengthMs,
      nearMiss: name,
      hint: index === labelled ? 'success' : null,
      looks: {
        ...(first === undefined ? {} : { first }),
        ...(second === undefined ? {} : { second }),
      },
      label: disagrees ? null : (first ?? null),
      disagrees,
      locked: false,
      revision: index + 1,
    };
  });
}

export const galleryBook = (count: number, labelled: number): ClipBook => ({
  task: 'push-t',
  revision: count,
  clips: galleryClips(count, labelled),
});

export function summaryOf({ clips, revision }: ClipBook, locked = 96): ClipSummary {
  const having = (value: Label['value']): number =>
    clips.filter(({ label }) => label?.value === value).length;
  const both = clips.filter(({ looks }) => looks.second !== undefined).length;
  return {
    task: 'push-t',
    revision,
    clips: clips.length,
    labelled: clips.filter(({ looks }) => looks.first !== undefined).length,
    success: having('success'),
    failure: having('failure'),
    unclear: having('unclear'),
    leftOut: having('left-out'),
    quotas: {
      success: { name: 'Success', have: having('success'), want: 120 },
      failure: { name: 'Failure', have: having('failure'), want: 240 },
      nearMisses: near.map((name, index) => ({
        name,
        have: clips.filter((clip) => clip.nearMiss === name && clip.label !== null).length,
        want: wanted[index] ?? 20,
      })),
    },
    looks: {
      both,
      disagree: clips.filter(({ disagrees }) => disagrees).length,
      kappa: both > 1 ? 0.94 : null,
    },
    locked:
      locked === 0
        ? null
        : {
            setId: 'locked-0001',
            positives: 48,
            negatives: locked,
            recordings: 131,
            fprBelow: 1 - 0.05 ** (1 / locked),
            uses: 2,
            wallTime,
          },
    canUndo: true,
  };
}

export const galleryPlan: SplitPlan = {
  task: 'push-t',
  negativesWanted: 59,
  seed: 1,
  recordings: Array.from({ length: 88 }, (_, index) => `rec-${index + 1}`),
  clips: Array.from({ length: 91 }, (_, index) => `clip-${String(index + 1).padStart(6, '0')}`),
  positives: 31,
  negatives: 60,
  fprBelow: 1 - 0.05 ** (1 / 60),
  byKind: {
    other: { locked: 35, learning: 56 },
    [near[0] ?? '']: { locked: 9, learning: 14 },
    [near[1] ?? '']: { locked: 8, learning: 12 },
    [near[2] ?? '']: { locked: 5, learning: 7 },
    [near[3] ?? '']: { locked: 3, learning: 6 },
  },
  needSecond: [],
  needSettling: [],
  short: [],
  thin: [],
};

export const clipAnswers: GalleryAnswers = {
  'clip.split': ({ negatives }) => ({
    ...galleryPlan,
    negativesWanted: negatives,
    needSecond: negatives === 59 ? [] : galleryPlan.clips.slice(0, 34),
    short: negatives === 299 ? ['138 more failures, 4 of them with the T partly hidden'] : [],
  }),
  'clip.list': ({ since }) => ({
    clips: since === undefined || since === 0 ? galleryClips(412, 287) : [],
    gone: [],
    revision: 412,
    more: false,
  }),
  'clip.label': () => [],
  'clip.undo': () => ({ changed: ['clip-000287'], words: 'failure: clip-000287' }),
};
