import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from '#scripts/wasm/artifacts.ts';

export type Counts = { passed: number; failed: number };

/** A command that ends with the line `N passed, N failed`. Without that line, or with another exit code, it failed. */
export function runCounted(
	program: string,
	args: string[],
	print: (line: string) => void = console.log,
): Promise<Counts> {
	const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
	let counts: Counts | null = null;
	const lines = createInterface({ input: child.stdout });
	lines.on('line', (line) => {
		const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
		if (passed && failed) counts = { passed: Number(passed), failed: Number(failed) };
		else print(line);
	});
	return new Promise((done) => {
		const end = (code: number | null) => {
			const { passed, failed } = counts ?? { passed: 0, failed: 1 };
			done({ passed, failed: code !== 0 && failed === 0 ? 1 : failed });
		};
		child.once('error', () => end(1));
		child.once('close', end);
	});
}
