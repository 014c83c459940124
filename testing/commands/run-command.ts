import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '#scripts/wasm/artifacts.ts';

export type Finished = { code: number; out: string; err: string };

/** Runs one of our commands to its end, as a user would. */
export function runCommand(
	script: string,
	args: string[],
	env: Record<string, string | undefined> = {},
): Promise<Finished> {
	return new Promise((done) => {
		const child = spawn(process.execPath, ['--no-warnings', join(root, 'scripts', script), ...args], {
			cwd: root,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let [out, err] = ['', ''];
		child.stdout.on('data', (chunk) => (out += chunk));
		child.stderr.on('data', (chunk) => (err += chunk));
		child.once('close', (code) => done({ code: code ?? 1, out, err }));
	});
}
