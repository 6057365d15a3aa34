import { spawn } from 'node:child_process';
import { FreckleError } from '../core/errors.js';

const STDERR_KEPT = 4000;
/** How long to keep reading the error stream of a program that has ended while another process holds it open. */
const STDERR_WAIT_MS = 2000;

/**
 * Runs a command line through a POSIX shell, with placeholders in braces replaced by quoted values. The shell has its
 * own process group, which is ended with the shell or with this process, so a trainer leaves no children behind.
 *
 * @throws FreckleError `invalid-setting` with the end of its error stream, unless it exits with code 0
 */
export function runProgram(command: string, values: { readonly [name: string]: string }): Promise<void> {
  const line = command.replace(/\{(\w+)\}/g, (whole, name: string) =>
    values[name] === undefined ? whole : quoted(values[name]),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(line, { shell: true, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    const signalGroup = (signal: NodeJS.Signals): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        // The group is empty.
      }
    };
    const endGroup = (): void => signalGroup('SIGTERM');
    process.once('exit', endGroup);
    let wait: NodeJS.Timeout | undefined;
    const settle = (end: () => void): void => {
      process.removeListener('exit', endGroup);
      clearTimeout(wait);
      end();
    };
    let heard = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      heard = (heard + chunk).slice(-STDERR_KEPT);
    });
    child.on('error', (cause) =>
      settle(() =>
        reject(
          new FreckleError(
            'invalid-setting',
            `the shell could not start this command: ${cause.message}\n  ${line}`,
            {
              cause,
            },
          ),
        ),
      ),
    );
    child.on('exit', () => {
      endGroup();
      // A process that ignores SIGTERM or left the group may hold the stream open, and `close` would wait for it.
      wait = setTimeout(() => {
        signalGroup('SIGKILL');
        child.stderr.destroy();
      }, STDERR_WAIT_MS);
    });
    child.on('close', (code, signal) =>
      settle(() =>
        code === 0
          ? resolve()
          : reject(
              new FreckleError(
                'invalid-setting',
                `this command ended with ${code === null ? `signal ${signal}` : `exit code ${code}`}:\n  ${line}\n${heard.trimEnd()}`,
              ),
            ),
      ),
    );
  });
}

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
