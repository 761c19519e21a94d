/**
 * Where the eye of the 3-D view stands: on a sphere around a point of the table, bounded so that it stays above the
 * table, near enough to see and never upside down. Angles in radians, z up. Pure.
 */
import type { Vec3 } from './project.ts';

export interface Orbit {
  /** About z, from x: 0 looks from in front of the robot towards it. */
  readonly azimuthRad: number;
  /** Above the horizon. */
  readonly elevationRad: number;
  readonly distanceM: number;
}

/** From the front left of the robot, a little above: the arm, its envelope and the table in one look. */
export const firstOrbit: Orbit = { azimuthRad: -0.68, elevationRad: 0.5, distanceM: 1.25 };
export const orbitTarget: Vec3 = [0.17, 0, 0.1];

const elevation = { min: 0.03, max: Math.PI / 2 - 0.01 } as const;
const distance = { min: 0.3, max: 2.5 } as const;

const clamp = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, value));

export function turnOrbit(orbit: Orbit, azimuthRad: number, elevationRad: number): Orbit {
  const turned = orbit.azimuthRad + azimuthRad;
  return {
    ...orbit,
    azimuthRad: turned - 2 * Math.PI * Math.round(turned / (2 * Math.PI)),
    elevationRad: clamp(orbit.elevationRad + elevationRad, elevation.min, elevation.max),
  };
}

/** `by` under 1 comes nearer. */
export function zoomOrbit(orbit: Orbit, by: number): Orbit {
  return { ...orbit, distanceM: clamp(orbit.distanceM * by, distance.min, distance.max) };
}

export function orbitEye({ azimuthRad, elevationRad, distanceM }: Orbit): Vec3 {
  const flatM = distanceM * Math.cos(elevationRad);
  return [
    orbitTarget[0] + flatM * Math.cos(azimuthRad),
    orbitTarget[1] + flatM * Math.sin(azimuthRad),
    orbitTarget[2] + distanceM * Math.sin(elevationRad),
  ];
}

const stepRad = Math.PI / 24;
const zoomStep = 1.12;

/** What a key does to the view; null when it means nothing here. */
export function orbitByKey(orbit: Orbit, key: string): Orbit | null {
  switch (key) {
    case 'ArrowLeft':
      return turnOrbit(orbit, -stepRad, 0);
    case 'ArrowRight':
      return turnOrbit(orbit, stepRad, 0);
    case 'ArrowUp':
      return turnOrbit(orbit, 0, stepRad);
    case 'ArrowDown':
      return turnOrbit(orbit, 0, -stepRad);
    case '+':
    case '=':
      return zoomOrbit(orbit, 1 / zoomStep);
    case '-':
      return zoomOrbit(orbit, zoomStep);
    case 'Home':
      return firstOrbit;
    default:
      return null;
  }
}
