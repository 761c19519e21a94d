/** A deck that asks no core: it notes what was asked on the page, so that a test can see it, and draws pictures. */
import type { Deck } from '../actions/deck.ts';
import { useWindow } from '../store/windowStore.ts';
import { galleryDetail } from './galleryDetail.ts';
import { placeholderPicture } from './placeholderPicture.ts';
import { cameraModels, galleryJoints } from './plainData.ts';

function note(what: string): void {
  const root = document.documentElement;
  root.dataset.asked = `${root.dataset.asked ?? ''}${what};`;
}

export const galleryDeck: Deck = {
  stop: (reason) => note(`stop ${reason}`),
  resume: () => note('resume'),
  runTrials: (args) => {
    note(`run ${JSON.stringify(args)}`);
    return Promise.resolve(true);
  },
  endRun: (batchId) => note(`end ${batchId}`),
  moveObject: (object, pose) => {
    note(`hand ${object} ${JSON.stringify(pose)}`);
    return Promise.resolve(true);
  },
  showTrial: (id) => Promise.resolve(galleryDetail(useWindow.getState().trials, id)),
  retryNow: () => note('retry'),
  copy: () => Promise.resolve(true),
  showCamera: (role, canvas) => {
    const model = cameraModels.find((entry) => entry.role === role);
    if (model !== undefined) placeholderPicture(canvas, model, galleryJoints);
    return { [Symbol.dispose]: () => undefined };
  },
  streamFigures: () =>
    new Map(
      cameraModels.map(({ role }, index) => [
        role,
        { received: 5_412 - index, painted: 5_398 - index, dropped: 13, owed: 1 },
      ]),
    ),
  watchDebug: () => ({ [Symbol.dispose]: () => undefined }),
  setFault: (fault) => {
    note(`fault ${JSON.stringify(fault)}`);
    return Promise.resolve(true);
  },
  clearFaults: () => {
    note('clear faults');
    return Promise.resolve(true);
  },
  videoUrl: () => null,
};
