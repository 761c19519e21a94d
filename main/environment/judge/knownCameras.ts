/**
 * The models of a bench's cameras, also while none of them is open: those that were seen last, kept in the cache by bench
 * and calibration. A judge by geometry answers by them, so that it says the same of a clip whether a bench stands or not.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CameraModel } from '../../base/model/camera.ts';
import { writeWholeFile } from '../../store/wholeFile.ts';

const finite = z.number();
const modelSchema: z.ZodType<CameraModel> = z.strictObject({
  role: z.string().max(20),
  widthPx: z.int().min(1).max(8192),
  heightPx: z.int().min(1).max(8192),
  focalPx: finite,
  centreXPx: finite,
  centreYPx: finite,
  worldFromCamera: z.array(finite).length(16),
});
const fileSchema = z.strictObject({
  version: z.literal(1),
  bench: z.string(),
  cameras: z.array(modelSchema).max(8),
});

export interface KnownCameras {
  /** Of the bench as it is set now; empty where nobody ever saw them. */
  now(): readonly CameraModel[];
}

export interface KnownCamerasPorts {
  readonly file: string;
  /** Names bench and calibration: others have other cameras. */
  readonly bench: () => string;
  /** Of what is open; empty while nothing is. */
  readonly open: () => readonly CameraModel[];
}

function load(file: string): z.infer<typeof fileSchema> | null {
  try {
    if (!existsSync(file)) return null;
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function createKnownCameras({ file, bench, open }: KnownCamerasPorts): KnownCameras {
  let known = load(file);
  return {
    now() {
      const name = bench();
      const cameras = open();
      if (cameras.length === 0) return known?.bench === name ? known.cameras : [];
      const made = { version: 1 as const, bench: name, cameras: [...cameras] };
      if (JSON.stringify(known) !== JSON.stringify(made)) {
        known = made;
        try {
          writeWholeFile(file, JSON.stringify(made));
        } catch {
          // It is a cache: seen again, it is kept again.
        }
      }
      return cameras;
    },
  };
}
