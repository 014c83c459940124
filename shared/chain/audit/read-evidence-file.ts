import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type DecodeEvidenceError, decodeEvidence, type Evidence } from './evidence.ts';
import { readingsIn } from './readings.ts';

export type ReadEvidenceFileError = DecodeEvidenceError | PassaError<'EVIDENCE_UNREADABLE' | 'EVENT_FOREIGN'>;

/**
 * The evidence in a file's text; no network is asked. `registry` is the one that the auditor knows to be Passa's:
 * what the file says of it counts for nothing. Throws ReadEvidenceFileError.
 */
export function readEvidenceFile(text: string, registry?: string, versions?: EventVersions): Evidence {
	const readings = readingsIn(text);
	const { source } = readings;
	if (registry !== undefined && registry !== source.registry) {
		const why = `the evidence is of an event at the registry ${source.registry}, not at ${registry}`;
		throw new PassaError('EVENT_FOREIGN', why);
	}
	const named = { ...readings, source: { ...source, registryNamed: registry !== undefined } };
	try {
		return { ...decodeEvidence(named, versions), file: { ledgers: null, nodes: [] } };
	} catch (error) {
		if (error instanceof PassaError) throw error;
		// Bytes that are no XDR, or another type's.
		const why = `the bytes of an event or an entry cannot be read: ${(error as Error).message}`;
		throw new PassaError('EVIDENCE_UNREADABLE', `This is no evidence file: ${why}.`, { cause: error });
	}
}
