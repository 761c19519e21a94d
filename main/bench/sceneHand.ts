/**
 * What a person may do to the simulated bench from outside: its scene, its fault switches, the hand on its table. Whatever
 * changes the scene is said, because it voids the trial that runs. A real bench refuses all of it.
 */
import { BenchError } from '../base/model/errors.ts';
import type { FaultSwitch, PlanarPose, SceneSettings } from '../base/model/scene.ts';
import type { OpenedBench } from './benchOpening.ts';
import type { Simulator } from './simulator.ts';
import type { OpenOptions } from './stationPorts.ts';

export interface SceneHandParts {
  readonly bench: () => OpenedBench | null;
  readonly isReal: () => boolean;
  /** Somebody has the bench. */
  readonly isHeld: () => boolean;
  readonly touched: (why: string) => void;
  readonly open: (options: OpenOptions) => Promise<unknown>;
}

export interface SceneHand {
  readonly settings: SceneSettings;
  setScene(next: SceneSettings): Promise<void>;
  setFault(fault: FaultSwitch): Promise<void>;
  move(object: string, pose: PlanarPose): Promise<void>;
}

export function createSceneHand(parts: SceneHandParts): SceneHand {
  let settings: SceneSettings = {};
  const refuseReal = (): void => {
    if (!parts.isReal()) return;
    throw new BenchError('refused', 'this bench is a real one: there is no scene to change', {
      hint: 'choose the simulated bench first',
    });
  };
  const simulatorNow = (): Simulator => {
    refuseReal();
    const simulator = parts.bench()?.devices.simulator ?? null;
    if (simulator === null) throw new BenchError('unavailable', 'no simulated bench is open');
    return simulator;
  };
  return {
    get settings() {
      return settings;
    },
    async setScene(next) {
      refuseReal();
      const touched = (): void => parts.touched('the simulated scene was changed');
      const wanted = { ...settings, ...next };
      const bench = parts.bench();
      const simulator = bench?.devices.simulator ?? null;
      const sameCameras = (['imageSize', 'frameRateHz'] as const).every(
        (key) => wanted[key] === settings[key],
      );
      if (simulator !== null && sameCameras) {
        touched();
        await simulator.set(wanted);
      } else if (parts.isHeld()) {
        throw new BenchError('refused', 'the cameras cannot change while a run has the bench', {
          hint: 'end the run first',
        });
      }
      settings = wanted;
      // A trial that began meanwhile has the old settings in its provenance.
      touched();
      // New cameras are new devices: the bench is opened anew with them.
      if (bench !== null && !sameCameras) await parts.open(bench.options);
    },
    setFault: async (fault) => await simulatorNow().fault(fault),
    async move(object, pose) {
      const simulator = simulatorNow();
      if (!simulator.opened.objects.includes(object)) {
        throw new BenchError('bad-input', `there is no ${object} on the table`);
      }
      parts.touched(`a hand moved ${object}`);
      await simulator.hand(object, pose);
    },
  };
}
