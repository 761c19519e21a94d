/**
 * What differs between a contract that was sealed and what one would say now, in words for a person: files by their path,
 * everything else by its place in the contract with both values. Pure.
 */
import { canonicalJson, type Json } from '../../base/host/canonical.ts';
import { decisionWords } from '../../base/model/decisionRule.ts';
import type { DecisionRule, SealContract, SealedTree } from '../../base/model/seal.ts';
import { sealParts, treeOfPart } from '../../store/sealFiles.ts';

const mostSaid = 20;
const mostValue = 60;

function fileWords(part: string, before: SealedTree, now: SealedTree): readonly string[] {
  const hashes = ({ files }: SealedTree): ReadonlyMap<string, string> =>
    new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const old = hashes(before);
  const fresh = hashes(now);
  return [...new Set([...old.keys(), ...fresh.keys()])].toSorted().flatMap((path) => {
    const name = `${part}/${path}`;
    if (!fresh.has(path)) return [`${name} is gone.`];
    if (!old.has(path)) return [`${name} is new.`];
    return old.get(path) === fresh.get(path) ? [] : [`${name} was changed.`];
  });
}

const short = (value: Json | undefined): string => {
  const text = value === undefined ? 'nothing' : canonicalJson(value);
  return text.length <= mostValue ? text : `${text.slice(0, mostValue)}…`;
};

const isObject = (value: unknown): value is Readonly<Record<string, Json | undefined>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueWords(
  at: string,
  before: Json | undefined,
  now: Json | undefined,
): readonly string[] {
  if (isObject(before) && isObject(now))
    return [...new Set([...Object.keys(before), ...Object.keys(now)])]
      .toSorted()
      .flatMap((key) => valueWords(at === '' ? key : `${at}.${key}`, before[key], now[key]));
  const same = canonicalJson(before ?? null) === canonicalJson(now ?? null);
  return same ? [] : [`${at}: ${short(before)} was sealed, it is ${short(now)}.`];
}

/** Two rules in the words in which they were chosen. */
function ruleChange(before: DecisionRule, now: DecisionRule): readonly string[] {
  const [old, fresh] = [decisionWords(before), decisionWords(now)];
  return old === fresh ? [] : [`The decision rule: “${old}” was sealed, it is “${fresh}”.`];
}

/** Without what is told apart (files, the rule), and without the hash of the app's code, which says nothing to a person. */
function rest(sealed: SealContract): Json {
  const { task, judge, reset, scene: _scene, software, decision: _decision, ...contract } = sealed;
  const { tree: _tree, ...said } = task;
  const { hash: _judge, files: _judgeFiles, ...rule } = judge;
  const { hash: _reset, files: _resetFiles, ...limits } = reset;
  const { version } = software;
  return {
    ...contract,
    ...{ task: said, judge: rule, reset: limits, software: { version } },
  } as unknown as Json;
}

/** `software`: files of the app that changed. Empty: nothing differs. */
export function contractChanges(
  before: SealContract,
  now: SealContract,
  software: readonly string[],
): readonly string[] {
  const [first, ...others] = software;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const all = [
    ...sealParts.flatMap((part) =>
      fileWords(part, treeOfPart(before, part), treeOfPart(now, part)),
    ),
    ...valueWords('', rest(before), rest(now)),
    ...ruleChange(before.decision, now.decision),
    ...(first === undefined ? [] : [`The app's own code differs: ${first}${more}.`]),
  ];
  if (all.length <= mostSaid) return all;
  return [...all.slice(0, mostSaid), `And ${all.length - mostSaid} more.`];
}
