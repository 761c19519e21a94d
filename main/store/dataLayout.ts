/**
 * Where everything lies in a data folder, as paths only; docs/DATA.md describes it for people. Nothing here touches
 * the disk. A trial id becomes a folder name, so only ids of `trialIdPattern` are ever joined to a path.
 */
import path from 'node:path';
import { assert } from '../base/lib/assert.ts';

export const trialIdPattern = /^[a-z0-9-]{1,64}$/;
export const rolePattern = /^[a-z][a-z0-9_-]{0,19}$/;

export const trialFile = 'trial.json';
export const verdictFile = 'verdict.json';
export const demoFile = 'demo.json';
export const demoEndFile = 'demo-end.json';
/** Begins the name of a folder in `demos/` that is being removed. */
export const discardedPrefix = '.discarded-';
export const stepsFile = 'steps.ndjson';
export const framesFile = 'frames.mcap';
/** When each picture of a trial's films was taken. */
export const filmTimesFile = 'films.json';
export const videoFile = (role: string): string => `${role}.mp4`;

export const ledgerPath = (dataDir: string): string => path.join(dataDir, 'ledger.sqlite');
/** The newest (seq, hash) that was ever durable, beside the ledger: a ledger cut short shows. */
export const anchorPath = (ledger: string): string => `${ledger}.head`;
export const trialsDir = (dataDir: string): string => path.join(dataDir, 'trials');
/** Recordings that are no trials: demos and imports. */
export const demosDir = (dataDir: string): string => path.join(dataDir, 'demos');
export function demoDir(dataDir: string, recordingId: string): string {
  assert(trialIdPattern.test(recordingId), 'a recording id is letters, digits and dashes');
  return path.join(demosDir(dataDir), recordingId);
}
/** Imported recordings in the making; whatever lies here when a core starts was given up. */
export const incomingDir = (dataDir: string): string => path.join(dataDir, 'incoming');
/** Recordings with a locked clip, of whatever kind: nothing but the measuring of a judge reads them. */
export const lockedDir = (dataDir: string): string => path.join(dataDir, 'locked');
/** What belongs to one bench: its choice, envelope and calibrations. */
export const benchesDir = (dataDir: string): string => path.join(dataDir, 'benches');
/** Task packages of this data folder's own, with their scenes; working copies of all tasks are in `tasksDir`. */
export const packagesDir = (dataDir: string): string => path.join(dataDir, 'packages');
/** Tasks on their way in from another bench; one whose package is placed is finished by the next core. */
export const arrivingDir = (dataDir: string): string => path.join(dataDir, 'arriving');
export const tasksDir = (dataDir: string): string => path.join(dataDir, 'tasks');
/** Bare repositories of what agents may see and what was taken of them, one a task. */
export const hubsDir = (dataDir: string): string => path.join(dataDir, 'hubs');
/** `hubs`: as above. */
export const hubDirIn = (hubs: string, task: string): string => path.join(hubs, `${task}.git`);
/** Task manifests and programs under their hashes, exactly as they ran. */
export const shelfDir = (dataDir: string): string => path.join(dataDir, 'shelf');
/** Versions of a task's judge, each a folder named by its id; never changed once the ledger has it. */
export const judgesDir = (dataDir: string, task: string): string =>
  path.join(dataDir, 'judges', task);
/** Versions of a task's reset, as `judgesDir` has those of its judge. */
export const resetsDir = (dataDir: string, task: string): string =>
  path.join(dataDir, 'resets', task);
/** Contracts that were signed, each a read-only folder named by its hash, with all that it names. */
export const sealsDir = (dataDir: string): string => path.join(dataDir, 'seals');
export const sealDir = (dataDir: string, hash: string): string =>
  path.join(sealsDir(dataDir), hash);
/** What the watch over a judge's cameras compares with, and what it saw last: made again when missing. */
export const watchDir = (dataDir: string, task: string, hash: string): string =>
  path.join(dataDir, 'cache', 'watch', task, hash);
/** What a stopped author goes on from. */
export const authorDir = (dataDir: string, task: string): string =>
  path.join(dataDir, 'cache', 'author', task);
/** Where the author of resets writes what it tries. */
export const resetAuthorDir = (dataDir: string, task: string): string =>
  path.join(dataDir, 'cache', 'reset-author', task);
/** What is kept of a night beside its trials. */
export function nightDir(dataDir: string, nightId: string): string {
  assert(trialIdPattern.test(nightId), 'a night id is letters, digits and dashes');
  return path.join(dataDir, 'nights', nightId);
}
/** The row that met the target: as one film, and when each picture of it was taken. */
export const rowFilmFile = 'row.mp4';
export const rowFile = 'row.json';
/** Held by the process that writes records, so that no two ever do. */
export const recorderLockPath = (dataDir: string): string => path.join(dataDir, 'recorder.lock');
/** What was typed into forms and not saved yet. */
export const draftsDir = (dataDir: string): string => path.join(dataDir, 'drafts');
/** What calls a person: written by people alone, of this user alone. */
export const callPath = (dataDir: string): string => path.join(dataDir, 'call.json');
export const logsDir = (dataDir: string): string => path.join(dataDir, 'logs');

export function trialDir(dataDir: string, id: string): string {
  assert(trialIdPattern.test(id), 'a trial id is lower-case letters, digits and dashes');
  return path.join(trialsDir(dataDir), id);
}

/** Small pictures of a recording's clips, and where its pictures lie: both are made again when they are missing. */
export function thumbsDir(dataDir: string, recordingId: string): string {
  assert(trialIdPattern.test(recordingId), 'a recording id is letters, digits and dashes');
  return path.join(dataDir, 'cache', 'thumbs', recordingId);
}
export function framePlacesFile(dataDir: string, recordingId: string): string {
  assert(trialIdPattern.test(recordingId), 'a recording id is letters, digits and dashes');
  return path.join(dataDir, 'cache', 'frames', `${recordingId}.json`);
}
export function lockedRecordingDir(dataDir: string, recordingId: string): string {
  assert(trialIdPattern.test(recordingId), 'a recording id is letters, digits and dashes');
  return path.join(lockedDir(dataDir), recordingId);
}
