/**
 * What agents may read beside their clone: the documents of the task's own folder in the data folder, and pages of the
 * sites that the lab allows, each read noted in the ledger. Without a list of sites, no page is read.
 */
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { Literature } from './desk/deskPorts.ts';
import { openReader, type PageRead } from './reader/openReader.ts';

export interface LiteratureOptions {
  /** Documents of the task; need not exist. */
  readonly dir: string;
  /** `{"allow":["arxiv.org"]}`; need not exist. */
  readonly sitesFile: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPage: (url: string, bytes: number) => void;
}

const namePattern = /^[\w][\w .-]{0,120}\.(md|txt)$/;
const maxDocuments = 200;
const maxDocumentBytes = 2 << 20;
const sitesSchema = z.strictObject({
  allow: z.array(z.string().regex(/^(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/)).max(100),
});

async function readSites(file: string, log: Log): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return [];
  try {
    return sitesSchema.parse(JSON.parse(text)).allow;
  } catch {
    log.log('error', 'the list of sites does not fit; no page is read', { file });
    return [];
  }
}

export async function openLiterature(options: LiteratureOptions): Promise<Literature> {
  const { dir, clock, log, onPage } = options;
  const sites = await readSites(options.sitesFile, log);
  const onRead = ({ url, outcome, bytes }: PageRead): void => {
    if (outcome === 'read') onPage(url, bytes);
  };
  const reader = openReader({ clock, log, allow: sites, onRead });
  const plain = async (name: string): Promise<number | null> => {
    if (!namePattern.test(name)) return null;
    const info = await lstat(path.join(dir, name)).catch(() => null);
    return info?.isFile() && info.size <= maxDocumentBytes ? info.size : null;
  };
  return {
    sites,
    async list() {
      const names = await readdir(dir).catch(() => []);
      const found: { name: string; bytes: number }[] = [];
      for (const name of names.sort().slice(0, maxDocuments)) {
        const bytes = await plain(name);
        if (bytes !== null) found.push({ name, bytes });
      }
      return found;
    },
    async document(name) {
      if ((await plain(name)) === null)
        throw new BenchError(
          'not-found',
          `the task has no document ${JSON.stringify(name.slice(0, 80))}`,
          {
            hint: '`literature` without arguments lists them',
          },
        );
      return await readFile(path.join(dir, name), 'utf8');
    },
    async page(url, signal) {
      const { title, text, url: at } = await reader.read(url, signal);
      return `${title}\n${at}\n\n${text}`;
    },
  };
}
