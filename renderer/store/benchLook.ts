/** How a person likes the bench screen. What was kept is read back with care: it may be old or odd. */

export interface BenchLook {
  /** The belief in 3-D, or in lines. */
  readonly scene3d: boolean;
  /** Joints as they are now, or over the last minute; both where there is room. */
  readonly joints: 'now' | 'minute';
}

export const firstBenchLook: BenchLook = { scene3d: true, joints: 'now' };

export function parseBenchLook(text: string | null): BenchLook {
  try {
    const kept: unknown = JSON.parse(text ?? '{}');
    const { scene3d, joints } = Object(kept) as Partial<Record<keyof BenchLook, unknown>>;
    return {
      scene3d: typeof scene3d === 'boolean' ? scene3d : firstBenchLook.scene3d,
      joints: joints === 'minute' ? joints : firstBenchLook.joints,
    };
  } catch {
    return firstBenchLook;
  }
}
