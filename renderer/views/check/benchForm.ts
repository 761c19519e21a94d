/**
 * A bench as a person puts it together: which ports, which cameras in which roles. Says what is missing before anything
 * is saved; by the contract's own schema, and by what makes a bench whole. Pure.
 */
import { benchChoiceSchema } from '../../../main/base/api/phaseOneCommands.ts';
import type { BenchChoice, CameraChoice, FoundDevices } from '../../../main/base/model/phaseOne.ts';

export const mostCameras = 4;

export const rolesOffered = ['overhead', 'front', 'left', 'right', 'wrist'] as const;

/** A name as an id: `Lab, left table` is `lab-left-table`. */
export function idOfName(name: string, taken: readonly string[]): string {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 36);
  const first = plain === '' ? 'bench' : plain;
  if (!taken.includes(first)) return first;
  for (let number = 2; ; number++) {
    const id = `${first}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

/** A new real bench from what is plugged in: nothing is guessed but the first free role. */
export function newBench(taken: readonly string[]): BenchChoice {
  return {
    id: idOfName('real bench', taken),
    name: '',
    kind: 'real',
    followerPort: null,
    leaderPort: null,
    cameras: [],
  };
}

export function newCamera(cameras: readonly CameraChoice[], found: FoundDevices): CameraChoice {
  const role = rolesOffered.find((each) => !cameras.some((camera) => camera.role === each));
  const free = found.cameras.find(
    ({ device }) => !cameras.some((camera) => camera.device === device),
  );
  return {
    role: role ?? '',
    device: free?.device ?? '',
    widthPx: 640,
    heightPx: 480,
    rateHz: 30,
  };
}

const twice = (values: readonly string[]): string | undefined =>
  values.find((value, index) => values.indexOf(value) !== index);

/** What is missing or wrong, the first of it, in words; null when the bench is whole. */
export function benchMissing(bench: BenchChoice, others: readonly BenchChoice[]): string | null {
  if (bench.name.trim() === '') return 'Name the bench.';
  if (others.some((other) => other.id !== bench.id && other.name === bench.name.trim()))
    return 'Another bench has this name.';
  if (bench.kind === 'simulated') return null;
  if (bench.followerPort === null) return 'Choose the port of the arm.';
  if (bench.leaderPort === bench.followerPort)
    return 'The leader is on the same port as the arm: choose another one, or none.';
  if (bench.cameras.length === 0) return 'Add at least one camera.';
  for (const camera of bench.cameras) {
    if (!/^[a-z][a-z0-9_-]{0,19}$/.test(camera.role))
      return 'A role is a small letter, then small letters, digits, - or _.';
    if (camera.device.trim() === '') return `Choose the device of the ${camera.role} camera.`;
  }
  const role = twice(bench.cameras.map((camera) => camera.role));
  if (role !== undefined) return `Two cameras are called ${role}: every role once.`;
  const device = twice(bench.cameras.map((camera) => camera.device));
  if (device !== undefined) return `Two roles have the same camera ${device}.`;
  const read = benchChoiceSchema.safeParse(bench);
  return read.success ? null : `${read.error.issues[0]?.path.join(' ')}: not accepted.`;
}
