import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export type Artifact = {
	name: string;
	/** Cargo workspace, package and target. */
	folder: string;
	package: string;
	target: 'wasm32v1-none' | 'wasm32-unknown-unknown';
	std: string;
	/** The committed file. */
	file: string;
	/** Whether its interface is shaken to what the contract uses (Soroban contracts only). */
	contract: boolean;
	/** Whether a check compiles it again. A reference that nobody runs is held to its sources and bytes alone. */
	compiledInCheck: boolean;
	/** What its bytes depend on. */
	sources: string[];
	optimise: string[];
};

/** `room` is the folder that holds the wasm, `crates` those it is compiled from. */
const contract = (name: string, room: string, crates: string[]): Artifact => ({
	name,
	folder: 'contracts',
	package: `passa-${name}`,
	target: 'wasm32v1-none',
	std: 'core,alloc',
	file: `contracts/${room}/${name}.wasm`,
	contract: true,
	compiledInCheck: true,
	sources: [...crates, 'types', 'Cargo.toml', 'Cargo.lock'].map((path) => `contracts/${path}`),
	optimise: ['-Oz', '--strip-debug', '--strip-producers'],
});

export const artifacts: Artifact[] = [
	{
		name: 'engine',
		folder: 'localnet/engine',
		package: 'passa-localnet-engine',
		target: 'wasm32-unknown-unknown',
		std: 'std,panic_abort',
		file: 'localnet/engine.wasm',
		contract: false,
		compiledInCheck: true,
		sources: ['localnet/engine'],
		optimise: [
			'-O3',
			'--strip-debug',
			'--strip-producers',
			'--enable-bulk-memory',
			'--enable-nontrapping-float-to-int',
		],
	},
	contract('registry', 'wasm', ['registry']),
	contract('event', 'wasm', ['event']),
	contract('creators', 'wasm', ['creators']),
	contract('sponsor', 'wasm', ['sponsor']),
	contract('loyalty', 'wasm', ['loyalty']),
	// Soroswap's part on localnet: no deploy script of a public network knows it.
	contract('testpool', 'wasm', ['testpool']),
	// The first version with one parameter more, for the contracts' own tests: no deploy script knows it.
	contract('event-next', 'fixtures', ['fixtures/event-next']),
	// The description's purchase taken literally: what `npm run bench:contracts` compares with.
	{
		...contract('literal', '', []),
		folder: 'testing/bench/literal',
		package: 'literal',
		file: 'testing/bench/literal/literal.wasm',
		contract: false,
		compiledInCheck: false,
		sources: ['src', 'Cargo.toml', 'Cargo.lock'].map((path) => `testing/bench/literal/${path}`),
	},
];

/**
 * Code that nobody builds again, and of which no byte may change; its source is in git's history. `event-1` lives on a network
 * for years: its hash stands in `shared/contract/versions.ts` too. From `registry-1` a deployed registry is upgraded.
 */
export const kept = {
	'event-1': 'contracts/wasm/event-1.wasm',
	'registry-1': 'contracts/fixtures/registry-1.wasm',
} as const;

/** The committed file of a contract, or of code that is kept. */
export const committedFile = (name: string): string =>
	join(root, { ...kept, ...Object.fromEntries(artifacts.map((a) => [a.name, a.file])) }[name]!);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** One hash over the names and contents of all files a wasm is made of; tests beside the code do not count. */
export function sourceHash(artifact: Artifact): string {
	const listed = execFileSync(
		'git',
		['ls-files', '--cached', '--others', '--exclude-standard', '-z', ...artifact.sources],
		{ cwd: root, encoding: 'utf8' },
	);
	const files = [...new Set(listed.split('\0'))].filter(
		(f) => f && !f.includes('/test/') && !f.endsWith('.ts'),
	);
	const hash = createHash('sha256');
	for (const file of files.sort()) hash.update(`${file}\0${sha256(readFileSync(join(root, file)))}\n`);
	return hash.digest('hex');
}
