/**
 * The benches of this data folder and what is stored of each: which devices, its envelope, the calibrations of its
 * servos and cameras. One is current, and the ledger says which. The simulated bench is always there. What is saved is on
 * the disk, whole, before it counts; a file that a crash kept out of the ledger is entered at the next start. Opens no
 * device.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import type { Log } from '../../base/lib/log.ts';
import { createSignal } from '../../base/lib/topic.ts';
import type { Envelope, JointCalibration } from '../../base/model/arm.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type {
  ArmName,
  BenchChoice,
  CameraCalibration,
  EnvelopeEdit,
} from '../../base/model/phaseOne.ts';
import { benchesDir } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { storageError } from '../../store/storageError.ts';
import { editedEnvelope } from '../benchEnvelope.ts';
import {
  armFile,
  cameraCalibrationSchema,
  cameraFile,
  choiceFile,
  complaintsOf,
  envelopeEditSchema,
  envelopeFile,
  jointsSchema,
  readBench,
  removeBenchFile,
  type StoredBench,
  setBenchFileAside,
  writeBenchFile,
} from './benchFiles.ts';
import { type BenchSetup, setupFrom } from './benchSetup.ts';
import { enterMissed, hashOf, type StoredEntry } from './missedEntries.ts';
import { problemOfBench, simulatedBenchId } from './wholeBench.ts';

export interface BenchBook {
  readonly current: BenchChoice;
  /** What cannot be read of what is stored, in words; the bench it belongs to cannot be chosen. */
  readonly problems: readonly string[];
  list(): readonly BenchChoice[];
  /** @throws BenchError `bad-input` when it is not whole (two cameras of one role, one port twice), `storage`. */
  save(bench: BenchChoice): void;
  /** @throws BenchError `refused` for the simulated and the current one. */
  remove(benchId: string): void;
  /** @throws BenchError `not-found`, `storage` with what of it cannot be read. */
  choose(benchId: string): void;
  /** @throws like `choose`; changes nothing. */
  find(benchId: string): BenchChoice;
  /** @throws like `choose`. */
  setupOf(benchId: string): BenchSetup;
  /** Of the current bench, like all below. The arm's nominal one where none was made. */
  calibration(arm: ArmName): readonly JointCalibration[];
  /** It was really calibrated; the simulated arm is by its making. */
  isCalibrated(arm: ArmName): boolean;
  saveCalibration(arm: ArmName, joints: readonly JointCalibration[]): void;
  envelope(): Envelope;
  /** Null when nobody ever set it. */
  envelopeEdit(): EnvelopeEdit | null;
  saveEnvelope(edit: EnvelopeEdit, how: 'numbers' | 'swept'): void;
  cameraCalibrations(): readonly CameraCalibration[];
  saveCameraCalibration(calibration: CameraCalibration): void;
  /** SHA-256 over the servos' and cameras' calibrations: travels with every trial and demo. */
  calibrationHash(): string;
  /** Of the cameras' alone; null where none is stored. */
  cameraCalibrationHash(): string | null;
  onChange(on: () => void): Disposable;
}

export interface BenchBookPorts {
  readonly dataDir: string;
  readonly ledger: Pick<Ledger, 'append' | 'notes'>;
  readonly log: Log;
}

const simulated: BenchChoice = {
  id: simulatedBenchId,
  name: 'Simulated bench',
  kind: 'simulated',
  followerPort: null,
  leaderPort: null,
  cameras: [],
};

function readAll(dir: string): Map<string, StoredBench> {
  const found = new Map<string, StoredBench>();
  try {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (!entry.isDirectory() || !/^[a-z][a-z0-9-]{0,39}$/.test(entry.name)) continue;
      found.set(entry.name, readBench(path.join(dir, entry.name)));
    }
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'ENOENT') throw storageError(dir, thrown);
  }
  return found;
}

/** Of a real bench: a bench folder without `bench.json` is what a removal or a first save left behind. */
function isListed(id: string, stored: StoredBench): boolean {
  return stored.choice !== null && stored.choice.id === id && stored.choice.kind === 'real';
}

