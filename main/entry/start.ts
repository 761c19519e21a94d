/** What `npm start` runs: the command line's verb `start`, with the words that follow. */
process.argv.splice(2, 0, 'start');
await import('./cli/main.ts');
