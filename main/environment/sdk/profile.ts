/**
 * Speed profiles of one path parameter: accelerate, cruise, brake, from rest to rest. Pure numbers; whether the
 * parameter is metres or radians is the caller's business.
 */

export interface SpeedLimit {
  /** Largest rate of the parameter, per second. */
  readonly speed: number;
  /** Largest change of that rate, per second squared. */
  readonly acceleration: number;
}

/** Seconds to travel `length` (≥ 0) from rest to rest. */
export function travelTimeS(length: number, limit: SpeedLimit): number {
  const ramp = (limit.speed * limit.speed) / limit.acceleration;
  if (length <= ramp) return 2 * Math.sqrt(length / limit.acceleration);
  return length / limit.speed + limit.speed / limit.acceleration;
}

/** How far along `length` one is after `timeS`; 0 before the start, `length` after the end. */
export function travelled(length: number, limit: SpeedLimit, timeS: number): number {
  const total = travelTimeS(length, limit);
  if (timeS <= 0) return 0;
  if (timeS >= total) return length;
  const rampS = Math.min(limit.speed / limit.acceleration, total / 2);
  if (timeS <= rampS) return 0.5 * limit.acceleration * timeS * timeS;
  const leftS = total - timeS;
  if (leftS <= rampS) return length - 0.5 * limit.acceleration * leftS * leftS;
  return 0.5 * limit.acceleration * rampS * rampS + limit.speed * (timeS - rampS);
}

/**
 * Fractions 0 < u ≤ 1 of the path at the end of each period; the last is exactly 1. A path without length takes
 * one period.
 */
export function sampleTravel(length: number, limit: SpeedLimit, periodS: number): number[] {
  const total = travelTimeS(length, limit);
  const count = Math.max(1, Math.ceil(total / periodS - 1e-9));
  if (length <= 0) return [1];
  // Stretched to a whole number of periods, so that the last one brakes as gently as the first.
  const stretch = total / (count * periodS);
  return Array.from({ length: count }, (_, k) =>
    k === count - 1 ? 1 : travelled(length, limit, (k + 1) * periodS * stretch) / length,
  );
}
