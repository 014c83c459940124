import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Artifact, artifacts, kept, root, sha256, sourceHash } from './wasm/artifacts.ts';
import { buildWasm } from './wasm/build.ts';
import { findToolchain, missing, type Toolchain } from './wasm/toolchain.ts';

type Row = { file: string; sha256: string; bytes: number; sources: string; compiler: string; flags: string };
type Manifest = Record<string, Row>;

const manifestFile = join(root, 'wasm-manifest.json');

/** Compiles the committed wasm again and writes its manifest. */
function build(names: string[]): void {
	const toolchain = findToolchain();
	if (!toolchain) throw new Error(missing);
	const manifest = readManifest();
	for (const artifact of artifacts.filter((a) => names.length === 0 || names.includes(a.name))) {
		buildWasm(artifact, toolchain, join(root, artifact.file));
		manifest[artifact.name] = describe(artifact, join(root, artifact.file), toolchain);
		console.log(`${artifact.file}: ${manifest[artifact.name]!.bytes} bytes`);
	}
	writeFileSync(manifestFile, `${JSON.stringify(manifest, null, '\t')}\n`);
}

/**
 * Proves the committed wasm. The sources must be the manifest's. With the manifest's compiler a build must give the
 * same bytes; with another one the fresh wasm is left in a folder, named on standard output, for the tests to run on.
 */
function check(): string | null {
	const manifest = readManifest();
	for (const name of Object.keys(kept)) {
		const row = manifest[name];
		if (!row || row.sha256 !== sha256(readFileSync(join(root, row.file))))
			throw new Error(`${name} is not the code that lives on networks: git checkout contracts/wasm`);
	}
	for (const artifact of artifacts) {
		const row = manifest[artifact.name];
		if (row?.sources !== sourceHash(artifact))
			throw new Error(`${artifact.file} is older than its sources: npm run wasm`);
		if (row.sha256 !== sha256(readFileSync(join(root, artifact.file)))) {
			throw new Error(`${artifact.file} is not what wasm-manifest.json says: npm run wasm`);
		}
	}
	const toolchain = findToolchain();
	if (!toolchain) throw new Error(missing);
	const fresh = mkdtempSync(join(tmpdir(), 'passa-wasm-'));
	let same = true;
	for (const artifact of artifacts.filter((a) => a.compiledInCheck)) {
		const file = join(fresh, `${artifact.name}.wasm`);
		buildWasm(artifact, toolchain, file);
		const made = describe(artifact, file, toolchain);
		const kept = manifest[artifact.name]!;
		if (made.compiler !== kept.compiler) same = false;
		else if (made.sha256 !== kept.sha256)
			throw new Error(`${artifact.file}: the same compiler gives other bytes`);
	}
	return same ? null : fresh;
}

function describe(artifact: Artifact, file: string, toolchain: Toolchain): Row {
	const bytes = readFileSync(file);
	return {
		file: artifact.file,
		sha256: sha256(bytes),
		bytes: bytes.length,
		sources: sourceHash(artifact),
		compiler: toolchain.identity,
		flags: `--release --locked --target ${artifact.target}; wasm-opt ${artifact.optimise.join(' ')}`,
	};
}

function readManifest(): Manifest {
	return existsSync(manifestFile) ? JSON.parse(readFileSync(manifestFile, 'utf8')) : {};
}

const [verb, ...names] = process.argv.slice(2);
try {
	if (verb === 'build') build(names);
	else if (verb === 'check') {
		const fresh = check();
		console.log(fresh ? `other compiler: ${fresh}` : 'wasm: the committed files are what their sources give');
	} else throw new Error('usage: node scripts/wasm.ts build [name…] | check');
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