/** @throws BenchError `storage` when the folder or the ledger can't be read; a broken file is only a problem. */
export function openBenchBook(ports: BenchBookPorts): BenchBook {
  const { ledger, log } = ports;
  const dir = benchesDir(ports.dataDir);
  const dirOf = (id: string): string => path.join(dir, id);
  const benches = readAll(dir);
  const changes = createSignal<null>();
  const none = (): StoredBench => readBench(path.join(dir, '.none'));
  const storedOf = (id: string): StoredBench => benches.get(id) ?? none();
  const problemsOf = (id: string): readonly string[] =>
    [...storedOf(id).problems].map(
      ([file, why]) => `${path.join(dirOf(id), file)} cannot be used: ${why}`,
    );
  const find = (id: string): BenchChoice => {
    if (id === simulatedBenchId) return simulated;
    const [problem] = problemsOf(id);
    if (problem !== undefined)
      throw new BenchError('storage', problem, {
        hint: 'Bring the file back from a copy, or save this bench again and calibrate it anew.',
      });
    const stored = benches.get(id);
    if (stored === undefined || !isListed(id, stored) || stored.choice === null)
      throw new BenchError('not-found', `there is no bench "${id}"`);
    return stored.choice;
  };
  let lost: string | null = null;
  const lastChosen = (): string => {
    const body = ledger.notes('bench-chosen', 1)[0]?.body as { benchId: string } | undefined;
    const id = body?.benchId ?? simulatedBenchId;
    try {
      return find(id).id;
    } catch (thrown) {
      const why = toBenchError(thrown).message;
      lost = `The bench "${id}" that was chosen last cannot be used (${why}): the simulated one is.`;
      log.log('error', lost);
      return simulatedBenchId;
    }
  };
  let current = lastChosen();
  enterMissed(ports, benches);

  const setupOf = (id: string): BenchSetup => setupFrom(find(id), storedOf(id));
  const now = (): BenchSetup => setupOf(current);
  const editNow = (): EnvelopeEdit | null => storedOf(current).envelope?.edit ?? null;
  const reread = (id: string): void => {
    benches.set(id, readBench(dirOf(id)));
    changes.emit(null);
  };
  const keep = (file: string, value: unknown, entry: StoredEntry): void => {
    writeBenchFile(dirOf(current), file, value);
    reread(current);
    ledger.append(entry);
  };
  return {
    get current() {
      return find(current);
    },
    get problems() {
      const all = [...benches.keys()].flatMap(problemsOf);
      return lost === null ? all : [lost, ...all];
    },
    list: () => [
      simulated,
      ...[...benches]
        .filter(([id, stored]) => isListed(id, stored))
        .map(([, stored]) => stored.choice)
        .filter((choice) => choice !== null),
    ],
    find,
    save(bench) {
      const problem = problemOfBench(bench);
      if (problem !== null) throw new BenchError('bad-input', problem);
      const { id } = bench;
      const before = benches.get(id);
      // Another device is another calibration. Forgotten before the new one stands, so that no crash keeps them together.
      const old = before?.choice ?? null;
      if (old !== null && old.followerPort !== bench.followerPort)
        removeBenchFile(dirOf(id), armFile('follower'));
      if (old !== null && old.leaderPort !== bench.leaderPort)
        removeBenchFile(dirOf(id), armFile('leader'));
      for (const camera of old?.cameras ?? []) {
        const now = bench.cameras.find(({ role }) => role === camera.role);
        if (now?.device !== camera.device) removeBenchFile(dirOf(id), cameraFile(camera.role));
      }
      // What nobody can read is no calibration: it is kept beside, and the bench counts as not calibrated.
      for (const file of before?.problems.keys() ?? []) setBenchFileAside(dirOf(id), file);
      writeBenchFile(dirOf(id), choiceFile, bench);
      reread(id);
    },
    remove(id) {
      if (id === simulatedBenchId)
        throw new BenchError('refused', 'the simulated bench is always there');
      if (id === current)
        throw new BenchError('refused', 'this bench is in use', {
          hint: 'choose another one first',
        });
      if (!benches.has(id)) throw new BenchError('not-found', `there is no bench "${id}"`);
      try {
        // First what makes it a bench: a removal that is cut short leaves none.
        removeBenchFile(dirOf(id), choiceFile);
        rmSync(dirOf(id), { recursive: true, force: true });
      } catch (thrown) {
        throw storageError(dirOf(id), thrown);
      }
      benches.delete(id);
      changes.emit(null);
    },
    choose(id) {
      find(id);
      if (id === current && lost === null) return;
      ledger.append({ kind: 'bench-chosen', benchId: id });
      current = id;
      lost = null;
      changes.emit(null);
    },
    setupOf,
    calibration: (arm) =>
      arm === 'follower'
        ? now().calibration
        : (storedOf(current).arms.leader ?? simulatedCalibration),
    isCalibrated: (arm) => current === simulatedBenchId || storedOf(current).arms[arm] !== null,
    saveCalibration(arm, joints) {
      const parsed = jointsSchema.safeParse(joints);
      if (!parsed.success)
        throw new BenchError('bad-input', `this is no calibration: ${complaintsOf(parsed.error)}`);
      if (arm === 'follower') editedEnvelope(editNow(), parsed.data);
      const hash = hashOf(parsed.data);
      const entry = { kind: 'servos-calibrated', benchId: current, arm, hash } as const;
      keep(armFile(arm), parsed.data, entry);
    },
    envelope: () => now().envelope,
    envelopeEdit: editNow,
    saveEnvelope(given, how) {
      const parsed = envelopeEditSchema.safeParse(given);
      if (!parsed.success)
        throw new BenchError('bad-input', `this is no envelope: ${complaintsOf(parsed.error)}`);
      const edit = parsed.data;
      editedEnvelope(edit, now().calibration);
      const entry = { kind: 'envelope-set', benchId: current, how, hash: hashOf(edit) } as const;
      keep(envelopeFile, { how, edit }, entry);
    },
    cameraCalibrations: () => now().cameraCalibrations,
    saveCameraCalibration(given) {
      const parsed = cameraCalibrationSchema.safeParse(given);
      if (!parsed.success)
        throw new BenchError('bad-input', `this is no calibration: ${complaintsOf(parsed.error)}`);
      const { role, reprojectionPx } = parsed.data;
      const hash = hashOf(parsed.data);
      const entry = { kind: 'camera-calibrated', role, hash, reprojectionPx } as const;
      keep(cameraFile(role), parsed.data, { ...entry, benchId: current });
    },
    calibrationHash() {
      const { calibration, cameraCalibrations } = now();
      return hashOf({ follower: calibration, cameras: cameraCalibrations });
    },
    cameraCalibrationHash() {
      const { cameraCalibrations } = now();
      return cameraCalibrations.length === 0 ? null : hashOf(cameraCalibrations);
    },
    onChange: (on) => changes.on(on),
  };
}
