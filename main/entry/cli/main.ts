/** The main of the `bench` command, on Node 24: this process's words, terminal and exit code. */
import { appVersion } from '../launch/appVersion.ts';
import { createProcessTerminal } from './processTerminal.ts';
import { runBench } from './runBench.ts';
import { verbs } from './verbs.ts';

const code = await runBench(verbs, process.argv.slice(2), createProcessTerminal(), appVersion());
process.exitCode = code;
// What was written must arrive, then nothing that is still open may hold the command up.
process.stdout.write('', () => process.exit(code));
