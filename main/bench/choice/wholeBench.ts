/**
 * Whether a bench that somebody put together is whole: every port and camera there and named once, under whatever names
 * the system has for it. Opens nothing; a device that is unplugged now may still be part of a bench.
 */
import { realpathSync } from 'node:fs';
import type { BenchChoice, CameraChoice } from '../../base/model/phaseOne.ts';

export const simulatedBenchId = 'simulated';

/** The device itself: two names of one port are one port. */
function deviceOf(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return name; // not there now, or an address
  }
}

function firstTwice(values: readonly string[]): string | null {
  return values.find((value, index) => values.indexOf(value) !== index) ?? null;
}

function problemOfCamera({ role, device }: CameraChoice): string | null {
  if (device.startsWith('/')) return null;
  if (/^rtsps?:\/\/[^/]+/.test(device) && URL.canParse(device)) return null;
  return `the ${role} camera's device "${device}" is neither a path (/dev/video0) nor an rtsp:// address`;
}

/** What is missing or stands twice, with what to do; null when it is whole. */
export function problemOfBench(bench: BenchChoice): string | null {
  const { followerPort, leaderPort, cameras } = bench;
  if (bench.kind === 'simulated') return 'the simulated bench brings its own devices';
  if (bench.id === simulatedBenchId) return `"${simulatedBenchId}" is the simulated bench's name`;
  if (followerPort === null) return 'the arm (follower) has no port yet: choose one';
  for (const port of [followerPort, leaderPort]) {
    if (port !== null && !port.startsWith('/'))
      return `the port "${port}" is no path like /dev/ttyACM0`;
  }
  if (leaderPort !== null && deviceOf(leaderPort) === deviceOf(followerPort))
    return `leader and follower are both on ${leaderPort}: each needs a port of its own`;
  if (cameras.length === 0) return 'it has no camera yet: nothing can be judged without one';
  const role = firstTwice(cameras.map((camera) => camera.role));
  if (role !== null) return `two cameras have the role ${role}: each role is played once`;
  const device = firstTwice(cameras.map((camera) => deviceOf(camera.device)));
  if (device !== null) return `the camera ${device} plays two roles: each camera is used once`;
  return cameras.map(problemOfCamera).find((problem) => problem !== null) ?? null;
}
