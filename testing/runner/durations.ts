import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '#scripts/wasm/artifacts.ts';

/** Seconds by the name of a part of the run. */
export type Durations = Record<string, number>;

const file = join(root, 'node_modules/.cache/passa-tests/durations.json');
const usualSeconds = 4;

/** Durations of slow parts, for a clone that has run nothing so far. */
const assumed: Durations = {
	'scripts/test/start.test.ts': 90,
	'types of the web': 40,
	types: 30,
	'relayer/rails/statement.test.ts': 45,
	'indexer/test/crash.test.ts': 20,
	'scripts/test/commands.test.ts': 20,
};

export function readDurations(): Durations {
	try {
		return { ...assumed, ...JSON.parse(readFileSync(file, 'utf8')) };
	} catch {
		return assumed;
	}
}

/** Keeps the durations of parts that did not run this time. */
export function writeDurations(measured: Durations): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, JSON.stringify({ ...readDurations(), ...measured }, null, '\t'));
}

/** The slowest first, so that no lane ends with a slow part alone. */
export const slowestFirst = <T extends { name: string }>(parts: T[], known: Durations): T[] =>
	parts.toSorted((a, b) => (known[b.name] ?? usualSeconds) - (known[a.name] ?? usualSeconds));
