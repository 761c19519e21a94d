/** The deck that acts on the real core through a connection. Handles each refusal once: it becomes words. */
import type { Clock } from '../../main/base/lib/clock.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import { type Painting, paintFrames } from '../draw/paintFrames.ts';
import type { Connection } from '../store/connection.ts';
import { useWindow } from '../store/windowStore.ts';
import { createAgentDeck } from './agentDeck.ts';
import { coreClipDeck } from './clipDeck.ts';
import type { Deck } from './deck.ts';
import { fetchPicture, fetchPlayback } from './fetchRecord.ts';
import { createPhaseOneDeck } from './phaseOneDeck.ts';

/** Later than this without an answer, a person is told that the stop is not confirmed. */
const stopConfirmMs = 1_000;

/** More than a bad night has; the whole list is a matter for the command line. */
const pastAlertsShown = 200;

function refuse(what: string, thrown: unknown): void {
  const error = toBenchError(thrown);
  const refusal = { what, message: error.message, hint: error.hint ?? null };
  useWindow.setState({ refusal });
}

function createStop(connection: Connection, clock: Clock): Deck['stop'] {
  return (reason) => {
    const online = useWindow.getState().link.kind === 'online';
    useWindow.setState({ stop: { kind: online ? 'sent' : 'waiting' } });
    const late = clock.after(stopConfirmMs, () => {
      if (useWindow.getState().stop.kind === 'sent') {
        const message = 'The core has not confirmed the stop. Use the hardware stop.';
        useWindow.setState({ stop: { kind: 'failed', message } });
      }
    });
    connection.call('bench.stop', { reason }, { urgent: true }).then(
      ({ wroteAfterMs }) => {
        late[Symbol.dispose]();
        const message = 'Stopped, but no hold reached the bus. Use the hardware stop.';
        const stop = wroteAfterMs === null ? ({ kind: 'failed', message } as const) : null;
        useWindow.setState({ stop: stop ?? { kind: 'none' } });
      },
      (thrown: unknown) => {
        late[Symbol.dispose]();
        const message = `The stop failed: ${toBenchError(thrown).message}. Use the hardware stop.`;
        useWindow.setState({ stop: { kind: 'failed', message } });
      },
    );
  };
}

/** The pictures that are painted now. */
/** At night nobody does a thing at a bench that nobody drives. */
function rests(): boolean {
  const { screen, bench } = useWindow.getState();
  return screen === 'night' && bench?.lease === 'none';
}

function createPictures(connection: Connection): Pick<Deck, 'showCamera' | 'streamFigures'> {
  const shown = new Map<string, { painting: Painting; canvases: Set<HTMLCanvasElement> }>();
  return {
    // A dialog may show the camera that the view under it shows: the core sends its pictures once.
    showCamera: (role, canvas) => {
      const known = shown.get(role);
      const canvases = known?.canvases ?? new Set();
      canvases.add(canvas);
      if (known === undefined) {
        shown.set(role, { painting: paintFrames(connection, role, canvases, rests), canvases });
      }
      return {
        [Symbol.dispose]: () => {
          canvases.delete(canvas);
          const now = shown.get(role);
          if (canvases.size > 0 || now?.canvases !== canvases) return;
          now.painting[Symbol.dispose]();
          shown.delete(role);
        },
      };
    },
    streamFigures: () =>
      new Map([...shown].map(([role, { painting }]) => [role, painting.figures])),
  };
}

function createDebugDeck(
  connection: Connection,
  ask: (what: string, run: () => Promise<unknown>) => Promise<boolean>,
): Pick<Deck, 'watchDebug' | 'setFault' | 'clearFaults'> {
  return {
    watchDebug: () => {
      const watching = connection.subscribeState('debug', (debug) =>
        useWindow.setState((state) => ({ debug, debugBefore: state.debug })),
      );
      return {
        [Symbol.dispose]: () => {
          watching[Symbol.dispose]();
          useWindow.setState({ debug: null, debugBefore: null });
        },
      };
    },
    setFault: (fault) => ask('Switch fault', () => connection.call('sim.fault', { fault })),
    clearFaults: () =>
      ask('Clear all faults', async () => {
        for (const fault of useWindow.getState().debug?.faults ?? []) {
          await connection.call('sim.fault', { fault: { ...fault, on: false } });
        }
      }),
  };
}

export function createCoreDeck(connection: Connection, clock: Clock): Deck {
  const ask = async (what: string, run: () => Promise<unknown>): Promise<boolean> => {
    useWindow.setState({ refusal: null });
    try {
      await run();
      return true;
    } catch (thrown) {
      refuse(what, thrown);
      return false;
    }
  };
  return {
    stop: createStop(connection, clock),
    resume: () => {
      // Names the stop that is shown: one that came meanwhile stands.
      const stop = useWindow.getState().bench?.stopped?.count;
      void ask('Resume', () => connection.call('bench.resume', stop === undefined ? {} : { stop }));
    },
    runTrials: (args) => ask('Run trials', () => connection.call('trial.run', args)),
    endRun: (batchId) => void ask('End run', () => connection.call('trial.cancel', { batchId })),
    moveObject: (object, pose) =>
      ask('Move object', () => connection.call('sim.hand', { object, pose })),
    pastAlerts: () => connection.call('alert.list', { limit: pastAlertsShown }),
    showTrial: (id) => connection.call('trial.show', { id }),
    listTrials: (query) => connection.call('trial.list', query),
    countTrials: (filter) => connection.call('trial.facets', filter),
    placeOfTrial: async (id, filter) =>
      (await connection.call('trial.place', { id, ...filter })).place,
    verifyTrial: (id) => connection.call('trial.verify', { id }),
    revealTrial: (id) => ask('Open folder', () => connection.call('trial.reveal', { id })),
    loadPlayback: fetchPlayback,
    loadPicture: fetchPicture,
    retryNow: () => connection.retryNow(),
    copy: (text) => ask('Copy', () => navigator.clipboard.writeText(text)),
    ...createPictures(connection),
    ...createDebugDeck(connection, ask),
    ...createAgentDeck(connection, ask),
    ...createPhaseOneDeck(connection, refuse),
    ...coreClipDeck,
    videoUrl: (trialId, file) => `/trials/${trialId}/${file}`,
    rowFilmUrl: (nightId) => `/nights/${nightId}/row.mp4`,
  };
}
