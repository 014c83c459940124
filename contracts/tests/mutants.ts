// Takes one guard after another out of the contracts and demands that the tests notice. Slow (a build for each): run by
// hand when guards or tests change, `node contracts/tests/mutants.ts [words of a mutant's title]`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../scripts/wasm/artifacts.ts';
import { findToolchain, missing, remaps } from '../../scripts/wasm/toolchain.ts';
import { type Mutant, mutants } from './mutations.ts';
import { mutantsOfRegistry } from './mutations-registry.ts';

const workspace = join(import.meta.dirname, '..');
const copy = join(tmpdir(), 'passa-mutants');
const wasm = join(copy, 'wasm');
/** Of the code without a mutation. */
const unchanged = join(copy, 'wasm-unchanged');
const contracts = ['event', 'event-next', 'registry', 'creators', 'sponsor', 'loyalty', 'testpool'];

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

/** Compiles what changed since the last time. */
function build(): void {
	const toolchain = findToolchain();
	if (!toolchain) throw new Error(missing);
	const target = '--target=wasm32v1-none';
	const std = toolchain.buildStd ? ['-Z', 'build-std=core,alloc'] : [];
	const packages = contracts.flatMap((name) => ['-p', `passa-${name}`]);
	run(['build', '--release', target, ...std, ...packages], {
		...toolchain.env,
		SOROBAN_SDK_BUILD_SYSTEM_SUPPORTS_SPEC_SHAKING_V2: '1',
		CARGO_ENCODED_RUSTFLAGS: remaps(root).join('\x1f'),
	});
	for (const name of contracts) {
		const compiled = `passa_${name.replaceAll('-', '_')}.wasm`;
		cpSync(join(copy, 'target/wasm32v1-none/release', compiled), join(wasm, `${name}.wasm`));
	}
}

/** Whether the tests of `filter` in a crate pass on what now lies in the copy: native first, which is quick, then on its wasm. */
function passes(tests: string, filter: string): boolean {
	const test = () => run(['test', '-p', tests, filter], { PASSA_WASM_DIR: wasm });
	if (!test()) return false;
	build();
	return test();
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
		cpSync(unchanged, wasm, { recursive: true });
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
	'testpool',
	'tests',
	'fixtures',
	'golden-2.json',
	'golden-registry.json',
	'histories-2.json',
]) {
	cpSync(join(workspace, part), join(copy, part), { recursive: true, preserveTimestamps: true });
}
const chosen = [...mutants, ...mutantsOfRegistry].filter((m) =>
	process.argv.slice(2).every((word) => m.title.includes(word)),
);
for (const kept of ['wasm/event-1.wasm', 'fixtures/registry-1.wasm'])
	cpSync(join(workspace, kept), join(wasm, basename(kept)));
const crates = [...new Set(chosen.map(testsOf))];
build();
for (const tests of crates)
	if (!passes(tests, '')) throw new Error(`${tests} fails without any mutation`);
cpSync(wasm, unchanged, { recursive: true });
const alive = chosen.filter((mutant) => {
	const alive = survives(mutant);
	console.log(`${alive ? 'ALIVE' : 'seen '}  ${mutant.title} (${mutant.seenBy})`);
	return alive;
});
console.log(`${chosen.length - alive.length} of ${chosen.length} seen`);
process.exitCode = alive.length === 0 ? 0 : 1;
