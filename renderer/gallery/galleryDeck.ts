/** A deck that asks no core: it notes what was asked on the page, so that a test can see it, and draws pictures. */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { Deck } from '../actions/deck.ts';
import type { TerminalListener } from '../store/terminalTopics.ts';
import { useWindow } from '../store/windowStore.ts';
import { claude, galleryAsked, galleryIdeas } from './galleryAgents.ts';
import { galleryAnswers } from './galleryAnswers.ts';
import { galleryCheck, galleryDetail } from './galleryDetail.ts';
import { galleryClipDeck } from './galleryFrames.ts';
import { galleryFacets, galleryListing } from './galleryLedger.ts';
import { galleryPlayback } from './galleryPlayback.ts';
import { galleryTranscript } from './galleryTranscript.ts';
import { placeholderPicture } from './placeholderPicture.ts';
import { cameraModels, galleryJoints, galleryPastAlerts } from './plainData.ts';

function note(what: string): void {
  const root = document.documentElement;
  root.dataset.asked = `${root.dataset.asked ?? ''}${what};`;
}

const rowsNow = () => useWindow.getState().trials;

/** The transcript, and whatever a test says on the page with a `gallery-output` event. */
function followTranscript(agentId: string, on: TerminalListener) {
  let end = 0;
  const say = (kind: 'output' | 'snapshot', bytes: Uint8Array): void => {
    end += bytes.byteLength;
    on.chunk({ agentId, kind, end, bytes });
  };
  const onOutput = (event: Event): void => {
    if (event instanceof CustomEvent) say('output', new TextEncoder().encode(String(event.detail)));
  };
  say('snapshot', galleryTranscript(agentId));
  document.addEventListener('gallery-output', onOutput);
  return {
    ack: () => undefined,
    [Symbol.dispose]: () => document.removeEventListener('gallery-output', onOutput),
  };
}

function answer<N extends CommandName>(name: N, args: CommandArgs<N>): CommandResult<N> {
  note(`${name} ${JSON.stringify(args)}`);
  return (galleryAnswers[name]?.(args) ?? null) as CommandResult<N>;
}

export const galleryDeck: Deck = {
  ask: async (_what, name, args) => ({ answer: answer(name, args) }),
  call: async (name, args) => answer(name, args),
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
  ...galleryClipDeck,
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
  rowFilmUrl: () => null,
  probeAgents: () => note('probe'),
  startAgent: (args) => {
    note(`start agent ${JSON.stringify(args)}`);
    return Promise.resolve(true);
  },
  endAgent: (agentId) => note(`end agent ${agentId}`),
  typeInto: (agentId, text) => {
    note(`type ${agentId} ${JSON.stringify(text)}`);
    return Promise.resolve();
  },
  resizeTerminal: () => undefined,
  followTerminal: followTranscript,
  agentTrials: (agentId) => Promise.resolve(agentId === claude.id ? galleryAsked : []),
  agentIdeas: () => Promise.resolve(galleryIdeas),
};
