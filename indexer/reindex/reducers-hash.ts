import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What turns raw events into rows: all that decides a row's values is among these files and what they import. */
const roots = [
	'indexer/facts/read-facts.ts',
	'indexer/models/all-models.ts',
	'indexer/ingest/rebuild-event.ts',
];
const imported = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

/**
 * SHA-256 in hex over the sources that decide the rows of the read models, and the versions of the packages they use.
 * Any change of such a file counts, also one that changes no row: only a rebuild shows that it does not.
 */
export function reducersHash(folder = root): string {
	const sources = new Map<string, string>();
	const packages = new Set<string>();
	const waiting = roots.map((path) => join(folder, path));
	for (let path = waiting.pop(); path; path = waiting.pop()) {
		if (sources.has(path)) continue;
		const text = readFileSync(path, 'utf8');
		sources.set(path, text);
		for (const [, name] of text.matchAll(imported)) {
			const file = fileOf(name!, path, folder);
			if (file) waiting.push(file);
			else if (!name!.startsWith('node:')) packages.add(packageOf(name!));
		}
	}
	const hash = createHash('sha256');
	for (const path of [...sources.keys()].sort())
		hash.update(`${relative(folder, path)}\n${sources.get(path)}\n`);
	for (const name of [...packages].sort()) hash.update(`${name} ${versionOf(name)}\n`);
	return hash.digest('hex');
}

/** The file of our own that an import names; null for a package. */
function fileOf(name: string, from: string, folder: string): string | null {
	if (name.startsWith('.')) return join(dirname(from), name);
	const own = /^#(\w+)\/(.*)$/.exec(name);
	return own ? join(folder, own[1]!, own[2]!) : null;
}

const packageOf = (name: string): string =>
	name
		.split('/')
		.slice(0, name.startsWith('@') ? 2 : 1)
		.join('/');

function versionOf(name: string): string {
	const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
	const file = places.map((place) => join(place, name, 'package.json')).find((path) => existsSync(path));
	return file ? JSON.parse(readFileSync(file, 'utf8')).version : 'missing';
}
