import type { Resources } from './engine.ts';
import type { Parsed } from './transaction.ts';

const soroban = new Set([6, 7]);

/** The resources that a transaction declared, from which its fee is computed. `eventsBytes` is known after it ran. */
export function resourcesOf(t: Parsed, eventsBytes: number): Resources {
	const { resources, ext } = t.soroban!;
	const { readOnly, readWrite } = resources.footprint;
	const classic = [...readOnly, ...readWrite].filter((k) => !soroban.has(k.type)).length;
	const restored = ext.v === 1 ? ext.resourceExt.archivedSorobanEntries.length : 0;
	return {
		instructions: resources.instructions,
		diskReadEntries: classic + restored,
		writeEntries: readWrite.length,
		diskReadBytes: resources.diskReadBytes,
		writeBytes: resources.writeBytes,
		eventsBytes,
		transactionBytes: t.bytes.length,
	};
}
