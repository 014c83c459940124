import { join } from 'node:path';
import { root } from '#scripts/wasm/artifacts.ts';
import { run } from './run-process.ts';

export type Outcome = { passed: number; failed: number; output: string };

/** A test file that takes longer hangs: it is ended, with all that it started. */
const longestFileMs = 15 * 60_000;
/** The environment of all test files and their processes: modules are compiled once, and imported faster. */
const node = {
	NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/passa-compiled'),
	NODE_OPTIONS: `--import=${new URL('./quick-imports.mjs', import.meta.url)}`,
};

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
	const settings = { NO_COLOR: '1', ...node, ...env };
	const { code, output } = await run(process.execPath, ['--no-warnings', file], settings, longestFileMs);
	const total = Number(/Total:\s+(\d+)/.exec(output)?.[1] ?? 0);
	const passed = Number(/Passed:\s+(\d+)/.exec(output)?.[1] ?? 0);
	const failed = total - passed;
	if (total === 0) return { passed: 0, failed: 1, output: `${output}\n${file} ran no test` };
	return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, output };
}
