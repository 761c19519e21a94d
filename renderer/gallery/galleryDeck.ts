/** A deck that asks no core: it notes what was asked on the page, so that a test can see it, and draws pictures. */
import { must } from '../../main/base/lib/assert.ts';
import type { Deck } from '../actions/deck.ts';
import { useWindow } from '../store/windowStore.ts';
import { galleryCheck, galleryDetail } from './galleryDetail.ts';
import { galleryFacets, galleryListing } from './galleryLedger.ts';
import { galleryPlayback } from './galleryPlayback.ts';
import { placeholderPicture } from './placeholderPicture.ts';
import { cameraModels, galleryJoints, galleryPastAlerts } from './plainData.ts';

function note(what: string): void {
  const root = document.documentElement;
  root.dataset.asked = `${root.dataset.asked ?? ''}${what};`;
}

const rowsNow = () => useWindow.getState().trials;

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
  pastAlerts: () => Promise.resolve(galleryPastAlerts),
  showTrial: async (id) => galleryDetail(rowsNow(), id),
  listTrials: (query) => Promise.resolve(galleryListing(rowsNow(), query)),
  countTrials: (filter) => Promise.resolve(galleryFacets(rowsNow(), filter)),
  placeOfTrial: (id, filter) => {
    const { rows } = galleryListing(rowsNow(), {
      ...filter,
      order: 'oldest',
      limit: Number.MAX_SAFE_INTEGER,
    });
    const place = rows.findIndex((row) => row.id === id);
    return Promise.resolve(place < 0 ? null : place);
  },
  verifyTrial: (id) => Promise.resolve(galleryCheck(galleryDetail(rowsNow(), id))),
  revealTrial: (id) => {
    note(`reveal ${id}`);
    return Promise.resolve(true);
  },
  loadPlayback: async (id) => galleryPlayback(id),
  loadPicture: async (_id, role, n) => {
    const canvas = document.createElement('canvas');
    const model = must(cameraModels.find((entry) => entry.role === role));
    placeholderPicture(canvas, model, [0.2 + n / 200, ...galleryJoints.slice(1)]);
    return new Promise((resolve) => canvas.toBlob((blob) => resolve(must(blob)), 'image/jpeg'));
  },
  retryNow: () => note('retry'),
  copy: () => Promise.resolve(true),
  showCamera: (role, canvas) => {
    const model = cameraModels.find((entry) => entry.role === role);
    if (model !== undefined) {
      placeholderPicture(canvas, model, galleryJoints);
      canvas.dataset.painted = 'true';
    }
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
