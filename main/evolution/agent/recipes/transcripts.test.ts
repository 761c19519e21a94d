/** Token records as the programs really write them, counted once; and homes that an agent has made into traps. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readClaudeTranscripts } from './readClaudeTranscripts.ts';
import { readCodexTranscripts } from './readCodexTranscripts.ts';
import { readGeminiTranscripts } from './readGeminiTranscripts.ts';
import { readJsonLines } from './readJsonLines.ts';
import { readKimiTranscripts } from './readKimiTranscripts.ts';

let base: string;
let home: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'nb-transcripts-'));
  home = join(base, 'home');
  mkdirSync(home);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(path: string, lines: readonly unknown[]): void {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  writeFileSync(file, `${text.join('\n')}\n`);
}

const timestamp = '2026-11-29T21:00:00.000Z';
const claudeFile = '.claude/projects/-clone/one.jsonl';
const claudeLine = (id: string, output: number, more: object = {}): object => ({
  type: 'assistant',
  timestamp,
  message: {
    id,
    model: 'a-model',
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 5,
      output_tokens: output,
      ...more,
    },
  },
});

describe('each program’s records', () => {
  it('claude: a message once, however many blocks and files it stands in', async () => {
    put(claudeFile, [
      { type: 'user', message: { content: 'say "usage"' } },
      claudeLine('m1', 1),
      claudeLine('m1', 40),
      claudeLine('m1', 40),
      claudeLine('m2', 7),
      { type: 'assistant', message: { id: 'm3', model: '<synthetic>', usage: {} } },
      { type: 'cost-state', modelUsage: { usage: 9 } },
    ]);
    put('.claude/projects/-clone/one/subagents/agent-a.jsonl', [
      claudeLine('m2', 7),
      claudeLine('m4', 3),
    ]);
    const records = await readClaudeTranscripts(home);
    expect(records.map(({ out }) => out).sort()).toEqual([3, 40, 7]);
    expect(records[0]).toEqual({
      ...{ wallTime: timestamp, model: 'a-model', inFresh: 10, inCacheRead: 20, inCacheWrite: 5 },
      ...{ out: 40, outReasoning: 0, status: 200, ms: 0, ttftMs: null, usd: null },
      source: 'transcript',
    });
  });

  it('codex: input without what the cache gave, a response once', async () => {
    const usage = {
      ...{ input_tokens: 100, cached_input_tokens: 60, cache_write_input_tokens: 10 },
      ...{ output_tokens: 9, reasoning_output_tokens: 4 },
    };
    const record = (id: string): object => ({
      timestamp,
      type: 'event_msg',
      payload: { type: 'token_usage_record', response_id: id, usage },
    });
    put('.codex/sessions/2026/11/29/rollout-a.jsonl', [
      { timestamp, type: 'turn_context', payload: { model: 'a-model' } },
      record('r1'),
      record('r1'),
      { type: 'event_msg', payload: { type: 'token_count', info: { total: usage } } },
      record('r2'),
    ]);
    const records = await readCodexTranscripts(home);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({
      ...{ model: 'a-model', inFresh: 30, inCacheRead: 60, inCacheWrite: 10 },
      ...{ out: 9, outReasoning: 4 },
    });
  });

  it('kimi: usage records alone, sub-agents too', async () => {
    const usage = { inputOther: 7, output: 3, inputCacheRead: 2, inputCacheCreation: 1 };
    const record = { type: 'usage.record', model: 'a-model', usage, time: Date.parse(timestamp) };
    put('.kimi-code/sessions/wd_x/session_1/agents/main/wire.jsonl', [
      record,
      { type: 'step.end', usage, note: '"usage.record"' },
    ]);
    put('.kimi-code/sessions/wd_x/session_1/agents/other/wire.jsonl', [record]);
    const records = await readKimiTranscripts(home);
    expect(records.map(({ inFresh, out, wallTime }) => [inFresh, out, wallTime])).toEqual([
      [7, 3, timestamp],
      [7, 3, timestamp],
    ]);
  });

  it('gemini: the last line of a message, thoughts as output', async () => {
    const line = (output: number): object => ({
      ...{ id: 'g1', timestamp, model: 'a-model' },
      tokens: { input: 50, output, cached: 20, thoughts: 6, tool: 0, total: 70 },
    });
    put('.gemini/tmp/x/chats/session-1.jsonl', [line(1), line(8)]);
    expect(await readGeminiTranscripts(home)).toMatchObject([
      { inFresh: 30, inCacheRead: 20, out: 14, outReasoning: 6 },
    ]);
  });

  it('are none where there is no home, and no counts where there are no numbers', async () => {
    for (const read of [readClaudeTranscripts, readCodexTranscripts, readKimiTranscripts])
      expect(await read(join(base, 'nobody'))).toEqual([]);
    put(claudeFile, [
      claudeLine('m1', -4, { input_tokens: '9', cache_read_input_tokens: 1e300 }),
      { ...claudeLine('m2', 1), timestamp: 'soon' },
      'no json with "usage"',
      '[[[["usage"',
    ]);
    const records = await readClaudeTranscripts(home);
    expect(records.map(({ inFresh, inCacheRead, out }) => [inFresh, inCacheRead, out])).toEqual(
      expect.arrayContaining([[0, 0, 0]]),
    );
    expect(records.map(({ wallTime }) => wallTime)).toContain('1970-01-01T00:00:00.000Z');
  });
});

describe('a home with traps', () => {
  const readAll = async (): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    const query = { folder: ['.x', 'y'], isFile: () => true, needles: ['"n"'] };
    await readJsonLines(home, query, (line) => found.push(line.n));
    return found;
  };

  it('follows no link and opens no pipe', async () => {
    put('.x/y/real.jsonl', [{ n: 1 }]);
    writeFileSync(join(base, 'secret.jsonl'), '{"n":2}\n');
    mkdirSync(join(base, 'other'));
    writeFileSync(join(base, 'other/more.jsonl'), '{"n":3}\n');
    symlinkSync(join(base, 'secret.jsonl'), join(home, '.x/y/link.jsonl'));
    symlinkSync(join(base, 'other'), join(home, '.x/y/folder'));
    execFileSync('mkfifo', [join(home, '.x/y/pipe.jsonl')]);
    expect(await readAll()).toEqual([1]);
  });

  it('is not led out of itself by a link on the way', async () => {
    mkdirSync(join(base, 'elsewhere/y'), { recursive: true });
    writeFileSync(join(base, 'elsewhere/y/a.jsonl'), '{"n":2}\n');
    symlinkSync(join(base, 'elsewhere'), join(home, '.x'));
    expect(await readAll()).toEqual([]);
  });

  it('passes over lines that are too long and goes on behind them', async () => {
    put('.x/y/a.jsonl', [{ n: 1 }, `{"n":2,"pad":"${'x'.repeat(1 << 20)}"}`, { n: 3 }]);
    expect(await readAll()).toEqual([1, 3]);
  });

  it('reads lines across the pieces a file is read in, and one without an end', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({ n, pad: 'é'.repeat(60) }));
    put('.x/y/a.jsonl', many);
    writeFileSync(join(home, '.x/y/b.jsonl'), '{"n":-1}');
    expect(await readAll()).toEqual([...many.map(({ n }) => n), -1]);
  });

  it('survives nonsense that is nested without end', async () => {
    put('.x/y/a.jsonl', [`{"n":${'['.repeat(400_000)}`, { n: 7 }]);
    expect(await readAll()).toEqual([7]);
  });
});
