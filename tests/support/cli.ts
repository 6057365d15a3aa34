import { type ChildProcess, fork, spawn } from 'node:child_process';

const built = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const hostProgram = new URL('../../scripts/command-host.mjs', import.meta.url).pathname;

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** In a process of its own, as a shell would: what any of the following asks for too. */
  readonly alone?: boolean;
  readonly stdin?: string;
  /** The program of another build. */
  readonly main?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The user to run as. */
  readonly uid?: number;
  /** Given the process as soon as it runs: to kill it. */
  readonly onStart?: (child: ChildProcess) => void;
}

/**
 * Runs the built command line. Commands of one test file share a process where nothing in the options asks for one of
 * their own, and then run one after another.
 */
export function freckle(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { cwd, ...own } = options;
  if (Object.values(own).some((value) => value !== undefined && value !== false))
    return freckleAlone(args, options);
  const result = last.then(() => freckleInHost(args, cwd ?? process.cwd()));
  last = result.catch(() => {});
  return result;
}

let last: Promise<unknown> = Promise.resolve();
let host: ChildProcess | null = null;

function freckleInHost(args: readonly string[], cwd: string): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    host ??= fork(hostProgram, [built], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const current = host;
    const died = (code: number | null, signal: NodeJS.Signals | null): void => {
      host = null;
      reject(new Error(`freckle ${args.join(' ')} took its process with it: ${code ?? signal}`));
    };
    current.once('exit', died);
    current.once('message', (result) => {
      current.off('exit', died);
      resolve(result as CliResult);
    });
    current.send({ args, cwd });
  });
}

function freckleAlone(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [options.main ?? built, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      uid: options.uid,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
    options.onStart?.(child);
  });
}
