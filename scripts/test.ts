import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cargoTests, check, type Outcome, run, uvuFile } from '#testing/runner/parts.ts';
import { root } from './wasm/artifacts.ts';

/** `npm test [-- <pattern>…]`: everything, or only the test files whose path contains a pattern. */
const patterns = process.argv.slice(2);
/** First, so that no lane waits for one of them at the end. */
const slowFiles = [
	'scripts/test/start.test.ts',
	'indexer/test/crash.test.ts',
	'scripts/test/commands.test.ts',
];
const totals = { passed: 0, failed: 0 };
const node = process.execPath;
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

function testFiles(): string[] {
	const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts'], {
		cwd: root,
		encoding: 'utf8',
	});
	const files = [...new Set(listed.split('\n'))].filter((f) => f && existsSync(join(root, f)));
	return files.filter((f) => patterns.length === 0 || patterns.some((p) => f.includes(p))).sort();
}

async function part(name: string, work: () => Promise<Outcome>): Promise<Outcome> {
	const begun = performance.now();
	const outcome = await work();
	totals.passed += outcome.passed;
	totals.failed += outcome.failed;
	const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(6);
	console.log(
		`${outcome.failed ? 'FAIL' : ' ok '} ${seconds} s  ${name} (${outcome.passed} passed, ${outcome.failed} failed)`,
	);
	if (outcome.failed) console.log(outcome.output.trimEnd().replace(/^/gm, '        '));
	return outcome;
}

async function everything(): Promise<void> {
	await part('format and lint', () => check(bin('biome'), ['check', '.']));
	await part('types', () => check(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']));
	await part('types of the web', typesOfTheWeb);
	await part('structure', () => check(node, ['scripts/structure.ts']));
	const wasm = await provenWasm();
	await allFiles(wasm);
	await part('contracts, property and role tests', () => cargoTests('contracts'));
}

/** Two at a time, which is what a small machine has processors for: each has its own ports, folders and databases. */
async function allFiles(env: Record<string, string>): Promise<void> {
	const files = testFiles();
	const slow = files.filter((file) => slowFiles.includes(file));
	const queue = [...slow, ...files.filter((file) => !slow.includes(file))];
	const lane = async () => {
		for (let file = queue.shift(); file; file = queue.shift()) {
			const next = file;
			await part(next, () => uvuFile(next, env));
		}
	};
	await Promise.all([lane(), lane()]);
}

/** Messages come from the build before the tests; the routes' types are made anew here, because `npm ci` removes them. */
async function typesOfTheWeb(): Promise<Outcome> {
	const made = await check(bin('svelte-kit'), ['sync']);
	if (made.failed > 0) return made;
	return check(bin('svelte-check'), [
		'--workspace',
		'web',
		'--tsconfig',
		'tsconfig.json',
		'--fail-on-warnings',
	]);
}

/** Proves the committed wasm. Where the compiler is another one, the tests run on what it makes. */
async function provenWasm(): Promise<Record<string, string>> {
	let folder = '';
	await part('the committed wasm is what its sources give', async () => {
		const { code, output } = await run(node, ['scripts/wasm.ts', 'check']);
		folder = /^other compiler: (.+)$/m.exec(output)?.[1] ?? '';
		return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
	});
	return folder ? { PASSA_WASM_DIR: folder } : {};
}

if (patterns.length === 0) await everything();
else await allFiles({});

console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
