/**
 * task.json read from a folder: bounded, parsed strictly, with what is wrong said by key. The envelope that a person drew
 * narrows the limits of reset and episode here, so that whoever reads a manifest reads what holds.
 */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import type { Box, Range } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type TaskManifest, taskSchema } from '../../base/model/task.ts';
import { manifestWords } from './manifestWords.ts';

export const manifestFile = 'task.json';
const maxManifestBytes = 1 << 20;

/** A manifest as it stands in its file. */
export interface ReadTask {
  /** With the limits of the table it came from: not narrowed. */
  readonly manifest: TaskManifest;
  /** SHA-256 of the file. */
  readonly hash: string;
}

/** @throws BenchError `bad-input` that names the key. `file` is how it is called in the words. */
export function parseManifest(file: string, text: string): TaskManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BenchError('bad-input', `${file} is not JSON`, { cause });
  }
  const parsed = taskSchema.safeParse(value);
  if (!parsed.success) throw new BenchError('bad-input', `${file}: ${manifestWords(parsed.error)}`);
  narrowed(file, parsed.data);
  return parsed.data;
}

/** @throws BenchError `not-found`, or `bad-input` that names the key. */
export async function readTask(dir: string): Promise<ReadTask> {
  const file = path.join(dir, manifestFile);
  const none = (cause: unknown): never => {
    throw new BenchError('not-found', `there is no task in ${dir}`, { cause });
  };
  const { size } = await stat(file).catch(none);
  if (size > maxManifestBytes) throw new BenchError('bad-input', `${file} is too large`);
  const bytes = await readFile(file).catch(none);
  return { manifest: parseManifest(file, bytes.toString('utf8')), hash: sha256(bytes) };
}

const span = ({ min, max }: Range): string => `${min}…${max} m`;

type Limits = TaskManifest['episodeLimits'];

function within(file: string, name: string, limits: Limits, envelope: Box): Limits {
  const axis = (key: 'x' | 'y' | 'z') => {
    const min = Math.max(limits[key].min, envelope[key].min);
    const max = Math.min(limits[key].max, envelope[key].max);
    if (min < max) return { min, max };
    throw new BenchError('bad-input', `${file}: envelope.${key} leaves nothing of ${name}.${key}`, {
      hint: `the envelope is ${span(envelope[key])}, the limit ${span(limits[key])}`,
    });
  };
  return { ...limits, x: axis('x'), y: axis('y'), z: axis('z') };
}

function narrowed(file: string, manifest: TaskManifest): TaskManifest {
  const { envelope } = manifest;
  if (envelope === undefined) return manifest;
  return {
    ...manifest,
    resetLimits: within(file, 'resetLimits', manifest.resetLimits, envelope),
    episodeLimits: within(file, 'episodeLimits', manifest.episodeLimits, envelope),
  };
}

/** The manifest in force. @throws BenchError `not-found`, or `bad-input` that names the key. */
export async function readManifest(dir: string): Promise<TaskManifest> {
  return narrowed(path.join(dir, manifestFile), (await readTask(dir)).manifest);
}
