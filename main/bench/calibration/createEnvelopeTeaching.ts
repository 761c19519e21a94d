/**
 * Teaching the envelope by moving the arm: by hand while it is limp under the lease, or however else it moves (then no
 * lease is taken: whoever moves it has it). It watches rows and moves nothing; what is saved is the bench's envelope.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { SweepView } from '../../base/model/phaseOne.ts';
import type { Alerts } from '../alerts.ts';
import type { BenchBook } from '../choice/benchBook.ts';
import type { BenchLink } from '../link.ts';
import type { Station } from '../stationPorts.ts';
import { type LimpArm, openLimpArm, openLink, watchBench } from './limpArm.ts';
import { createSweptVolume, type SweptVolume } from './sweptVolume.ts';

export interface EnvelopeTeaching extends AsyncDisposable {
  readonly topic: StateTopic<SweepView | null>;
  /** Rejects `busy`, `unavailable`, and with `limp` `refused` while stopped. */
  begin(limp: boolean): Promise<void>;
  end(save: boolean, marginM: number): Promise<void>;
}

export interface TeachingParts {
  readonly station: Station;
  readonly benches: BenchBook;
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: Alerts;
}

interface Running {
  readonly volume: SweptVolume;
  readonly arm: LimpArm | null;
  /** Whose rows were watched. */
  readonly link: BenchLink;
  readonly benchId: string;
  readonly watching: DisposableStack;
}

const sweepAlert = 'sweep';
const rowsPerView = 5;

export function createEnvelopeTeaching(parts: TeachingParts): EnvelopeTeaching {
  const { station, benches, alerts } = parts;
  const topic = createStateTopic<SweepView | null>(null);
  let running: Running | null = null;
  let beginning: Promise<LimpArm | null> | null = null;
  const close = async (): Promise<void> => {
    const old = running;
    running = null;
    topic.set(null);
    old?.watching.dispose();
    await old?.arm?.release(true);
  };
  const ended = (why: string): void => {
    if (running === null) return;
    const message = `Teaching the envelope ended: ${why}. Nothing of it was saved.`;
    alerts.raise(sweepAlert, 'warning', message, 'Begin it again when the arm is there.');
    void close();
  };
  return {
    topic,
    async begin(limp) {
      if (running !== null || beginning !== null)
        throw new BenchError('busy', 'the envelope is being taught already', {
          hint: 'end that first',
        });
      alerts.clear(sweepAlert);
      let arm: LimpArm | null = null;
      try {
        beginning = limp ? openLimpArm({ ...parts, onEnd: ended }) : Promise.resolve(null);
        arm = await beginning;
      } finally {
        beginning = null;
      }
      const link = arm?.link ?? openLink(station);
      const volume = createSweptVolume();
      const watching = new DisposableStack();
      const benchId = benches.current.id;
      running = { volume, arm, link, benchId, watching };
      watching.use(watchBench(station, link, ended));
      watching.use(
        link.onState(({ state }) => {
          if (state.mode !== 'offline') volume.feed(state.positionRad);
          const { view } = volume;
          if (view.rows % rowsPerView === 0) topic.set(view);
        }),
      );
      topic.set(volume.view);
      // Between the opening and now nobody would have heard.
      if (station.link !== link) ended('the bench went away');
    },
    async end(save, marginM) {
      if (running === null)
        throw new BenchError('refused', 'the envelope is not being taught', { hint: 'begin it' });
      if (save) {
        const { volume, link, benchId } = running;
        // Another bench, or this one with another calibration: what was seen is not where the arm is now.
        if (benches.current.id !== benchId || station.link !== link)
          throw new BenchError('refused', 'the bench was opened anew since this began', {
            hint: 'end it without saving, then teach the envelope again',
          });
        const edit = volume.edit(marginM, station.envelope, benches.calibration('follower'));
        benches.saveEnvelope(edit, 'swept');
      }
      await close();
    },
    async [Symbol.asyncDispose]() {
      await beginning?.catch(() => undefined);
      await close();
    },
  };
}
