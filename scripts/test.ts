import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deployedFolder } from '#testing/fixtures/deployed-network.ts';
import { startOwnServer } from '#testing/postgres/own-server.ts';
import { sharedServerVariable } from '#testing/postgres/test-postgres.ts';
import { type Durations, readDurations, slowestFirst, writeDurations } from '#testing/runner/durations.ts';
import { cargoTests, check, type Outcome, uvuFile } from '#testing/runner/outcome.ts';
import { run } from '#testing/runner/run-process.ts';
import { sdkBundle } from '#testing/runner/sdk-bundle.ts';
import { root } from './wasm/artifacts.ts';

/** `npm test [-- <pattern>…]`: everything, or only the test files whose path contains a pattern. */
const patterns = process.argv.slice(2);
/** Test files wait for timers and other processes half of the time. */
const lanes = 2 * availableParallelism();
const totals = { passed: 0, failed: 0 };
const measured: Durations = {};
const node = process.execPath;
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

type Part = { name: string; work: () => Promise<Outcome> };

const checks: Part[] = [
	{ name: 'format and lint', work: () => check(bin('biome'), ['check', '.']) },
	{ name: 'types', work: () => check(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']) },
	{ name: 'types of the web', work: typesOfTheWeb },
	{ name: 'structure', work: () => check(node, ['scripts/structure.ts']) },
];

function testFiles(): string[] {
	const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts'], {
		cwd: root,
		encoding: 'utf8',
	});
	const files = [...new Set(listed.split('\n'))].filter((f) => f && existsSync(join(root, f)));
	return files.filter((f) => patterns.length === 0 || patterns.some((p) => f.includes(p))).sort();
}

async function perform({ name, work }: Part): Promise<void> {
	const begun = performance.now();
	const outcome = await work();
	totals.passed += outcome.passed;
	totals.failed += outcome.failed;
	measured[name] = (performance.now() - begun) / 1000;
	const seconds = measured[name].toFixed(1).padStart(6);
	console.log(
		`${outcome.failed ? 'FAIL' : ' ok '} ${seconds} s  ${name} (${outcome.passed} passed, ${outcome.failed} failed)`,
	);
	if (outcome.failed) console.log(outcome.output.trimEnd().replace(/^/gm, '        '));
}

/** Files run beside each other on one PostgreSQL and copies of one network; each has its own ports, folders and databases. */
async function inLanes(parts: Part[]): Promise<void> {
	const queue = slowestFirst(parts, readDurations());
	const lane = async () => {
		for (let part = queue.shift(); part; part = queue.shift()) await perform(part);
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}

async function testsAnd(others: Part[]): Promise<void> {
	const files = testFiles();
	// A single file starts only what it needs.
	const shared = files.length > 1 ? await startOwnServer('fast') : null;
	try {
		const env: Record<string, string> = { PASSA_TEST_SDK: pathToFileURL(await sdkBundle()).href };
		if (shared) env[sharedServerVariable] = `${shared.port}:${shared.secret}`;
		await perform({ name: 'a network with the contracts on it', work: deployOnce });
		const tests = files.map((name): Part => ({ name, work: () => uvuFile(name, env) }));
		await inLanes([...others, ...tests]);
	} finally {
		await shared?.stop();
	}
}

/** Made before the files run. If it fails, files without a network still run. */
async function deployOnce(): Promise<Outcome> {
	try {
		await deployedFolder();
		return { passed: 0, failed: 0, output: '' };
	} catch (error) {
		return { passed: 0, failed: 1, output: (error as Error).stack ?? '' };
	}
}

/** Messages come from the build before the tests; the routes' types are made here, because `npm ci` removes them. */
async function typesOfTheWeb(): Promise<Outcome> {
	const made = await check(bin('svelte-kit'), ['sync']);
	if (made.failed > 0) return made;
	// It runs outside of any page, so its types are others.
	const worker = await check(bin('tsc'), ['--noEmit', '-p', 'web/service-worker']);
	if (worker.failed > 0) return worker;
	return check(bin('svelte-check'), [
		'--workspace',
		'web',
		'--tsconfig',
		'tsconfig.json',
		'--fail-on-warnings',
	]);
}

/** Proves the committed wasm. With another compiler than the manifest's, the tests run on the newly compiled wasm. */
async function provenWasm(): Promise<Outcome> {
	const { code, output } = await run(node, ['scripts/wasm.ts', 'check']);
	const folder = /^other compiler: (.+)$/m.exec(output)?.[1];
	if (folder) process.env.PASSA_WASM_DIR = folder;
	return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

if (patterns.length > 0) await testsAnd([]);
else {
	await perform({ name: 'the committed wasm is what its sources give', work: provenWasm });
	await testsAnd(checks);
	await perform({ name: 'contracts, property and role tests', work: () => cargoTests('contracts') });
}
writeDurations(measured);

console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
