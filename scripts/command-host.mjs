// Runs the built command repeatedly in one process, since starting a process takes most of the time of a short command.
// Only main.js is loaded anew for each command. Without --workers a command uses one worker, since threads start slowly
// too.
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

const main = process.argv[2];
const { stdout, stderr } = process;
let runs = 0;

os.availableParallelism = () => 1;
syncBuiltinESMExports();
for (const stream of [stdout, stderr]) stream.setMaxListeners(0);

process.on('message', async ({ args, cwd }) => {
  const written = { stdout: '', stderr: '' };
  stdout.write = writerTo(written, 'stdout');
  stderr.write = writerTo(written, 'stderr');
  process.chdir(cwd);
  process.argv = [process.execPath, main, ...args];
  process.exitCode = 0;
  await import(`${main}?run=${runs++}`);
  process.send({ code: process.exitCode, signal: null, ...written });
});
process.on('disconnect', () => process.exit());

function writerTo(written, name) {
  return (chunk, ...rest) => {
    written[name] += chunk;
    rest.find((one) => typeof one === 'function')?.();
    return true;
  };
}
