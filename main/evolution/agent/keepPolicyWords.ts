/** What a policy prints to standard error, kept for the agent that wrote it, bounded, and for nobody else. */
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { AgentFiles } from './agentFolders.ts';

const wordsBytes = 64 * 1024;

export function keepPolicyWords(files: AgentFiles, requestId: string): (text: string) => void {
  let left = wordsBytes;
  const file = path.join(files.wordsDir, `${requestId}.txt`);
  return (text) => {
    if (left <= 0) return;
    const piece = text.slice(0, left);
    left -= piece.length;
    try {
      mkdirSync(files.wordsDir, { recursive: true });
      appendFileSync(file, piece);
    } catch {
      left = 0; // a full disk costs these words, never the trial
    }
  };
}
