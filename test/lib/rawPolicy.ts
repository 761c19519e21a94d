/**
 * Policies that a test writes, good and bad, as folders for `--policy`: on the SDK, or on the bare pipe when the SDK
 * would refuse to say what the test wants said. They run in the jail like any other.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempDir } from './coreUnderTest.ts';

/** Frames by hand: `send(header)`, and `hear(message)` which the policy defines. */
const barePipe = `
const send = (header: unknown): void => {
  const head = Buffer.from(JSON.stringify(header));
  const out = Buffer.alloc(8 + head.length);
  out.writeUInt32LE(4 + head.length, 0);
  out.writeUInt32LE(head.length, 4);
  head.copy(out, 8);
  process.stdout.write(out);
};
let pending = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE(0)) {
    const end = 4 + pending.readUInt32LE(0);
    const header = pending.subarray(8, 8 + pending.readUInt32LE(4));
    pending = pending.subarray(end);
    hear(JSON.parse(header.toString()));
  }
});
process.stdin.on('end', () => process.exit(0));
`;

type Folder = Disposable & { readonly path: string };

function folderWith(source: string): Folder {
  const folder = tempDir('policy');
  writeFileSync(path.join(folder.path, 'policy.ts'), source);
  return folder;
}

/** `hear` is the body of a function of `message`; `first` runs before anything is heard. */
export function barePolicy(hear: string, first = "send({ type: 'ready', protocol: 1 });"): Folder {
  return folderWith(`${barePipe}\nconst hear = (message: any): void => {${hear}};\n${first}\n`);
}

/** `observe` is the body of an async function of `observed` that returns an action. */
export function sdkPolicy(observe: string, imports = ''): Folder {
  return folderWith(`import { serveProgram } from 'nightbench/sdk/program.ts';
${imports}
serveProgram({ async onObserve(observed) {${observe}} });
`);
}
