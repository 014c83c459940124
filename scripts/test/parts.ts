import { spawn } from 'node:child_process';
import { root } from '../wasm/artifacts.ts';

export type Outcome = { passed: number; failed: number; output: string };

/** Runs a command to its end. Its output is kept, and shown only when something failed. */
export function run(
	command: string,
	args: string[],
	env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
	return new Promise((done) => {
		const child = spawn(command, args, {
			cwd: root,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		child.stdout.on('data', (chunk) => (output += chunk));
		child.stderr.on('data', (chunk) => (output += chunk));
		child.once('error', (error) => done({ code: 1, output: `${output}${error.message}` }));
		child.once('close', (code) => done({ code: code ?? 1, output }));
	});
}

/** A check that is one test: it holds or it does not. */
export async function check(
	command: string,
	args: string[],
	env: Record<string, string> = {},
): Promise<Outcome> {
	const { code, output } = await run(command, args, env);
	return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

/** cargo's closing lines: `test result: ok. 12 passed; 0 failed; …`. A build that failed counts as one failure. */
export async function cargoTests(folder: string): Promise<Outcome> {
	const { code, output } = await run('cargo', [
		'test',
		'--locked',
		'-j2',
		'--manifest-path',
		`${folder}/Cargo.toml`,
	]);
	let [passed, failed] = [0, 0];
	for (const m of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)) {
		passed += Number(m[1]);
		failed += Number(m[2]);
	}
	return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, output };
}

/** One uvu file in a process of its own. uvu prints `Total: 5` and `Passed: 5`. */
export async function uvuFile(file: string, env: Record<string, string>): Promise<Outcome> {
	const { code, output } = await run(process.execPath, ['--no-warnings', file], { NO_COLOR: '1', ...env });
	const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
	const passed = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
	const failed = total - passed;
	if (total === 0) return { passed: 0, failed: 1, output: `${output}\n${file} ran no test` };
	return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, output };
}
