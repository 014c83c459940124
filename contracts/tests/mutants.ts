// Takes one guard after another out of the contracts and demands that the tests notice. Slow (a build for each): run by
// hand when guards or tests change, `node contracts/tests/mutants.ts [--native] [words of a mutant's title]`. With --native
// only on native code, minutes instead of hours: a mutant that lives there is run again without it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifacts, root } from '../../scripts/wasm/artifacts.ts';
import { shakeSpec } from '../../scripts/wasm/shake-spec.ts';
import { findToolchain, missing, remaps } from '../../scripts/wasm/toolchain.ts';
import { type Mutant, mutants } from './mutations.ts';
import { mutantsOfRegistry } from './mutations-registry.ts';

const isNative = process.argv.includes('--native');
const words = process.argv.slice(2).filter((word) => word !== '--native');
const workspace = join(import.meta.dirname, '..');
const copy = join(tmpdir(), 'passa-mutants');
const wasm = join(copy, 'wasm');

function run(args: string[], env: Record<string, string | undefined>): boolean {
	const settings = Object.entries(env).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
	try {
		execFileSync('env', [...settings, 'cargo', args[0]!, '-q', '-j2', ...args.slice(1)], {
			cwd: copy,
			stdio: 'pipe',
		});
		return true;
	} catch (error) {
		const said = String((error as { stderr: Buffer }).stderr);
		if (said.includes('could not compile')) throw new Error(said);
		return false;
	}
}

/** Compiles the contract with this source file, as `npm run wasm` does: larger code is refused by the host. */
function build(file: string): void {
	const toolchain = findToolchain();
	if (!toolchain) throw new Error(missing);
	const artifact = artifacts.find(({ name }) => file.startsWith(`${name}/`))!;
	const std = toolchain.buildStd ? ['-Z', 'build-std=core,alloc'] : [];
	run(['build', '--release', '--target=wasm32v1-none', ...std, '-p', artifact.package], {
		...toolchain.env,
		SOROBAN_SDK_BUILD_SYSTEM_SUPPORTS_SPEC_SHAKING_V2: '1',
		CARGO_ENCODED_RUSTFLAGS: remaps(root).join('\x1f'),
	});
	const compiled = `${artifact.package.replaceAll('-', '_')}.wasm`;
	const raw = join(copy, 'raw.wasm');
	writeFileSync(raw, shakeSpec(readFileSync(join(copy, 'target/wasm32v1-none/release', compiled))));
	const optimised = join(wasm, `${artifact.name}.wasm`);
	execFileSync(join(root, 'node_modules/.bin/wasm-opt'), [...artifact.optimise, raw, '-o', optimised]);
}

const passes = (tests: string, filter: string): boolean =>
	run(['test', '-p', tests, filter], { PASSA_WASM_DIR: wasm });

/** The committed wasm, which is that of the code without a mutation. */
function keepWasm(): void {
	for (const room of ['wasm', 'fixtures'])
		for (const file of readdirSync(join(workspace, room)))
			if (file.endsWith('.wasm')) cpSync(join(workspace, room, file), join(wasm, file));
}

/** Modules of `tests/first`. */
const first = ['changes', 'create_event', 'versions'];

function testsOf({ file, seenBy }: Mutant): string {
	if (!file.startsWith('registry')) return 'passa-contract-tests';
	return first.includes(seenBy) ? 'passa-first-tests' : 'passa-registry-tests';
}

const seenAlike = (a: Mutant, b: Mutant): boolean => testsOf(a) === testsOf(b) && a.seenBy === b.seenBy;

function survives(mutant: Mutant): boolean {
	const file = join(copy, mutant.file);
	const source = readFileSync(file, 'utf8');
	if (source.split(mutant.find).length !== 2) throw new Error(`${mutant.title}: not there exactly once`);
	writeFileSync(
		file,
		source.replace(mutant.find, () => mutant.replace),
	);
	try {
		// Native first, which is quick, then as it would be deployed.
		if (!passes(testsOf(mutant), mutant.seenBy)) return false;
		if (isNative) return true;
		build(mutant.file);
		return passes(testsOf(mutant), mutant.seenBy);
	} finally {
		writeFileSync(file, source);
		keepWasm();
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
// What the last run compiled may hold its last mutation, while the copied sources are older than that build.
for (const { file } of [...mutants, ...mutantsOfRegistry])
	utimesSync(join(copy, file), new Date(), new Date());
const chosen = [...mutants, ...mutantsOfRegistry].filter((m) =>
	words.every((word) => m.title.includes(word)),
);
keepWasm();
for (const mutant of chosen.filter((m, i) => chosen.findIndex((other) => seenAlike(other, m)) === i))
	if (!passes(testsOf(mutant), mutant.seenBy))
		throw new Error(`${testsOf(mutant)} ${mutant.seenBy} fails without any mutation`);
const alive = chosen.filter((mutant) => {
	const alive = survives(mutant);
	console.log(`${alive ? 'ALIVE' : 'seen '}  ${mutant.title} (${mutant.seenBy})`);
	return alive;
});
console.log(`${chosen.length - alive.length} of ${chosen.length} seen`);
process.exitCode = alive.length === 0 ? 0 : 1;
