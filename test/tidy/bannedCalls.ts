/**
 * Calls and words that the house does without, each with its replacement, as data. `code` rules read the code
 * without comments and strings; `text` rules read everything that is committed.
 */
import type { Finding, SourceFile } from './sourceTree.ts';
import { isCode, lineAt } from './sourceTree.ts';

export interface Ban {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly instead: string;
  readonly reads: 'code' | 'text';
  /** Only files whose path matches; all when absent. */
  readonly only?: RegExp;
  /** The places where it is right, each with its reason. */
  readonly except: readonly { readonly at: RegExp; readonly why: string }[];
}

const clockDoor = [{ at: /^main\/base\/lib\/clock\.ts$/, why: 'the one door to time' }];
const inClock = 'take the Clock port (main/base/lib/clock.ts)';
/** Spelt in pieces, so that this file keeps its own rule. */
const spell = (...pieces: readonly string[]): RegExp => new RegExp(pieces.join(''), 'g');

export const bans: readonly Ban[] = [
  {
    rule: 'wall clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )(?<![.\w])Date\(\)|\bprocess\.hrtime\b/g,
    instead: inClock,
    reads: 'code',
    except: clockDoor,
  },
  {
    rule: 'monotonic clock',
    pattern: /\bperformance\.(?:now|timeOrigin)\b/g,
    instead: inClock,
    reads: 'code',
    except: clockDoor,
  },
  {
    rule: 'timers',
    pattern: /(?<![.\w])set(?:Timeout|Interval|Immediate)\b|\bAbortSignal\.timeout\b/g,
    instead: inClock,
    reads: 'code',
    except: [
      ...clockDoor,
      { at: /^main\/base\/globals\.d\.ts$/, why: 'declares what the neutral files may see' },
    ],
  },
  {
    rule: 'timers module',
    pattern: /['"](?:node:)?timers(?:\/promises)?['"]/g,
    instead: inClock,
    reads: 'text',
    only: /\.(ts|tsx|mjs)$/,
    except: [{ at: /^test\/tidy/, why: 'names it in order to ban it' }],
  },
  {
    rule: 'random numbers',
    pattern: /\bMath\.random\b/g,
    instead: 'take the Rng port (main/base/lib/rng.ts)',
    reads: 'code',
    except: [],
  },
  {
    rule: 'entropy',
    pattern: /\b(?:randomBytes|randomUUID|randomInt|getRandomValues|randomFillSync)\b/g,
    instead: 'take the Rng port; only door tokens are unguessable',
    reads: 'code',
    except: [{ at: /^main\/base\/host\/secretToken\.ts$/, why: 'keys must be unguessable' }],
  },
  {
    rule: 'console',
    pattern: /(?<![.\w])console\./g,
    instead: 'take the Log port; a program prints through process.stdout.write in entry',
    reads: 'code',
    only: /^(main|tasks|renderer|electron)\//,
    except: [
      {
        at: /^main\/environment\/sdk\/program\.ts$/,
        why: 'turns console to stderr: stdout is frames',
      },
      { at: /\/(?:fixtures|probe)\//, why: 'programs that misbehave on purpose' },
    ],
  },
  {
    rule: 'process.exit',
    pattern: /\bprocess\.(?:exit|abort|reallyExit)\(/g,
    instead: 'return or throw; only entry and tools end a process',
    reads: 'code',
    except: [
      { at: /^main\/entry\//, why: 'the front doors own the process' },
      { at: /^tools\//, why: 'instruments own their process' },
      {
        at: /^main\/environment\/sdk\/program\.ts$/,
        why: 'the main of a task program in its jail',
      },
      { at: /\/(?:fixtures|probe)\//, why: 'programs that misbehave on purpose' },
    ],
  },
  {
    rule: 'eval',
    pattern: /(?<![.\w])eval\(|\bnew Function\(/g,
    instead: 'run code that is not ours in the jail',
    reads: 'code',
    except: [],
  },
  {
    rule: 'compiler silenced',
    pattern: /@ts-(?:ignore|nocheck|expect-error)\b/g,
    instead: 'make the types true',
    reads: 'text',
    only: /\.(ts|tsx|mjs)$/,
    except: [{ at: /^test\/tidy/, why: 'names it in order to ban it' }],
  },
  {
    rule: 'focused or silent test',
    pattern: /\.(?:only|skip|todo|skipIf|runIf|fails)\(/g,
    instead: 'itNeeds, itWhere, describeNeeds or describeWhere of test/lib/needs.ts: they say why',
    reads: 'code',
    only: /\.test\.tsx?$|^test\//,
    except: [
      { at: /^test\/lib\/needs\.ts$/, why: 'the one place that skips, with a reason in the name' },
    ],
  },
  {
    rule: 'unfinished',
    pattern: spell('\\bTO', 'DO\\b|\\bFIX', 'ME\\b|\\bX', 'XX\\b|\\bHA', 'CK\\b'),
    instead: 'finish it, or write an issue',
    reads: 'text',
    except: [],
  },
  {
    rule: 'machine path',
    pattern: spell('(?<![\\w.~})/-])/(?:wo', 'rk|ro', 'ot|ho', 'me|Us', 'ers)/|/t', 'mp/nb\\b'),
    instead: 'paths are arguments or lie under the data folder',
    reads: 'text',
    except: [{ at: /^renderer\/gallery\//, why: 'a made-up data folder in a named state' }],
  },
  {
    rule: 'registry host',
    pattern: spell('\\bregis', 'try\\.[a-z0-9-]+\\.[a-z]+|npm', 'mirror|\\bver', 'daccio'),
    instead: 'the machine knows its registry; the project does not',
    reads: 'text',
    except: [],
  },
];

export function checkBans(files: readonly SourceFile[]): readonly Finding[] {
  return bans.flatMap((ban) =>
    files
      .filter((file) => ban.only?.test(file.path) ?? true)
      .filter((file) => ban.reads === 'text' || isCode(file.path))
      .filter((file) => file.path !== 'package-lock.json')
      .filter((file) => !ban.except.some(({ at }) => at.test(file.path)))
      .flatMap((file) =>
        [...(ban.reads === 'code' ? file.code : file.text).matchAll(ban.pattern)].map((match) => ({
          path: file.path,
          line: lineAt(file.text, match.index),
          rule: ban.rule,
          message: `${match[0].trim()}: ${ban.instead}`,
        })),
      ),
  );
}
