/**
 * What a LeRobot v3 dataset says of itself in `meta/info.json`, checked: version, rate, features, where its files are.
 * Unknown keys are its own business; a rate of nothing or a path that leads out of the folder is an error.
 */
import { z } from 'zod';
import { type JointName, jointNames } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { SourceFolder } from './sourceFolder.ts';

const featureSchema = z.object({
  dtype: z.string().max(40),
  shape: z.array(z.number().int().min(0).max(1e6)).max(8),
  names: z.unknown(),
  info: z.record(z.string(), z.unknown()).nullish(),
});

const infoSchema = z.object({
  codebase_version: z.string().max(20),
  fps: z.number(),
  total_episodes: z.number().optional(),
  chunks_size: z.number().positive().optional(),
  features: z.record(z.string().max(200), featureSchema),
  data_path: z
    .string()
    .max(300)
    .default('data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet'),
  video_path: z
    .string()
    .max(300)
    .nullish()
    .transform(
      (path) => path ?? 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4',
    ),
  nightbench: z.object({ jointUnit: z.enum(['degrees', 'radians']) }).optional(),
});

export type LerobotFeature = z.infer<typeof featureSchema>;

export interface LerobotInfo {
  readonly rateHz: number;
  readonly features: Readonly<Record<string, LerobotFeature>>;
  readonly videoKeys: readonly string[];
  readonly imageKeys: readonly string[];
  /** Depth maps: no pictures for people. */
  readonly depthKeys: readonly string[];
  /** What its joints are measured in; null when it does not say so. */
  readonly jointUnit: 'degrees' | 'radians' | null;
  dataFile(chunk: number, file: number): string;
  videoFile(key: string, chunk: number, file: number): string;
}

const bad = (message: string): BenchError => new BenchError('bad-input', message);

function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)(?::0(\d)d)?\}/g, (whole, name: string, digits?: string) => {
    const value = values[name];
    if (value === undefined) throw bad(`meta/info.json: ${whole} in a path is not known`);
    return digits === undefined ? String(value) : String(value).padStart(Number(digits), '0');
  });
}

function isDepth({ info }: LerobotFeature): boolean {
  return info?.is_depth_map === true || info?.['video.is_depth_map'] === true;
}

/** @throws BenchError `bad-input` that names what is off. */
export function readLerobotInfo(folder: SourceFolder): LerobotInfo {
  const parsed = infoSchema.safeParse(folder.json('meta/info.json'));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw bad(`meta/info.json: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const info = parsed.data;
  if (!/^v3\./.test(info.codebase_version))
    throw new BenchError('bad-input', `it is a LeRobot dataset ${info.codebase_version}, not v3`, {
      hint: "Convert it with LeRobot's own convert_dataset_v21_to_v30 first.",
    });
  if (!(Number.isFinite(info.fps) && info.fps > 0 && info.fps <= exchangeBounds.rateHz))
    throw bad(`meta/info.json: fps is ${info.fps}; it must be more than 0`);
  if ((info.total_episodes ?? 0) > exchangeBounds.episodes)
    throw bad(`${info.total_episodes} episodes are more than ${exchangeBounds.episodes}`);
  const keys = Object.entries(info.features);
  const withType = (dtype: string): string[] =>
    keys.flatMap(([key, feature]) => (feature.dtype === dtype && !isDepth(feature) ? [key] : []));
  return {
    rateHz: info.fps,
    features: info.features,
    videoKeys: withType('video'),
    imageKeys: withType('image'),
    depthKeys: keys.flatMap(([key, feature]) => (isDepth(feature) ? [key] : [])),
    jointUnit: info.nightbench?.jointUnit ?? null,
    dataFile: (chunk, file) => filled(info.data_path, { chunk_index: chunk, file_index: file }),
    videoFile: (key, chunk, file) =>
      filled(info.video_path, { video_key: key, chunk_index: chunk, file_index: file }),
  };
}

/** Column of each of our joints in a feature, by its names; null when one is missing. */
export function jointColumns(feature: LerobotFeature | undefined): readonly number[] | null {
  if (feature === undefined) return null;
  const { names } = feature;
  const all: readonly unknown[] = Array.isArray(names)
    ? names
    : typeof names === 'object' && names !== null
      ? Object.values(names).flat()
      : [];
  const at = (joint: JointName): number =>
    all.findIndex((name) => name === joint || name === `${joint}.pos`);
  const columns = jointNames.map(at);
  return columns.includes(-1) ? null : columns;
}

/** A camera by the last word of its feature: `observation.images.top` is `top`. */
export const cameraOf = (key: string): string => key.split('.').at(-1) ?? key;
