/** What a policy prints to standard error, kept for the agent that wrote it, bounded, and for nobody else. */
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { AgentFiles } from './agentFolders.ts';

const wordsBytes = 64 * 1024;

export const keepPolicyWords = (files: AgentFiles, requestId: string): ((text: string) => void) =>
  keepWords(path.join(files.wordsDir, `${requestId}.txt`));

/** Of a trial of a night, which ran before anybody was told of it. */
export function giveWords(file: string, files: AgentFiles, requestId: string): void {
  try {
    mkdirSync(files.wordsDir, { recursive: true });
    copyFileSync(file, path.join(files.wordsDir, `${requestId}.txt`));
  } catch {
    // It printed nothing, or the disk is full.
  }
}

export function keepWords(file: string): (text: string) => void {
  let left = wordsBytes;
  return (text) => {
    if (left <= 0) return;
    const piece = text.slice(0, left);
    left -= piece.length;
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      appendFileSync(file, piece);
    } catch {
      left = 0; // a full disk costs these words, never the trial
    }
  };
}
