import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { passaFile } from '#scripts/passa-file.ts';
import { commandOf } from '#scripts/process-facts.ts';
import { root } from '#scripts/wasm/artifacts.ts';

/** A running command. */
export type Running = { child: ChildProcess; output: () => string; ended: Promise<number> };

export function command(script: string, args: string[], options: SpawnOptions = {}): Running {
	const child = spawn(process.execPath, [join(root, 'scripts', script), ...args], {
		cwd: root,
		...options,
		env: { ...process.env, ...options.env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	// A test that is interrupted leaves no run behind.
	const end = () => child.kill('SIGTERM');
	process.once('exit', end);
	let output = '';
	child.stdout!.on('data', (c) => (output += c));
	child.stderr!.on('data', (c) => (output += c));
	return {
		child,
		output: () => output,
		ended: new Promise((done) =>
			child.once('close', (code) => {
				process.off('exit', end);
				done(code ?? 1);
			}),
		),
	};
}

/** `npm start` without the demo, on a folder and ports of its own. */
export const start = (data: string, port: number, more: string[] = [], options: SpawnOptions = {}): Running =>
	command('start.ts', ['--data', data, '--port', String(port), '--no-demo', ...more], options);

export async function until(holds: () => boolean, running: Running): Promise<void> {
	let over = false;
	running.child.once('exit', () => {
		over = true;
	});
	for (const limit = Date.now() + 150_000; !holds(); ) {
		if (Date.now() > limit || over) throw new Error(`timed out or ended; its output: ${running.output()}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

export const ready = (data: string, running: Running): Promise<void> =>
	until(() => existsSync(passaFile(data)) && running.output().includes('Passa is ready'), running);

/** Processes that name the folder in their environment: the children of a run on it, with what they run. */
export function childrenOn(data: string): { pid: number; command: string }[] {
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	return pids.flatMap((pid) => {
		try {
			const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
			const ours = environment.includes(`PASSA_DATA=${data}\0`);
			return ours ? [{ pid: Number(pid), command: commandOf(Number(pid)) }] : [];
		} catch {
			return [];
		}
	});
}

/** Processes that this one started. */
export function childrenOf(parent: number): number[] {
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	return pids.map(Number).filter((pid) => {
		try {
			// The name before may hold any character but the last bracket.
			const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?!.*\) )/);
			return Number(rest!.split(' ')[1]) === parent;
		} catch {
			return false;
		}
	});
}
