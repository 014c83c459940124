// Takes one guard after another out of the contracts and demands that the tests notice. Slow (a build for each): run by
// hand when guards or tests change, `node contracts/tests/mutants.ts [words of a mutant's title]`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findToolchain, missing } from '../../scripts/wasm/toolchain.ts';
import { type Mutant, mutants } from './mutations.ts';
import { mutantsOfRegistry } from './mutations-registry.ts';

const workspace = join(import.meta.dirname, '..');
const copy = join(tmpdir(), 'passa-mutants');
const wasm = join(copy, 'wasm');
const contracts = ['event', 'event-next', 'registry', 'creators', 'sponsor', 'loyalty'];

function run(args: string[], env: Record<string, string | undefined>): boolean {
	const settings = Object.entries(env).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
	try {
		execFileSync('env', [...settings, 'cargo', ...args, '-q', '-j2'], { cwd: copy, stdio: 'pipe' });
		return true;
	} catch (error) {
		const words = String((error as { stderr: Buffer }).stderr);
		if (words.includes('could not compile')) throw new Error(words);
		return false;
	}
}

/** Whether the tests of `filter` in a crate pass on what now lies in the copy, native and wasm. */
function passes(tests: string, filter: string): boolean {
	const toolchain = findToolchain();
	if (!toolchain) throw new Error(missing);
	const target = '--target=wasm32v1-none';
	const std = toolchain.buildStd ? ['-Z', 'build-std=core,alloc'] : [];
	const packages = contracts.flatMap((name) => ['-p', `passa-${name}`]);
	run(['build', '--release', target, ...std, ...packages], {
		...toolchain.env,
		SOROBAN_SDK_BUILD_SYSTEM_SUPPORTS_SPEC_SHAKING_V2: '1',
	});
	for (const name of contracts) {
		const compiled = `passa_${name.replaceAll('-', '_')}.wasm`;
		cpSync(join(copy, 'target/wasm32v1-none/release', compiled), join(wasm, `${name}.wasm`));
	}
	for (const kept of ['wasm/event-1.wasm', 'fixtures/registry-1.wasm'])
		cpSync(join(workspace, kept), join(wasm, basename(kept)));
	const env = { PATH: toolchain.env.PATH, PASSA_WASM_DIR: wasm };
	return run(['test', '-p', tests, filter], env);
}

/** Modules of `tests/first`. */
const first = ['changes', 'create_event', 'versions'];

function testsOf({ file, seenBy }: Mutant): string {
	if (!file.startsWith('registry')) return 'passa-contract-tests';
	return first.includes(seenBy) ? 'passa-first-tests' : 'passa-registry-tests';
}

function survives(mutant: Mutant): boolean {
	const file = join(copy, mutant.file);
	const source = readFileSync(file, 'utf8');
	if (source.split(mutant.find).length !== 2) throw new Error(`${mutant.title}: not there exactly once`);
	writeFileSync(
		file,
		source.replace(mutant.find, () => mutant.replace),
	);
	try {
		return passes(testsOf(mutant), mutant.seenBy);
	} finally {
		writeFileSync(file, source);
	}
}

mkdirSync(wasm, { recursive: true });
for (const part of [
	'Cargo.toml',
	'Cargo.lock',
	'types',
	'event',
	'registry',
	'creators',
	'sponsor',
	'loyalty',
	'tests',
	'fixtures',
	'golden-2.json',
	'golden-registry.json',
]) {
	cpSync(join(workspace, part), join(copy, part), { recursive: true, preserveTimestamps: true });
}
const chosen = [...mutants, ...mutantsOfRegistry].filter((m) =>
	process.argv.slice(2).every((word) => m.title.includes(word)),
);
if (!passes('passa-contract-tests', 'invariants')) throw new Error('the tests fail without any mutation');
const alive = chosen.filter((mutant) => {
	const alive = survives(mutant);
	console.log(`${alive ? 'ALIVE' : 'seen '}  ${mutant.title} (${mutant.seenBy})`);
	return alive;
});
console.log(`${chosen.length - alive.length} of ${chosen.length} seen`);
process.exitCode = alive.length === 0 ? 0 : 1;
